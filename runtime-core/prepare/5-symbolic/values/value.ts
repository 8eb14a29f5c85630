/**
 * Abstract values: a value is the list of what it can be.
 *
 * The empty list is the value of an expression that never ends. Lists stay short: above a cap, texts become one text
 * with a hole, numbers a range, and objects one unknown.
 */
import type { UnknownReason } from "../../effect.ts";
import { NUMBER_CHARS } from "./chars.ts";
import { type AbstractObject } from "./object.ts";
import type { MemberStore } from "./unknown.ts";
import {
  type Hole,
  hole,
  joinByName,
  joinedHole,
  literalOf,
  literalText,
  sameText,
  type Text,
  textKey,
} from "./text.ts";

export interface UndefinedAtom {
  readonly kind: "undefined";
}
export interface NullAtom {
  readonly kind: "null";
}
export interface BooleanAtom {
  readonly kind: "boolean";
  readonly value: boolean;
}
export interface NumberAtom {
  readonly kind: "number";
  readonly value: number;
}
/** Some number of a range; `hole` says where it comes from and is its text. */
export interface RangeAtom {
  readonly kind: "range";
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly hole: Hole;
}
export interface StringAtom {
  readonly kind: "string";
  readonly text: Text;
}
export interface SymbolAtom {
  readonly kind: "symbol";
  readonly name: string;
}
/** Anything: a value from outside. Reading a member of it gives another such value, kept in `members`. */
export interface UnknownAtom {
  readonly kind: "unknown";
  readonly hole: Hole;
  /** Its members as far as they were asked for; shared by all copies of this value. */
  readonly members?: MemberStore | undefined;
  /** It is neither null nor undefined nor any other value that counts as false. */
  readonly truthy?: boolean | undefined;
}

export type Atom =
  | UndefinedAtom
  | NullAtom
  | BooleanAtom
  | NumberAtom
  | RangeAtom
  | StringAtom
  | SymbolAtom
  | AbstractObject
  | UnknownAtom;

/** What a value can be. */
export type Value = readonly Atom[];

const MAX_TEXTS = 16;
const MAX_NUMBERS = 16;
const MAX_OBJECTS = 24;
const MAX_UNKNOWNS = 6;

export const NEVER: Value = [];
export const UNDEFINED: Value = [{ kind: "undefined" }];
/** Beside what a member can be: that it is not there. As a value it is undefined. */
export const ABSENT: Value = [{ kind: "undefined" }];
const [ABSENT_ATOM] = ABSENT;
export const NULL: Value = [{ kind: "null" }];
export const TRUE: Value = [{ kind: "boolean", value: true }];
export const FALSE: Value = [{ kind: "boolean", value: false }];
export const BOOLEAN: Value = [...TRUE, ...FALSE];

export function booleanValue(value: boolean): Value {
  return value ? TRUE : FALSE;
}

export function numberValue(value: number): Value {
  return [{ kind: "number", value }];
}

export function stringValue(text: string): Value {
  return [{ kind: "string", text: literalText(text) }];
}

export function textValue(text: Text): Value {
  return [{ kind: "string", text }];
}

/** A value from outside of which nothing is known. */
export function unknownValue(reason: UnknownReason, known?: Partial<Hole>): Value {
  return [{ kind: "unknown", hole: hole(reason, known), members: undefined, truthy: undefined }];
}

/** Some number. */
export function rangeValue(min: number, max: number, from: { readonly integer?: boolean; readonly hole: Hole }): Value {
  if (min === max) return numberValue(min);
  return [{ kind: "range", min, max, integer: from.integer ?? false, hole: numberHole(from.hole) }];
}

/** The text of a number that is not known: it cannot leave a segment. */
export function numberHole(from: Hole): Hole {
  return {
    ...from,
    chars: NUMBER_CHARS & from.chars,
    deep: false,
    dotless: true,
    lone: undefined,
    normalised: undefined,
  };
}

/** A key that equal atoms share, or the object itself. */
export function atomKey(atom: Atom): unknown {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return atom === ABSENT_ATOM ? ABSENT : atom.kind;
    case "boolean":
      return atom.value;
    case "number":
      return Object.is(atom.value, -0) ? 0 : atom.value;
    case "range":
      return `r${atom.min}:${atom.max}:${atom.integer}:${textKey([atom.hole])}`;
    case "string":
      return `s${textKey(atom.text)}`;
    case "symbol":
      return `y${atom.name}`;
    case "object":
      return atom;
    case "unknown":
      return atom.members ?? `u${textKey([atom.hole])}${atom.truthy ? "!" : ""}`;
    default:
      return atom satisfies never;
  }
}

const WIDER = Symbol("wider");

/** A value that a test left of another. */
type Narrowed = Value & { [WIDER]?: Value };

/** Notes that a value is what a test left of another: joined with it again, nothing but the other is left. */
export function narrowedFrom(narrow: Value, wide: Value): Value {
  if (narrow !== wide && narrow.length > 0) (narrow as Narrowed)[WIDER] = wide;
  return narrow;
}

/** Whether a value is what a test left of another. */
export function isNarrowed(value: Value): boolean {
  return widerOf(value) !== undefined;
}

function widerOf(value: Value): Value | undefined {
  return (value as Narrowed)[WIDER];
}

function isNarrowedFrom(narrow: Value, wide: Value): boolean {
  for (let each = widerOf(narrow); each !== undefined; each = widerOf(each)) if (each === wide) return true;
  return false;
}

function withoutNarrowed(values: readonly Value[]): readonly Value[] {
  const filled: Value[] = [];
  let narrowed = false;
  for (const value of values) {
    if (value.length === 0) continue;
    filled.push(value);
    narrowed ||= widerOf(value) !== undefined;
  }
  if (filled.length < 2 || !narrowed) return filled;
  return filled.filter((value) => !filled.some((wide) => isNarrowedFrom(value, wide)));
}

/** Everything that any of the values can be. */
export function joinValues(...values: readonly Value[]): Value {
  const [a = NEVER, b = NEVER] = values;
  if (values.length < 2) return a;
  return values.length === 2 ? joinTwo(a, b) : joinMany(values);
}

function joinTwo(a: Value, b: Value): Value {
  if (a === b || b.length === 0 || isNarrowedFrom(b, a)) return a;
  if (a.length === 0 || isNarrowedFrom(a, b)) return b;
  const [x, y] = [a[0] as Atom, b[0] as Atom];
  return a.length === 1 && b.length === 1 && x === y ? a : joinMany([a, b]);
}

/** So few atoms are compared with each other instead of being put into a table. */
export const FEW = 6;

function joinMany(values: readonly Value[]): Value {
  const given = withoutNarrowed(values);
  const first = given[0] ?? NEVER;
  let count = 0;
  let same = true;
  for (const value of given) {
    count += value.length;
    if (value !== first) same = false;
  }
  if (same) return first;
  if (count <= FEW) return joinFew(given);
  const atoms = new Map<unknown, Atom>();
  let widened = false;
  for (const value of given) for (const atom of value) widened = addAtom(atoms, atom) || widened;
  return atoms.size === first.length && !widened ? first : capped([...atoms.values()]);
}

/** Like the general way, in which the first value stands unless something is added to it. */
function joinFew(values: readonly Value[]): Value {
  const atoms: Atom[] = [];
  let widened = false;
  for (const value of values) {
    for (const atom of value) {
      const at = placeOf(atom, atoms);
      const known = atoms[at];
      if (known === undefined) atoms.push(atom);
      else if (isWider(atom, known)) {
        atoms[at] = atom;
        widened = true;
      }
    }
  }
  const [first = NEVER] = values;
  return atoms.length === first.length && !widened ? first : atoms;
}

/** Where an atom of the same key stands; -1 when there is none. */
export function placeOf(atom: Atom, atoms: readonly Atom[]): number {
  for (let i = 0; i < atoms.length; i++) if (sameAtom(atoms[i] as Atom, atom)) return i;
  return -1;
}

/** Whether two atoms have the same key. */
function sameAtom(a: Atom, b: Atom): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "object") return false;
  if (a.kind === "string" && b.kind === "string") return sameText(a.text, b.text);
  if (a.kind === "unknown" && b.kind === "unknown" && (a.members !== undefined || b.members !== undefined))
    return a.members === b.members;
  return atomKey(a) === atomKey(b) || (a.kind === "number" && b.kind === "number" && Object.is(a.value, b.value));
}

/** Adds an atom; whether it takes the place of a narrower one. */
function addAtom(atoms: Map<unknown, Atom>, atom: Atom): boolean {
  const key = atomKey(atom);
  const known = atoms.get(key);
  const widens = known !== undefined && isWider(atom, known);
  if (known === undefined || widens) atoms.set(key, atom);
  return widens;
}

/** Whether an unknown value can be false where another one of the same key cannot. */
function isWider(atom: Atom, known: Atom): boolean {
  return known.kind === "unknown" && known.truthy === true && atom.kind === "unknown" && atom.truthy !== true;
}

function capped(atoms: readonly Atom[]): Value {
  if (atoms.length <= MAX_UNKNOWNS) return atoms;
  let out: readonly Atom[] = atoms;
  const texts = out.filter((atom) => atom.kind === "string");
  if (texts.length > MAX_TEXTS)
    out = [...out.filter((atom) => atom.kind !== "string"), ...joinStrings(texts, "context-merged")];
  const numbers = out.filter((atom) => atom.kind === "number" || atom.kind === "range");
  if (numbers.length > MAX_NUMBERS)
    out = [...out.filter((atom) => atom.kind !== "number" && atom.kind !== "range"), ...joinNumbers(numbers)];
  const objects = out.filter((atom) => atom.kind === "object");
  if (objects.length > MAX_OBJECTS)
    out = [
      ...out.filter((atom) => atom.kind !== "object"),
      ...objects.slice(0, MAX_OBJECTS),
      ...unknownValue("context-merged"),
    ];
  const unknowns = out.filter((atom) => atom.kind === "unknown");
  if (unknowns.length > MAX_UNKNOWNS) out = [...out.filter((atom) => atom.kind !== "unknown"), joinUnknowns(unknowns)];
  return out;
}

/** What is not known for these reasons can be a function of the host. */
export const ANY_FUNCTION: ReadonlySet<UnknownReason> = new Set(["import", "reflection", "context-merged"]);

/** One unknown value for several; it can be called if one of them can. */
function joinUnknowns(atoms: readonly UnknownAtom[]): UnknownAtom {
  const joined = joinedHole(
    atoms.map((atom) => atom.hole),
    "context-merged",
  );
  const reasons = atoms.map((atom) => atom.hole.reason);
  const called = reasons.find((each) => ANY_FUNCTION.has(each)) ?? reasons.find((each) => each === "model");
  return { kind: "unknown", hole: { ...joined, reason: called ?? joined.reason } };
}

/** One string for several. */
export function joinStrings(atoms: readonly StringAtom[], otherwise: UnknownReason): Value {
  const texts = joinByName(
    atoms.map((atom) => atom.text),
    otherwise,
  );
  return texts.flatMap(textValue);
}

/** One range for several numbers. */
export function joinNumbers(atoms: readonly (NumberAtom | RangeAtom)[]): Value {
  const from = atoms.find((atom) => atom.kind === "range")?.hole ?? hole("loop-widened");
  const [min, max] = boundsOf(atoms);
  const integer = atoms.every((atom) => (atom.kind === "number" ? Number.isInteger(atom.value) : atom.integer));
  if (Number.isNaN(min)) return rangeValue(-Infinity, Infinity, { hole: from });
  return rangeValue(min, max, { integer, hole: from });
}

/** The least and the greatest of numbers. */
export function boundsOf(atoms: readonly (NumberAtom | RangeAtom)[]): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const atom of atoms) {
    low = Math.min(low, lowest(atom));
    high = Math.max(high, highest(atom));
  }
  return [low, high];
}

export function lowest(atom: NumberAtom | RangeAtom): number {
  return atom.kind === "number" ? atom.value : atom.min;
}

export function highest(atom: NumberAtom | RangeAtom): number {
  return atom.kind === "number" ? atom.value : atom.max;
}

/** The one string that a value is, or undefined. */
export function knownString(value: Value): string | undefined {
  const [only] = value;
  return value.length === 1 && only?.kind === "string" ? literalOf(only.text) : undefined;
}

/** The one number that a value is, or undefined. */
export function knownNumber(value: Value): number | undefined {
  const [only] = value;
  return value.length === 1 && only?.kind === "number" ? only.value : undefined;
}

/** Which truth values a value can have. */
export function truthOf(value: Value): { readonly true: boolean; readonly false: boolean } {
  let [yes, no] = [false, false];
  for (const atom of value) {
    const truth = atomTruth(atom);
    if (truth !== false) yes = true;
    if (truth !== true) no = true;
  }
  return { true: yes, false: no };
}

/** Whether a value is the built-in function of a name. */
export function isNative(atom: Atom, name: string): boolean {
  return atom.kind === "object" && atom.type === "native" && (atom.essence as { readonly name?: string }).name === name;
}

/** The truth value of one atom; undefined when it can be either. */
export function atomTruth(atom: Atom): boolean | undefined {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return false;
    case "boolean":
      return atom.value;
    case "number":
      return atom.value !== 0 && !Number.isNaN(atom.value);
    case "range":
      return atom.min > 0 || atom.max < 0 ? true : undefined;
    case "string":
      return atom.text.some((part) => typeof part === "string") ? true : atom.text.length === 0 ? false : undefined;
    case "symbol":
    case "object":
      return true;
    case "unknown":
      return atom.truthy ? true : undefined;
    default:
      return atom satisfies never;
  }
}

export function isAbsent(atom: Atom): boolean {
  return atom === ABSENT_ATOM;
}

/** Whether a member of this value may not be there. */
export function isMaybe(value: Value): boolean {
  for (const atom of value) if (atom === ABSENT_ATOM) return true;
  return false;
}

/** What a member is where it is there. */
export function present(value: Value): Value {
  return isMaybe(value) ? value.filter((atom) => atom !== ABSENT_ATOM) : value;
}

/** The value of a member that is looked up in nothing else. */
export function readMember(value: Value): Value {
  return isMaybe(value) ? joinValues(present(value), UNDEFINED) : value;
}

export function isNullish(atom: Atom): boolean {
  return atom.kind === "undefined" || atom.kind === "null";
}
