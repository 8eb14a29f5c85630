/**
 * What a supervisor and a runner process say to each other, as JSON over Node's IPC.
 *
 * The supervisor speaks first ("start"); a runner serves one root module with its children and is then ended.
 */
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { Outcome } from "../base/outcome.ts";
import type { Program } from "../base/program.ts";
import type { FilePath } from "../base/span.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { LimitSnapshot } from "../limits/limit-snapshot.ts";
import type { Adjustment } from "../manifest/adjustment.ts";

/** Both sides refuse another version. */
export const PROTOCOL_VERSION = 6;

/** A module as it goes to a runner: its code, its manifest as folded data, and the JSON of the files that it declares, by name. */
export interface ModuleImage {
  readonly program: Program;
  readonly manifest: unknown;
  readonly files: Readonly<Record<string, string>>;
}

/** What a runtime allows every module: data of the sections of a manifest. */
export interface RuntimeBounds {
  readonly permissions?: unknown;
  readonly limits?: unknown;
}

/** How a start goes. */
export interface StartMessage {
  readonly kind: "start";
  readonly version: number;
  readonly image: ModuleImage;
  /** Real path of the project's folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values of secrets by name; no isolate gets them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly bounds: RuntimeBounds;
  /** The argument of the entry, as JSON; absent when no entry is called and the module stays until "finish". */
  readonly args?: string;
  /** Every isolate waits for "go" before its module loads, so that a debugger can set breakpoints. */
  readonly held: boolean;
  /** Send the calls of the host and a snapshot this often while something moves; 0: never. */
  readonly snapshotEveryMs: number;
  /** Tell a CPU profile of every isolate at its end. */
  readonly profile: boolean;
}

/** From the supervisor. */
export type ToRunner =
  | StartMessage
  | { readonly kind: "go"; readonly isolate: string }
  /** Without an isolate the whole run ends. */
  | { readonly kind: "cancel"; readonly reason: string; readonly isolate?: string }
  | { readonly kind: "call"; readonly request: number; readonly name: string; readonly args: string }
  | { readonly kind: "call-given-up"; readonly request: number; readonly reason: string }
  | { readonly kind: "finish" }
  | { readonly kind: "image"; readonly request: number; readonly image?: ModuleImage; readonly problem?: string }
  /** A debugger comes: isolates wait at their start for "go", and what moves is told this often. */
  | { readonly kind: "attach"; readonly snapshotEveryMs: number }
  /** It has gone: inspector sessions end, isolates that stand or wait go on. */
  | { readonly kind: "detach" }
  | { readonly kind: "inspector-open"; readonly isolate: string }
  | { readonly kind: "inspector"; readonly isolate: string; readonly message: InspectorMessage }
  | { readonly kind: "snapshot"; readonly request: number }
  | { readonly kind: "adjust"; readonly request: number; readonly isolate: string; readonly adjustment: Adjustment }
  | { readonly kind: "taken"; readonly request: number }
  | { readonly kind: "ping" };

/** How a module, or one call of it, ended, with its result when it completed. */
export interface ModuleEnd {
  readonly outcome: Outcome;
  /** What was returned, as JSON; "null" for another end. */
  readonly resultJson: string;
}

/** How often a permission was asked for, with the same answer. */
export interface PermissionUse {
  /** As printed: "fs.read /stations/oslo.json". */
  readonly permission: string;
  readonly verdict: "allowed" | "denied";
  /** The grant that allowed it, or the nearest one. */
  readonly grant?: string;
  readonly count: number;
}

/** A grant, of the manifest or of a debugger, and how often it allowed something. */
export interface GrantUse {
  readonly grant: string;
  readonly count: number;
}

/** What the time of a module went into so far, while it did not run; each moment counts once. The rest it ran, or was idle. */
export interface TimesOfModule {
  /** Some of its calls were with the host. */
  readonly hostMs: number;
  /** It waited for tokens of a limit. */
  readonly throttledMs: number;
  /** It stood in the debugger, until it went on last. */
  readonly pausedMs: number;
}

/** One context at one moment. */
export interface ContextSnapshot {
  readonly id: string;
  readonly module: FilePath;
  readonly parent?: string;
  readonly status: "running" | "ending" | "ended";
  readonly limits: readonly LimitSnapshot[];
  readonly grants: readonly GrantUse[];
  readonly permissions: readonly PermissionUse[];
  readonly cpuTimeMs: number;
  readonly heapBytes: number;
  readonly times: TimesOfModule;
}

/** A call of a host function that needs a permission. */
export interface HostCall {
  /** Counts from 1 in its run. */
  readonly id: number;
  readonly isolate: string;
  /** `readText("./a.json")`. */
  readonly call: string;
  /** Since the start of the run. */
  readonly startedMs: number;
  /** Absent while it goes on. */
  readonly durationMs?: number;
  readonly state: "waiting" | "done" | "denied" | "limited" | "cancelled" | "failed";
  /** Why it was refused or failed. */
  readonly message?: string;
}

/** All contexts of a run, the root first. */
export interface RunSnapshot {
  readonly contexts: readonly ContextSnapshot[];
}

/** How a run ended and what it used. */
export interface RunReport {
  readonly outcome: Outcome;
  /** What the entry returned; null for another end. */
  readonly result: unknown;
  readonly limits: readonly LimitSnapshot[];
  readonly permissions: readonly PermissionUse[];
  readonly grants: readonly GrantUse[];
  /** How often permissions of a kind were refused to the root module and its children: `{ "fs.read": 2 }`. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Of the root module and its children together. */
  readonly cpuTimeMs: number;
  readonly wallTimeMs: number;
  /** The most that isolates that lived at the same time had together. */
  readonly peakHeapBytes: number;
}

/** The same as a runner tells it: the result is still text, which only its reader parses. */
export interface RunnerReport extends Omit<RunReport, "result"> {
  readonly resultJson: string;
}

/** From the runner. */
export type FromRunner =
  | { readonly kind: "ready"; readonly version: number }
  | { readonly kind: "pong" }
  | { readonly kind: "image-wanted"; readonly request: number; readonly path: FilePath }
  | {
      readonly kind: "isolate";
      readonly isolate: string;
      readonly module: FilePath;
      readonly parent?: string;
      readonly state: "created" | "ended";
    }
  | { readonly kind: "output"; readonly isolate: string; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly kind: "inspector"; readonly isolate: string; readonly message: InspectorMessage }
  | { readonly kind: "snapshot"; readonly request?: number; readonly snapshot: RunSnapshot }
  /** What a `.cpuprofile` file holds; scripts are named from the project's folder. */
  | { readonly kind: "profile"; readonly isolate: string; readonly profile: unknown }
  /** Before each snapshot: the calls that began or ended since the last one, and how many are left out. */
  | { readonly kind: "host-calls"; readonly calls: readonly HostCall[]; readonly lost: number }
  | { readonly kind: "adjusted"; readonly request: number; readonly problem?: string }
  /** What was used so far, for the report of a run that does not come to tell it; of permissions those that were refused. */
  | ({ readonly kind: "usage" } & Pick<RunReport, "permissions" | "refusals" | "cpuTimeMs" | "peakHeapBytes">)
  /** Wants tokens of a limit that all runs share; the answer is "taken". */
  | { readonly kind: "take"; readonly request: number; readonly limit: LimitName; readonly amount: number }
  /** Does not want them any more. */
  | { readonly kind: "give-up"; readonly request: number }
  | { readonly kind: "called"; readonly request: number; readonly end: ModuleEnd }
  | { readonly kind: "ended"; readonly report: RunnerReport };
