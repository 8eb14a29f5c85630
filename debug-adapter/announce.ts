/** What the client is told in words: stops, findings, how runs end, and texts with their places. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { clientColumn, clientLine, type ClientPositions, type ProjectPaths } from "./convert.ts";
import type { Stop } from "./control.ts";
import type { Isolate } from "./debuggee.ts";
import { findingsOf, type Launch } from "./launch.ts";
import type { Place } from "./stack.ts";

/** Sends an event to the client. */
export type SendEvent = (name: string, body?: object) => void;

/** The number of a thread. */
export function threadId(isolate: Isolate): number {
  return Number(isolate.id);
}

/** All isolates as threads. */
export function threadsOf(isolates: readonly Isolate[]): DebugProtocol.Thread[] {
  return isolates.map((isolate) => ({ id: threadId(isolate), name: threadName(isolate) }));
}

/** An isolate as a module of DAP: the file that it runs. */
export function moduleOf(isolate: Isolate, paths: ProjectPaths): DebugProtocol.Module {
  return { id: threadId(isolate), name: threadName(isolate), path: paths.diskPathOf(isolate.module), isUserCode: true };
}

/** What a thread is called. */
export function threadName({ id, module, parent, debuggee }: Isolate): string {
  if (parent !== undefined) return `${module} (child ${id})`;
  return debuggee.label === undefined ? module : `${module} (${debuggee.label})`;
}

/** The event that a thread stands. */
export function announceStop(send: SendEvent, isolate: Isolate, stop: Stop): void {
  const { reason, description, breakpoints, thrown } = stop;
  send("stopped", {
    reason,
    threadId: threadId(isolate),
    allThreadsStopped: false,
    ...(description === undefined ? {} : { description }),
    ...(thrown === undefined ? {} : { text: `${thrown.thrown.name}: ${thrown.thrown.message}` }),
    ...(breakpoints.length === 0 ? {} : { hitBreakpointIds: breakpoints.map(({ id }) => id) }),
  });
}

/** What the check of a program finds, each with its place. */
export async function announceFindings(send: SendEvent, launch: Launch, client: ClientPositions): Promise<void> {
  for (const { diagnostic, file, line, column } of await findingsOf(launch)) {
    const { severity, code, message } = diagnostic;
    const output = `${file}:${line + 1}:${column + 1} ${severity} ${code}: ${message}\n`;
    const at = { url: launch.paths.urlOf(file), lineNumber: line, columnNumber: column };
    const category = severity === "error" ? "stderr" : "console";
    send("output", { category, output, ...placeFields(at, launch.paths, client) });
  }
}

/** The fields of an output event that lead to its place. */
export function placeFields(
  { url, lineNumber, columnNumber }: Pick<Place, "url" | "lineNumber" | "columnNumber">,
  paths: ProjectPaths,
  client: ClientPositions,
): Pick<DebugProtocol.OutputEvent["body"], "source" | "line" | "column"> {
  return {
    source: paths.sourceOf(url),
    line: clientLine(lineNumber, client),
    column: clientColumn(columnNumber, client),
  };
}

/** What is said of a condition that throws. */
export function conditionThrew(condition: string, error: string): string {
  return `The condition "${condition}" has thrown "${error}" and is taken for not met; this is said once`;
}
