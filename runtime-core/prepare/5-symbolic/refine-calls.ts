/**
 * What the result of a call of a built-in method says about the text or value that it was asked for.
 */
import { ts } from "../1-parse/syntax.ts";
import { writtenMember } from "./written.ts";
import { methodName } from "./builtins/full-names.ts";
import type { Frame } from "./frame.ts";
import type { NativeEssence } from "./machine.ts";
import { holeOf, isMember, isOpenText, narrow, peek } from "./narrow.ts";
import { anyElement, keyValue, listOf } from "./objects.ts";
import { sameValueZero } from "./operators.ts";
import { refineRelative } from "./refine-relative.ts";
import { charsOf } from "./values/chars.ts";
import { withNamedPrefix, withPrefix, withSuffix } from "./values/ends.ts";
import { guardChars, guardedText, guardPrefix } from "./values/guards.ts";
import { type AbstractObject, ancestorsOf } from "./values/object.ts";
import { type Hole, isHole, literalOf, type Text } from "./values/text.ts";
import { isNullish, stringValue, truthOf, type Value } from "./values/value.ts";

/** What can be a member of an object; undefined when that is not known. */
type MembersOf = (object: AbstractObject, frame: Frame, site: ts.Node) => Value | undefined;

const elements: MembersOf = (object, frame, site) => anyElement(listOf(frame, [object], site));

const keys: MembersOf = ({ state }) =>
  state.rest === undefined ? [...state.members.keys()].flatMap((key) => keyValue(key, state)) : undefined;

/** Names of a plain object; those that every object inherits are not meant. */
function namesOf(holders: Iterable<AbstractObject>): Value | undefined {
  const names = new Set<string>();
  for (const { state, type } of holders) {
    if (type !== "object" || state.rest !== undefined) return undefined;
    for (const name of [...state.members.keys(), ...(state.accessors?.keys() ?? [])])
      if (!/^(?:#|@@)/.test(name)) names.add(name);
  }
  return [...names].flatMap(stringValue);
}

/** `["a", "b"].includes(x)`, `set.has(x)`, `Object.hasOwn(table, x)`, `x in table`: x is one of them. */
function refineByMembership(
  frame: Frame,
  test: { readonly list: ts.Expression; readonly target: ts.Expression; readonly of: MembersOf },
): void {
  const [only, ...others] = peek(frame, test.list) ?? [];
  if (only?.kind !== "object" || others.length > 0) return;
  const members = test.of(only, frame, test.list);
  if (members === undefined || members.some((atom) => atom.kind === "unknown")) return;
  narrow(frame, test.target, (atom) => {
    const possible = members.filter((each) => truthOf(sameValueZero([atom], [each])).true);
    return atom.kind === "unknown" || isOpenText(atom) ? possible : possible.length > 0 ? atom : [];
  });
}

/** `x in table` came out as true. */
export function refineIn(frame: Frame, { left, right }: ts.BinaryExpression): void {
  refineByMembership(frame, { list: right, target: left, of: (object) => namesOf([object, ...ancestorsOf(object)]) });
}

/** Narrows the state to what it is when a call came out as `truth`. */
export function refineCall(frame: Frame, test: ts.CallExpression, truth: boolean): void {
  const callee = test.expression;
  const [argument, second] = test.arguments;
  if (argument === undefined || !isMember(callee) || test.arguments.some(ts.isSpreadElement)) return;
  const refinement = REFINEMENTS[methodOf(frame, callee) ?? ""];
  refinement?.(frame, { self: callee.expression, argument, second, truth });
}

/** A call of a built-in method that came out as `truth`. */
interface Tested {
  readonly self: ts.Expression;
  readonly argument: ts.Expression;
  readonly second: ts.Expression | undefined;
  readonly truth: boolean;
}

/** What calls of built-in functions say, by their full names. */
const REFINEMENTS: Readonly<Record<string, (frame: Frame, tested: Tested) => void>> = {
  "regexp.prototype.test": (frame, { argument, self, truth }) =>
    truth ? refineByRegExp(frame, { pattern: self, target: argument }) : undefined,
  "regexp.prototype.exec": (frame, { argument, self, truth }) =>
    truth ? refineByRegExp(frame, { pattern: self, target: argument }) : undefined,
  "String.prototype.match": (frame, { argument, self, truth }) =>
    truth ? refineByRegExp(frame, { pattern: argument, target: self }) : undefined,
  "String.prototype.includes": (frame, { argument, second, self, truth }) =>
    truth || second !== undefined ? undefined : refineByAbsence(frame, self, argument),
  "String.prototype.startsWith": (frame, { second, self, ...test }) =>
    second === undefined ? refineByPrefix(frame, { self, ...test }) : undefined,
  "String.prototype.endsWith": (frame, { second, self, ...test }) =>
    second === undefined ? refineByText(frame, self, { ...test, guard: withKnownSuffix }) : undefined,
  "array.prototype.includes": isOneOf(elements),
  "set.prototype.has": isOneOf(elements),
  "map.prototype.has": isOneOf(keys),
  "Object.hasOwn": (frame, { argument, second, truth }) =>
    truth && second !== undefined
      ? refineByMembership(frame, { list: argument, target: second, of: (object) => namesOf([object]) })
      : undefined,
};

function isOneOf(of: MembersOf): (frame: Frame, tested: Tested) => void {
  return (frame, { argument, self, truth }) => {
    if (truth) refineByMembership(frame, { list: self, target: argument, of });
  };
}

/** The full name of the built-in function that a callee is; a method of a value from outside is one of texts. */
function methodOf(frame: Frame, callee: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  const base = peek(frame, callee.expression) ?? [];
  const canBeText = base.every((atom) => atom.kind === "unknown" || atom.kind === "string" || isNullish(atom));
  const names = new Set<string | undefined>();
  for (const atom of peek(frame, callee) ?? []) {
    if (atom.kind === "object" && atom.type === "native") names.add((atom.essence as NativeEssence).name);
    else if (atom.kind === "unknown" && canBeText) names.add(methodName("String", writtenMember(callee) ?? ""));
    else if (!isNullish(atom)) return undefined;
  }
  const [name] = names;
  return names.size === 1 ? name : undefined;
}

/** `/^[a-z]+$/.test(x)`: x holds only characters of the class. */
function refineByRegExp(frame: Frame, parts: { pattern: ts.Expression; target: ts.Expression }): void {
  const [pattern, ...others] = peek(frame, parts.pattern) ?? [];
  if (pattern?.kind !== "object" || pattern.type !== "regexp" || others.length > 0) return;
  const { source, flags } = pattern.essence as { readonly source: string; readonly flags: string };
  const guard = guardChars(source, flags);
  if (guard === undefined) {
    const prefix = guardPrefix(source, flags);
    return prefix === "" ? undefined : narrowText(frame, parts.target, (text) => withPrefix(text, prefix));
  }
  narrow(frame, parts.target, (atom) => {
    const from = holeOf(atom);
    return from === undefined ? atom : [{ kind: "string", text: guardedText(from, guard) }];
  });
}

/** `!text.includes("/")`: no hole of it holds a "/". */
function refineByAbsence(frame: Frame, target: ts.Expression, argument: ts.Expression): void {
  const [only, ...others] = peek(frame, argument) ?? [];
  const absent = only?.kind === "string" && others.length === 0 ? literalOf(only.text) : undefined;
  const chars = absent?.length === 1 && "/\\.:@?#%".includes(absent) ? charsOf(absent) : 0;
  if (absent === undefined || (chars === 0 && absent !== "..")) return;
  const without = (part: Hole): Hole => ({
    ...part,
    chars: part.chars & ~chars,
    dotless: part.dotless || absent === "." || absent === "..",
    lone: part.dotless ? part.lone : true,
  });
  narrow(frame, target, (atom) => {
    if (atom.kind !== "unknown" && atom.kind !== "string") return atom;
    if (atom.kind === "unknown") return [{ ...atom, hole: without(atom.hole) }];
    return [{ kind: "string", text: atom.text.map((part) => (isHole(part) ? without(part) : part)) }];
  });
}

function refineByPrefix(frame: Frame, test: Pick<Tested, "self" | "argument" | "truth">): void {
  if (test.truth) return refineByText(frame, test.self, { ...test, guard: withNamedPrefix });
  const [only, ...others] = peek(frame, test.argument) ?? [];
  if (only?.kind === "string" && others.length === 0 && literalOf(only.text) === "..") refineRelative(frame, test.self);
}

function refineByText(
  frame: Frame,
  target: ts.Expression,
  test: { argument: ts.Expression; truth: boolean; guard: (text: Text, other: Text) => Text | undefined },
): void {
  const [only, ...others] = peek(frame, test.argument) ?? [];
  if (only?.kind !== "string" || others.length > 0 || !test.truth) return;
  narrowText(frame, target, (text) => test.guard(text, only.text));
}

function withKnownSuffix(text: Text, suffix: Text): Text | undefined {
  const literal = literalOf(suffix);
  return literal === undefined ? text : withSuffix(text, literal);
}

function narrowText(frame: Frame, target: ts.Expression, guard: (text: Text) => Text | undefined): void {
  narrow(frame, target, (atom) => {
    const text = atom.kind === "unknown" ? [atom.hole] : atom.kind === "string" ? atom.text : undefined;
    const guarded = text && guard(text);
    if (guarded !== undefined && guarded === text) return atom;
    return guarded === undefined ? [] : [{ kind: "string", text: guarded }];
  });
}
