/**
 * What the adapter takes and tells beyond the Debug Adapter Protocol; the client imports the types.
 */
import type {
  Adjustment,
  ContextSnapshot,
  GrantUse,
  HostCall,
  LimitSnapshot,
  Outcome,
  PermissionUse,
  RunReport,
} from "../runtime-core/index.ts";

/** The arguments of `launch`. */
export interface LaunchArguments {
  /** The module to run: an absolute path. */
  readonly program: string;
  /** The argument of its entry; default: `{}`. */
  readonly args?: object;
  /** The project's folder; default: that of the package that the program is part of. */
  readonly root?: string;
  /** Variables for the module's `env`, over those of the adapter's own process. Null takes one away. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** What the module may touch at most, like `permissions` of a manifest; default: all that its manifest grants. */
  readonly grant?: object;
  /** How much it may use at most, like `limits` of a manifest. */
  readonly limits?: object;
  /** Texts that the debugger tells nobody, by the names that it tells in their place. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Stop before the first statement of the module. */
  readonly stopOnEntry?: boolean;
  /** Run although the check finds errors. */
  readonly skipCheck?: boolean;
  /** Run without stopping anywhere. */
  readonly noDebug?: boolean;
  /** Globs of files that steps pass by, such as "./vendor/**". */
  readonly skipFiles?: readonly string[];
  /** Write a CPU profile of each isolate at its end: true, or the path of a folder for the files. */
  readonly profile?: boolean | string;
  /** Keep what the debugger tells of the run in a file: true, or its path. */
  readonly record?: boolean | string;
}

/** The arguments of `attach`: a runtime with `inspect`, by its socket or its port. */
export interface AttachArguments {
  /** The path of its Unix socket. */
  readonly socket?: string;
  /** Its port at 127.0.0.1. */
  readonly port?: number;
  /** What the runtime said with it. */
  readonly token: string;
  /** The project's folder as it is here; default: where the runtime has it. */
  readonly root?: string;
  /** Stop before the first statement of modules that have not begun. */
  readonly stopOnEntry?: boolean;
  /** As for `launch`. */
  readonly skipFiles?: readonly string[];
}

/** The events that tell what moves, at most ten times a second. Their numbers count on by one; who misses one asks "ambit/snapshot". */
export interface LiveEvents {
  /** Contexts of which something moved, with the limits that did. */
  readonly "ambit/limits": {
    readonly seq: number;
    readonly contexts: readonly ContextChange[];
    /** Isolates that are gone. */
    readonly ended: readonly string[];
  };
  /** Grants and asked permissions of an isolate whose counts have changed. */
  readonly "ambit/permission": {
    readonly seq: number;
    readonly isolate: string;
    readonly grants: readonly GrantUse[];
    readonly uses: readonly PermissionUse[];
  };
  /** Calls of the host that began or ended; one comes again when it has ended. */
  readonly "ambit/hostCall": {
    readonly seq: number;
    readonly calls: readonly HostCall[];
    /** How many more there were. */
    readonly lost: number;
  };
  readonly "ambit/outcome": { readonly seq: number; readonly outcome: Outcome };
  /** After the outcome: what the root module used. */
  readonly "ambit/report": { readonly seq: number; readonly report: LiveReport };
}

/** The report of a run without what it returned. */
export interface LiveReport extends Omit<RunReport, "result" | "limits" | "refusals"> {
  readonly limits: readonly LiveLimit[];
}

/** A context of which something moved. */
export interface ContextChange extends Pick<
  ContextSnapshot,
  "module" | "parent" | "status" | "cpuTimeMs" | "heapBytes" | "times"
> {
  /** Its isolate; the number of its thread. */
  readonly isolate: string;
  /** The module on the disk. */
  readonly file: string;
  /** Only those that moved. */
  readonly limits: readonly LiveLimit[];
}

/** A limit with its words, as the scope "Limits" has them. */
export interface LiveLimit extends LimitSnapshot {
  /** "9.3 of 10 left (10/s)". */
  readonly text: string;
  readonly readings: readonly LimitReading[];
}

/** The name and the value of one reading: `["capacity", "32 MB"]`. */
export type LimitReading = readonly [name: string, value: string];

/** A context with all its limits. */
export interface LiveContext extends ContextSnapshot, Pick<ContextChange, "file"> {
  readonly limits: readonly LiveLimit[];
}

/** The answer to "ambit/snapshot". */
export interface LiveState {
  /** Of the last event that it contains. */
  readonly seq: number;
  readonly contexts: readonly LiveContext[];
  /** The last 100 of each isolate. */
  readonly hostCalls: readonly HostCall[];
}

/** The arguments of "ambit/heapSnapshot". */
export interface HeapSnapshotArguments {
  readonly threadId: number;
  /** The file to write: an absolute path. Default: one in the folder ".ambit" of the project. */
  readonly path?: string;
}

/** The answer to "ambit/heapSnapshot". */
export interface HeapSnapshotAnswer {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The arguments of "ambit/adjust". */
export interface AdjustArguments {
  readonly threadId: number;
  readonly adjustment: Adjustment;
}
