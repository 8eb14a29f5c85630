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

/** The stack where an isolate stands, with the callers that await it. */
export async function stackText(isolate: Isolate, { callFrames }: Paused): Promise<string> {
  const top = callFrames[0];
  const stack = top === undefined ? "" : await isolate.inspector.valueInFrame(top, READ_STACK);
  return typeof stack === "string" ? stack : "";
}

/** The callers that await, the nearest first. */
export function awaitingIn(stack: string): readonly Place[] {
  return placesOf(stack).filter((place) => place.awaits);
}

/** Which of the promises that are waited for together a stack belongs to, such as "Promise.all (index 1)", the innermost first. */
export function branchesIn(stack: string): readonly string[] {
  return Array.from(stack.matchAll(BRANCH), ([, branch = ""]) => branch);
}

/** Whether code of the host is in a stack. */
export function namesHost(stack: string): boolean {
  return stack.includes("ambit:prelude");
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

/** "    at async Promise.all (index 1)" */
const BRANCH = /^ {4}at async (Promise\.\w+ \(index \d+\))$/gm;
/** "    at async load (./main.ts:23:17)", also without a name. */
const LINE = /^ {4}at (?<awaits>async )?(?:(?<name>.+?) \()?(?<url>\.\/.+?):(?<row>\d+):(?<column>\d+)\)?$/;
