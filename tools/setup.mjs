/**
 * Makes a checkout ready, then runs a script of it under Node 24: `node tools/setup.mjs [--no-build] SCRIPT [ARGUMENT…]`.
 *
 * Installs what `package-lock.json` says when something else is installed, and builds `dist/` when the sources are newer
 * (not with `--no-build`). Says nothing and costs little when there is nothing to do.
 *
 * Plain JavaScript without packages: runs under the Node of a fresh machine (20 or later) before anything is installed.
 * It starts the script itself, because a shell that has just run the old `node` would run it again.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isFresh } from "../bin/freshness.mjs";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FORWARDED_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const argv = process.argv.slice(2);
const builds = argv[0] !== "--no-build";
const [script, ...rest] = builds ? argv : argv.slice(1);

const difference = differenceOfInstalled();
if (difference !== undefined) install(difference);
const node = findNode();
if (builds && !isFresh(path.join(ROOT, "dist", "cli.mjs"), ROOT)) build();
if (script !== undefined) run();

/** The Node of the package for this platform, else this one. */
function findNode() {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const installed = path.join(ROOT, "node_modules", name, "bin", file);
  if (existsSync(installed)) return installed;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return end(
    `Ambit needs Node 24, and npm has none for ${process.platform} on ${process.arch}: install it from https://nodejs.org/download`,
  );
}

/** Ends as the script ends. */
function run() {
  // What the script starts as "node" is this Node too.
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(node, [path.join(ROOT, script), ...rest], { stdio: "inherit", env });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => end(`Cannot start ${node}: ${error.message}`));
  child.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

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
  const { npm_execpath: npm, npm_node_execpath: npmNode } = process.env;
  const [program, first] = npm === undefined ? ["npm", []] : [npmNode ?? process.execPath, [npm]];
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
  const { status } = spawnSync(node, [path.join(ROOT, "esbuild.mjs")], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) end("The build failed");
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
