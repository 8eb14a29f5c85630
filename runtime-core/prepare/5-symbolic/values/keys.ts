/** Keys of members as names. */
import { literalOf } from "./text.ts";
import type { Atom } from "./value.ts";

/** The member name that a key stands for; undefined when it is not known. */
export function nameOfKey(atom: Atom): string | undefined {
  switch (atom.kind) {
    case "string":
      return literalOf(atom.text);
    case "number":
    case "boolean":
      return String(atom.value);
    case "undefined":
    case "null":
      return atom.kind;
    case "symbol":
      // It stands for many.
      return atom.name.endsWith(":*") ? undefined : atom.name;
    default:
      return undefined;
  }
}
