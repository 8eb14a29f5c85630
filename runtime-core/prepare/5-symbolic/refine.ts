/**
 * What a test that came out true or false says about the variables in it.
 */
import { ts } from "../1-parse/syntax.ts";
import { transparent, writtenMember } from "./written.ts";
import { atomsEqual, isEquality, isLoose, isNegated } from "./operators.ts";
import { slotsOf, urlProperty } from "./builtins/url-parts.ts";
import type { Frame } from "./frame.ts";
import { refineCall, refineIn } from "./refine-calls.ts";
import { Cell } from "./scope.ts";
import { type AbstractObject, EMPTY_CONTENT, withMember } from "./values/object.ts";
import { charsOf } from "./values/chars.ts";
import { typeNames } from "./type-of.ts";
import { hole, isHole, literalOf, type Text } from "./values/text.ts";
import {
  ABSENT,
  type Atom,
  atomTruth,
  isMaybe,
  isNullish,
  joinValues,
  narrowedFrom,
  NULL,
  UNDEFINED,
  type Value,
} from "./values/value.ts";

/** Makes of one atom what it is after a test: the atom itself, others, or nothing when it cannot be. */
type Narrowing = (atom: Atom) => Atom | Value;

/** Narrows the state to what it is when `test` comes out as `truth`. The test was evaluated before. */
export function refine(frame: Frame, test: ts.Expression, truth: boolean): void {
  const inner = transparent(test);
  if (frame.machine.dead) return;
  if (inner !== undefined) return refine(frame, inner, truth);
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken)
    return refine(frame, test.operand, !truth);
  if (ts.isBinaryExpression(test)) return refineBinary(frame, test, truth);
  if (ts.isCallExpression(test)) return refineCall(frame, test, truth);
  narrow(frame, test, (atom) => byTruth(atom, truth));
}

function byTruth(atom: Atom, truth: boolean): Atom | Value {
  const known = atomTruth(atom);
  if (known !== undefined && known !== truth) return [];
  if (atom.kind === "unknown" && truth) return [{ ...atom, truthy: true }];
  return atom;
}

function refineBinary(frame: Frame, test: ts.BinaryExpression, truth: boolean): void {
  const operator = test.operatorToken.kind;
  const isAnd = operator === ts.SyntaxKind.AmpersandAmpersandToken;
  if (isAnd || operator === ts.SyntaxKind.BarBarToken) {
    if (isAnd === truth) {
      refine(frame, test.left, truth);
      refine(frame, test.right, truth);
      return;
    }
    frame.machine.branch([
      () => (refine(frame, test.left, truth), []),
      () => (refine(frame, test.left, !truth), refine(frame, test.right, truth), []),
    ]);
    return;
  }
  if (operator === ts.SyntaxKind.EqualsToken) return refine(frame, test.left, truth);
  if (operator === ts.SyntaxKind.InKeyword) return truth ? refineIn(frame, test) : undefined;
  if (!isEquality(operator)) return;
  const equal = isNegated(operator) ? !truth : truth;
  const loose = isLoose(operator);
  refineEqual(frame, [test.left, test.right], { equal, loose });
  refineEqual(frame, [test.right, test.left], { equal, loose });
}

function refineEqual(
  frame: Frame,
  sides: readonly [ts.Expression, ts.Expression],
  how: { equal: boolean; loose: boolean },
): void {
  const [target, other] = sides;
  const value = peek(frame, other);
  if (value === undefined || value.length === 0) return;
  if (ts.isTypeOfExpression(target)) return refineTypeOf(frame, target.expression, { value, equal: how.equal });
  narrow(frame, target, (atom) => {
    if (!how.equal)
      return value.length === 1 && value.some((each) => atomsEqual(atom, each, how.loose) === true) ? [] : atom;
    const possible = value.filter((each) => atomsEqual(atom, each, how.loose) !== false);
    if (possible.length === 0) return [];
    if (atom.kind !== "unknown" && !isOpenText(atom)) return atom;
    return possible.flatMap((each) => (how.loose ? looselyEqual(atom, each) : each.kind === "unknown" ? atom : each));
  });
}

/** What an open value can be that is equal to another with "==": a number can be written in many ways. */
function looselyEqual(atom: Atom, other: Atom): Atom | Value {
  if (isNullish(other)) return atom.kind === "unknown" ? [...NULL, ...UNDEFINED] : [];
  const literal = other.kind === "string" ? literalOf(other.text) : undefined;
  return literal !== undefined && Number.isNaN(Number(literal)) ? other : atom;
}

export function isOpenText(atom: Atom): boolean {
  return (atom.kind === "string" && literalOf(atom.text) === undefined) || atom.kind === "range";
}

function refineTypeOf(frame: Frame, target: ts.Expression, rest: { value: Value; equal: boolean }): void {
  const names = rest.value.map((atom) => (atom.kind === "string" ? literalOf(atom.text) : undefined));
  const [name] = names;
  if (names.length !== 1 || name === undefined) return;
  narrow(frame, target, (atom) => {
    const possible = typeNames(atom);
    if (possible === undefined || possible.length > 1) return atom;
    return possible.includes(name) === rest.equal ? atom : [];
  });
}

/** Changes what a variable or a member of it is; nothing left means that this point is not reached. */
export function narrow(frame: Frame, target: ts.Expression, narrowing: Narrowing): void {
  const { journal } = frame.machine;
  const inner = transparent(target);
  if (inner !== undefined) return narrow(frame, inner, narrowing);
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return narrow(frame, target.left, narrowing);
  const value = peek(frame, target);
  if (value === undefined) return;
  const next = narrowedFrom(narrowed(value, narrowing), value);
  if (next === value) return;
  if (next.length === 0) {
    journal.dead = true;
    return;
  }
  if (ts.isIdentifier(target)) {
    const cell = frame.scope.find(target.text);
    if (cell instanceof Cell) journal.write(cell, next);
  } else if (isMember(target)) narrowMember(frame, target, next);
}

/** A member whose name stands in the text. */
export function isMember(node: ts.Expression): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return writtenMember(node) !== undefined;
}

function narrowed(value: Value, narrowing: Narrowing): Value {
  let changed: Atom[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const atom = value[i] as Atom;
    const part = narrowing(atom);
    const isKept = part === atom || (isValue(part) && part.length === 1 && part[0] === atom);
    if (changed === undefined && isKept) continue;
    changed ??= value.slice(0, i);
    if (isValue(part)) changed.push(...part);
    else changed.push(part);
  }
  return changed ?? value;
}

function isValue(part: Atom | Value): part is Value {
  return Array.isArray(part);
}

function narrowMember(
  frame: Frame,
  target: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  value: Value,
): void {
  const base = peek(frame, target.expression);
  const [only] = base ?? [];
  if (base === undefined || base.length > 2 || only === undefined) return;
  const name = writtenMember(target) ?? "";
  const { journal } = frame.machine;
  const owner = base.find((atom) => atom.kind === "unknown" || atom.kind === "object");
  const asked = owner?.kind === "unknown" ? owner.members?.known(name) : undefined;
  if (asked !== undefined) journal.write(asked, value);
  if (owner?.kind !== "object") return;
  if (owner.type === "url") return narrowUrl(frame, owner, { name, value });
  const before = owner.state.members.get(name);
  if (before === undefined) return;
  // What is missing is undefined, and stays missing.
  const isMissing = isMaybe(before) && value.some(({ kind }) => kind === "undefined");
  journal.write(owner, withMember(owner.state, name, isMissing ? joinValues(value, ABSENT) : value));
}

/** `url.origin === "https://a.example"` says where the URL leads. */
function narrowUrl(frame: Frame, url: AbstractObject, part: { name: string; value: Value }): void {
  const [only] = part.value;
  const literal = only?.kind === "string" && part.value.length === 1 ? literalOf(only.text) : undefined;
  if (literal === undefined) return;
  const from = urlProperty(url, "pathname").flat().find(isHole) ?? hole("parameter");
  const path: Text = ["/", { ...from, deep: true }];
  const query: Text = [];
  const rest = { path, query, hash: query };
  const slots = urlSlots(url, part.name, { literal, rest });
  if (slots !== undefined) frame.machine.journal.write(url, { ...EMPTY_CONTENT, slots });
}

function urlSlots(
  url: AbstractObject,
  name: string,
  known: { literal: string; rest: { path: Text; query: Text; hash: Text } },
): ReadonlyMap<string, Value> | undefined {
  const { literal, rest } = known;
  const open = !url.state.slots.has("scheme");
  if (name === "origin" && open) {
    const [scheme = "", authority = ""] = literal.split("//");
    return slotsOf({ scheme: [scheme], authority: [authority], ...rest });
  }
  if ((name === "host" || name === "hostname") && open) {
    const scheme = url.state.slots.get("protocol")?.find((atom) => atom.kind === "string");
    return slotsOf({
      scheme: scheme?.kind === "string" ? scheme.text : [{ ...hole("parameter"), chars: charsOf("https:") }],
      authority: [literal],
      ...rest,
    });
  }
  if (name === "protocol" && open)
    return new Map([...url.state.slots, ["protocol", [{ kind: "string", text: [literal] }]]]);
  return undefined;
}

/** The value of an expression that can be read again; undefined for others. That it is looked at is no effect. */
function peek(frame: Frame, node: ts.Expression): Value | undefined {
  const { recorder } = frame.machine;
  recorder.muted++;
  try {
    return peekInto(frame, node);
  } finally {
    recorder.muted--;
  }
}

function peekInto(frame: Frame, node: ts.Expression): Value | undefined {
  const inner = transparent(node);
  if (inner !== undefined) return peekInto(frame, inner);
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || isConstant(node)) return frame.evaluate(node);
  if (isMember(node)) return peekMember(frame, node);
  if (ts.isElementAccessExpression(node)) {
    const [base, key] = [peekInto(frame, node.expression), peekInto(frame, node.argumentExpression)];
    return base === undefined || key === undefined ? undefined : frame.evaluate(node);
  }
  if (ts.isArrayLiteralExpression(node))
    return node.elements.every((each) => peekInto(frame, each) !== undefined) ? frame.evaluate(node) : undefined;
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Set")
    return frame.evaluate(node);
  if (ts.isTypeOfExpression(node))
    return peekInto(frame, node.expression) === undefined ? undefined : frame.evaluate(node);
  return ts.isTemplateExpression(node) &&
    node.templateSpans.every((span) => peekInto(frame, span.expression) !== undefined)
    ? frame.evaluate(node)
    : undefined;
}

function isConstant(node: ts.Expression): boolean {
  return (
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    node.kind === ts.SyntaxKind.ThisKeyword
  );
}

function peekMember(frame: Frame, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Value | undefined {
  const base = peekInto(frame, node.expression);
  if (base === undefined || base.some((atom) => atom.kind === "object" && atom.state.accessors !== undefined))
    return undefined;
  const given = base.some(isNullish) ? base.filter((atom) => !isNullish(atom)) : base;
  if (given.length === 0) return undefined;
  const value = frame.machine.operations.get(frame, given, writtenMember(node) ?? "", node);
  return given.length === base.length ? value : [...value, ...base.filter((atom) => atom.kind === "undefined")];
}
