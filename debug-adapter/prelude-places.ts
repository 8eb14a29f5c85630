/** Places in the prelude, the host's own code in an isolate. */
import type { ScriptLocation } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";

/** The script of the prelude. */
export const PRELUDE_URL = "ambit:prelude";

/** The places behind the beginnings of functions, as they stand in its text. */
export async function preludePlaces(isolate: Isolate, entries: readonly RegExp[]): Promise<readonly ScriptLocation[]> {
  // The answer comes behind the scripts that are there.
  await isolate.inspector.request("Debugger.enable");
  const scriptId = isolate.script(PRELUDE_URL)?.scriptId;
  if (scriptId === undefined) throw new Error("The isolate has no prelude");
  const text = await isolate.text(scriptId);
  return entries.map((entry) => ({ scriptId, ...insideOf(text, entry) }));
}

function insideOf(text: string, entry: RegExp): { lineNumber: number; columnNumber: number } {
  const found = entry.exec(text);
  if (found === null) throw new Error(`The prelude has no ${String(entry)}`);
  const before = text.slice(0, found.index + found[0].length);
  return { lineNumber: before.split("\n").length - 1, columnNumber: before.length - before.lastIndexOf("\n") - 1 };
}
