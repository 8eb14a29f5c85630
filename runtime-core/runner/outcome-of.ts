/** Outcomes from what ended a run. */
import type { AmbitError } from "../base/ambit-error.ts";
import type { Outcome, OutcomeCause } from "../base/outcome.ts";
import type { ErrorDescription } from "../isolate/module-isolate.ts";

/** The outcome of an uncaught error of the module. */
export function outcomeOfThrown(error: ErrorDescription): Outcome {
  const cause = causeOf(error);
  const data = (error.data ?? {}) as { permission?: unknown; limit?: unknown };
  if (error.code === "permission/denied")
    return { kind: "permission-denied", permission: String(data.permission), cause };
  if (error.code === "limit/exhausted" || error.code === "limit/timed-out") {
    return { kind: "limit-exceeded", limit: String(data.limit), cause };
  }
  if (error.code === "context/cancelled") return { kind: "cancelled", cause };
  return { kind: "exception", cause };
}

/** The outcome of a context that was ended from outside its code. */
export function outcomeOfContext(cause: AmbitError): Outcome {
  const told: OutcomeCause = { code: cause.code, message: cause.message };
  switch (cause.code) {
    case "limit/exhausted":
      return { kind: "limit-exceeded", limit: (cause as AmbitError<"limit/exhausted">).data.limit, cause: told };
    case "run/out-of-memory":
      return { kind: "out-of-memory", limit: "memory/heap", cause: told };
    case "run/exception":
    case "run/never-settles":
    case "run/no-entry":
      return { kind: "exception", cause: told };
    case "run/invalid-arguments":
    case "context/exceeds-parent":
      return { kind: "refused", cause: told };
    default:
      return { kind: "cancelled", cause: told };
  }
}

/**
 * What isolated-vm gives for something thrown that nobody caught: an error with the stack of the isolate.
 *
 * @param known Finds a refusal of the host by its sentence; codes do not survive the copy.
 */
export function describeUncaught(
  thrown: unknown,
  known: (message: string) => AmbitError | undefined,
): ErrorDescription {
  const { name, message, stack } = (thrown ?? {}) as { name?: unknown; message?: unknown; stack?: unknown };
  const text = typeof message === "string" ? message : String(thrown);
  const refusal = known(text);
  const inside = typeof stack === "string" ? (stack.split("(<isolated-vm boundary>)")[0] ?? "") : "";
  return {
    name: /^(\w*Error): /.exec(inside)?.[1] ?? (typeof name === "string" ? name : "Error"),
    message: text,
    frames: moduleFrames(inside),
    ...(refusal === undefined ? {} : { code: refusal.code, data: refusal.data }),
  };
}

/** Frames of the module's own files in a stack, without "at". */
function moduleFrames(stack: string): string[] {
  const lines = stack
    .split("\n")
    .filter((line) => /^ {4}at /.test(line) && line.includes("file:///") && !line.includes("ambit:"));
  return lines.map((line) => line.trim().slice(3));
}

function causeOf(error: ErrorDescription): OutcomeCause {
  return {
    ...(error.code === undefined ? {} : { code: error.code }),
    message: error.code === undefined ? `${error.name}: ${error.message}` : error.message,
    stack: error.frames.map(projectFrame),
    ...(error.cause === undefined ? {} : { cause: causeOf(error.cause) }),
  };
}

/** "main (file:///src/main.ts:3:9)" -> "main (/src/main.ts:3:9)". */
function projectFrame(frame: string): string {
  return frame.replace(/file:\/\/(\/[^\s)]*)/g, (_whole, path: string) => {
    try {
      return decodeURI(path);
    } catch {
      return path;
    }
  });
}
