/**
 * Limits that several runs take from. What refills by the second is shared; a count, a time or an amount of memory bounds
 * each run by itself.
 */
import type { LimitName } from "./known-limits.ts";
import type { Limit } from "./limit.ts";

/** Where they are taken from, outside this process. */
export interface SharedLimits {
  /** Whether a limit is one of them. */
  has(limit: LimitName): boolean;
  /**
   * Takes tokens, waiting until they are there.
   *
   * @throws {AmbitError} `context/aborted` when the signal fires first; nothing is taken then.
   */
  take(limit: LimitName, amount: number, signal: AbortSignal | undefined): Promise<void>;
}

/** Those of the limits of a runtime that its runs share. */
export function sharedAmong(limits: readonly Limit[]): readonly Limit[] {
  return limits.filter(({ quantity }) => quantity.kind === "rate" || quantity.kind === "frequency");
}
