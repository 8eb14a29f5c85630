/**
 * A limit: a name of the table of known limits and how much of it there is.
 */

/** What happens when it runs out: a rate or a frequency waits, a total fails, a gauge counts what is held. */
export type LimitKind = "rate" | "frequency" | "total" | "gauge";

/** Base unit of a quantity: bytes per second, per second, milliseconds, bytes, or a plain count. */
export type QuantityKind = "rate" | "frequency" | "time" | "bytes" | "count";

/** An amount in base units. */
export interface Quantity {
  readonly kind: QuantityKind;
  /** Bytes per second, tokens per second, milliseconds, bytes or a count. */
  readonly value: number;
  /** Capacity of the bucket in bytes or tokens; only for rates and frequencies, one second's worth when absent. */
  readonly burst?: number;
}

/** A known limit with its quantity. */
export interface Limit {
  /** "http/request". */
  readonly name: string;
  readonly quantity: Quantity;
  /** The runtime sets it, below what the module has otherwise. */
  readonly by?: "runtime";
}
