/** Whether two states are the same for everything that comes after them: not only equal, but of the same objects. */
import type { Accessor, Content } from "./object.ts";
import { type Hole, isHole, type Text } from "./text.ts";
import { type Atom, isAbsent, isNarrowed, type Value } from "./value.ts";

/** Whether two values are the same. What a test left of another value is the same as nothing but itself. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  if (isNarrowed(a) || isNarrowed(b)) return false;
  return a.every((atom, i) => sameAtom(atom, b[i] as Atom));
}

function sameAtom(a: Atom, b: Atom): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "undefined":
    case "null":
      return a.kind === b.kind && isAbsent(a) === isAbsent(b);
    case "boolean":
      return b.kind === "boolean" && a.value === b.value;
    case "number":
      return b.kind === "number" && Object.is(a.value, b.value);
    case "range":
      return (
        b.kind === "range" && a.min === b.min && a.max === b.max && a.integer === b.integer && sameHole(a.hole, b.hole)
      );
    case "string":
      return b.kind === "string" && sameText(a.text, b.text);
    case "symbol":
      return b.kind === "symbol" && a.name === b.name;
    case "unknown":
      return b.kind === "unknown" && a.members === b.members && a.truthy === b.truthy && sameHole(a.hole, b.hole);
    case "object":
      return false;
    default:
      return a satisfies never;
  }
}

function sameText(a: Text, b: Text): boolean {
  return a.length === b.length && a.every((part, i) => samePart(part, b[i]));
}

function samePart(a: Text[number], b: Text[number] | undefined): boolean {
  return a === b || (isHole(a) && isHole(b) && sameHole(a, b));
}

/** Whether two holes are alike in all that is known. */
export function sameHole(a: Hole, b: Hole): boolean {
  return (
    a === b ||
    (a.reason === b.reason &&
      a.symbol === b.symbol &&
      a.chars === b.chars &&
      a.deep === b.deep &&
      a.dotless === b.dotless &&
      a.normalised === b.normalised &&
      a.anywhere === b.anywhere &&
      a.below === b.below &&
      a.lone === b.lone &&
      a.sources.length === b.sources.length &&
      a.sources.every((source, i) => source === b.sources[i]))
  );
}

/** Whether two contents are the same, members in the same order. */
export function sameContent(a: Content, b: Content): boolean {
  return (
    a === b ||
    (sameMap(a.members, b.members, sameValue) &&
      sameMap(a.slots, b.slots, sameValue) &&
      sameAccessors(a.accessors, b.accessors) &&
      sameValue(a.rest, b.rest) &&
      sameValue(a.more, b.more) &&
      a.moreCount?.min === b.moreCount?.min &&
      a.moreCount?.max === b.moreCount?.max &&
      a.items.length === b.items.length &&
      a.items.every((value, i) => sameValue(value, b.items[i])))
  );
}

/** Whether two objects have the same getters and setters. */
export function sameAccessors(a: Content["accessors"], b: Content["accessors"]): boolean {
  return sameMap(a, b, sameAccessor);
}

function sameAccessor(a: Accessor, b: Accessor): boolean {
  return sameValue(a.get, b.get) && sameValue(a.set, b.set) && a.maybe === b.maybe;
}

function sameMap<T>(
  a: ReadonlyMap<string, T> | undefined,
  b: ReadonlyMap<string, T> | undefined,
  same: (a: T, b: T) => boolean,
): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  const others = b.entries();
  for (const [name, value] of a) {
    const [otherName, other] = others.next().value as [string, T];
    if (name !== otherName || !same(value, other)) return false;
  }
  return true;
}
