/**
 * What a limit looks like at one moment, for the views of the debugger and for metrics. Plain data.
 */
import type { LimitKind, Quantity } from "./limit.ts";
import type { LimitName } from "./known-limits.ts";

/** One limit that binds a context: its own, or the nearest ancestor's. */
export interface LimitSnapshot {
  readonly name: LimitName;
  readonly kind: LimitKind;
  /** As declared or as by default. */
  readonly quantity: Quantity;
  /** Tokens of a full bucket: bytes, a count or milliseconds. */
  readonly capacity: number;
  /** Tokens there now, never below 0. */
  readonly available: number;
  /** Tokens taken since the start, by the owner and its descendants; for a gauge what is held now. */
  readonly taken: number;
  /** Takes that stand in the queue. */
  readonly waiting: number;
  /** Ids of the contexts that hold some of it now, for limits that are given back and for gauges. */
  readonly holders: readonly string[];
  /** Whether the context itself has the limit, not only an ancestor. */
  readonly own: boolean;
  /** Tokens that come back per second, for rates and frequencies. */
  readonly ratePerSecond?: number;
}
