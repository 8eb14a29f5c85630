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
  #members: Map<string, Member> | undefined;

  constructor(birth: number) {
    this.birth = birth;
  }

  /** The member of a name; asking changes nothing, so what was asked in one branch stays. */
  member(name: string, make: () => Value): Member {
    const known = this.known(name);
    if (known !== undefined) return known;
    const member = new Member(make(), this.birth);
    (this.#members ??= new Map()).set(name, member);
    return member;
  }

  /** The member of a name, if it was asked for. */
  known(name: string): Member | undefined {
    return this.#members?.get(name);
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
