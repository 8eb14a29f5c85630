/** How a call of an export of a module that stays comes out for its caller. */
import { AmbitError } from "./ambit-error.ts";
import { messageOf } from "./codes/table.ts";
import type { Outcome } from "./outcome.ts";
import type { FilePath } from "./span.ts";

/** What a call comes to when its module ends before it. */
export function unfinishedCall(end: Outcome): Outcome {
  if (end.kind !== "completed") return end;
  const message = messageOf("context/cancelled", { cause: "the module has finished" });
  return { kind: "cancelled", cause: { code: "context/cancelled", message } };
}

/** What a caller is told of a call that has not completed. */
export function callFailed(call: { readonly module: FilePath; readonly name: string }, end: Outcome): AmbitError {
  const { kind, cause } = end;
  const stack = cause?.stack === undefined ? {} : { stack: cause.stack };
  return new AmbitError("run/call-failed", { ...call, outcome: kind, detail: cause?.message ?? kind, ...stack });
}
