/**
 * Calls of the host that wait long for a limit: for how long and under which condition they stop, and what is told of one.
 *
 * The host has the isolate stand in a function of the prelude; its arguments say what waits, and where the call was made.
 */
import { placesOf } from "./awaiting.ts";
import type { CallFrame, Evaluation } from "./cdp.ts";
import { PRELUDE_URL } from "./prelude-places.ts";
import type { Isolate } from "./debuggee.ts";
import type { Thrown } from "./exceptions.ts";
import { syntaxError } from "./syntax-error.ts";

const DEFAULT_MS = 1000;
const TIMEOUT_MS = 500;

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
  { callFrameId }: CallFrame,
  { condition }: ThrottledFilter,
): Promise<Thrown | undefined> {
  const evaluate = async (expression: string): Promise<unknown> => {
    const request = { callFrameId, expression, returnByValue: true, silent: true, timeout: TIMEOUT_MS };
    return (await isolate.inspector.request<Evaluation>("Debugger.evaluateOnCallFrame", request)).result.value;
  };
  if (condition.trim() !== "" && (await evaluate(`!!(${condition}\n)`)) !== true) return undefined;
  const told = (await evaluate("({ stack, ...wait })")) as Readonly<Record<string, unknown>>;
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
