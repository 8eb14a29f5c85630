/**
 * The states from which a failing host call or built-in leads to a place. Nearly anything can fail: of each state only what
 * changed since the last one is joined, for keeping them apart would cost the square of what runs in a `try` block.
 */
import type { AnyPlace, Delta, Journal, Mark, Moment } from "./values/journal.ts";

interface State {
  readonly state: unknown;
  readonly implicit: true;
}

/** The states that a place had, and the one that it had before the first of them. */
interface Joined {
  readonly base: unknown;
  readonly states: readonly State[];
}

/** A state that is joined. */
interface Noted {
  readonly moment: Moment;
  readonly before: Noted | undefined;
}

/** What becomes of the states of a place, and what it was before them. */
export interface Adjustment {
  readonly base: unknown;
  readonly change: (state: unknown) => unknown;
}

const MAX_STATES = 12;

/** Failures since a mark; the state at the mark is one of them. */
export class Failures {
  readonly #mark: Mark;
  readonly #joined = new Map<AnyPlace, Joined>();
  /** What stood in `#joined`, for going back. */
  readonly #undo: (readonly [AnyPlace, Joined | undefined])[] = [];
  #noted: Noted | undefined;

  constructor(mark: Mark) {
    this.#mark = mark;
  }

  /** Joins the present state. */
  add(journal: Journal): void {
    while (this.#noted?.moment.isOver === true) this.#noted = this.#noted.before;
    const moment = journal.moment();
    if (this.#noted?.moment === moment) return;
    const changes = journal.changesSince(this.#noted?.moment ?? this.#mark);
    this.#noted = { moment, before: this.#noted };
    for (const [place, { base, now }] of changes) this.#join(place, this.#at(place, base), now);
  }

  #at(place: AnyPlace, base: unknown): Joined {
    const known = this.#joined.get(place);
    if (known !== undefined) return known;
    // A place that came into being later has no state at the mark.
    return { base, states: place.birth < this.#mark.birth ? [{ state: base, implicit: true }] : [] };
  }

  #join(place: AnyPlace, { base, states }: Joined, state: unknown): void {
    if (states.some((each) => each.state === state)) return;
    const all: readonly State[] = [...states, { state, implicit: true }];
    this.#undo.push([place, this.#joined.get(place)]);
    const few = all.length > MAX_STATES ? ([{ state: merged(place, all), implicit: true }] as const) : all;
    this.#joined.set(place, { base, states: few });
  }

  /** Gives what goes back to what is joined now. */
  save(): () => void {
    const [length, noted] = [this.#undo.length, this.#noted];
    return () => {
      for (const [place, joined] of this.#undo.splice(length).toReversed()) {
        if (joined === undefined) this.#joined.delete(place);
        else this.#joined.set(place, joined);
      }
      this.#noted = noted;
    };
  }

  /** All of them. */
  delta(): Delta {
    const changes = new Map<AnyPlace, { base: unknown; now: unknown }>();
    for (const [place, { base, states }] of this.#joined) changes.set(place, { base, now: merged(place, states) });
    return { changes, implicit: true };
  }

  /** Joins what becomes of the states of places. */
  adjust(adjustments: ReadonlyMap<AnyPlace, Adjustment>): void {
    for (const [place, { base, change }] of adjustments) {
      const known = this.#at(place, base);
      this.#join(place, known, change(known.states.length === 0 ? base : merged(place, known.states)));
    }
  }
}

function merged(place: AnyPlace, states: readonly State[]): unknown {
  return states.length === 1 ? states[0]?.state : place.merge(states);
}
