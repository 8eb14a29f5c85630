/** What `typeof` says of a value. */
import { hostEssence } from "./hosts/host-values.ts";
import type { Atom } from "./values/value.ts";

/** The names that an atom can have for `typeof`; undefined when it is not known. */
export function typeNames(atom: Atom): readonly string[] | undefined {
  switch (atom.kind) {
    case "unknown":
      return undefined;
    case "null":
      return ["object"];
    case "range":
      return atom.hole.reason === "model" ? ["number", "bigint"] : ["number"];
    case "object":
      switch (atom.type) {
        case "proxy":
          return ["function", "object"];
        case "function":
        case "native":
          return ["function"];
        case "host":
          return [hostEssence(atom).model.kind === "function" ? "function" : "object"];
        default:
          return ["object"];
      }
    default:
      return [atom.kind];
  }
}
