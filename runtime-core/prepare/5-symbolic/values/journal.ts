/**
 * The state of the virtual run: mutable places, and a journal that takes changes back.
 *
 * A branch costs what it changes: run one side, take its changes back as a delta, run the other, then merge the deltas.
 */

import type { Repeats } from "./widen.ts";

/** Hears which places are read. */
export interface Reader {
  read(place: AnyPlace): void;
}

let reader: Reader | undefined;

/** Tells a reader of everything that is read from now on; undefined: nobody. */
export function listenToReads(to: Reader | undefined): void {
  reader = to;
}

/** Runs something; the places that it reads, with what they held before. */
export function readsOf(run: () => void): ReadonlyMap<AnyPlace, unknown> {
  const outer = reader;
  const reads = new Map<AnyPlace, unknown>();
  reader = {
    read(place) {
      outer?.read(place);
      if (!reads.has(place)) reads.set(place, place.content);
    },
  };
  try {
    run();
  } finally {
    reader = outer;
  }
  return reads;
}

/** A place whose content changes while the run goes on: a variable, an object, a counter. */
export abstract class Place<S> {
  /** The state, looked at without being heard. */
  content: S;
  /** When it came into being. A branch that did not know a place has no say in its content. */
  birth: number;
  /** The part of the run that was last told of a read. */
  heardBy = 0;

  constructor(state: S, birth: number) {
    this.content = state;
    this.birth = birth;
  }

  get state(): S {
    if (reader !== undefined) reader.read(this as AnyPlace);
    return this.content;
  }

  /** Only the journal writes it, and who makes the place. */
  set state(state: S) {
    this.content = state;
  }

  /** How many values a content has, all of which are copied when one of them changes. */
  weigh(_content: S): number {
    return 0;
  }

  /** Whether the content is the same as another one for all that comes after it. */
  abstract isSame(state: S): boolean;

  /** Whether the run of now still finds this place where an earlier one found it. */
  isCurrent(): boolean {
    return true;
  }

  /** The content after several branches. `implicit` branches are those that only a failing host makes real. */
  abstract merge(states: readonly { readonly state: S; readonly implicit: boolean }[]): S;

  /** A content that covers both and that a loop reaches after few rounds. Objects that it leaves out are told. */
  abstract widen(before: S, after: S, repeats?: Repeats): S;

  /** A content that stays when it is widened, whatever by. */
  abstract anything(state: S): S;
}

/** A place of any content. */
export type AnyPlace = Place<unknown>;

/** A place, and what it holds or held. A class: of so many literals V8 comes to believe that all of them grow old. */
export class Held {
  readonly place: AnyPlace;
  readonly content: unknown;

  constructor(place: AnyPlace, content: unknown) {
    this.place = place;
    this.content = content;
  }
}

/** A moment in the journal. */
export interface Mark {
  readonly position: number;
  readonly birth: number;
  readonly dead: boolean;
  readonly implicit: boolean;
}

/** A state that the journal came by; over once it is taken back. */
export interface Moment {
  readonly position: number;
  isOver: boolean;
}

/** What changed since a mark, up to a point that execution reached. */
export interface Delta {
  readonly changes: ReadonlyMap<AnyPlace, { readonly base: unknown; readonly now: unknown }>;
  readonly implicit: boolean;
}

/** What the places that changed hold in the end. */
export function heldIn({ changes }: Delta): readonly Held[] {
  return Array.from(changes, ([place, { now }]) => new Held(place, now));
}

/** All changes in order. `dead` and `implicit` belong to the state: they say whether and how this point is reached. */
export class Journal {
  readonly #places: AnyPlace[] = [];
  readonly #before: unknown[] = [];
  /** Those that are not over, from the first to the last. */
  readonly #moments: Moment[] = [];
  #clock = 1;
  /** Entries looked at since `takeWork` was called. */
  #work = 0;
  /** Nothing reaches this point. */
  dead = false;
  /** Only a failing host call or built-in reaches this point. */
  implicit = false;

  /** The number of the evaluation. */
  epoch = 0;

  /** A moment of birth for a new place. */
  born(): number {
    return this.#clock++;
  }

  /** Lets time pass up to a moment; false when that is over. */
  waitFor(moment: number): boolean {
    if (moment < this.#clock) return false;
    this.#clock = moment;
    return true;
  }

  /** Goes back to a mark that no branch reaches any more, also in time. */
  restart(mark: Mark): void {
    this.rollBack(mark);
    this.#clock = mark.birth;
    this.#work = 0;
    this.epoch++;
  }

  /** How many entries were looked at since the last time. */
  takeWork(): number {
    const work = this.#work;
    this.#work = 0;
    return work;
  }

  mark(): Mark {
    return { position: this.#places.length, birth: this.#clock, dead: this.dead, implicit: this.implicit };
  }

  /** The present state; the same as before when nothing changed. */
  moment(): Moment {
    const position = this.#places.length;
    const last = this.#moments.at(-1);
    if (last?.position === position) return last;
    const moment = { position, isOver: false };
    this.#moments.push(moment);
    return moment;
  }

  write<S>(place: Place<S>, state: S): void {
    if (this.dead) return;
    if (place.content === state) {
      // That nothing changes depends on what is there.
      if (reader !== undefined) reader.read(place as AnyPlace);
      return;
    }
    this.#places.push(place as AnyPlace);
    this.#before.push(place.content);
    place.content = state;
    this.#work += place.weigh(state) >> 3;
  }

  /** What changed since the mark; undefined when this point is dead. */
  capture(mark: Mark): Delta | undefined {
    return this.dead ? undefined : { changes: this.changesSince(mark), implicit: this.implicit };
  }

  /** What changed since a mark or a moment. */
  changesSince(mark: Pick<Mark, "position">): Delta["changes"] {
    this.#work += this.#places.length - mark.position;
    return this.since(mark);
  }

  /** Tells of each place that changed since the mark what it was then. It is marked as heard by a number of their own. */
  eachChange(mark: Mark, heardBy: number, tell: (place: AnyPlace, base: unknown) => void): void {
    for (let i = mark.position; i < this.#places.length; i++) {
      const place = this.#places[i] as AnyPlace;
      if (place.heardBy === heardBy) continue;
      tell(place, this.#before[i]);
      place.heardBy = heardBy;
    }
  }

  /** What the places that changed since the mark hold now, in the order of their first changes. */
  heldSince(mark: Mark): readonly Held[] {
    return Array.from(new Set(this.#places.slice(mark.position)), (place) => new Held(place, place.content));
  }

  /** What changed since the mark, also when this point is dead. */
  since(mark: Pick<Mark, "position">): Delta["changes"] {
    if (mark.position === this.#places.length) return NO_CHANGES;
    const changes = new Map<AnyPlace, { base: unknown; now: unknown }>();
    for (let i = mark.position; i < this.#places.length; i++) {
      const place = this.#places[i] as AnyPlace;
      if (!changes.has(place)) changes.set(place, { base: this.#before[i], now: place.content });
    }
    return changes;
  }

  /** Whether a place of some kind changed since the mark; false when this point is dead. */
  hasChanged(mark: Mark, isOfKind: (place: AnyPlace) => boolean): boolean {
    if (this.dead) return false;
    this.#work += this.#places.length - mark.position;
    for (let i = mark.position; i < this.#places.length; i++) if (isOfKind(this.#places[i] as AnyPlace)) return true;
    return false;
  }

  /** Takes everything since the mark back. */
  rollBack(mark: Mark): void {
    for (let i = this.#places.length - 1; i >= mark.position; i--) {
      (this.#places[i] as AnyPlace).content = this.#before[i];
    }
    this.#places.length = mark.position;
    this.#before.length = mark.position;
    this.#endMoments(mark);
    this.dead = mark.dead;
    this.implicit = mark.implicit;
  }

  #endMoments({ position }: Mark): void {
    for (let last = this.#moments.at(-1); last !== undefined && last.position > position; last = this.#moments.at(-1)) {
      last.isOver = true;
      this.#moments.pop();
    }
  }

  /** What the places that changed since the mark hold, which is taken back; none when this point is dead. */
  takeHeld(mark: Mark): readonly Held[] {
    const held = this.dead ? [] : this.heldSince(mark);
    if (!this.dead) this.#work += this.#places.length - mark.position;
    this.rollBack(mark);
    return held;
  }

  /** Captures and takes back. */
  take(mark: Mark): Delta | undefined {
    const delta = this.capture(mark);
    this.rollBack(mark);
    return delta;
  }

  /** Goes on from where any of the deltas ended; the journal must stand at their mark. */
  merge(mark: Mark, deltas: readonly (Delta | undefined)[]): void {
    const alive = deltas.filter((delta) => delta !== undefined);
    this.dead = false;
    const merged = joinDeltas(mark, alive);
    if (merged === undefined) {
      this.dead = true;
      return;
    }
    merged.changes.forEach((change, place) => this.write(place, change.now));
    this.implicit = merged.implicit;
  }
}

const NO_CHANGES: Delta["changes"] = new Map();

/** One delta for several that start at the same mark. */
export function joinDeltas(mark: Mark, deltas: readonly Delta[]): Delta | undefined {
  const [only] = deltas;
  if (only === undefined || deltas.length === 1) return only;
  const implicit = deltas.every((delta) => delta.implicit);
  if (deltas.every((delta) => delta.changes.size === 0)) return { changes: NO_CHANGES, implicit };
  const changes = new Map<AnyPlace, { base: unknown; now: unknown }>();
  for (const delta of deltas) {
    delta.changes.forEach(({ base }, place) => {
      if (!changes.has(place)) changes.set(place, { base, now: mergedState(mark, place, { base, deltas }) });
    });
  }
  return { changes, implicit };
}

function mergedState(
  mark: Mark,
  place: AnyPlace,
  { base, deltas }: { readonly base: unknown; readonly deltas: readonly Delta[] },
): unknown {
  const states: { state: unknown; implicit: boolean }[] = [];
  for (const { changes, implicit } of deltas) {
    const change = changes.get(place);
    if (change === undefined && place.birth >= mark.birth) continue;
    const state = change === undefined ? base : change.now;
    // What branches of one kind that follow each other agree on counts once.
    const last = states.at(-1);
    if (last === undefined || last.state !== state || last.implicit !== implicit) states.push({ state, implicit });
  }
  return states.length === 1 ? states[0]?.state : place.merge(states);
}
