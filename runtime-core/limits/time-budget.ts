/**
 * A total of time that drains by itself while it is in use. There is no ticker: one wake-up at the moment it runs out.
 *
 * Invariant: what is used is the sum of the draining spans, each times the number of users; nothing is sampled.
 */
import type { Clock } from "../base/clock.ts";
import { TOLERANCE_MS } from "./token-bucket.ts";

/** What a budget needs. */
export interface TimeBudgetOptions {
  readonly capacityMs: number;
  readonly clock: Clock;
  /** The budget of the next context outwards, which what is used here is used from, too. */
  readonly outer: TimeBudget | undefined;
  /** Called once, when nothing is left. */
  onExhausted(): void;
}

/** Milliseconds that can be used up. */
export class TimeBudget {
  readonly outer: TimeBudget | undefined;
  readonly #clock: Clock;
  readonly #onExhausted: () => void;
  #capacityMs: number;
  #usedMs = 0;
  #users = 0;
  #since: number;
  #wake: Disposable | undefined;
  #exhausted = false;

  constructor(options: TimeBudgetOptions) {
    this.outer = options.outer;
    this.#clock = options.clock;
    this.#onExhausted = () => options.onExhausted();
    this.#capacityMs = options.capacityMs;
    this.#since = options.clock.now();
  }

  /** Milliseconds of a fresh budget. */
  get capacityMs(): number {
    return this.#capacityMs;
  }

  /** Milliseconds used so far. */
  get usedMs(): number {
    return this.#usedMs + this.#users * (this.#clock.now() - this.#since);
  }

  /** Milliseconds left, never below 0. */
  get leftMs(): number {
    return Math.max(0, this.#capacityMs - this.usedMs);
  }

  /** One more drains it from now on. */
  addUser(): void {
    this.#settle();
    this.#users++;
    this.check();
  }

  /** One fewer drains it from now on. */
  removeUser(): void {
    this.#settle();
    this.#users--;
    this.check();
  }

  /** Uses measured time. The caller calls `check` when all budgets of the chain have been charged. */
  charge(ms: number): void {
    this.#settle();
    this.#usedMs += ms;
  }

  /** Makes it as good as new. */
  refill(): void {
    this.#settle();
    this.#usedMs = 0;
    this.check();
  }

  /** Changes how much there is in all; what was used stays used. */
  change(capacityMs: number): void {
    this.#settle();
    this.#capacityMs = capacityMs;
    this.check();
  }

  /** Says so if nothing is left; otherwise sets the wake-up for when that will be. */
  check(): void {
    this.#wake?.[Symbol.dispose]();
    this.#wake = undefined;
    if (this.#exhausted) return;
    const left = this.#capacityMs - this.usedMs;
    if (left <= TOLERANCE_MS * Math.max(1, this.#users)) {
      this.#exhausted = true;
      this.#onExhausted();
    } else if (this.#users > 0) {
      this.#wake = this.#clock.wakeAt(this.#clock.now() + left / this.#users, () => this.check());
    }
  }

  #settle(): void {
    const now = this.#clock.now();
    this.#usedMs += this.#users * (now - this.#since);
    this.#since = now;
  }
}
