/**
 * States that the run comes to again and again: the head of a loop, the beginning of a function that calls itself, what
 * exported functions find. Rounds follow each other until such a state covers everything that the last round left.
 *
 * Invariant: nothing is given up as long as it changes. What still does after some rounds is anything from then on, so
 * that rounds come to an end.
 */
import { Counter } from "./effects/recorder.ts";
import { Look } from "./hosts/absent-results.ts";
import type { Machine } from "./machine.ts";
import { Cell } from "./scope.ts";
import { AbstractObject } from "./values/object.ts";
import type { AnyPlace, Held, Mark } from "./values/journal.ts";
import { MAX_REPEATS, type Repeats } from "./values/widen.ts";

/** Rounds after which what still changes is anything. */
const MAX_ROUNDS = 6;

/** One such state, which grows from round to round. */
export class Fixpoint {
  readonly #machine: Machine;
  readonly #exact: number;
  #round = 0;

  /** @param options.exact Rounds in which variables and objects keep apart what is written to them; then they are widened. */
  constructor(machine: Machine, options?: { readonly exact: number }) {
    this.#machine = machine;
    this.#exact = options?.exact ?? 0;
  }

  /** The number of rounds that are over. */
  get round(): number {
    return this.#round;
  }

  /** Ends a round. */
  next(): void {
    this.#round++;
  }

  /** Makes the present state cover what a round left of a mark; whether it had to change. Counters stay. */
  cover(mark: Mark, left: readonly Held[]): boolean {
    const { journal } = this.#machine;
    const grown = this.grow(mark, left, {
      get: (place) => place.state,
      set: (place, state) => journal.write(place, state),
    });
    // What a round made can be come across only through what was there before it.
    if (grown) for (const { place, content } of left) if (place.birth >= mark.birth) journal.write(place, content);
    return grown;
  }

  /** Makes states cover what a round left of a mark; whether any had to change. */
  grow(mark: Mark, left: readonly Held[], states: States): boolean {
    const repeats: Repeats = { most: MAX_REPEATS, found: [] };
    let grown = false;
    const widen = (place: AnyPlace, now: unknown): void => {
      const before = states.get(place);
      const wide = this.#wider(place, { before, now, repeats });
      if (wide === before) return;
      states.set(place, wide);
      grown = true;
    };
    for (const { place, content } of left) if (isSeen(place) && place.birth < mark.birth) widen(place, content);
    if (repeats.found.length === 0) return grown;
    repeats.most = 1;
    const contents = new Map<unknown, unknown>(left.map(({ place, content }) => [place, content]));
    const done = new Set<unknown>();
    for (const { object, standIn } of repeats.found) {
      if (done.has(object)) continue;
      done.add(object);
      widen(standIn as AnyPlace, contents.get(object) ?? object.content);
    }
    return grown;
  }

  /** Objects of programs with packages are too many. */
  #isKeptApart(place: AnyPlace): boolean {
    return place instanceof Cell || (place instanceof AbstractObject && this.#machine.profile.foreign === undefined);
  }

  #wider(
    place: AnyPlace,
    { before, now, repeats }: { readonly before: unknown; readonly now: unknown; readonly repeats: Repeats },
  ): unknown {
    if (this.#round < this.#exact && this.#isKeptApart(place)) {
      const both = place.merge([before, now].map((state) => ({ state, implicit: false })));
      return place.content === before && place.isSame(both) ? before : both;
    }
    const wide = place.widen(before, now, repeats);
    return wide === before || this.#round < MAX_ROUNDS ? wide : place.anything(wide);
  }
}

/** Where states are. */
interface States {
  get(place: AnyPlace): unknown;
  set(place: AnyPlace, state: unknown): void;
}

/** Whether a place is one that the module sees. */
export function isSeen(place: AnyPlace): boolean {
  return !(place instanceof Counter || place instanceof Look);
}
