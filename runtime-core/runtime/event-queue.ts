/**
 * The events of a run for one who takes them at their own pace.
 *
 * Invariant: at most `MAX_WAITING` wait, and of their lines only the last goes beyond `FULL_CHARACTERS`. Of what comes
 * while there is no room, only the number is kept, and told in its place.
 */
import type { RunEvent } from "./run.ts";

const MAX_WAITING = 10_000;
/** A module may write long lines, and as fast as it likes. */
const FULL_CHARACTERS = 2 ** 24;

/** Told in the place of events for which there was no room. */
export interface EventsLost {
  readonly kind: "lost";
  readonly count: number;
}

type Event = RunEvent | EventsLost;

/** A queue of events. */
export class EventQueue implements AsyncIterator<Event, undefined, undefined> {
  readonly #left: () => void;
  #waiting: Event[] = [];
  /** Those who wait for an event, first to last. */
  #takers: ((result: IteratorResult<Event, undefined>) => void)[] = [];
  /** In the lines of those that wait. */
  #characters = 0;
  #lost = 0;
  #ended = false;

  /** @param left Called when nobody wants events any more. */
  constructor(left: () => void) {
    this.#left = left;
  }

  /** Adds an event. */
  add(event: Event): void {
    const taker = this.#takers.shift();
    if (taker !== undefined) taker({ value: event, done: false });
    else if (this.#waiting.length >= MAX_WAITING || this.#characters >= FULL_CHARACTERS) this.#lost += 1;
    else {
      this.#waiting.push(...this.#takeLost(), event);
      this.#characters += lengthOf(event);
    }
  }

  /** Ends it after what waits. */
  end(): void {
    this.#ended = true;
    for (const taker of this.#takers.splice(0)) taker({ value: undefined, done: true });
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#waiting.length === 0) this.#waiting.push(...this.#takeLost());
    const value = this.#waiting.shift();
    if (value !== undefined) {
      this.#characters -= lengthOf(value);
      return { value, done: false };
    }
    if (this.#ended) return { value: undefined, done: true };
    return await new Promise((resolve) => this.#takers.push(resolve));
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#waiting = [];
    this.#lost = 0;
    this.end();
    this.#left();
    return { value: undefined, done: true };
  }

  #takeLost(): readonly EventsLost[] {
    const count = this.#lost;
    this.#lost = 0;
    return count === 0 ? [] : [{ kind: "lost", count }];
  }
}

function lengthOf(event: Event): number {
  return event.kind === "output" ? event.line.length : 0;
}
