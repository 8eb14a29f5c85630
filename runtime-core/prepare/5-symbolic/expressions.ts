/**
 * Expressions: the value of every kind of node that has one.
 */
import { lookWhileWaiting, passAwait } from "./late.ts";
import { folderOf } from "../../base/file-path.ts";
import { ts } from "../1-parse/syntax.ts";
import { assignTo } from "./bindings.ts";
import { evaluateCall, evaluateNew, evaluateTagged } from "./call-expressions.ts";
import { evaluateClass, evaluateSuperMember } from "./classes.ts";
import { evaluateJsx } from "./jsx.ts";
import { makeClosure } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { bigIntValue } from "./builtins/numbers.ts";
import { awaitValue } from "./builtins/promises.ts";
import { evaluateArray, evaluateObject } from "./literals.ts";
import { foreignMeta } from "./hosts/foreign/meta.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import { evaluateImport } from "./modules.ts";
import { placeOf } from "./member-places.ts";
import { deleteMember } from "./member-writes.ts";
import { getElement, getMember } from "./members.ts";
import { arithmetic, compare, plus, unary } from "./operators.ts";
import { refine } from "./refine.ts";
import { concatValues } from "./texts.ts";
import { typeNames } from "./type-of.ts";
import { transparent } from "./written.ts";
import { Cell } from "./scope.ts";
import {
  booleanValue,
  FALSE,
  isNullish,
  joinValues,
  NEVER,
  NULL,
  numberValue,
  stringValue,
  TRUE,
  truthOf,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";
import { allArguments } from "./arguments-object.ts";
import { appended } from "./builtins/lists.ts";
import { listOf } from "./objects.ts";

type Evaluator = (frame: Frame, node: never) => Value;

const EVALUATORS: Partial<Record<ts.SyntaxKind, Evaluator>> = {
  [ts.SyntaxKind.Identifier]: evaluateIdentifier,
  [ts.SyntaxKind.StringLiteral]: (_: Frame, node: ts.StringLiteral) => stringValue(node.text),
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral]: (_: Frame, node: ts.NoSubstitutionTemplateLiteral) =>
    stringValue(node.text),
  [ts.SyntaxKind.NumericLiteral]: (_: Frame, node: ts.NumericLiteral) => numberValue(Number(node.text)),
  [ts.SyntaxKind.BigIntLiteral]: () => bigIntValue(),
  [ts.SyntaxKind.RegularExpressionLiteral]: evaluateRegExp,
  [ts.SyntaxKind.TrueKeyword]: () => TRUE,
  [ts.SyntaxKind.FalseKeyword]: () => FALSE,
  [ts.SyntaxKind.NullKeyword]: () => NULL,
  [ts.SyntaxKind.ThisKeyword]: (frame: Frame) => frame.self?.state ?? UNDEFINED,
  [ts.SyntaxKind.TemplateExpression]: evaluateTemplate,
  [ts.SyntaxKind.TaggedTemplateExpression]: evaluateTagged,
  [ts.SyntaxKind.BinaryExpression]: evaluateBinary,
  [ts.SyntaxKind.PrefixUnaryExpression]: evaluatePrefix,
  [ts.SyntaxKind.PostfixUnaryExpression]: evaluatePostfix,
  [ts.SyntaxKind.ConditionalExpression]: evaluateConditional,
  [ts.SyntaxKind.CallExpression]: evaluateCallOrImport,
  [ts.SyntaxKind.NewExpression]: evaluateNew,
  [ts.SyntaxKind.PropertyAccessExpression]: evaluateProperty,
  [ts.SyntaxKind.ElementAccessExpression]: evaluateElement,
  [ts.SyntaxKind.ObjectLiteralExpression]: evaluateObject,
  [ts.SyntaxKind.ArrayLiteralExpression]: evaluateArray,
  [ts.SyntaxKind.ArrowFunction]: (frame: Frame, node: ts.ArrowFunction) => [makeClosure(frame, node)],
  [ts.SyntaxKind.FunctionExpression]: evaluateFunction,
  [ts.SyntaxKind.ClassExpression]: evaluateClass,
  [ts.SyntaxKind.AwaitExpression]: (frame: Frame, node: ts.AwaitExpression) => {
    const value = frame.evaluate(node.expression);
    lookWhileWaiting(frame.machine);
    passAwait(frame.machine, frame.node);
    return awaitValue(frame, value, node);
  },
  [ts.SyntaxKind.YieldExpression]: evaluateYield,
  [ts.SyntaxKind.VoidExpression]: (frame: Frame, node: ts.VoidExpression) => (
    frame.evaluate(node.expression),
    UNDEFINED
  ),
  [ts.SyntaxKind.TypeOfExpression]: evaluateTypeOf,
  [ts.SyntaxKind.DeleteExpression]: evaluateDelete,
  [ts.SyntaxKind.MetaProperty]: evaluateMeta,
  [ts.SyntaxKind.OmittedExpression]: () => UNDEFINED,
  [ts.SyntaxKind.JsxElement]: evaluateJsx,
  [ts.SyntaxKind.JsxSelfClosingElement]: evaluateJsx,
  [ts.SyntaxKind.JsxFragment]: evaluateJsx,
};

/** The value of an expression. */
export function evaluateExpression(frame: Frame, node: ts.Node): Value {
  const { machine } = frame;
  machine.step();
  if (machine.dead) return NEVER;
  const evaluator = EVALUATORS[node.kind] as ((frame: Frame, node: ts.Node) => Value) | undefined;
  if (!machine.enter()) return unknownValue("budget");
  try {
    if (evaluator !== undefined) {
      const value = given(frame, evaluator(frame, node));
      if (machine.absentResults.any) machine.absentResults.use(frame, node as ts.Expression, value);
      return value;
    }
    const inner = transparent(node);
    return inner === undefined ? unknownValue("model") : frame.evaluate(inner);
  } finally {
    machine.leave();
  }
}

/** In a program of another host an expression without a value is one that the models do not know. */
function given(frame: Frame, value: Value): Value {
  if (value.length > 0 || frame.machine.dead || frame.machine.profile.foreign === undefined) return value;
  return unknownValue("callee");
}

function evaluateIdentifier(frame: Frame, node: ts.Identifier): Value {
  if (node.text === "undefined") return UNDEFINED;
  return readName(frame, node.text, node);
}

/** The value of a variable, or of a global. */
export function readName(frame: Frame, name: string, site: ts.Node): Value {
  frame.machine.trace?.looksUp(name);
  const found = frame.scope.find(name);
  const cell = typeof found === "function" ? found() : found;
  if (cell instanceof Cell) return cell.state ?? unknownValue("import");
  if (cell !== undefined) return cell;
  if (name === "arguments" && frame.args !== undefined) return allArguments(frame, frame.args);
  const { globals } = frame.machine;
  if (globals === undefined || !globals.state.members.has(name)) return unknownGlobal(frame, name, site);
  return getMember(frame, [globals], { name, site });
}

/** A name that nobody declared; what another host may have there can do anything. */
function unknownGlobal(frame: Frame, name: string, site: ts.Node): Value {
  if (name === "arguments" && frame.args !== undefined) return allArguments(frame, frame.args);
  const { foreign } = frame.machine.profile;
  // Workers without modules have their bindings among the globals.
  if (foreign?.bindings === true && /^[A-Z][A-Z0-9_]*$/.test(name))
    return getMember(frame, ENVIRONMENT, { name, site });
  return unknownValue(foreign === undefined ? "callee" : "model");
}

function evaluateRegExp(frame: Frame, node: ts.RegularExpressionLiteral): Value {
  const [, source = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
  return [frame.machine.newObject("regexp", { essence: { source, flags }, site: node })];
}

function evaluateTemplate(frame: Frame, node: ts.TemplateExpression): Value {
  const parts: (Value | string)[] = [node.head.text];
  for (const span of node.templateSpans) {
    parts.push(frame.evaluate(span.expression));
    if (frame.machine.dead) return NEVER;
    parts.push(span.literal.text);
  }
  return concatValues(frame, parts, node);
}

function evaluateBinary(frame: Frame, node: ts.BinaryExpression): Value {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.PlusToken) return evaluatePlus(frame, node);
  if (operator === ts.SyntaxKind.EqualsToken) return evaluateAssignment(frame, node);
  if (operator === ts.SyntaxKind.CommaToken) return (frame.evaluate(node.left), frame.evaluate(node.right));
  if (isLogical(operator)) return evaluateLogical(frame, node, operator);
  if (operator >= ts.SyntaxKind.FirstCompoundAssignment && operator <= ts.SyntaxKind.LastCompoundAssignment)
    return evaluateCompound(frame, node, operator);
  const operands = { left: frame.evaluate(node.left), right: frame.evaluate(node.right), site: node };
  if (frame.machine.dead) return NEVER;
  return compare(frame, operator, operands) ?? arithmetic(frame, operator, operands);
}

/** "a" + "b" + … is a tree as deep as it is long: walked without recursion. */
function evaluatePlus(frame: Frame, node: ts.BinaryExpression): Value {
  const operands: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    operands.push(left.right);
    left = left.left;
  }
  let value = frame.evaluate(left);
  for (const operand of operands.reverse()) {
    const right = frame.evaluate(operand);
    if (frame.machine.dead) return NEVER;
    value = plus(frame, { left: value, right, site: node });
  }
  return value;
}

function evaluateAssignment(frame: Frame, node: ts.BinaryExpression): Value {
  const place = placeOf(frame, node.left);
  if (place !== undefined) {
    const value = frame.evaluate(node.right);
    if (!frame.machine.dead) place.write(value);
    return value;
  }
  const value = frame.evaluate(node.right);
  if (!frame.machine.dead) assignTo(frame, node.left, value);
  return value;
}

function isLogical(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}

function evaluateLogical(frame: Frame, node: ts.BinaryExpression, operator: ts.SyntaxKind): Value {
  return shortCircuit(frame, { left: node.left, value: frame.evaluate(node.left), operator }, () =>
    frame.evaluate(node.right),
  );
}

/** Goes on to the right side only where the left side lets it. */
function shortCircuit(
  frame: Frame,
  left: { readonly left: ts.Expression; readonly value: Value; readonly operator: ts.SyntaxKind },
  right: () => Value,
): Value {
  const { machine } = frame;
  if (machine.dead) return NEVER;
  if (left.operator === ts.SyntaxKind.QuestionQuestionToken) {
    const given = left.value.some(isNullish) ? left.value.filter((atom) => !isNullish(atom)) : left.value;
    const maybe =
      given.length < left.value.length ||
      given.some((atom) => atom.kind === "unknown" && atom.truthy !== true) ||
      hasSymbol(given);
    if (!maybe) return left.value;
    return given.length === 0 ? right() : machine.branch([() => given, right]);
  }
  const wanted = left.operator === ts.SyntaxKind.AmpersandAmpersandToken;
  const truth = truthOf(left.value);
  if (!(wanted ? truth.true : truth.false)) return left.value;
  const go = (): Value => (refine(frame, left.left, wanted), machine.dead ? NEVER : right());
  if (!(wanted ? truth.false : truth.true)) return go();
  return machine.branch([go, () => (refine(frame, left.left, !wanted), keepTruth(left.value, !wanted))]);
}

/** The value of an environment variable may be missing. */
function hasSymbol(value: Value): boolean {
  return value.some(
    (atom) =>
      atom.kind === "string" &&
      atom.text.length === 1 &&
      typeof atom.text[0] === "object" &&
      atom.text[0].symbol !== undefined,
  );
}

/** What a value can be when it counts as true, or as false. */
function keepTruth(value: Value, truth: boolean): Value {
  return value
    .filter((atom) => truthOf([atom])[truth ? "true" : "false"])
    .map((atom) => (truth && atom.kind === "unknown" ? { ...atom, truthy: true } : atom));
}

function evaluateCompound(frame: Frame, node: ts.BinaryExpression, operator: ts.SyntaxKind): Value {
  const { machine } = frame;
  const place = placeOf(frame, node.left);
  const assign = (value: Value): void => (place === undefined ? assignTo(frame, node.left, value) : place.write(value));
  const before = place?.read() ?? frame.evaluate(node.left);
  const logical = LOGICAL_ASSIGNMENTS[operator];
  if (logical !== undefined) {
    return shortCircuit(frame, { left: node.left, value: before, operator: logical }, () => {
      const value = frame.evaluate(node.right);
      assign(value);
      return value;
    });
  }
  const right = frame.evaluate(node.right);
  if (machine.dead) return NEVER;
  const isPlus = operator === ts.SyntaxKind.PlusEqualsToken;
  const operands = { left: before, right, site: node };
  const value = isPlus ? plus(frame, operands) : arithmetic(frame, COMPOUND_OPERATORS[operator] ?? operator, operands);
  assign(value);
  return value;
}

const LOGICAL_ASSIGNMENTS: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken]: ts.SyntaxKind.AmpersandAmpersandToken,
  [ts.SyntaxKind.BarBarEqualsToken]: ts.SyntaxKind.BarBarToken,
  [ts.SyntaxKind.QuestionQuestionEqualsToken]: ts.SyntaxKind.QuestionQuestionToken,
};

const COMPOUND_OPERATORS: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
  [ts.SyntaxKind.MinusEqualsToken]: ts.SyntaxKind.MinusToken,
  [ts.SyntaxKind.AsteriskEqualsToken]: ts.SyntaxKind.AsteriskToken,
  [ts.SyntaxKind.SlashEqualsToken]: ts.SyntaxKind.SlashToken,
  [ts.SyntaxKind.PercentEqualsToken]: ts.SyntaxKind.PercentToken,
  [ts.SyntaxKind.BarEqualsToken]: ts.SyntaxKind.BarToken,
  [ts.SyntaxKind.AmpersandEqualsToken]: ts.SyntaxKind.AmpersandToken,
  [ts.SyntaxKind.CaretEqualsToken]: ts.SyntaxKind.CaretToken,
  [ts.SyntaxKind.LessThanLessThanEqualsToken]: ts.SyntaxKind.LessThanLessThanToken,
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken]: ts.SyntaxKind.GreaterThanGreaterThanToken,
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken]: ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  [ts.SyntaxKind.AsteriskAsteriskEqualsToken]: ts.SyntaxKind.AsteriskAsteriskToken,
};

function evaluatePrefix(frame: Frame, node: ts.PrefixUnaryExpression): Value {
  if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
    return step(frame, node).after;
  const value = frame.evaluate(node.operand);
  if (frame.machine.dead) return NEVER;
  return unary(frame, node.operator, { value, site: node });
}

function evaluatePostfix(frame: Frame, node: ts.PostfixUnaryExpression): Value {
  return step(frame, node).before;
}

/** `i++`, `--i` */
function step(
  frame: Frame,
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
): { readonly before: Value; readonly after: Value } {
  const place = placeOf(frame, node.operand);
  const before = place?.read() ?? frame.evaluate(node.operand);
  if (frame.machine.dead) return { before: NEVER, after: NEVER };
  const after = stepped(frame, before, node);
  if (place === undefined) assignTo(frame, node.operand, after);
  else place.write(after);
  return { before, after };
}

function stepped(frame: Frame, value: Value, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
  const by = node.operator === ts.SyntaxKind.PlusPlusToken ? ts.SyntaxKind.PlusToken : ts.SyntaxKind.MinusToken;
  return arithmetic(frame, by, { left: value, right: numberValue(1), site: node });
}

function evaluateConditional(frame: Frame, node: ts.ConditionalExpression): Value {
  const truth = truthOf(frame.evaluate(node.condition));
  if (frame.machine.dead) return NEVER;
  if (!truth.false) return takeSide(frame, node, true);
  if (!truth.true) return takeSide(frame, node, false);
  return frame.machine.branch([() => takeSide(frame, node, true), () => takeSide(frame, node, false)]);
}

function takeSide(frame: Frame, node: ts.ConditionalExpression, which: boolean): Value {
  refine(frame, node.condition, which);
  return frame.machine.dead ? NEVER : frame.evaluate(which ? node.whenTrue : node.whenFalse);
}

function evaluateCallOrImport(frame: Frame, node: ts.CallExpression): Value {
  return node.expression.kind === ts.SyntaxKind.ImportKeyword ? evaluateImport(frame, node) : evaluateCall(frame, node);
}

function evaluateProperty(frame: Frame, node: ts.PropertyAccessExpression): Value {
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return evaluateSuperMember(frame, node.name.text, node);
  const base = frame.evaluate(node.expression);
  if (frame.machine.dead) return NEVER;
  const at = { name: node.name.text, site: node };
  if (!base.some(isNullish)) return getMember(frame, base, at);
  return throughChain(frame, node, base, (given) => getMember(frame, given, at));
}

function evaluateElement(frame: Frame, node: ts.ElementAccessExpression): Value {
  const base =
    node.expression.kind === ts.SyntaxKind.SuperKeyword
      ? (frame.self?.state ?? UNDEFINED)
      : frame.evaluate(node.expression);
  const read = (given: Value): Value => {
    const key = frame.evaluate(node.argumentExpression);
    return frame.machine.dead ? NEVER : getElement(frame, given, { key, site: node });
  };
  return frame.machine.dead ? NEVER : throughChain(frame, node, base, read);
}

/** Reads a member; in an optional chain, null and undefined give undefined. */
function throughChain(frame: Frame, node: ts.Expression, base: Value, read: (given: Value) => Value): Value {
  const given = base.filter((atom) => !isNullish(atom));
  if (given.length === base.length) return read(base);
  if (node.flags & ts.NodeFlags.OptionalChain)
    return given.length === 0 ? UNDEFINED : frame.machine.branch([() => read(given), () => UNDEFINED]);
  frame.mayThrow();
  return given.length === 0 ? unknownValue("callee") : read(given);
}

function evaluateFunction(frame: Frame, node: ts.FunctionExpression): Value {
  if (node.name === undefined) return [makeClosure(frame, node)];
  const outer = frame.scope;
  const { machine } = frame;
  const scope = machine.newScope(outer, node);
  frame.scope = scope;
  const value: Value = [makeClosure(frame, node)];
  frame.scope = outer;
  machine.declare(scope, node.name.text, { value, declaration: node });
  return value;
}

function evaluateYield(frame: Frame, node: ts.YieldExpression): Value {
  const value = node.expression === undefined ? UNDEFINED : frame.evaluate(node.expression);
  const { yields, machine } = frame;
  if (yields === undefined || machine.dead) return unknownValue("callee");
  const added =
    node.asteriskToken === undefined ? { items: [awaitValue(frame, value, node)] } : listOf(frame, value, node);
  machine.journal.write(yields, appended(yields.state, added));
  frame.suspends?.note();
  return joinValues(UNDEFINED, unknownValue("callee"));
}

function evaluateTypeOf(frame: Frame, node: ts.TypeOfExpression): Value {
  const names = frame.evaluate(node.expression).map((atom): Value => {
    if (atom.kind === "unknown") return unknownValue(atom.hole.reason);
    return (typeNames(atom) ?? []).flatMap(stringValue);
  });
  return joinValues(...names);
}

function evaluateDelete(frame: Frame, node: ts.DeleteExpression): Value {
  const target = node.expression;
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    const base = frame.evaluate(target.expression);
    const name = ts.isPropertyAccessExpression(target)
      ? stringValue(target.name.text)
      : frame.evaluate(target.argumentExpression);
    deleteMember(frame, base, { name, site: node });
  }
  return booleanValue(true);
}

/** `import.meta` and `new.target`. */
function evaluateMeta(frame: Frame, node: ts.MetaProperty): Value {
  if (node.keywordToken !== ts.SyntaxKind.ImportKeyword) {
    frame.machine.trace?.unstable((part) => part.frame?.newTarget === frame.newTarget);
    return frame.newTarget ?? UNDEFINED;
  }
  if (frame.machine.profile.foreign !== undefined) return foreignMeta(frame);
  const folder = folderOf(frame.file);
  const members = new Map([
    ["url", stringValue(`file://${frame.file.split("/").map(encodeURIComponent).join("/")}`)],
    ["dirname", stringValue(folder)],
    ["filename", stringValue(frame.file)],
  ]);
  return [frame.machine.newObject("object", { content: { members, items: [], slots: new Map() } })];
}
