/**
 * Libraries that few modules need. All isolates of a process share their text, and an isolate runs one when its module first names
 * what it has.
 */
import type { PRELUDE_LIBRARIES } from "../../base/prelude-libraries.ts";

/** The built-ins as they were before module code; the build puts them around this bundle. */
declare const $builtIns: object;

// oxlint-disable-next-line no-eval -- the texts are those of the build
const evaluate = globalThis.eval as (text: string) => (builtIns: object) => unknown;
const texts = Object.create(null) as Record<string, string>;
const exported = Object.create(null) as Record<string, unknown>;

/** Takes names and texts by turns. A text is an expression for a function that runs the library. */
export function keepLibraries(given: readonly string[]): void {
  for (let i = 0; i < given.length; i += 2) texts[given[i] ?? ""] = given[i + 1] ?? "";
}

/** What a library exports. */
export function library(name: keyof typeof PRELUDE_LIBRARIES): unknown {
  exported[name] ??= evaluate(texts[name] ?? "")($builtIns);
  return exported[name];
}
