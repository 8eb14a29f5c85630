/**
 * Makes V8's code cache of a runner: `node FLAGS runner-body-cache.mjs SCRIPT OUTPUT`, with the flags of a runner.
 *
 * What V8 compiles when it is first called is in the cache when it was called here: a runner is told to run a module, and answers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { warmModule } from "../runtime-core/runner/warm-module.ts";
import { markOf } from "./code-mark.mjs";

const [, , input, output] = process.argv;
const code = readFileSync(input, "utf8");
const script = new vm.Script(code, { filename: input });
Object.defineProperty(process, "connected", { value: true });
process.send = (message, _handle, _options, sent) => {
  sent();
  if (message.kind !== "ended") return;
  const { kind } = message.report.outcome;
  if (kind !== "completed") throw new Error(`The module of the cache has ended as ${kind}`);
  writeFileSync(output, Buffer.concat([Buffer.from(markOf(code)), script.createCachedData()]));
  process.exit(0);
};
script.runInThisContext()(createRequire(import.meta.url), pathToFileURL(input).href);
process.emit("message", warmModule());
