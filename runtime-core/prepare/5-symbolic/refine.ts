/**
 * What a test that came out true or false says about the variables in it.
 */
import { ts } from "../1-parse/syntax.ts";
import { transparent } from "./written.ts";
import { atomsEqual, isEquality, isLoose, isNegated } from "./operators.ts";
import type { Frame } from "./frame.ts";
import { isOpenText, narrow, peek } from "./narrow.ts";
import { refineCall, refineIn } from "./refine-calls.ts";
import { typeNames } from "./type-of.ts";
import { literalOf } from "./values/text.ts";
import {
  type Atom,
  atomTruth,
  isNative,
  isNullish,
  knownNumber,
  NEVER,
  NULL,
  UNDEFINED,
  type Value,
} from "./values/value.ts";

/** Narrows the state to what it is when `test` comes out as `truth`. The test was evaluated before. */
export function refine(frame: Frame, test: ts.Expression, truth: boolean): void {
  const inner = transparent(test);
  if (frame.machine.dead) return;
  if (inner !== undefined) return refine(frame, inner, truth);
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken)
    return refine(frame, test.operand, !truth);
  if (ts.isBinaryExpression(test)) return refineBinary(frame, test, truth);
  if (ts.isCallExpression(test)) {
    const [argument] = test.arguments;
    const isTruth = argument !== undefined && peek(frame, test.expression)?.every((atom) => isNative(atom, "Boolean"));
    return isTruth ? refine(frame, argument, truth) : refineCall(frame, test, truth);
  }
  const measured = lengthOwner(test);
  if (measured !== undefined) return refineEmptiness(frame, measured, !truth);
  narrow(frame, test, (atom) => byTruth(atom, truth));
}

/** The text or list of `x.length`. */
function lengthOwner(node: ts.Expression): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "length" ? node.expression : undefined;
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression)) return undefined;
  return node.argumentExpression.text === "length" ? node.expression : undefined;
}

function refineEmptiness(frame: Frame, target: ts.Expression, isEmpty: boolean): void {
  narrow(frame, target, (atom) => (atom.kind === "string" ? byTruth(atom, !isEmpty) : atom));
}

/** `x.length > 0`, `x.length === 0`: the text in it, and whether that is empty when the test holds. */
function emptinessOf(
  frame: Frame,
  { left, operatorToken, right }: ts.BinaryExpression,
): [ts.Expression, boolean] | undefined {
  const owner = lengthOwner(left);
  if (owner === undefined || knownNumber(peek(frame, right) ?? NEVER) !== 0) return undefined;
  if (operatorToken.kind === ts.SyntaxKind.GreaterThanToken) return [owner, false];
  return isEquality(operatorToken.kind) ? [owner, !isNegated(operatorToken.kind)] : undefined;
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
  const [measured, isEmpty] = emptinessOf(frame, test) ?? [];
  if (measured !== undefined) refineEmptiness(frame, measured, isEmpty === truth);
  if (!isEquality(operator) || readsBefore(test.left, test.right)) return;
  const equal = isNegated(operator) ? !truth : truth;
  const loose = isLoose(operator);
  refineEqual(frame, [test.left, test.right], { equal, loose });
  refineEqual(frame, [test.right, test.left], { equal, loose });
}

/** Whether the left side of a test was read before the right one assigned to it: `last === (last = next())`. */
function readsBefore(left: ts.Expression, right: ts.Expression): boolean {
  const inner = transparent(right);
  if (inner !== undefined) return readsBefore(left, inner);
  const isAssigned = ts.isBinaryExpression(right) && right.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isAssigned) return false;
  let target: ts.Node = right.left;
  while (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) target = target.expression;
  const name = ts.isIdentifier(target) ? target.text : undefined;
  const reads = (node: ts.Node): boolean =>
    node.kind === target.kind && (name === undefined || (node as ts.Identifier).text === name)
      ? true
      : (ts.forEachChild(node, (child) => reads(child) || undefined) ?? false);
  return reads(left);
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
