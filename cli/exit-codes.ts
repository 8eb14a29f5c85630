/**
 * What a command's exit code says. Stable: scripts depend on it.
 */
import type { OutcomeKind } from "../runtime-core/base/outcome.ts";

/** Codes that every command shares. */
export const EXIT = {
  ok: 0,
  /** `check` found an error. */
  findings: 1,
  /** The command line is wrong, or what it names cannot be used. */
  usage: 2,
  /** A fault of Ambit itself (EX_SOFTWARE of sysexits.h). */
  internal: 70,
} as const;

/** The exit code of `ambit run` by the outcome. */
export const EXIT_OF_OUTCOME: Readonly<Record<OutcomeKind, number>> = {
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
