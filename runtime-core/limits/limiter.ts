/**
 * One limit of one context that is taken from a bucket, with its queue and the limiter of the next context outwards.
 *
 * A take goes through the whole chain of limiters, all or nothing.
 */
import { knownLimit, type LimitName } from "./known-limits.ts";
import type { Quantity } from "./limit.ts";
import { TokenBucket } from "./token-bucket.ts";
import { WaitQueue } from "./wait-queue.ts";
import type { Waiter } from "./waiter.ts";

/** What a limiter is made from. */
export interface LimiterOptions {
  readonly name: LimitName;
  /** A rate, a frequency or a count. */
  readonly quantity: Quantity;
  readonly outer: Limiter | undefined;
  readonly now: number;
}

/** A bucket in a chain of buckets. */
export class Limiter {
  readonly name: LimitName;
  readonly outer: Limiter | undefined;
  readonly bucket: TokenBucket;
  /** Whether a take waits when tokens lack; a total fails instead. */
  readonly waits: boolean;
  /** Whether what is taken returns. */
  readonly givenBack: boolean;
  /** In order of arrival. */
  readonly queue = new WaitQueue<Waiter>();
  /** When the head of the queue last left; the next one cannot have gone on before. */
  headLeftAt = -Infinity;
  /** Tokens taken since the start. */
  taken = 0;
  #quantity: Quantity;

  constructor(options: LimiterOptions) {
    const known = knownLimit(options.name);
    this.name = options.name;
    this.outer = options.outer;
    this.waits = known.kind !== "total";
    this.givenBack = known.givenBack === true;
    this.bucket = new TokenBucket(bucketOptions(options.quantity, options.now));
    this.#quantity = options.quantity;
  }

  /** As declared, or as last changed. */
  get quantity(): Quantity {
    return this.#quantity;
  }

  /** Changes how much there is. The caller lets the queue go on. */
  change(quantity: Quantity, now: number): void {
    this.#quantity = quantity;
    this.bucket.change(bucketOptions(quantity, now));
  }
}

/** Whether `amount` is there at once in the whole chain, with nobody waiting in it. */
export function isFree(first: Limiter, amount: number, now: number): boolean {
  for (let limiter: Limiter | undefined = first; limiter !== undefined; limiter = limiter.outer) {
    if (limiter.queue.size > 0 || !limiter.bucket.has(amount, now)) return false;
  }
  return true;
}

/** Takes from every bucket of the chain; all of them have it. */
export function takeFromAll(first: Limiter, amount: number, at: number): void {
  for (let limiter: Limiter | undefined = first; limiter !== undefined; limiter = limiter.outer) {
    limiter.bucket.take(amount, at);
    limiter.taken += amount;
  }
}

/** Puts back into every bucket of the chain. */
export function putBackIntoAll(first: Limiter, amount: number, at: number): void {
  for (let limiter: Limiter | undefined = first; limiter !== undefined; limiter = limiter.outer) {
    limiter.bucket.putBack(amount, at);
    limiter.taken -= amount;
  }
}

/** The limiter of the chain whose bucket has the fewest tokens. */
export function scarcest(first: Limiter, now: number): Limiter {
  let found = first;
  for (let limiter = first.outer; limiter !== undefined; limiter = limiter.outer) {
    if (limiter.bucket.available(now) < found.bucket.available(now)) found = limiter;
  }
  return found;
}

/** The limiters of a chain, from the innermost outwards. */
export function chainOf(first: Limiter): readonly Limiter[] {
  const chain: Limiter[] = [];
  for (let limiter: Limiter | undefined = first; limiter !== undefined; limiter = limiter.outer) chain.push(limiter);
  return chain;
}

/** Tokens of a full bucket for a quantity: the burst, or one second's worth. */
export function capacityOf(quantity: Quantity): number {
  return quantity.burst ?? quantity.value;
}

function bucketOptions(quantity: Quantity, now: number) {
  const refills = quantity.kind === "rate" || quantity.kind === "frequency";
  return { capacity: capacityOf(quantity), ratePerSecond: refills ? quantity.value : 0, now };
}
