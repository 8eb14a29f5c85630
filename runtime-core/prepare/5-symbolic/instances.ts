/**
 * Instances that the host makes of exported classes. One stands for all of a class: what a method sets on it, others see.
 */
import { ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import { constructClosure, newInstance } from "./classes.ts";
import { closureEssence } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { fromOutside, nameOfParameter, returnToHost } from "./from-outside.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import type { Call, Machine } from "./machine.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT } from "./values/object.ts";
import type { AnyPlace } from "./values/journal.ts";
import { NEVER, UNDEFINED, type Value } from "./values/value.ts";
import type { Repeats } from "./values/widen.ts";

/** The instance of a class. */
interface Instance {
  readonly closure: AbstractObject;
  readonly at: InstanceSite;
  /** What `new` gives: the instance, or what its constructor returns instead. */
  self: Value;
  /** The object that the constructor begins with, and what it holds then. */
  made: AbstractObject | undefined;
  blank: Content;
}

interface InstanceSite {
  readonly phase: Phase;
  readonly frame: Frame;
  readonly site: ts.Node;
}

/** Runs something that may be too much work, as a phase. */
type RunGuarded = (phase: Phase, run: () => void) => void;

/** The instances of all classes that a module exports. */
export class Instances {
  readonly #machine: Machine;
  readonly #runGuarded: RunGuarded;
  readonly #made = new Map<AbstractObject, Instance>();
  /** When each began to be made, and when it was. */
  readonly #births: { readonly from: number; readonly to: number }[] = [];

  constructor(machine: Machine, runGuarded: RunGuarded) {
    this.#machine = machine;
    this.#runGuarded = runGuarded;
  }

  /** The instance of a class; what making the first one does belongs to the phase of the constructor. */
  of(closure: AbstractObject, at: InstanceSite): Instance {
    const known = this.#made.get(closure);
    if (known !== undefined) return known;
    const instance: Instance = { closure, at, self: NEVER, made: undefined, blank: EMPTY_CONTENT };
    this.#made.set(closure, instance);
    const from = this.#machine.journal.mark().birth;
    this.#runGuarded(at.phase, () => makeFirst(this.#machine, instance));
    this.#births.push({ from, to: this.#machine.journal.mark().birth });
    return instance;
  }

  /** Whether something is an instance, or came into being with one. */
  owns({ birth }: AnyPlace): boolean {
    return this.#births.some(({ from, to }) => from <= birth && birth < to);
  }
}

/** Makes an instance in a run of which nothing counts; the host may have made none as well. */
function makeFirst(machine: Machine, instance: Instance): void {
  const { deferred, journal, recorder } = machine;
  const count = deferred.length;
  const mark = journal.mark();
  recorder.muted++;
  const call = constructorCall(machine, instance);
  const [made] = newInstance(call, instance.closure);
  if (made?.kind === "object") {
    Object.assign(instance, { made, blank: made.content });
    instance.self = constructClosure(instance.closure, { ...call, self: [made] });
  }
  recorder.muted--;
  deferred.length = count;
  const delta = journal.take(mark);
  journal.merge(mark, [delta, journal.capture(mark)]);
}

/** Runs the constructor; afterwards the instance is what it made, or what it was before. */
export function makeAgain(machine: Machine, instance: Instance): void {
  const { blank, closure, made } = instance;
  const { journal } = machine;
  if (made === undefined) return;
  const before = made.state;
  journal.write(made, blank);
  const given = constructClosure(closure, { ...constructorCall(machine, instance), self: [made] });
  if (machine.dead) return;
  const after = made.state;
  journal.write(made, before);
  cover(machine, made, after);
  returnToHost(
    machine,
    given.filter((atom) => atom !== made),
    instance.at.frame,
  );
}

/** Makes an object cover another content. What was made where something in it was made before is that, and covered by it. */
function cover({ journal }: Machine, object: AbstractObject, after: Content): void {
  const repeats: Repeats = { most: 1, found: [] };
  const done = new Set<AbstractObject>([object]);
  journal.write(object, object.widen(object.state, after, repeats));
  for (const { object: again, standIn } of repeats.found) {
    if (done.has(again)) continue;
    done.add(again);
    journal.write(standIn, standIn.widen(standIn.state, again.state, repeats));
  }
}

function constructorCall(machine: Machine, { at: { frame, site }, closure }: Instance): Call {
  const args = { values: constructorArguments(machine, closure), rest: fromOutside(machine) };
  return { frame, self: UNDEFINED, args, site, construct: true };
}

/** What the host gives to a constructor; where the environment holds bindings, it is the second argument. */
function constructorArguments(machine: Machine, object: AbstractObject): readonly Value[] {
  const { foreign } = machine.profile;
  if (foreign === undefined) return [];
  if (foreign.bindings === true) return [fromOutside(machine, "ctx"), ENVIRONMENT];
  const { node } = closureEssence(object);
  return ts.isClassLike(node)
    ? []
    : node.parameters.map((_, i) => fromOutside(machine, nameOfParameter(machine, node, i)));
}
