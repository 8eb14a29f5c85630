/**
 * What a command's exit code says. Stable: scripts depend on it. Those of `ambit run` are `EXIT_CODE_OF_OUTCOME`.
 */

/** Codes that every command shares. */
export const EXIT = {
  ok: 0,
  /** `check` found an error. */
  findings: 1,
  /** The command line is wrong, or what it names cannot be used. */
  usage: 2,
  /** `infer` has left something to a person. */
  incomplete: 2,
  /** A fault of Ambit itself (EX_SOFTWARE of sysexits.h). */
  internal: 70,
} as const;
