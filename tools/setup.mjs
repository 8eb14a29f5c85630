/**
 * Makes a checkout ready: installs what `package-lock.json` says when something else is installed, and builds `dist/`
 * when the sources are newer. Says nothing and costs little when there is nothing to do.
 *
 * Plain JavaScript without packages: runs under the Node of a fresh machine (20 or later) before anything is installed.
 * `--no-build` leaves `dist/` alone.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isFresh } from "../bin/freshness.mjs";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NODE = path.join(ROOT, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

const difference = differenceOfInstalled();
if (difference !== undefined) install(difference);
if (!existsSync(NODE) && Number.parseInt(process.versions.node, 10) < 24)
  end(
    "Ambit needs Node 24 and npm brings none for this platform: install Node 24 from https://nodejs.org/download and try again",
  );
if (!process.argv.includes("--no-build") && !isFresh(path.join(ROOT, "dist", "cli.mjs"), ROOT)) build();

/** The first package that is not installed as locked, or undefined. Compares with what npm wrote down when it installed. */
function differenceOfInstalled() {
  const record = path.join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return "nothing is installed";
  const installed = readPackages(record);
  for (const [name, locked] of Object.entries(readPackages(path.join(ROOT, "package-lock.json")))) {
    if (name === "" || isForOtherPlatform(locked)) continue;
    const found = installed[name];
    if (found === undefined && locked.optional !== true) return `${name} is missing`;
    if (found !== undefined && found.integrity !== locked.integrity)
      return `${name} is ${found.version}, not ${locked.version}`;
  }
  return undefined;
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

function isForOtherPlatform({ os, cpu }) {
  return (os !== undefined && !os.includes(process.platform)) || (cpu !== undefined && !cpu.includes(process.arch));
}

function install(reason) {
  const startedAt = Date.now();
  process.stderr.write(`Installing packages (${reason})…\n`);
  // The npm that runs this script, with its own Node; "npm" when somebody runs this file directly.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [program, first] = npm === undefined ? ["npm", []] : [node ?? process.execPath, [npm]];
  const { status, error } = spawnSync(program, [...first, "ci", "--loglevel=error"], {
    cwd: ROOT,
    stdio: ["inherit", "inherit", "inherit"],
    shell: npm === undefined && process.platform === "win32",
  });
  if (error !== undefined) end(`Cannot run npm: ${error.message}`);
  if (status !== 0) end("npm could not install the packages; what it said stands above");
  process.stderr.write(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function build() {
  const { status } = spawnSync(process.execPath, [path.join(ROOT, "esbuild.mjs")], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) end("The build failed");
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
