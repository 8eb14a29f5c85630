/** Values from outside whose members are remembered. */
import type { Machine } from "../machine.ts";
import { AbstractObject } from "./object.ts";
import type { Value } from "./value.ts";

/** Gives the unknowns of a value a memory for their members, so that tests on members hold. */
export function memberStore(machine: Machine, value: Value): Value {
  return value.map((atom) =>
    atom.kind === "unknown" && atom.members === undefined
      ? { ...atom, members: new AbstractObject("object", machine.journal.born()) }
      : atom,
  );
}
