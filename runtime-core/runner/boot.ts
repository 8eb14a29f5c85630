/**
 * What Node starts as a runner: runs the runner's code from what V8 made of it at the build.
 *
 * Node's own compile cache is written by those who read it, and what a runner could write other processes would execute.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";
import { builtScript } from "../isolate/built-files.ts";

const require = createRequire(import.meta.url);
const { code, cachedData } = builtScript("runner-body");
const filename = path.join(import.meta.dirname, "runner-body.js");
const run = new Script(code, { filename, cachedData }).runInThisContext() as (
  require: NodeJS.Require,
  url: string,
) => void;
run(require, import.meta.url);
