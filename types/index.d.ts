// What a program imports from "ambit": runs modules of a project, each in a process of its own, under Node 24 or later.

/// <reference path="./modules.d.ts" />
import type { Limits, Permissions } from "ambit:module";

/** A path from the project's root: "/src/main.ts". */
export type FilePath = string;

/** What a runtime is made from. */
export interface RuntimeOptions {
  /** The project's folder on the disk: the whole file system of its modules. */
  readonly root: string;
  /**
   * How many runner processes are kept ready for the next runs; none when absent. One that waits holds about 26 MB and is
   * ended after five minutes in which nobody wanted it; a module starts in it in a tenth of the time.
   */
  readonly warmRunners?: number;
  /**
   * What modules may do at most: what their own manifests grant beyond is refused when it is asked for. Paths are relative
   * to the root. Everything that a manifest grants is allowed when absent.
   */
  readonly grant?: Permissions;
  /**
   * How much modules may use at most. What refills by the second is shared by all runs; the others bound each run with its
   * children.
   */
  readonly limits?: Limits;
  /** Values of secrets by name: modules whose manifests grant them put them into requests, and never see them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Bounds of what runs at the same time; none when absent. */
  readonly concurrency?: ConcurrencyOptions;
  /** Where the runtime counts; nowhere when absent. */
  readonly metrics?: MetricsOptions;
  /** Where debuggers can attach; nowhere when absent. */
  readonly inspect?: InspectOptions;
}

/** How a debugger can attach. Without `socket` it is a port. */
export interface InspectOptions {
  /** Path of a Unix socket; one that nobody listens at any more is replaced. */
  readonly socket?: string;
  /** A port at 127.0.0.1; 0 or absent: one that is free. */
  readonly port?: number;
  /** Runs wait at their start until a debugger has attached. */
  readonly wait?: boolean;
}

/** Where a debugger attaches, and with what. Who knows both can do all that the modules can. */
export interface InspectorAddress {
  readonly socket?: string;
  readonly port?: number;
  readonly token: string;
}

/** Bounds of a runtime. */
export interface ConcurrencyOptions {
  /** Runs at the same time. One that stays counts until its end. */
  readonly runs: number;
  /** Runs of one client at the same time; as many as there are when absent. */
  readonly perClient?: number;
  /** Runs that wait; 1000 when absent. Of more, the last one of the client with the most is refused. */
  readonly waiting?: number;
  /** How long a run waits at most, in milliseconds; 30 seconds when absent. */
  readonly deadlineMs?: number;
}

/** Who wants to run, and how soon. */
export interface AdmissionRequest {
  /** Whose share it takes from; runs without one share one. */
  readonly client?: string;
  /** "normal" when absent; "low" waits for it, and has one turn in five. */
  readonly priority?: "normal" | "low";
  readonly signal?: AbortSignal;
}

/** Where metrics go. */
export interface MetricsOptions {
  /** `import * as client from "prom-client"`. */
  readonly client: PrometheusClient;
  /** A registry of that client; its global one when absent. */
  readonly registry?: unknown;
  /** What names begin with; "ambit_" when absent. Two runtimes with one registry need two. */
  readonly prefix?: string;
}

/** The classes of `prom-client` that are used. */
export interface PrometheusClient {
  readonly Counter: new (options: PrometheusMetric) => {
    inc(labels: Readonly<Record<string, string>>, value?: number): void;
  };
  readonly Gauge: new (options: PrometheusMetric) => {
    inc(labels: Readonly<Record<string, string>>, value?: number): void;
  };
  readonly Histogram: new (options: PrometheusMetric & { readonly buckets: number[] }) => {
    observe(labels: Readonly<Record<string, string>>, value: number): void;
  };
}

/** How one metric is made. */
export interface PrometheusMetric {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers?: never[];
}

/** What a run is started with. Its signal, when it fires, keeps it from starting, or cancels it. */
export interface StartOptions extends AdmissionRequest {
  /** The argument of the entry; JSON data. */
  readonly args?: unknown;
  /**
   * Calls no entry: the module is loaded, and stays for `run.call` until `run.finish`, a limit or an error that nobody
   * caught ends it.
   */
  readonly stay?: boolean;
  /** The environment; only variables that the manifest declares are seen. That of the program when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs a module although the analysis found errors. What it may do is the same. */
  readonly skipCheck?: boolean;
  /** Every isolate waits for `run.go` before its module loads. */
  readonly held?: boolean;
  /** How often to tell calls of the host and snapshots, in milliseconds, while something moves; 0 or absent: never. */
  readonly snapshotEveryMs?: number;
  /** Takes a CPU profile of every isolate, told as an event at its end. */
  readonly profile?: boolean;
}

/** A finding of the analysis. Offsets are in UTF-16 units. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly file: FilePath;
  readonly span: { readonly start: number; readonly end: number };
}

/** What is known about a module before it runs. */
export interface PreparedModule {
  readonly diagnostics: readonly Diagnostic[];
}

/** Prepares and runs modules of one project. */
export interface Runtime {
  /** Where a debugger attaches, and with which token; undefined without `inspect`. */
  readonly inspector: InspectorAddress | undefined;
  /** Analyses a module and what it imports, without running any of it. */
  prepare(path: FilePath): Promise<PreparedModule>;
  /**
   * Starts a module.
   *
   * @throws {AmbitError} `run/refused` when the analysis found errors; `run/invalid-environment` when a variable is
   *   missing or does not fit its schema; `run/missing-secrets`; `run/queue-full` and `run/queue-timed-out` when too much
   *   runs.
   */
  start(path: FilePath, options?: StartOptions): Promise<Run>;
  /** Ends all runs; resolves when their processes are gone. */
  close(): Promise<void>;
}

/**
 * Makes a runtime for the project in a folder.
 *
 * @throws {AmbitError} `run/unsupported-node` under a Node before 24; `run/invalid-bounds` when `grant` or `limits` cannot
 *   be read; `run/cannot-inspect` when `inspect` cannot be had.
 */
export function createRuntime(options: RuntimeOptions): Promise<Runtime>;

/** A run. */
export interface Run {
  /** Resolves at the end, whatever it is; never rejects. */
  readonly report: Promise<RunReport>;
  /** Of the root. */
  readonly module: FilePath;
  /** Process id of the run. */
  readonly pid: number | undefined;
  /** Those that are there, as they were told, parents first. */
  readonly isolates: readonly IsolateEvent[];
  /**
   * Calls `listener` with every event from now on, until the result is disposed. What it throws is an uncaught exception of this process; the run
   * and other listeners go on.
   */
  subscribe(listener: (event: RunEvent) => void): Disposable;
  /**
   * The events from the moment on at which somebody begins to iterate, until the run has ended. Who is far behind misses
   * some, and is told how many.
   */
  readonly events: AsyncIterable<RunEvent | EventsLost>;
  /**
   * Calls an export of the module, as soon as it is loaded. Calls run at the same time; one that fails ends nothing else.
   *
   * @param name "default" is the entry, whose argument has to fit the manifest's parameters.
   * @param args JSON data, one for each parameter of the function.
   * @returns What the function returned, as JSON data.
   * @throws {AmbitError} `run/invalid-arguments` when they cannot be written as JSON; `run/call-failed` when the function
   *   throws, when there is none of that name, and when the run ends before the call; the reason of the signal when it fires.
   */
  call(name: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /**
   * Ends a run that stays when the calls that were made before have ended; the outcome is "completed". Those that were given
   * up have a second.
   */
  finish(): Promise<RunReport>;
  /** All contexts now; none when the run has ended. */
  snapshot(): Promise<RunSnapshot>;
  /**
   * Changes what a module may use or touch for the rest of its run, for a debugger: a grant also for its ancestors, a limit
   * where it is nearest.
   *
   * @throws {AmbitError} `run/cannot-adjust`
   */
  adjust(isolate: string, adjustment: Adjustment): Promise<void>;
  /**
   * A debugger comes: isolates wait at their start for `go`, and calls of the host and snapshots are told this often, in
   * milliseconds, until `detach`.
   */
  attach(snapshotEveryMs: number): void;
  /** The debugger has gone: its sessions end, and isolates that stand or wait go on. */
  detach(): void;
  /** Lets an isolate that was held at its start go on. */
  go(isolate: string): void;
  /** Opens an inspector session on an isolate; its messages come as events. */
  inspect(isolate: string): void;
  /** Sends a message of Chrome's DevTools Protocol to an isolate. */
  sendToInspector(isolate: string, message: InspectorMessage): void;
  /**
   * Ends the run with its tear-down; the outcome is "cancelled" with this reason. With the isolate of a child only that
   * child ends, with its own children, and the module that has spawned it is told the reason.
   */
  cancel(reason: string, isolate?: string): void;
  /** Ends the run at once, without tear-down. */
  kill(reason: string): void;
}

/** How a call of an export is made. */
export interface CallOptions {
  /** Gives the call up when it fires. The signal of the call fires in the module, which goes on. */
  readonly signal?: AbortSignal;
}

/** Told in the place of events for which there was no room. */
export interface EventsLost {
  readonly kind: "lost";
  readonly count: number;
}

/** An isolate begins or ends. */
export interface IsolateEvent {
  readonly kind: "isolate";
  readonly isolate: string;
  readonly module: FilePath;
  readonly parent?: string;
  readonly state: "created" | "ended";
}

/** What happens while a module runs. */
export type RunEvent =
  | IsolateEvent
  | { readonly kind: "output"; readonly isolate: string; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly kind: "inspector"; readonly isolate: string; readonly message: InspectorMessage }
  | { readonly kind: "snapshot"; readonly request?: number; readonly snapshot: RunSnapshot }
  /** What a `.cpuprofile` file holds; scripts are named from the project's folder. */
  | { readonly kind: "profile"; readonly isolate: string; readonly profile: unknown }
  /** Before each snapshot: the calls that began or ended since the last one, and how many are left out. */
  | { readonly kind: "host-calls"; readonly calls: readonly HostCall[]; readonly lost: number };

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

/** What a person changes while a module is debugged. */
export type Adjustment =
  | { readonly kind: "refill"; readonly limit: string }
  | { readonly kind: "limit"; readonly limit: string; /** As a manifest writes it. */ readonly quantity: unknown }
  | {
      readonly kind: "grant";
      readonly permission: { readonly domain: string; readonly kind: string; readonly resource: string };
    };

/** A message of Chrome's DevTools Protocol. */
export interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
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

/** All contexts of a run, the root first. */
export interface RunSnapshot {
  readonly contexts: readonly ContextSnapshot[];
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

/** What the time of a module went into so far, while it did not run; each moment counts once. The rest it ran, or was idle. */
export interface TimesOfModule {
  /** Some of its calls were with the host. */
  readonly hostMs: number;
  /** It waited for tokens of a limit. */
  readonly throttledMs: number;
  /** It stood in the debugger, until it went on last. */
  readonly pausedMs: number;
}

/** One limit that binds a context: its own, or the nearest ancestor's. */
export interface LimitSnapshot {
  readonly name: string;
  readonly kind: string;
  /** Tokens of a full bucket: bytes, a count or milliseconds. */
  readonly capacity: number;
  /** Tokens there now, never below 0. */
  readonly available: number;
  /** Tokens taken since the start, by the owner and its descendants; what is held now where it is given back. */
  readonly taken: number;
  /** Takes that stand in the queue. */
  readonly waiting: number;
  /** Ids of the contexts that hold some of it now. */
  readonly holders: readonly string[];
  /** Whether the context itself has the limit, not only an ancestor. */
  readonly own: boolean;
  /** Tokens that come back per second, for rates and frequencies. */
  readonly ratePerSecond?: number;
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

/** Every way a run can end. */
export const OUTCOME_KINDS: readonly [
  "completed",
  "exception",
  "permission-denied",
  "limit-exceeded",
  "out-of-memory",
  "cancelled",
  "timed-out",
  "crashed",
  "host-gone",
  "refused",
];

/** One way a run can end. */
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** The end of a run. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** Name of the exhausted limit: with "limit-exceeded", and "memory/heap" with "out-of-memory". */
  readonly limit?: string;
  /** The refused permission as printed: with "permission-denied". */
  readonly permission?: string;
  readonly cause?: OutcomeCause;
}

/** Why something ended, innermost cause last. */
export interface OutcomeCause {
  /** A code, which `ambit explain` explains. */
  readonly code?: string;
  readonly message: string;
  /** Frames of the module's own code: "main (./src/main.ts:3:9)", from the project's folder. */
  readonly stack?: readonly string[];
  readonly cause?: OutcomeCause;
}

/** An error with a code and the data of this occurrence. */
export class AmbitError extends Error {
  private constructor();
  readonly code: string;
  readonly data: unknown;
}

/** Whether `error` is an `AmbitError` of this code. */
export function isAmbitError(error: unknown, code: string): error is AmbitError;
