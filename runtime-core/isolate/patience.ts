/** How long an isolate that is to end is waited for: counted in moments, so that a busy event loop costs no patience. */

/** About ten seconds: nothing interrupts V8 while it sorts, replaces or parses much, which takes it seconds. */
export const PATIENCE_MOMENTS = 5000;

/** Two milliseconds, or more where this process is what keeps the answer waiting. */
export function aMoment(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, 2, false));
}
