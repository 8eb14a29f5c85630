/** What the last run of a module left for those who look at its text: plain data. */
import type { OutcomeKind } from "./outcome.ts";
import type { FilePath } from "./span.ts";

/** One run of one module, without what it returned and printed. */
export interface LastRun {
  /** Of this form. */
  readonly version: 1;
  readonly module: FilePath;
  /** ISO 8601, in UTC. */
  readonly endedAt: string;
  readonly outcome: OutcomeKind;
  readonly wallTimeMs: number;
  /** With its children. */
  readonly cpuTimeMs: number;
  readonly peakHeapBytes: number;
  readonly limits: readonly RunLimit[];
  /** The grants of the manifest as printed, and how often each allowed something. */
  readonly grants: readonly { readonly grant: string; readonly count: number }[];
  readonly permissions: readonly RunPermission[];
  /** The texts that ran, by file: what `hashText` gives for each. */
  readonly texts: Readonly<Record<FilePath, string>>;
}

/** What amounts of a limit are. */
export type AmountUnit = "bytes" | "milliseconds" | "count";

/** A limit at the end of a run. */
export interface RunLimit {
  readonly name: string;
  readonly kind: string;
  readonly unit: AmountUnit;
  readonly capacity: number;
  readonly available: number;
  /** Since the start; for a gauge what was held at the end. */
  readonly taken: number;
}

/** What was asked, and how often. */
export interface RunPermission {
  /** As printed: "fs.read /stations/oslo.json". */
  readonly permission: string;
  readonly verdict: "allowed" | "denied";
  /** The grant that allowed it, or the nearest one. */
  readonly grant?: string;
  readonly count: number;
}
