/**
 * The callers of a stack that wait for it at an `await`: their frames are gone, only their places are known.
 *
 * They are read from the stack of an error made on the spot. V8 keeps them for errors at no cost; its own asynchronous
 * stacks make code with many `await`s 35 times slower.
 */
import type { Paused } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import type { Place } from "./stack.ts";

const MOST_FRAMES = 200;
const READ_STACK = `(() => {
  const limit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = ${MOST_FRAMES};
    return new Error().stack;
  } catch {
    return "";
  } finally {
    try { Error.stackTraceLimit = limit; } catch {}
  }
})()`;

/** The callers that await what an isolate stands in, the nearest first. */
export async function awaitingCallers(isolate: Isolate, { callFrames }: Paused): Promise<readonly Place[]> {
  const top = callFrames[0];
  if (top === undefined) return [];
  const stack = await isolate.inspector.valueInFrame(top, READ_STACK);
  return typeof stack === "string" ? placesOf(stack).filter((place) => place.awaits) : [];
}

/** The places of module code in the text of a stack. */
export function placesOf(stack: string): Place[] {
  return stack.split("\n").flatMap((line) => {
    const found = LINE.exec(line);
    const { awaits, name, url, row, column } = found?.groups ?? {};
    if (url === undefined || line.includes("<anonymous>:")) return [];
    return [
      {
        functionName: name ?? "",
        url,
        lineNumber: Number(row) - 1,
        columnNumber: Number(column) - 1,
        awaits: awaits !== undefined,
      },
    ];
  });
}

/** "    at async load (./main.ts:23:17)", also without a name. */
const LINE = /^ {4}at (?<awaits>async )?(?:(?<name>.+?) \()?(?<url>\.\/.+?):(?<row>\d+):(?<column>\d+)\)?$/;
