/**
 * Members that are assigned to: where what names them does something, it does so once, and before the value is made.
 */
import { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { getElement } from "./members.ts";
import { isNullish, NEVER, stringValue, type Value } from "./values/value.ts";
import { transparent } from "./written.ts";

/** A member whose object and name are evaluated. */
export interface MemberPlace {
  read(): Value;
  write(value: Value): void;
}

/** The place that an expression names, when naming it does something; undefined for others. */
export function placeOf(frame: Frame, target: ts.Expression): MemberPlace | undefined {
  const inner = transparent(target);
  if (inner !== undefined) return placeOf(frame, inner as ts.Expression);
  if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return undefined;
  if (!does(target)) return undefined;
  const base = frame.evaluate(target.expression);
  const key = ts.isPropertyAccessExpression(target)
    ? stringValue(target.name.text)
    : frame.evaluate(target.argumentExpression);
  const given = base.some(isNullish) ? base.filter((atom) => !isNullish(atom)) : base;
  return {
    read: () => (frame.machine.dead ? NEVER : getElement(frame, given, { key, site: target })),
    write: (value) => frame.machine.operations.set(frame, base, { name: key, value, site: target }),
  };
}

const known = new WeakMap<ts.Node, boolean>();

/** Whether a call or a write stands in an expression. */
function does(node: ts.Node): boolean {
  let answer = known.get(node);
  if (answer === undefined) known.set(node, (answer = ts.forEachChild(node, doesSomething) ?? false));
  return answer;
}

function doesSomething(node: ts.Node): true | undefined {
  const isStep = ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node);
  const isWrite = ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind);
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node);
  const isPause = ts.isAwaitExpression(node) || ts.isYieldExpression(node);
  return isStep || isWrite || isCall || isPause || ts.forEachChild(node, doesSomething) === true ? true : undefined;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
