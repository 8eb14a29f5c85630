/**
 * Calls of the host that wait long for a limit: for how long and under which condition they stop, and what is told of one.
 *
 * The host has the isolate stand in a function of the prelude; its arguments say what waits, and where the call was made.
 */
import { placesOf } from "./awaiting.ts";
import type { CallFrame } from "./cdp.ts";
import { PRELUDE_URL } from "./prelude-places.ts";
import type { Isolate } from "./debuggee.ts";
import { conditionValue } from "./isolate-breakpoints.ts";
import type { FilterLinks, Thrown } from "./exceptions.ts";
import { syntaxError } from "./syntax-error.ts";

const DEFAULT_MS = 1000;

/** When a wait stops. */
export interface ThrottledFilter {
  readonly afterMs: number;
  /** An expression about `wait`; "" for always. */
  readonly condition: string;
}

/** Reads "> 500ms", "2s", an expression about `wait`, or both with "&&"; a text says what is wrong. */
export function parseThrottled(written: string): ThrottledFilter | string {
  const found = /^\s*(?:>=?\s*)?(?<amount>\d+(?:\.\d+)?)\s*(?<unit>ms|s)?\s*(?:&&(?<rest>.+))?$/s.exec(written)?.groups;
  const { amount, unit, rest = "" } = found ?? {};
  const condition = amount === undefined ? written : rest;
  const problem = syntaxError(condition);
  if (problem !== undefined)
    return `${problem}. Write how long, an expression about \`wait\`, or both: "> 500ms && wait.limit === 'http/request'"`;
  const afterMs = amount === undefined ? DEFAULT_MS : Number(amount) * (unit === "s" ? 1000 : 1);
  return { afterMs, condition };
}

/** Whether an isolate stands because a call waits. */
export function isLongWait(frame: CallFrame | undefined): boolean {
  return frame?.functionName === "standAtCall" && frame.url === PRELUDE_URL;
}

/** What waits where an isolate stands, as an exception is told; undefined when it is not what the filter asks for. */
export async function throttledCall(
  isolate: Isolate,
  frame: CallFrame,
  { condition, conditionThrew }: ThrottledFilter & Pick<FilterLinks, "conditionThrew">,
): Promise<Thrown | undefined> {
  const isMet = condition.trim() === "" || (await isolate.inspector.valueInFrame(frame, conditionValue(condition)));
  if (typeof isMet === "string") conditionThrew(condition, isMet);
  if (isMet !== true) return undefined;
  const told = (await isolate.inspector.valueInFrame(frame, "({ stack, ...wait })")) as Readonly<
    Record<string, unknown>
  >;
  const { call, limit, waitedMs, stack } = told;
  return {
    value: { type: "undefined" },
    code: "limit/throttled",
    name: "Throttled",
    message: `${String(call)} has waited ${String(waitedMs)} ms for "${String(limit)}"`,
    stack: String(stack),
    places: placesOf(String(stack)),
  };
}
