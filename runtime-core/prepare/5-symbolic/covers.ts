/**
 * Whether a running call already covers another: what stops a recursion of the virtual run.
 */
import type { Activation, Arguments, Call } from "./machine.ts";
import { type Atom, atomKey, highest, joinValues, lowest, NEVER, UNDEFINED, type Value } from "./values/value.ts";
import { widenValues } from "./values/widen.ts";
import { isHole, joinedHole, type Text, textKey } from "./values/text.ts";

/** Whether every argument of the call is one that the activation ran for. */
export function coversArguments(
  activation: Pick<Activation, "args" | "self">,
  call: Pick<Call, "args" | "self">,
): boolean {
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
  if (wide.kind === "string" && narrow.kind === "string" && textCovers(wide.text, narrow.text)) return true;
  return atomKey(wide) === atomKey(narrow);
}

/** Whether a text that ends with a hole begins like another one, whose rest can stand in the hole. */
function textCovers(wide: Text, narrow: Text): boolean {
  const last = wide.at(-1);
  if (!isHole(last) || last.symbol !== undefined) return false;
  const head = wide.slice(0, -1);
  const begins = head.every((part, i) => {
    const other = narrow[i];
    if (isHole(part) || other === undefined || isHole(other))
      return other !== undefined && textKey([part]) === textKey([other]);
    return i === head.length - 1 ? other.startsWith(part) : other === part;
  });
  if (!begins) return false;
  const [end, at] = [head.at(-1), narrow[head.length - 1]];
  const cut = typeof end === "string" && typeof at === "string" ? [at.slice(end.length)] : [];
  const rest = joinedHole([...cut, ...narrow.slice(head.length)], last.reason);
  return (rest.chars & ~last.chars) === 0 && (last.deep || !rest.deep);
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
