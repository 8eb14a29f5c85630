/**
 * The end of an entry as the prelude tells it, read without trust: module code may have changed what makes the text.
 */

/** A thrown value in plain data. `frames` are "main (./src/main.ts:3:9)". */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly cause?: ErrorDescription;
}

/** How a call of an export ended. `json` is the result as JSON. */
export type InvokeEnd =
  | { readonly end: "value"; readonly json: string }
  | { readonly end: "error"; readonly error: ErrorDescription }
  | { readonly end: "no-entry" };

/** A result goes through two processes as one message, and is parsed in the last. */
const MAX_RESULT_CHARACTERS = 4 * 2 ** 20;
const MAX_RESULT_DEPTH = 1000;
/** The longest text of an error that leaves an isolate, in characters. */
export const MAX_ERROR_TEXT = 10_100;
const MAX_FRAMES = 50;
const MAX_CAUSES = 6;

/** Reads an end: `kind` is "value", "error" or "no-entry", `json` the result or the description of what was thrown. */
export function readInvokeEnd(kind: unknown, json: unknown): InvokeEnd {
  const text = typeof json === "string" ? json : "null";
  if (kind === "no-entry") return { end: "no-entry" };
  if (kind === "value") return readValue(text);
  if (text.length > 20 * MAX_ERROR_TEXT * MAX_CAUSES) return failed("the error has too long a description");
  try {
    return { end: "error", error: readError(JSON.parse(text)) };
  } catch {
    return failed("an error that cannot be read");
  }
}

function readValue(json: string): InvokeEnd {
  if (json.length > MAX_RESULT_CHARACTERS) {
    return failed(`The result has ${json.length} characters of JSON; ${MAX_RESULT_CHARACTERS} are allowed`);
  }
  if (depthOf(json) > MAX_RESULT_DEPTH) return failed(`The result is nested deeper than ${MAX_RESULT_DEPTH} levels`);
  try {
    JSON.parse(json);
  } catch {
    return failed("The result is no JSON");
  }
  return { end: "value", json };
}

/** Cuts the description of an error to what may leave an isolate. */
export function readError(given: unknown, depth = 0): ErrorDescription {
  const { name, message, frames, cause } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return {
    name: textOf(name, "Error"),
    message: textOf(message, ""),
    frames: Array.isArray(frames) ? frames.slice(0, MAX_FRAMES).map((frame) => textOf(frame, "")) : [],
    ...(typeof cause === "object" && cause !== null && depth < MAX_CAUSES
      ? { cause: readError(cause, depth + 1) }
      : {}),
  };
}

function textOf(given: unknown, otherwise: string): string {
  return typeof given === "string" ? given.slice(0, MAX_ERROR_TEXT) : otherwise;
}

function failed(message: string): InvokeEnd {
  return { end: "error", error: { name: "RangeError", message, frames: [] } };
}

/** How deep arrays and objects of a JSON text are nested. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (inText) {
      if (unit === 0x5c) i += 1;
      else if (unit === 0x22) inText = false;
    } else if (unit === 0x22) inText = true;
    else if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if (unit === 0x5d || unit === 0x7d) depth -= 1;
  }
  return deepest;
}
