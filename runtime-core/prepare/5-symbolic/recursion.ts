/**
 * Functions that call themselves: a call that a running one covers does what the running one does.
 *
 * The running call is run in rounds, until the state at its beginning covers all states in which it is called again, and
 * these calls have taken over all that it returns and changes.
 */
import type { ts } from "../1-parse/syntax.ts";
import { Failures } from "./failures.ts";
import { Fixpoint, isSeen } from "./fixpoint.ts";
import type { Activation, Machine } from "./machine.ts";
import { Cell } from "./scope.ts";
import { type AnyPlace, type Delta, Held, heldIn, type Mark } from "./values/journal.ts";
import { NEVER, unknownValue, type Value } from "./values/value.ts";

/** In a program of another host, which can be large, the recursions of one function have no more rounds after so many steps. */
const MOST_STEPS = 4000;

/** What is known of a call that leads to calls that it covers. */
export class Recursion {
  readonly #machine: Machine;
  readonly #start: Mark;
  readonly #head: Fixpoint;
  readonly #result = new Cell("result", 0) as AnyPlace;
  /** Where the present round began. */
  #mark: Mark;
  /** The states in which it is called again in this round. */
  #again: Failures | undefined;
  /** What it changes, and its result; undefined as long as no round came to an end. */
  #exit: Map<AnyPlace, unknown> | undefined;
  readonly #node: ts.Node;
  /** The steps that were left when the present round began. */
  #steps: number;
  /** What the present round leaves is not looked at again. */
  #isLast = false;

  constructor(machine: Machine, { mark, node }: Pick<Activation, "mark" | "node">) {
    this.#machine = machine;
    this.#node = node;
    this.#steps = machine.steps;
    this.#start = mark;
    this.#mark = mark;
    this.#head = new Fixpoint(machine);
  }

  /** Calls it again; the value of that call. */
  recur(): Value {
    const { journal, recorder } = this.#machine;
    (this.#again ??= new Failures(this.#mark)).add(journal);
    if (this.#exit === undefined) {
      recorder.diverges();
      journal.dead = true;
      return NEVER;
    }
    for (const [place, now] of this.#exit) if (place !== this.#result) journal.write(place, now);
    return (this.#exit.get(this.#result) as Value | undefined) ?? NEVER;
  }

  /** Ends a round with what it returned; whether it was the last one, whose state stays. */
  endRound(value: Value): boolean {
    const { journal, profile, recorder } = this.#machine;
    if (this.#again === undefined) return true;
    const delta = journal.take(this.#mark);
    const again = this.#again.delta();
    const isWider = this.#head.cover(this.#mark, heldIn(again));
    const doesMore = delta !== undefined && this.#learn(delta, value);
    if ((!isWider && !doesMore) || this.#isLast) {
      journal.merge(this.#mark, [delta]);
      recorder.unbounded(this.#start);
      return true;
    }
    this.#isLast = profile.foreign !== undefined && this.#spent() > MOST_STEPS;
    if (this.#isLast) this.#exit?.set(this.#result, unknownValue("context-merged"));
    if (delta !== undefined) this.#keepMade(delta, again);
    this.#head.next();
    this.#mark = journal.mark();
    this.#again = undefined;
    return false;
  }

  /** Steps of all rounds of recursions of the function. */
  #spent(): number {
    const { recursionSteps, steps } = this.#machine;
    const spent = (recursionSteps.get(this.#node) ?? 0) + this.#steps - steps;
    recursionSteps.set(this.#node, spent);
    this.#steps = steps;
    return spent;
  }

  /** Takes in what a round did; whether there was anything new in it. */
  #learn(delta: Delta, value: Value): boolean {
    const exit = (this.#exit ??= new Map());
    const left = [...heldIn(delta), new Held(this.#result, value)];
    let isNew = false;
    for (const { place, content } of left) {
      if (!isSeen(place) || place.birth >= this.#mark.birth || exit.has(place)) continue;
      exit.set(place, content);
      isNew = true;
    }
    const grown = this.#head.grow(this.#mark, left, {
      get: (place) => (exit.has(place) ? exit.get(place) : place.content),
      set: (place, state) => void exit.set(place, state),
    });
    return grown || isNew;
  }

  /** What a round made stays, for what it is when the function is called again and when it ends. */
  #keepMade({ changes }: Delta, again: Delta): void {
    for (const [place, { now }] of changes) {
      if (place.birth < this.#mark.birth || !isSeen(place)) continue;
      const before = again.changes.get(place);
      const states = [before?.now ?? now, now].map((state) => ({ state, implicit: false }));
      this.#machine.journal.write(place, before === undefined ? now : place.merge(states));
    }
  }
}
