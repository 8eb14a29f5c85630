/** Values from outside whose members are remembered. */
import type { Machine } from "../machine.ts";
import { Place } from "./journal.ts";
import { joinValues, type Value, widenValues } from "./value.ts";

/** A member of a value from outside: not known, but the same each time, and narrowed by tests. */
export class Member extends Place<Value> {
  override merge(states: readonly { readonly state: Value }[]): Value {
    return joinValues(...states.map(({ state }) => state));
  }

  override widen(before: Value, after: Value): Value {
    return widenValues(before, after);
  }
}

/** The members of one value from outside, as far as they were asked for. */
export class MemberStore {
  readonly birth: number;
  readonly members = new Map<string, Member>();

  constructor(birth: number) {
    this.birth = birth;
  }

  /** The member of a name; asking changes nothing, so what was asked in one branch stays. */
  member(name: string, make: () => Value): Member {
    let member = this.members.get(name);
    if (member === undefined) this.members.set(name, (member = new Member(make(), this.birth)));
    return member;
  }
}

/** Gives the unknowns of a value a memory for their members, so that tests on members hold. */
export function memberStore(machine: Machine, value: Value): Value {
  return value.map((atom) =>
    atom.kind === "unknown" && atom.members === undefined
      ? { ...atom, members: new MemberStore(machine.journal.born()) }
      : atom,
  );
}
