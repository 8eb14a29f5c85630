/**
 * The host's side of the timers of one isolate: the alarm for the first of them, and the places that they take.
 *
 * Places are lent in blocks, so that setting a timer is no call. What an isolate does not use of them can be taken back at
 * any moment (`reclaim`), so nobody lacks a place that stands empty, and what is reported is exact.
 */
import { CLOCK_OFFSET, ENDED, newTimerMemory, NEXT_DUE, PLACES, timerCells, TOLD } from "../base/timer-cells.ts";
import type { LentTimers } from "../host/effect.ts";
import type { Lease } from "../limits/lease.ts";

const LENT_AT_FIRST = 16;
const MAX_DELAY_MS = 2 ** 31 - 1;
/** The clocks of isolate and host differ by fractions of a millisecond; by more when somebody has set the system's. */
const MAX_CLOCK_ERROR_MS = 20;

/** What timers need. */
export interface TimersOptions {
  /** Takes at least one place. @throws {AmbitError} `limit/exhausted`. */
  readonly take: (atMost: number) => LentTimers;
  /** Has the isolate run timers that are due; resolves with whether there are more when these have run. */
  readonly fire: (nowMs: number) => Promise<boolean>;
}

/** The timers of one isolate. */
export class Timers {
  readonly memory = newTimerMemory();
  readonly #cells = timerCells(this.memory);
  readonly #options: TimersOptions;
  #leases: Lease[] = [];
  /** Places that the isolate has, used or not. */
  #lent = 0;
  #alarm: NodeJS.Timeout | undefined;
  #armedMs = Infinity;
  #firing = false;
  #stopped = false;

  constructor(options: TimersOptions) {
    this.#options = options;
    this.#cells.times[NEXT_DUE] = Infinity;
    this.#cells.times[CLOCK_OFFSET] = Math.round(performance.now() - Date.now());
  }

  /** How many are set. */
  get size(): number {
    return this.#lent - Atomics.load(this.#cells.counts, PLACES);
  }

  /** Corrects the clock of the isolate, which is the system's. To be called now and then. */
  keepTime(): void {
    const before = Date.now();
    const offset = Math.round(performance.now() - before);
    const error = Math.abs(offset - (this.#cells.times[CLOCK_OFFSET] as number));
    // A reading that was interrupted says nothing.
    if (error > MAX_CLOCK_ERROR_MS && Date.now() - before <= 1) this.#cells.times[CLOCK_OFFSET] = offset;
  }

  /** Lends the isolate more places. */
  lend(): void {
    const count = this.#take(Math.max(LENT_AT_FIRST, this.#lent));
    this.#lent += count;
    Atomics.add(this.#cells.counts, PLACES, count);
  }

  /** Takes back the places that are not used. */
  reclaim(): void {
    const unused = Atomics.exchange(this.#cells.counts, PLACES, 0);
    if (unused === 0) return;
    this.#lent -= unused;
    for (const lease of this.#leases) lease.giveBack();
    this.#leases = [];
    if (this.#lent === 0) return;
    try {
      this.#take(this.#lent);
    } catch {
      // A context that ends takes nothing any more, and a limit that was lowered may have less than is used.
    }
  }

  /** The isolate has told that its first timer is due earlier. It is not told again in this turn of the event loop. */
  told(): void {
    this.#arm();
    setImmediate(() => {
      Atomics.store(this.#cells.counts, TOLD, 0);
      this.#arm();
    });
  }

  /** No timer fires any more, and the isolate begins nothing by itself. */
  stop(): void {
    this.#stopped = true;
    Atomics.store(this.#cells.counts, ENDED, 1);
    clearTimeout(this.#alarm);
  }

  #take(atMost: number): number {
    const { count, lease } = this.#options.take(atMost);
    this.#leases.push(lease);
    return count;
  }

  /** Sets the alarm to the time that the isolate wants. One that is too early looks again. */
  #arm(): void {
    const dueMs = this.#cells.times[NEXT_DUE] as number;
    if (this.#firing || this.#stopped || dueMs >= this.#armedMs) return;
    clearTimeout(this.#alarm);
    this.#armedMs = dueMs;
    this.#alarm = setTimeout(
      () => this.#ring(),
      Math.max(0, Math.min(MAX_DELAY_MS, Math.ceil(dueMs - performance.now()))),
    );
  }

  #ring(): void {
    this.#armedMs = Infinity;
    if ((this.#cells.times[NEXT_DUE] as number) > performance.now()) this.#arm();
    else void this.#fire();
  }

  /** Between two rounds everybody else has a turn. */
  async #fire(): Promise<void> {
    this.#firing = true;
    while (await this.#options.fire(performance.now())) {
      if (this.#stopped) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#firing = false;
    this.#arm();
  }
}
