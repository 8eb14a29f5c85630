/**
 * Whether a running call already covers another: what stops a recursion of the virtual run.
 */
import type { Activation, Arguments, Call } from "./machine.ts";
import {
  type Atom,
  atomKey,
  highest,
  joinValues,
  lowest,
  NEVER,
  UNDEFINED,
  type Value,
  widenValues,
} from "./values/value.ts";
import { isHole } from "./values/text.ts";

/** Whether every argument of the call is one that the activation ran for. */
export function coversArguments(activation: Activation, call: Call): boolean {
  const [a, b] = [activation.args, call.args];
  const length = Math.max(a.values.length, b.values.length);
  for (let i = 0; i < length; i++) {
    if (!covers(a.values[i] ?? a.rest ?? UNDEFINED, b.values[i] ?? b.rest ?? UNDEFINED)) return false;
  }
  return covers(activation.self, call.self);
}

function covers(wide: Value, narrow: Value): boolean {
  if (wide === narrow) return true;
  return narrow.every((atom) => wide.some((other) => atomCovers(other, atom)));
}

function atomCovers(wide: Atom, narrow: Atom): boolean {
  if (wide === narrow) return true;
  if (wide.kind === "unknown")
    return narrow.kind === "unknown" ? wide.hole.reason === narrow.hole.reason : narrow.kind !== "object";
  if (wide.kind === "range" && (narrow.kind === "range" || narrow.kind === "number")) {
    return lowest(wide) <= lowest(narrow) && highest(wide) >= highest(narrow);
  }
  if (wide.kind === "string" && narrow.kind === "string") {
    const last = wide.text.at(-1);
    const [prefix] = wide.text;
    if (isHole(last) && wide.text.length <= 2) {
      if (wide.text.length === 1) return true;
      return typeof prefix === "string" && typeof narrow.text[0] === "string" && narrow.text[0].startsWith(prefix);
    }
  }
  return atomKey(wide) === atomKey(narrow);
}

/** Arguments that cover all of these and what comes after them. */
export function widenArguments(all: readonly Arguments[]): Arguments {
  const length = Math.max(...all.map((args) => args.values.length));
  const values = Array.from({ length }, (_, i) => {
    const [first = NEVER, ...rest] = all.map((args) => args.values[i] ?? UNDEFINED);
    return rest.reduce((wide, value) => widenValues(wide, joinValues(wide, value)), first);
  });
  const rests = all.flatMap((args) => (args.rest === undefined ? [] : [args.rest]));
  return rests.length === 0 ? { values } : { values, rest: joinValues(...rests) };
}
