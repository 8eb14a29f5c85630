/** Objects with options among the arguments of a call. */
import type { Call } from "../../machine.ts";
import { type Atom, UNDEFINED, type Value } from "../../values/value.ts";

/** Whether an atom is an object with options and not a text, a URL or a function. */
export function isOptions(atom: Atom): boolean {
  if (atom.kind === "unknown") return atom.hole.symbol === undefined || atom.hole.symbol.startsWith("param:");
  return atom.kind === "object" && (atom.type === "object" || atom.type === "proxy" || atom.type === "array");
}

/** The value of an option; undefined where it is not there. */
export function optionOf(call: Call, options: Value, name: string): Value {
  const { machine } = call.frame;
  const objects = options.filter((atom) => atom.kind === "object" || atom.kind === "unknown");
  return objects.length === 0 ? UNDEFINED : machine.operations.get(call.frame, objects, name, call.site);
}
