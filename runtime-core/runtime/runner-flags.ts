/** Flags of V8 and Node for a runner. Code that was compiled ahead is only taken under the same ones. */

/** Without a snapshot of Node's heap, which isolates cannot share, and with loops that can be interrupted. */
export const RUNNER_FLAGS = [
  "--no-node-snapshot",
  // It takes the checks for an interruption out of loops that have no end: nothing could stop them.
  "--no-turboshaft-loop-unrolling",
] as const;
