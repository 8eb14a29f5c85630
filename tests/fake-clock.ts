/**
 * A clock that stands until a test moves it.
 */
import type { Clock } from "../runtime-core/base/clock.ts";

/** Moments that differ by less, in milliseconds, are one: fractions such as 1000 / 3 are no exact numbers. */
const SAME_MOMENT_MS = 1e-6;

interface Wake {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time in the hand of a test. Begins at 0. */
export class FakeClock implements Clock {
  readonly #wakes = new Set<Wake>();
  #now = 0;
  #order = 0;

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, callback: () => void): Disposable {
    const wake = { at, order: this.#order++, callback };
    this.#wakes.add(wake);
    return { [Symbol.dispose]: () => void this.#wakes.delete(wake) };
  }

  /** How many wake-ups are set. */
  get pending(): number {
    return this.#wakes.size;
  }

  /** Moves to a moment; what is due until then happens in order, each thing at its moment. */
  advanceTo(ms: number): void {
    while (this.#fireNext(ms)) {
      // Each turn is one wake-up, which may have set or taken back others.
    }
    this.#now = Math.max(this.#now, ms);
  }

  /** Like `advanceTo`, and lets promises settle after every wake-up. */
  async settleTo(ms: number): Promise<void> {
    await settle();
    while (this.#fireNext(ms)) await settle();
    this.#now = Math.max(this.#now, ms);
    await settle();
  }

  /** Goes on until nothing is due any more, ever. */
  async settleAll(): Promise<void> {
    await settle();
    while (this.#fireNext(Infinity)) await settle();
  }

  #fireNext(until: number): boolean {
    let next: Wake | undefined;
    for (const wake of this.#wakes) {
      if (next === undefined || wake.at < next.at || (wake.at === next.at && wake.order < next.order)) next = wake;
    }
    if (next === undefined || next.at > until + SAME_MOMENT_MS) return false;
    this.#wakes.delete(next);
    this.#now = Math.max(this.#now, Math.min(next.at, until));
    next.callback();
    return true;
  }
}

/** Lets every promise settle that can settle without time passing. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
