/**
 * Calls in the source: finding callee, `this` and arguments.
 */
import { ts } from "../1-parse/syntax.ts";
import { appended } from "./builtins/lists.ts";
import { unknownMethod } from "./builtins/unknown-methods.ts";
import { callSuper, evaluateSuperMember } from "./classes.ts";
import { writtenMember } from "./written.ts";
import { escape } from "./hosts/escape.ts";
import type { Frame } from "./frame.ts";
import type { Arguments, Call } from "./machine.ts";
import { getElement, getMember } from "./members.ts";
import { isOpenText } from "./narrow.ts";
import { arrayOf, listOf } from "./objects.ts";
import { EMPTY_CONTENT } from "./values/object.ts";
import {
  type Atom,
  isNullish,
  joinValues,
  NEVER,
  stringValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";

/** `f(a)`, `o.m(a)`, `o?.m(a)`, `super(a)`. */
export function evaluateCall(frame: Frame, node: ts.CallExpression): Value {
  const callee = unwrapped(node.expression);
  if (callee.kind === ts.SyntaxKind.SuperKeyword)
    return callSuper(frame, { args: evaluateArguments(frame, node.arguments), site: node });
  if (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee))
    return callMethod(frame, node, callee);
  const value = frame.evaluate(callee);
  return callOptional(frame, { node, value, self: UNDEFINED, name: undefined });
}

/** Parentheses and types around a callee change nothing, not even `this`. */
function unwrapped(node: ts.Expression): ts.Expression {
  let inner = node;
  while (ts.isParenthesizedExpression(inner) || ts.isNonNullExpression(inner) || ts.isAsExpression(inner))
    inner = inner.expression;
  return inner;
}

function callMethod(
  frame: Frame,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): Value {
  if (callee.expression.kind === ts.SyntaxKind.SuperKeyword) {
    const name = writtenMember(callee) ?? "";
    return callOptional(frame, {
      node,
      value: evaluateSuperMember(frame, name, callee),
      self: frame.self?.state ?? UNDEFINED,
      name: undefined,
    });
  }
  const base = frame.evaluate(callee.expression);
  const name = writtenMember(callee);
  const optional = (callee.flags & ts.NodeFlags.OptionalChain) !== 0;
  if (optional && base.length > 0 && base.every(isNullish)) return UNDEFINED;
  const key = ts.isPropertyAccessExpression(callee) ? NEVER : frame.evaluate(callee.argumentExpression);
  if (frame.machine.dead) return NEVER;
  const given = base.some(isNullish) ? base.filter((atom) => !isNullish(atom)) : base;
  const call = (atom: Atom): Value => {
    const self = given.length === 1 ? given : [atom];
    const value =
      name === undefined
        ? joinValues(getElement(frame, self, { key, site: callee }), anyMethod(frame, self, { key, site: callee }))
        : getMember(frame, self, { name, site: callee });
    return callOptional(frame, { node, value, self, name });
  };
  const [only] = given;
  if (only === undefined) return callOptional(frame, { node, value: NEVER, self: UNDEFINED, name: undefined });
  if (given.length === 1 && (given.length === base.length || !optional)) return call(only);
  const alternatives = given.map((atom) => () => call(atom));
  return frame.machine.branch(
    optional && given.length < base.length ? [...alternatives, () => UNDEFINED] : alternatives,
  );
}

/** A method under a name that is not known, and is no number, can be one of the platform, which calls what it is given. */
function anyMethod(frame: Frame, self: Value, { key, site }: { readonly key: Value; readonly site: ts.Node }): Value {
  const isOpen = key.some((atom) => atom.kind === "unknown" || (atom.kind === "string" && isOpenText(atom)));
  const hasMethods = self.some((atom) => atom.kind === "string" || (atom.kind === "object" && atom.type !== "object"));
  if (!isOpen || !hasMethods) return NEVER;
  const functions = self.filter((atom) => atom.kind === "object" && atom.type === "function");
  escape({ frame, self: UNDEFINED, args: { values: [functions] }, site });
  return unknownValue("callee");
}

interface CalledNode {
  readonly node: ts.CallExpression;
  readonly value: Value;
  readonly self: Value;
  readonly name: string | undefined;
}

/** Calls a value; with `?.` only when it is there. */
function callOptional(frame: Frame, call: CalledNode): Value {
  const { machine } = frame;
  const { node, value } = call;
  if (machine.dead) return NEVER;
  if ((node.flags & ts.NodeFlags.OptionalChain) === 0 || !value.some(isNullish)) return callNow(frame, call, value);
  const given = value.filter((atom) => !isNullish(atom));
  return given.length === 0 ? UNDEFINED : machine.branch([() => callNow(frame, call, given), () => UNDEFINED]);
}

function callNow(frame: Frame, call: CalledNode, callee: Value): Value {
  const { machine } = frame;
  const { node, self, name } = call;
  const args = evaluateArguments(frame, node.arguments);
  if (machine.dead) return NEVER;
  const made: Call = { frame, self, args, site: node, construct: false };
  const of = (part: Value): Value =>
    (name === undefined ? undefined : unknownMethod(made, part, name)) ?? machine.operations.call(part, made);
  if (callee.length === 1) return of(callee);
  const unknown = callee.filter(({ kind }) => kind === "unknown");
  const known = callee.filter(({ kind }) => kind === "object");
  if (unknown.length === 0 || known.length === 0) return of(callee);
  return machine.branch([() => of(unknown), () => of(known)]);
}

/** The values of arguments, spreads resolved. */
export function evaluateArguments(frame: Frame, nodes: readonly ts.Expression[] = []): Arguments {
  if (!nodes.some(ts.isSpreadElement)) return { values: nodes.map((node) => frame.evaluate(node)), rest: undefined };
  let content = EMPTY_CONTENT;
  for (const node of nodes) {
    content = appended(
      content,
      ts.isSpreadElement(node)
        ? listOf(frame, frame.evaluate(node.expression), node)
        : { items: [frame.evaluate(node)] },
    );
  }
  return { values: content.items, rest: content.more };
}

/** `new C(a)` */
export function evaluateNew(frame: Frame, node: ts.NewExpression): Value {
  const callee = frame.evaluate(node.expression);
  const args = evaluateArguments(frame, node.arguments);
  if (frame.machine.dead) return NEVER;
  return frame.machine.operations.construct(callee, { frame, self: UNDEFINED, args, site: node, construct: true });
}

/** `` tag`text ${value}` `` */
export function evaluateTagged(frame: Frame, node: ts.TaggedTemplateExpression): Value {
  const { machine } = frame;
  const base = ts.isPropertyAccessExpression(node.tag) ? frame.evaluate(node.tag.expression) : UNDEFINED;
  const callee = ts.isPropertyAccessExpression(node.tag)
    ? getMember(frame, base, { name: node.tag.name.text, site: node.tag })
    : frame.evaluate(node.tag);
  const { template } = node;
  const pieces = ts.isTemplateExpression(template)
    ? [template.head, ...template.templateSpans.map((span) => span.literal)]
    : [template];
  const values = ts.isTemplateExpression(template)
    ? template.templateSpans.map((span) => frame.evaluate(span.expression))
    : [];
  if (machine.dead) return NEVER;
  const strings = arrayOf(
    machine,
    pieces.map((piece) => stringValue(piece.text)),
    { site: node },
  );
  const raw = arrayOf(
    machine,
    pieces.map((piece) => stringValue(piece.rawText ?? piece.text)),
    { site: node },
  );
  strings.state = { ...strings.state, members: new Map([["raw", [raw]]]) };
  return machine.operations.call(callee, { frame, self: base, args: { values: [[strings], ...values] }, site: node });
}
