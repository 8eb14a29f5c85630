/**
 * Widening: values that cover what comes round after round, so that rounds come to an end.
 */
import type { AbstractObject } from "./object.ts";
import { hole, joinByName, sameText } from "./text.ts";
import {
  type Atom,
  atomKey,
  boundsOf,
  FEW,
  isAbsent,
  joinValues,
  type NumberAtom,
  placeOf,
  type RangeAtom,
  rangeValue,
  type StringAtom,
  textValue,
  unknownValue,
  type Value,
} from "./value.ts";

/** So many objects of one allocation, and unknown values of one origin, stand for all later ones. */
export const MAX_REPEATS = 2;

/** Objects that a widened value leaves out; what stands for them has to cover what they hold. */
export interface Repeats {
  most: number;
  readonly found: { readonly object: AbstractObject; readonly standIn: AbstractObject }[];
}

/**
 * A value that covers both and that a loop reaches after few rounds: texts keep a common beginning, numbers lose the
 * bound that moved.
 */
export function widenValues(before: Value, after: Value, repeats?: Repeats): Value {
  if (before === after) return before;
  const joined = joinValues(before, withoutRepeats(before, isAnything(before) ? notCovered(after) : after, repeats));
  if (joined === before || joined.length === before.length) return before;
  const wide: Atom[] = [];
  const texts: StringAtom[] = [];
  const numbers: (NumberAtom | RangeAtom)[] = [];
  for (const atom of joined) {
    if (atom.kind === "string") texts.push(atom);
    else if (atom.kind === "number" || atom.kind === "range") numbers.push(atom);
    else wide.push(atom);
  }
  const hasNewTexts = texts.length > 1 && before.filter((atom) => atom.kind === "string").length < texts.length;
  wide.push(...(hasNewTexts ? widenTexts(texts) : texts));
  wide.push(...(numbers.length > 1 ? widenNumbers(before, numbers) : numbers));
  return sameAtoms(wide, before) ? before : wide;
}

/** A value that covers another one and that no widening changes but with objects that it does not know. */
export function anythingOf(value: Value): Value {
  return isAnything(value) ? value : [...notCovered(value), ...unknownValue("context-merged")];
}

/** Whether a value covers all but objects. */
export function isAnything(value: Value): boolean {
  return value.some(
    (atom) =>
      atom.kind === "unknown" && atom.members === undefined && !atom.truthy && atom.hole.reason === "context-merged",
  );
}

/** What a value that is anything does not cover: objects, and that a member is not there. */
function notCovered(value: Value): Value {
  return value.filter((atom) => atom.kind === "object" || isAbsent(atom));
}

function sameAtoms(a: Value, b: Value): boolean {
  if (a.length !== b.length) return false;
  if (a.length <= FEW) return a.every((atom) => placeOf(atom, b) >= 0);
  const keys = new Set(b.map(atomKey));
  return a.every((atom) => keys.has(atomKey(atom)));
}

function withoutRepeats(before: Value, after: Value, repeats: Repeats | undefined): Value {
  if (!after.some(({ kind }) => kind === "object" || kind === "unknown")) return after;
  return after.filter((atom) => {
    if (before.includes(atom)) return true;
    const alike = before.filter((other) => isAlike(atom, other));
    if (alike.length < (repeats?.most ?? MAX_REPEATS)) return true;
    const standIn = alike.at(-1);
    if (atom.kind === "object" && standIn?.kind === "object") repeats?.found.push({ object: atom, standIn });
    return false;
  });
}

/** Whether two objects are of one allocation, or two unknown values of one origin. */
export function isAlike(atom: Atom, other: Atom): boolean {
  if (atom.kind === "object") return other.kind === "object" && other.type === atom.type && other.site === atom.site;
  if (atom.kind !== "unknown" || other.kind !== "unknown" || (other.truthy && !atom.truthy)) return false;
  return atom.members !== undefined && sameText([other.hole], [atom.hole]);
}

function widenTexts(texts: readonly StringAtom[]): Value {
  const joined = joinByName(
    texts.map((atom) => atom.text),
    "loop-widened",
  );
  return joined.flatMap((text) => {
    const first = text.findIndex((part) => typeof part === "object" && part.symbol === undefined);
    return textValue(first < 0 ? text : text.slice(0, first + 1));
  });
}

function widenNumbers(before: Value, numbers: readonly (NumberAtom | RangeAtom)[]): Value {
  const old = before.filter((atom) => atom.kind === "number" || atom.kind === "range");
  const [low, high] = boundsOf(old);
  const [min, max] = boundsOf(numbers);
  const from = numbers.find((atom) => atom.kind === "range")?.hole ?? hole("loop-widened");
  const integer = numbers.every((atom) => (atom.kind === "number" ? Number.isInteger(atom.value) : atom.integer));
  if (old.length === 0) return rangeValue(min, max, { integer, hole: from });
  return rangeValue(min < low ? -Infinity : low, max > high ? Infinity : high, { integer, hole: from });
}
