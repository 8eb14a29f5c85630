/** Values from outside whose members are remembered. */
import type { Machine } from "../machine.ts";
import { type Journal, Place } from "./journal.ts";
import { sameValue } from "./same.ts";
import type { Hole } from "./text.ts";
import { joinValues, type Value } from "./value.ts";
import { anythingOf, type Repeats, widenValues } from "./widen.ts";

/** A member of a value from outside: not known, but the same each time, and narrowed by tests. */
export class Member extends Place<Value> {
  readonly store: MemberStore;
  readonly name: string;
  /** What it is before anything is known of it. */
  readonly initial: Value;
  /** The evaluation that last asked for it. */
  epoch = 0;

  constructor(store: MemberStore, name: string, initial: Value) {
    super(initial, store.birth);
    this.store = store;
    this.name = name;
    this.initial = initial;
  }

  override isSame(state: Value): boolean {
    return sameValue(this.content, state);
  }

  override isCurrent(): boolean {
    return this.store.known(this.name) === this;
  }

  override merge(states: readonly { readonly state: Value }[]): Value {
    return joinValues(...states.map(({ state }) => state));
  }

  override widen(before: Value, after: Value, repeats?: Repeats): Value {
    return widenValues(before, after, repeats);
  }

  override anything(state: Value): Value {
    return anythingOf(state);
  }
}

/** The members of one value from outside, as far as they were asked for in this evaluation. */
export class MemberStore {
  readonly hole: Hole;
  readonly journal: Journal;
  birth: number;
  #members: Map<string, Member> | undefined;

  constructor(of: Hole, journal: Journal) {
    this.hole = of;
    this.journal = journal;
    this.birth = journal.born();
  }

  /** The member of a name; asking changes nothing, so what was asked in one branch stays. */
  member(machine: Machine, name: string, make: () => Value): Member {
    const known = this.known(name);
    if (known !== undefined) return known;
    const member = machine.trace?.member(this, name) ?? new Member(this, name, make());
    this.put(member);
    machine.trace?.madeMember(member);
    return member;
  }

  /** Notes that a member was asked for. */
  put(member: Member): void {
    member.epoch = this.journal.epoch;
    (this.#members ??= new Map()).set(member.name, member);
  }

  /** The member of a name, if it was asked for. */
  known(name: string): Member | undefined {
    const member = this.#members?.get(name);
    return member?.epoch === this.journal.epoch ? member : undefined;
  }

  /** The member of a name, if it was ever asked for. */
  earlier(name: string): Member | undefined {
    return this.#members?.get(name);
  }
}

/** Gives the unknowns of a value a memory for their members, so that tests on members hold. */
export function memberStore(machine: Machine, value: Value): Value {
  return value.map((atom) =>
    atom.kind === "unknown" && atom.members === undefined ? { ...atom, members: machine.newStore(atom.hole) } : atom,
  );
}
