/**
 * What module code catches when the host refuses or fails, and what the host learns of an error.
 */

import { DOMException } from "./dom-exception.ts";

/** An error as it crosses the wall. */
export interface HostErrorData {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
  /** With the code "platform": the name of the error that the platform threw. */
  readonly name?: string;
}

/** The error to throw for one that crossed the wall; `site` is the place of the call. */
export function errorFrom(given: HostErrorData, site: Error): Error {
  if (given.code !== "platform") return new HostError(given, site);
  if (given.name === "TypeError") return new TypeError(given.message);
  if (given.name === "RangeError") return new RangeError(given.message);
  return new DOMException(given.message, given.name);
}

const MAX_QUOTED = 200;

const NAMES: Record<string, string> = {
  __proto__: null as never,
  "permission/denied": "PermissionDeniedError",
  "limit/exhausted": "LimitExceededError",
  "limit/timed-out": "LimitExceededError",
  "context/cancelled": "CancelledError",
  "context/aborted": "AbortError",
  "context/call-given-up": "AbortError",
};

/** A refusal or a failure of the host. `code` and `data` say which; `stack` is the place of the call. */
export class HostError extends Error {
  declare readonly code: string;
  declare readonly data: unknown;

  constructor(given: HostErrorData, site: Error) {
    super(given.message);
    const name = NAMES[given.code] ?? "HostError";
    define(this, "name", name, true);
    define(this, "code", given.code, true);
    define(this, "data", given.data, true);
    const frames = moduleFrames(site.stack);
    let stack = `${name}: ${given.message}`;
    for (let i = 0; i < frames.length; i++) stack += `\n${frames[i]}`;
    define(this, "stack", stack, false);
  }
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  const property = { __proto__: null, value, enumerable, configurable: true, writable: true };
  Reflect.defineProperty(error, key, property as PropertyDescriptor);
}

/** A value as a message quotes it: its text, cut where it is long. */
export function quoted(value: unknown): string {
  const text = String(value);
  return text.length <= MAX_QUOTED ? `"${text}"` : `"${text.slice(0, MAX_QUOTED)}…"`;
}

/** Lines of a stack that lie in files of the module. */
export function moduleFrames(stack: unknown): string[] {
  if (typeof stack !== "string") return [];
  const frames: string[] = [];
  let line = "";
  for (let i = 0; i <= stack.length; i++) {
    if (i < stack.length && stack[i] !== "\n") {
      line += stack[i];
      continue;
    }
    if (startsWith(line, FRAME, 0) && !contains(line, "ambit:")) append(frames, line);
    line = "";
  }
  return frames;
}

/** What every line of a stack that is a frame begins with. */
const FRAME = "    at ";

// Module code may have changed the methods of texts and arrays, and an error has to come through all the same.

function startsWith(text: string, part: string, at: number): boolean {
  for (let i = 0; i < part.length; i++) if (text[at + i] !== part[i]) return false;
  return true;
}

function contains(text: string, part: string): boolean {
  for (let at = 0; at + part.length <= text.length; at++) if (startsWith(text, part, at)) return true;
  return false;
}

/** Assigning would run a setter that module code may have put on the prototype of arrays. */
export function append<Item>(list: Item[], item: Item): void {
  Reflect.defineProperty(list, list.length, { __proto__: null, value: item, ...ORDINARY } as PropertyDescriptor);
}

const ORDINARY = { enumerable: true, configurable: true, writable: true };

/** An error in plain data. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly cause: ErrorDescription | undefined;
}

const MAX_CAUSES = 5;
const MAX_TEXT = 10_000;

/** The errors that an error is the cause of. */
type Above = { readonly error: unknown; readonly depth: number; readonly next: Above } | undefined;

/** Describes whatever was thrown, without trusting it: getters may throw, texts may be huge. */
export function describeError(thrown: unknown, above?: Above): ErrorDescription {
  try {
    if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) {
      return { name: "Thrown value", message: cut(printThrown(thrown)), frames: [], cause: undefined };
    }
    const error = thrown as { name?: unknown; message?: unknown; stack?: unknown; cause?: unknown };
    return {
      name: typeof error.name === "string" ? cut(error.name) : "Error",
      message: cut(String(error.message)),
      frames: framesOf(error),
      cause: causeOf(error, above),
    };
  } catch {
    return {
      name: "Error",
      message: "(an error that cannot be read)",
      frames: [],
      cause: undefined,
    };
  }
}

function causeOf(error: { readonly cause?: unknown }, above: Above): ErrorDescription | undefined {
  const { cause } = error;
  const here = { error, depth: (above?.depth ?? 0) + 1, next: above };
  if (cause === undefined || here.depth > MAX_CAUSES) return undefined;
  for (let each: Above = here; each !== undefined; each = each.next) if (each.error === cause) return undefined;
  return describeError(cause, here);
}

/** None when the stack cannot be read, which module code can see to. */
function framesOf(error: { readonly stack?: unknown }): string[] {
  try {
    return moduleFrames(error.stack)
      .slice(0, 50)
      .map((line) => cut(line.trim().slice(3)));
  } catch {
    return [];
  }
}

function printThrown(value: unknown): string {
  if (typeof value === "symbol") return value.toString();
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
