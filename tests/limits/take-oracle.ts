/**
 * The rules of taking, played naively: time goes in milliseconds, and everything is looked at in each of them.
 *
 * Only for trees whose rates and amounts make every moment a whole millisecond.
 */

/** A bucket and the one further out. */
export interface OracleBucket {
  readonly id: string;
  readonly outer: OracleBucket | undefined;
  readonly capacity: number;
  readonly tokensPerMs: number;
  available: number;
  queue: OracleTake[];
}

/** A take that may wait. */
export interface OracleTake {
  readonly id: number;
  readonly chain: readonly OracleBucket[];
  readonly amount: number;
  readonly deadline: number;
  remaining: number;
  standing: number;
  outcome: string | undefined;
}

/** Buckets and takes on a clock of whole milliseconds. */
export class TakeOracle {
  readonly takes: OracleTake[] = [];
  readonly #buckets: readonly OracleBucket[];
  #now = 0;

  constructor(buckets: readonly OracleBucket[]) {
    this.#buckets = buckets;
  }

  /** Goes to a moment, millisecond by millisecond: tokens come, heads go on, who waited too long leaves. */
  advanceTo(ms: number): void {
    while (this.#now < ms) {
      this.#now++;
      for (const bucket of this.#buckets) {
        bucket.available = Math.min(bucket.capacity, bucket.available + bucket.tokensPerMs);
      }
      this.#progress();
      for (const take of this.takes)
        if (take.outcome === undefined && take.deadline === this.#now) this.leave(take, "timeout");
    }
  }

  /** Asks for tokens. */
  take(first: OracleBucket, amount: number, deadline: number): OracleTake {
    const chain: OracleBucket[] = [];
    for (let bucket: OracleBucket | undefined = first; bucket !== undefined; bucket = bucket.outer) chain.push(bucket);
    const id = this.takes.length;
    const take: OracleTake = { id, chain, amount, deadline, remaining: amount, standing: 0, outcome: undefined };
    this.takes.push(take);
    this.#progress();
    return take;
  }

  /** Ends a wait: its parts go back. */
  leave(take: OracleTake, outcome: string): void {
    if (take.outcome !== undefined) return;
    take.outcome = `${outcome} at ${this.#now}`;
    for (const bucket of take.chain) {
      bucket.queue = bucket.queue.filter((other) => other !== take);
      bucket.available = Math.min(bucket.capacity, bucket.available + take.amount - take.remaining);
    }
    this.#progress();
  }

  /** Lets the first take that can take a step do so, until none can. */
  #progress(): void {
    while (this.takes.some((take) => take.outcome === undefined && this.#step(take))) {
      // Each turn is one step of one take, the earliest asked first.
    }
  }

  #step(take: OracleTake): boolean {
    const part = Math.min(take.remaining, ...take.chain.map((bucket) => bucket.capacity));
    const stands = take.chain.slice(0, take.standing);
    if (stands.some((bucket) => bucket.queue[0] !== take || bucket.available < part)) return false;
    const lacking = take.chain.findIndex(
      (bucket, i) => i >= take.standing && (bucket.queue.length > 0 || bucket.available < part),
    );
    if (lacking !== -1) {
      for (const bucket of take.chain.slice(take.standing, lacking + 1)) bucket.queue.push(take);
      take.standing = lacking + 1;
      return true;
    }
    for (const bucket of take.chain) bucket.available -= part;
    take.remaining -= part;
    const next = Math.min(take.remaining, ...take.chain.map((bucket) => bucket.capacity));
    const stays = stands.findIndex((bucket) => bucket.available < next) + 1;
    this.#standOnlyIn(take, take.remaining === 0 ? 0 : stays === 0 ? take.standing : stays);
    if (take.remaining === 0) take.outcome = `granted at ${this.#now}`;
    return true;
  }

  #standOnlyIn(take: OracleTake, standing: number): void {
    for (const bucket of take.chain.slice(standing)) bucket.queue = bucket.queue.filter((other) => other !== take);
    take.standing = standing;
  }
}
