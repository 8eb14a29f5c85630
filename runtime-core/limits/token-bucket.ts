/**
 * A token bucket that refills from elapsed time; there is no timer.
 *
 * Invariant: 0 <= available <= capacity, whatever the order of calls.
 * The level is kept as of an origin that moves only when the bucket is full, so that takes of whole tokens are whole
 * subtractions and nothing drifts, however odd the rate.
 * Source: https://en.wikipedia.org/wiki/Token_bucket
 */

/** How much too early a moment may be, in milliseconds: a nanosecond, for what rounding does to fractions. */
export const TOLERANCE_MS = 1e-6;

/** After so long without being full a bucket moves its origin, so that large numbers do not eat the fractions. */
const REBASE_AFTER_MS = 2 ** 31;

/** What a bucket is. */
export interface TokenBucketOptions {
  /** Tokens of a full bucket, from 0. */
  readonly capacity: number;
  /** Tokens per second that come back; 0 for a total. */
  readonly ratePerSecond: number;
  /** The moment at which it is full for the first time. */
  readonly now: number;
}

/** A bucket of tokens. Moments are milliseconds of one clock; they may go back a little, to when something was due. */
export class TokenBucket {
  #capacity: number;
  #ratePerSecond: number;
  /** Tokens at `#origin`; below 0 when tokens that came later were taken since. */
  #level: number;
  #origin: number;

  constructor(options: TokenBucketOptions) {
    this.#capacity = options.capacity;
    this.#ratePerSecond = options.ratePerSecond;
    this.#level = options.capacity;
    this.#origin = options.now;
  }

  /** Tokens of a full bucket. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The moment before which its past is forgotten, because it was full then; a take counts from there at the earliest. */
  get settledAt(): number {
    return this.#origin;
  }

  /** Tokens there at a moment. */
  available(at: number): number {
    return Math.max(0, Math.min(this.#capacity, this.#unbounded(at)));
  }

  /** The first moment at which `amount` tokens are there if nobody takes any; `Infinity` if never. */
  readyAt(amount: number): number {
    if (amount > this.#capacity) return Infinity;
    if (amount <= this.#level) return this.#origin;
    if (this.#ratePerSecond === 0) return Infinity;
    return this.#origin + ((amount - this.#level) * 1000) / this.#ratePerSecond;
  }

  /** Whether `amount` tokens are there at a moment. */
  has(amount: number, at: number): boolean {
    return this.readyAt(amount) <= at + TOLERANCE_MS;
  }

  /** Takes tokens that are there. */
  take(amount: number, at: number): void {
    this.#settle(at);
    this.#level -= amount;
  }

  /** Puts tokens back; what does not fit is lost. */
  putBack(amount: number, at: number): void {
    this.#settle(at);
    this.#level += amount;
    this.#settle(at);
  }

  /** Fills the bucket. */
  fill(at: number): void {
    this.putBack(this.#capacity, at);
  }

  /** Changes what the bucket is; the tokens in it stay, as far as they fit. */
  change(options: TokenBucketOptions): void {
    const level = Math.min(options.capacity, this.available(options.now));
    this.#capacity = options.capacity;
    this.#ratePerSecond = options.ratePerSecond;
    this.#level = level;
    this.#origin = options.now;
  }

  #unbounded(at: number): number {
    return this.#level + (Math.max(0, at - this.#origin) * this.#ratePerSecond) / 1000;
  }

  /** Spills what is above the capacity at a moment. */
  #settle(at: number): void {
    const level = this.#unbounded(at);
    if (level >= this.#capacity) {
      this.#level = this.#capacity;
    } else if (at - this.#origin > REBASE_AFTER_MS) {
      this.#level = level;
    } else {
      return;
    }
    this.#origin = Math.max(at, this.#origin);
  }
}
