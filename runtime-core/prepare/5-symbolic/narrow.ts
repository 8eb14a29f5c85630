/**
 * Changing what a variable, a member or a URL is known to be, and looking at expressions that were evaluated before.
 */
import { ts } from "../1-parse/syntax.ts";
import { transparent, writtenMember } from "./written.ts";
import type { Frame } from "./frame.ts";
import { Cell } from "./scope.ts";
import { narrowUrl, urlTextsAt } from "./refine-urls.ts";
import { type AbstractObject, ancestorsOf, withMember } from "./values/object.ts";
import { type Hole, hole, isHole, literalOf } from "./values/text.ts";
import {
  ABSENT,
  type Atom,
  isMaybe,
  isNative,
  isNullish,
  joinValues,
  narrowedFrom,
  type Value,
} from "./values/value.ts";

/** Makes of one atom what it is after a test: the atom itself, others, or nothing when it cannot be. */
type Narrowing = (atom: Atom) => Atom | Value;

/** Changes what a variable or a member of it is; nothing left means that this point is not reached. */
export function narrow(frame: Frame, target: ts.Expression, narrowing: Narrowing): void {
  const { journal } = frame.machine;
  const inner = transparent(target);
  if (inner !== undefined) return narrow(frame, inner, narrowing);
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return narrow(frame, target.left, narrowing);
  const url = isMember(target) ? urlTextOf(frame, target.expression) : undefined;
  if (url !== undefined) return narrowUrlText(frame, url, { name: writtenMember(target) ?? "", narrowing });
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

/** The text that a URL is made of on the spot: `s` in `new URL(s).origin`. */
function urlTextOf(frame: Frame, node: ts.Expression): ts.Expression | undefined {
  if (!ts.isNewExpression(node) || node.arguments?.length !== 1) return undefined;
  const isUrl = peek(frame, node.expression)?.every((atom) => isNative(atom, "URL"));
  return isUrl === true ? node.arguments[0] : undefined;
}

/** `new URL(s).host === "a.example"` says where the text leads. */
function narrowUrlText(
  frame: Frame,
  target: ts.Expression,
  test: { readonly name: string; readonly narrowing: Narrowing },
): void {
  const left = test.narrowing({ kind: "unknown", hole: hole("parameter") });
  const literals = (isValue(left) ? left : [left]).map((atom) =>
    atom.kind === "string" ? literalOf(atom.text) : undefined,
  );
  narrow(frame, target, (atom) => {
    const from = holeOf(atom);
    if (from === undefined || literals.includes(undefined)) return atom;
    const texts = literals.flatMap((literal = "") => urlTextsAt(test.name, literal, from));
    return texts.length === 0 ? atom : texts.map((text): Atom => ({ kind: "string", text }));
  });
}

/** The hole that an atom is as a whole. */
export function holeOf(atom: Atom): Hole | undefined {
  if (atom.kind === "unknown") return atom.hole;
  if (atom.kind !== "string" || atom.text.length !== 1) return undefined;
  const [only] = atom.text;
  return isHole(only) ? only : undefined;
}

/** The value of an expression that can be read again; undefined for others. That it is looked at is no effect. */
export function peek(frame: Frame, node: ts.Expression): Value | undefined {
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
    return base === undefined || key === undefined || !isPlain(base) ? undefined : frame.evaluate(node);
  }
  if (ts.isArrayLiteralExpression(node)) return canPeek(frame, node.elements) ? frame.evaluate(node) : undefined;
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Set")
    return canPeek(frame, node.arguments ?? []) ? frame.evaluate(node) : undefined;
  if (ts.isTypeOfExpression(node))
    return peekInto(frame, node.expression) === undefined ? undefined : frame.evaluate(node);
  const parts = textParts(node);
  const isText = parts?.every((part) => isPrimitive(peekInto(frame, part)));
  return isText === true ? frame.evaluate(node) : undefined;
}

/** The parts of a template, or of a sum. */
function textParts(node: ts.Expression): readonly ts.Expression[] | undefined {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  const isSum = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
  return isSum ? [node.left, node.right] : undefined;
}

function canPeek(frame: Frame, nodes: readonly ts.Expression[]): boolean {
  return nodes.every((node) => peekInto(frame, node) !== undefined);
}

/** Whether reading a value as a text runs nothing. */
function isPrimitive(value: Value | undefined): boolean {
  return value !== undefined && value.every(({ kind }) => kind !== "object");
}

/** Whether reading a member of a value runs nothing; without a name, any member. */
function isPlain(value: Value, name?: string): boolean {
  return value.every(
    (atom) =>
      atom.kind !== "object" ||
      (runsNothing(atom, name) && ancestorsOf(atom).every((ancestor) => runsNothing(ancestor, name))),
  );
}

function runsNothing({ state, type }: AbstractObject, name: string | undefined): boolean {
  if (type === "proxy") return false;
  const { accessors } = state;
  return accessors === undefined || (name !== undefined && !accessors.has(name));
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
  const name = writtenMember(node) ?? "";
  if (base === undefined || !isPlain(base, name)) return undefined;
  const given = base.some(isNullish) ? base.filter((atom) => !isNullish(atom)) : base;
  if (given.length === 0) return undefined;
  const value = frame.machine.operations.get(frame, given, name, node);
  return given.length === base.length ? value : [...value, ...base.filter((atom) => atom.kind === "undefined")];
}

/** Whether a text or a number is not known wholly. */
export function isOpenText(atom: Atom): boolean {
  return (atom.kind === "string" && literalOf(atom.text) === undefined) || atom.kind === "range";
}
