/** Methods called on values from outside: those of strings and arrays do what they do, with what is not known. */
import type { Call } from "../machine.ts";
import { type Value } from "../values/value.ts";
import { ARRAY_METHODS } from "./arrays.ts";
import { STRING_METHODS } from "./strings.ts";

const AMBIGUOUS = new Set([
  "slice",
  "concat",
  "includes",
  "indexOf",
  "lastIndexOf",
  "at",
  "toString",
  "keys",
  "values",
  "entries",
  "valueOf",
  "search",
  "match",
  "find",
  "with",
  "fill",
  "push",
  "pop",
  "shift",
  "unshift",
]);

/** The result of a method of strings or arrays called on an unknown value; undefined for other calls. */
export function unknownMethod(call: Call, callee: Value, name: string): Value | undefined {
  const [self] = call.self;
  const [only] = callee;
  if (call.self.length !== 1 || self?.kind !== "unknown" || only?.kind !== "unknown" || callee.length !== 1)
    return undefined;
  const ofString = Object.hasOwn(STRING_METHODS, name) ? STRING_METHODS[name] : undefined;
  const ofArray = Object.hasOwn(ARRAY_METHODS, name) ? ARRAY_METHODS[name] : undefined;
  if (
    ofString !== undefined &&
    (name === "includes" || name === "toString" || name === "slice" || name === "at" || name === "concat")
  )
    return ofString(call);
  if (AMBIGUOUS.has(name)) return [{ kind: "unknown", hole: { ...self.hole, symbol: undefined } }];
  return (ofString ?? ofArray)?.(call);
}
