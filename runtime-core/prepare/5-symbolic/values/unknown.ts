/** Values from outside whose members are remembered. */
import type { Machine } from "../machine.ts";
import { Place } from "./journal.ts";
import { sameValue } from "./same.ts";
import type { Hole } from "./text.ts";
import { joinValues, type Value, widenValues } from "./value.ts";

/** A member of a value from outside: not known, but the same each time, and narrowed by tests. */
export class Member extends Place<Value> {
  readonly store: MemberStore;
  readonly name: string;
  /** What it is before anything is known of it. */
  readonly initial: Value;

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

  override widen(before: Value, after: Value): Value {
    return widenValues(before, after);
  }
}

/** The members of one value from outside, as far as they were asked for. */
export class MemberStore {
  readonly hole: Hole;
  birth: number;
  #members: Map<string, Member> | undefined;
  /** What an earlier evaluation asked for. */
  #earlier: Map<string, Member> | undefined;

  constructor(of: Hole, birth: number) {
    this.hole = of;
    this.birth = birth;
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

  /** Gives it a member. */
  put(member: Member): void {
    (this.#members ??= new Map()).set(member.name, member);
  }

  /** Makes it one of which nothing was asked. */
  restart(birth: number): void {
    this.birth = birth;
    this.#earlier = this.#members;
    this.#members = undefined;
  }

  /** The member of a name that was asked for before it was made again. */
  earlier(name: string): Member | undefined {
    return this.#earlier?.get(name);
  }

  /** The member of a name, if it was asked for. */
  known(name: string): Member | undefined {
    return this.#members?.get(name);
  }
}

/** Gives the unknowns of a value a memory for their members, so that tests on members hold. */
export function memberStore(machine: Machine, value: Value): Value {
  return value.map((atom) =>
    atom.kind === "unknown" && atom.members === undefined ? { ...atom, members: machine.newStore(atom.hole) } : atom,
  );
}
