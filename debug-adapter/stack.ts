/**
 * Stacks and scopes of threads that stand still. Frames of the host's own code in the isolate are left out.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { CallFrame, CdpScope } from "./cdp.ts";
import { clientColumn, clientLine, type ClientPositions, type ProjectPaths } from "./convert.ts";
import type { Isolate } from "./debuggee.ts";
import type { References } from "./references.ts";
import type { SkippedFiles } from "./skipped-files.ts";
import type { StoppedThread } from "./threads.ts";

/** What stacks are told with. */
export interface StackContext {
  readonly references: References;
  readonly paths: ProjectPaths;
  readonly client: ClientPositions;
  /** Files that steps pass by. */
  readonly skipped: SkippedFiles;
}

/** A caller that awaits, or the place of a call that the host refused: a place without values. */
export interface Place {
  readonly functionName: string;
  readonly url: string;
  /** 0-based. */
  readonly lineNumber: number;
  /** 0-based. */
  readonly columnNumber: number;
  /** Whether the function stands at an `await` here, and not in a call. */
  readonly awaits: boolean;
}

/** A part of a stack as DAP shows it. */
export async function stackTrace(
  { isolate, pause, stop }: StoppedThread,
  { startFrame = 0, levels = 0 }: DebugProtocol.StackTraceArguments,
  context: StackContext,
): Promise<DebugProtocol.StackTraceResponse["body"]> {
  const { frames } = pause;
  const awaiting = stop.places ?? (await pause.awaiting());
  const total = frames.length + awaiting.length;
  const end = levels > 0 ? Math.min(total, startFrame + levels) : total;
  const stackFrames = [];
  for (let i = startFrame; i < end; i++) {
    const frame = frames[i];
    const place = awaiting[i - frames.length];
    if (frame !== undefined) stackFrames.push(frameOf(isolate, frame, placeOfFrame(frame), context));
    else if (place !== undefined) stackFrames.push(frameOf(isolate, undefined, place, context));
  }
  return { stackFrames, totalFrames: total };
}

/** The scopes of a frame: those of V8, then Limits, Permissions and Host calls. */
export function scopes(
  { frameId }: DebugProtocol.ScopesArguments,
  references: References,
): DebugProtocol.ScopesResponse["body"] {
  const { isolate, frame } = references.frame(frameId);
  const own =
    frame?.scopeChain.map((scope, scopeNumber) => scopeOf(isolate, { frame, scope, scopeNumber }, references)) ?? [];
  const limits = references.add({ kind: "limits", isolate });
  const permissions = references.add({ kind: "permissions", isolate });
  const hostCalls = references.add({ kind: "host-calls", isolate });
  return {
    scopes: [
      ...own,
      { name: "Limits", variablesReference: limits, expensive: false },
      { name: "Permissions", variablesReference: permissions, expensive: false },
      { name: "Host calls", variablesReference: hostCalls, expensive: false },
    ],
  };
}

/** Where a frame stands. */
export function placeOfFrame({ functionName, url, location }: CallFrame): Place {
  return {
    functionName,
    url,
    lineNumber: location.lineNumber,
    columnNumber: location.columnNumber ?? 0,
    awaits: false,
  };
}

function frameOf(
  isolate: Isolate,
  frame: CallFrame | undefined,
  place: Place,
  context: StackContext,
): DebugProtocol.StackFrame {
  const { references, paths, client, skipped } = context;
  const emphasis = skipped.has(place.url)
    ? ({ presentationHint: "deemphasize", origin: "skipped by skipFiles" } as const)
    : {};
  return {
    id: references.addFrame({ isolate, frame }),
    name: `${place.awaits ? "async " : ""}${place.functionName === "" ? "(anonymous)" : place.functionName}`,
    source: { ...paths.sourceOf(place.url), ...emphasis },
    line: clientLine(place.lineNumber, client),
    column: clientColumn(place.columnNumber, client),
    canRestart: frame?.canBeRestarted === true,
  };
}

const SCOPE_NAMES: Readonly<Record<string, string>> = {
  local: "Local",
  block: "Block",
  catch: "Catch",
  closure: "Closure",
  module: "Module",
  script: "Script",
  global: "Global",
  eval: "Eval",
  with: "With",
};

function scopeOf(
  isolate: Isolate,
  { frame, scope, scopeNumber }: { readonly frame: CallFrame; readonly scope: CdpScope; readonly scopeNumber: number },
  references: References,
): DebugProtocol.Scope {
  const name = SCOPE_NAMES[scope.type] ?? scope.type;
  const ofFunction = scope.type === "closure" && scope.name !== undefined && scope.name !== "";
  return {
    name: ofFunction ? `${name} (${scope.name})` : name,
    variablesReference: references.add({ kind: "scope", isolate, frame, scopeNumber, scope }),
    expensive: scope.type === "global",
    ...(scope.type === "local" ? { presentationHint: "locals" } : {}),
  };
}
