/** Outcomes from what ended a run. */
import { type AmbitError, isAmbitError } from "../base/ambit-error.ts";
import type { Outcome, OutcomeCause } from "../base/outcome.ts";
import { type ErrorDescription, MAX_ERROR_TEXT, readError } from "../isolate/invoke-end.ts";

/** So much of a stack is read, in characters. */
const MAX_STACK = 2 ** 16;

const MODULE_FRAME = /^ {4}at (?:.*\(|async )?\.\//;

/** Finds a refusal that the host itself threw, by its sentence. */
export type KnownRefusal = (message: string) => AmbitError | undefined;

/**
 * The outcome of an uncaught error of the module. What an error says of itself is not trusted: it counts as a refusal
 * only when the host threw one with that sentence.
 */
export function outcomeOfThrown(error: ErrorDescription, known: KnownRefusal): Outcome {
  const cause = causeOf(error, known);
  const refusal = known(error.message);
  if (isAmbitError(refusal, "permission/denied")) {
    return { kind: "permission-denied", permission: refusal.data.permission, cause };
  }
  if (isAmbitError(refusal, "limit/exhausted") || isAmbitError(refusal, "limit/timed-out")) {
    return { kind: "limit-exceeded", limit: refusal.data.limit, cause };
  }
  if (isAmbitError(refusal, "context/cancelled")) return { kind: "cancelled", cause };
  return { kind: "exception", cause };
}

/** The outcome of a context that was ended from outside its code. */
export function outcomeOfContext(cause: AmbitError): Outcome {
  const told: OutcomeCause = { code: cause.code, message: cause.message.slice(0, MAX_ERROR_TEXT) };
  switch (cause.code) {
    case "limit/exhausted":
      return { kind: "limit-exceeded", limit: (cause as AmbitError<"limit/exhausted">).data.limit, cause: told };
    case "permission/denied": {
      const { permission } = (cause as AmbitError<"permission/denied">).data;
      return { kind: "permission-denied", permission, cause: told };
    }
    case "run/timed-out":
      return { kind: "timed-out", cause: told };
    case "run/out-of-memory":
      return { kind: "out-of-memory", limit: "memory/heap", cause: told };
    case "run/exception":
    case "run/never-settles":
    case "run/no-entry":
      return { kind: "exception", cause: told };
    case "run/invalid-arguments":
    case "run/invalid-limit":
    case "run/missing-secrets":
    case "context/exceeds-parent":
    case "host/failed":
    case "host/invalid-argument":
      return { kind: "refused", cause: told };
    case "run/child-does-not-stop":
      return {
        kind: "cancelled",
        cause: { ...told, cause: { message: (cause as AmbitError<"run/child-does-not-stop">).data.end } },
      };
    default:
      return { kind: "cancelled", cause: told };
  }
}

/** isolated-vm says so of something thrown that it cannot copy. */
const OF_NO_ERROR =
  "An object was thrown from supplied code within isolated-vm, but that object was not an instance of `Error`.";

/** What isolated-vm gives for something thrown that nobody caught: an error with the stack of the isolate. */
export function describeUncaught(thrown: unknown): ErrorDescription {
  const { name, message, stack } = (thrown ?? {}) as { name?: unknown; message?: unknown; stack?: unknown };
  if (typeof message !== "string") return readError({ name: "Thrown value", message: String(thrown) });
  if (message === OF_NO_ERROR)
    return readError({ name: "Thrown value", message: "an object or a symbol, which is no error" });
  const inside = typeof stack === "string" ? stack : "";
  return readError({
    name: /^(\w*Error): /.exec(inside)?.[1] ?? name,
    message,
    frames: moduleFrames(inside.slice(inside.indexOf(message) < 0 ? 0 : inside.indexOf(message) + message.length)),
  });
}

/** Frames of the module's own files in what a stack has below the message, without "at". */
function moduleFrames(stack: string): string[] {
  const [inside = ""] = stack.slice(0, MAX_STACK).split("(<isolated-vm boundary>)");
  const lines = inside.split("\n").filter((line) => MODULE_FRAME.test(line) && !line.includes("ambit:"));
  return lines.map((line) => line.trim().slice(3));
}

function causeOf(error: ErrorDescription, known: KnownRefusal): OutcomeCause {
  const refusal = known(error.message);
  return {
    ...(refusal === undefined ? {} : { code: refusal.code }),
    message: refusal === undefined ? `${error.name}${error.message === "" ? "" : ": "}${error.message}` : error.message,
    stack: error.frames.map(readableFrame),
    ...(error.cause === undefined ? {} : { cause: causeOf(error.cause, known) }),
  };
}

/** "main (./my%20file.ts:3:9)" -> "main (./my file.ts:3:9)". */
function readableFrame(frame: string): string {
  try {
    return decodeURI(frame);
  } catch {
    return frame;
  }
}
