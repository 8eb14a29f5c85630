/**
 * Objects as numbers or texts, where an operator or a built-in function takes no object.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { type Atom, stringValue, type Value } from "./values/value.ts";

const BY_NUMBER = ["@@toPrimitive", "valueOf", "toString"];
const BY_TEXT = ["@@toPrimitive", "toString", "valueOf"];

/** What objects of the source say that they are as numbers or texts; other values as they are. */
export function primitives(
  frame: Frame,
  value: Value,
  { hint, site }: { readonly hint: "default" | "number" | "string"; readonly site: ts.Node },
): Value {
  if (!value.some(isConverted)) return value;
  const { operations } = frame.machine;
  return value.flatMap((atom): Value => {
    if (!isConverted(atom)) return [atom];
    for (const name of hint === "string" ? BY_TEXT : BY_NUMBER) {
      const method = operations
        .get(frame, [atom], name, site)
        .filter((each) => each.kind === "object" && each.type === "function");
      if (method.length === 0) continue;
      const given = operations.call(method, { frame, self: [atom], args: { values: [stringValue(hint)] }, site });
      if (!given.some((each) => each.kind === "object")) return given;
    }
    return [atom];
  });
}

function isConverted(atom: Atom): boolean {
  return atom.kind === "object" && (atom.type === "object" || atom.type === "proxy");
}
