/**
 * How a run ends: one enum for the CLI, the debugger, logs and metrics.
 */

/** Every way a run can end. */
export const OUTCOME_KINDS = [
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
] as const;

/** One way a run can end. */
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** The exit code of a process that stands for a run; scripts depend on it. */
export const EXIT_CODE_OF_OUTCOME: Readonly<Record<OutcomeKind, number>> = {
  completed: 0,
  exception: 1,
  refused: 1,
  "permission-denied": 3,
  "limit-exceeded": 4,
  "out-of-memory": 5,
  cancelled: 6,
  "timed-out": 7,
  crashed: 8,
  "host-gone": 9,
};

/** Why something ended, innermost cause last. */
export interface OutcomeCause {
  /** A code of the table, where one applies. */
  readonly code?: string;
  readonly message: string;
  /** Frames of the module's own code: "main (./src/main.ts:3:9)", from the project's folder. */
  readonly stack?: readonly string[];
  readonly cause?: OutcomeCause;
}

/** The end of a run. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** Name of the exhausted limit: with "limit-exceeded", and "memory/heap" with "out-of-memory". */
  readonly limit?: string;
  /** The refused permission as printed: with "permission-denied". */
  readonly permission?: string;
  readonly cause?: OutcomeCause;
}
