/**
 * A take that waits, and how the queues of limiters move on.
 *
 * A waiter stands in the queue of the first limiter, from its own outwards, that lacks tokens or has a queue, and in the
 * queues before that one, but in none beyond: who waits for its own tighter limit does not hold up its siblings, and who
 * waits for an ancestor's does hold up its own followers. More than the smallest capacity of the chain is taken in parts,
 * each all or nothing; between two parts the waiter stays where it stands.
 *
 * Invariant: a waiter is the head of every queue it stands in, but perhaps of the outermost.
 */
import type { AmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import { chainOf, type Limiter, putBackIntoAll, takeFromAll } from "./limiter.ts";
import { TOLERANCE_MS } from "./token-bucket.ts";
import type { Place } from "./wait-queue.ts";

/** Parts taken in one go before the event loop gets its turn; only absurdly small bursts need more. */
const PARTS_PER_TURN = 10_000;

/** What a waiter needs. */
export interface WaiterOptions {
  readonly clock: Clock;
  readonly first: Limiter;
  readonly amount: number;
  readonly now: number;
  /** Called once all is taken, with the milliseconds waited. */
  onGranted(waitedMs: number): void;
  onFailed(error: AmbitError): void;
}

/** A take in progress. */
export class Waiter {
  readonly #options: WaiterOptions;
  readonly #chain: readonly Limiter[];
  #remaining: number;
  /** Its places in the queues of the first limiters of the chain, from the innermost. */
  readonly #places: Place<Waiter>[] = [];
  /** When it made its last step; a step that is due earlier than a late timer fires counts from when it was due. */
  #since: number;
  #wake: Disposable | undefined;
  #wakeDue = 0;
  #settled = false;

  constructor(options: WaiterOptions) {
    this.#options = options;
    this.#chain = chainOf(options.first);
    this.#remaining = options.amount;
    this.#since = options.now;
  }

  /** Goes as far as it can at this moment; limiters whose queues it left are added to `changed`. */
  advance(now: number, changed: Limiter[]): void {
    for (let parts = 0; !this.#settled; parts++) {
      const part = Math.min(this.#remaining, this.#smallestCapacity());
      const due = this.#dueWhereItStands(part);
      if (due === undefined) return this.#stopWake();
      if (due > now + TOLERANCE_MS) return this.#wakeAt(due);
      if (parts === PARTS_PER_TURN) return this.#wakeAt(now);
      if (this.#joinFirstLacking(part, now)) continue;
      this.#takePart(part, Math.min(due, now));
      if (this.#remaining > 0) this.#leaveBeyondFirstLacking(changed);
      else this.#grant(now, changed);
    }
  }

  /** Goes away; parts that were taken are put back. The caller serves `changed`. */
  fail(error: AmbitError, now: number, changed: Limiter[]): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#stopWake();
    this.#since = now;
    this.#leaveFrom(0, changed);
    const taken = this.#options.amount - this.#remaining;
    if (taken > 0) {
      putBackIntoAll(this.#options.first, taken, now);
      changed.push(...this.#chain);
    }
    this.#options.onFailed(error);
  }

  /** The moment at which every queue it stands in would let it go; undefined when somebody is before it. */
  #dueWhereItStands(part: number): number | undefined {
    let due = this.#since;
    for (let i = 0; i < this.#places.length; i++) {
      const limiter = this.#at(i);
      if (limiter.queue.head !== this) return undefined;
      due = Math.max(due, limiter.headLeftAt, limiter.bucket.readyAt(part));
    }
    return due;
  }

  /** Joins the queues up to the first limiter further out that lacks tokens or has a queue, if there is one. */
  #joinFirstLacking(part: number, now: number): boolean {
    let index = this.#places.length;
    while (index < this.#chain.length && isFreeAt(this.#at(index), part, now)) index++;
    if (index === this.#chain.length) return false;
    for (let i = this.#places.length; i <= index; i++) this.#places.push(this.#at(i).queue.join(this));
    return true;
  }

  #takePart(part: number, due: number): void {
    const at = this.#chain.reduce((latest, limiter) => Math.max(latest, limiter.bucket.settledAt), due);
    takeFromAll(this.#options.first, part, at);
    this.#remaining -= part;
    this.#since = at;
  }

  #grant(now: number, changed: Limiter[]): void {
    this.#settled = true;
    this.#stopWake();
    this.#leaveFrom(0, changed);
    this.#options.onGranted(Math.max(0, now - this.#options.now));
  }

  #leaveBeyondFirstLacking(changed: Limiter[]): void {
    const part = Math.min(this.#remaining, this.#smallestCapacity());
    for (let i = 0; i < this.#places.length; i++) {
      if (!this.#at(i).bucket.has(part, this.#since)) return this.#leaveFrom(i + 1, changed);
    }
  }

  #leaveFrom(index: number, changed: Limiter[]): void {
    for (const [i, place] of this.#places.splice(index).entries()) {
      const limiter = this.#at(index + i);
      if (limiter.queue.head === this) limiter.headLeftAt = this.#since;
      limiter.queue.leave(place);
      changed.push(limiter);
    }
  }

  #smallestCapacity(): number {
    return this.#chain.reduce((smallest, limiter) => Math.min(smallest, limiter.bucket.capacity), Infinity);
  }

  #at(index: number): Limiter {
    return this.#chain[index] as Limiter;
  }

  #wakeAt(due: number): void {
    if (this.#wake !== undefined && this.#wakeDue === due) return;
    this.#stopWake();
    if (due === Infinity) return;
    const { clock } = this.#options;
    this.#wakeDue = due;
    this.#wake = clock.wakeAt(due, () => {
      this.#wake = undefined;
      const changed: Limiter[] = [];
      const now = clock.now();
      this.advance(now, changed);
      serve(changed, now);
    });
  }

  #stopWake(): void {
    this.#wake?.[Symbol.dispose]();
    this.#wake = undefined;
  }
}

/** Lets the heads of these queues, and of all that this changes, go as far as they can. */
export function serve(changed: Limiter[], now: number): void {
  for (let limiter = changed.pop(); limiter !== undefined; limiter = changed.pop()) {
    limiter.queue.head?.advance(now, changed);
  }
}

/** Lets waiters of a chain go that are due already, when a timer is late. */
export function serveChain(first: Limiter, now: number): void {
  for (let limiter: Limiter | undefined = first; limiter !== undefined; limiter = limiter.outer) {
    if (limiter.queue.size > 0) serve([limiter], now);
  }
}

function isFreeAt(limiter: Limiter, part: number, now: number): boolean {
  return limiter.queue.size === 0 && limiter.bucket.has(part, now);
}
