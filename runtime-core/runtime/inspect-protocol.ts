/**
 * What a debugger and a runtime that is inspected say to each other: one JSON object on each line of a socket.
 *
 * The debugger speaks first ("hello"), with the token of the runtime; it is told of everything from then on. Runs are
 * named by numbers that the runtime gives them.
 */
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { FilePath } from "../base/span.ts";
import { type Adjustment, isAdjustment } from "../manifest/adjustment.ts";
import type { RunReport, RunSnapshot } from "../runner/protocol.ts";
import type { RunEvent } from "./run.ts";

/** Both sides refuse another version. */
export const INSPECT_VERSION = 1;

/** From the debugger. */
export type FromDebugger =
  | { readonly kind: "hello"; readonly version: number; readonly token: string }
  | { readonly kind: "go"; readonly run: number; readonly isolate: string }
  | { readonly kind: "inspect"; readonly run: number; readonly isolate: string }
  | { readonly kind: "inspector"; readonly run: number; readonly isolate: string; readonly message: InspectorMessage }
  | { readonly kind: "snapshot"; readonly run: number; readonly request: number }
  | {
      readonly kind: "adjust";
      readonly run: number;
      readonly request: number;
      readonly isolate: string;
      readonly adjustment: Adjustment;
    }
  | { readonly kind: "cancel"; readonly run: number; readonly reason: string; readonly isolate?: string }
  | { readonly kind: "kill"; readonly run: number; readonly reason: string };

/** To the debugger. */
export type ToDebugger =
  /** The last message; the connection ends. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "welcome"; readonly version: number; /** Of the project's folder. */ readonly root: string }
  | { readonly kind: "run"; readonly run: number; readonly module: FilePath }
  | { readonly kind: "event"; readonly run: number; readonly event: RunEvent }
  | { readonly kind: "snapshot"; readonly run: number; readonly request: number; readonly snapshot: RunSnapshot }
  | { readonly kind: "adjusted"; readonly run: number; readonly request: number; readonly problem?: string }
  | { readonly kind: "ended"; readonly run: number; readonly report: RunReport };

/** Ids above are the runner's own. */
const MAX_INSPECTOR_ID = 2 ** 30;

const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
const isText = (value: unknown): boolean => typeof value === "string";
const OF_RUN = { run: isNumber, isolate: isText };

/** What each message holds. */
const FIELDS = {
  hello: { version: isNumber, token: isText },
  go: OF_RUN,
  inspect: OF_RUN,
  inspector: { ...OF_RUN, message: isInspectorRequest },
  snapshot: { run: isNumber, request: isNumber },
  adjust: { ...OF_RUN, request: isNumber, adjustment: isAdjustment },
  cancel: { run: isNumber, reason: isText, isolate: (value) => value === undefined || isText(value) },
  kill: { run: isNumber, reason: isText },
} as const satisfies Record<FromDebugger["kind"], Readonly<Record<string, (value: unknown) => boolean>>>;

/** Reads a line of a debugger; undefined when it is no message. */
export function readFromDebugger(line: string): FromDebugger | undefined {
  let message: Readonly<Record<string, unknown>> | null;
  try {
    message = JSON.parse(line) as typeof message;
  } catch {
    return undefined;
  }
  const kind = String(message?.["kind"]);
  if (message === null || !Object.hasOwn(FIELDS, kind)) return undefined;
  const fields = Object.entries(FIELDS[kind as FromDebugger["kind"]]);
  return fields.every(([name, fits]) => fits(message[name])) ? (message as unknown as FromDebugger) : undefined;
}

function isInspectorRequest(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { id, method } = value as InspectorMessage;
  return typeof method === "string" && Number.isSafeInteger(id) && id! > 0 && id! < MAX_INSPECTOR_ID;
}
