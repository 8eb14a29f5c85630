/**
 * What Node starts as a runner: runs the runner's code from what V8 made of it at the build.
 *
 * Node's own compile cache is written by those who read it, and what a runner could write other processes would execute.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";
import { builtScript } from "../isolate/built-files.ts";

/** What takes long to load and most runs never need. */
const LATER: readonly string[] = ["node:crypto", "node:fs/promises", "node:v8"];

const require = createRequire(import.meta.url);
const { code, cachedData } = builtScript("runner-body");
const filename = path.join(import.meta.dirname, "runner-body.js");
const run = new Script(code, { filename, cachedData }).runInThisContext() as (
  require: (name: string) => unknown,
  url: string,
) => void;
run((name) => (LATER.includes(name) ? loadedLater(name) : require(name)), import.meta.url);

/** A module of Node whose parts are there when they are asked for. */
function loadedLater(name: string): object {
  let loaded: object | undefined;
  return new Proxy({}, { get: (_target, key) => Reflect.get((loaded ??= require(name) as object), key) });
}
