/**
 * `signal` of `ambit:context`: tells the module, or one call of it, that it is to end.
 *
 * Of the end of the whole the host only tells modules that have asked, and gives those time to tear down.
 */
import { AbortController, type AbortSignal } from "./abort.ts";
import { errorFrom, type HostErrorData } from "./errors.ts";
import { callSync } from "./wall.ts";

/** The number of the call that is the run of the module. */
export const ENTRY = 0;

let own: AbortController | undefined;
/** The call whose function runs now, before its first `await`. */
let current = ENTRY;
const calls: Record<number, AbortController | undefined> = { __proto__: null } as never;

/** The signal of the call that is being made when it is asked for before its first `await`; else that of the module. */
export function signal(): AbortSignal {
  if (own === undefined) {
    own = new AbortController();
    callSync("context/signal", []);
  }
  if (current === ENTRY || own.signal.aborted) return own.signal;
  return (calls[current] ??= new AbortController()).signal;
}

/** Calls a function; signals that it asks for on the spot are those of the call. */
export function inCall(invocation: number, call: () => unknown): unknown {
  current = invocation;
  try {
    return call();
  } finally {
    current = ENTRY;
  }
}

/** A call has ended: nothing of it is left to be told. */
export function callEnded(invocation: number): void {
  delete calls[invocation];
}

/** Tells the module with all its calls, or one call. */
export function abort(invocation: number, reason: HostErrorData): void {
  const error = errorFrom(reason, new Error());
  // The call may ask later.
  if (invocation !== ENTRY) return (calls[invocation] ??= new AbortController()).abort(error);
  own?.abort(error);
  for (const each of Object.keys(calls)) calls[Number(each)]?.abort(error);
}
