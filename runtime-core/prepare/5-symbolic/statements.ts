/**
 * Statements: what they do to the state, and where they jump.
 */
import { ts } from "../1-parse/syntax.ts";
import { executeWith } from "./sloppy.ts";
import { assignTo, bindPattern } from "./bindings.ts";
import { declareNames, executeAll, executeBlock, inNewScope } from "./blocks.ts";
import { evaluateClass } from "./classes.ts";
import { type Frame, type Jump, Target } from "./frame.ts";
import { executeFor, executeForIn, executeForOf, executeWhile } from "./loop-statements.ts";
import { refine } from "./refine.ts";
import { Cell } from "./scope.ts";
import { executeSwitch } from "./switch.ts";
import { executeTry } from "./try.ts";
import { EMPTY_CONTENT } from "./values/object.ts";
import { NEVER, numberValue, stringValue, truthOf, UNDEFINED, type Value } from "./values/value.ts";

type Executor = (frame: Frame, node: never) => void;

const EXECUTORS: Partial<Record<ts.SyntaxKind, Executor>> = {
  [ts.SyntaxKind.ExpressionStatement]: (frame: Frame, node: ts.ExpressionStatement) =>
    void frame.evaluate(node.expression),
  [ts.SyntaxKind.VariableStatement]: (frame: Frame, node: ts.VariableStatement) =>
    executeDeclarations(frame, node.declarationList),
  [ts.SyntaxKind.VariableDeclarationList]: executeDeclarations,
  [ts.SyntaxKind.IfStatement]: executeIf,
  [ts.SyntaxKind.Block]: executeBlock,
  [ts.SyntaxKind.ReturnStatement]: executeReturn,
  [ts.SyntaxKind.ThrowStatement]: executeThrow,
  [ts.SyntaxKind.ForStatement]: executeFor,
  [ts.SyntaxKind.ForOfStatement]: executeForOf,
  [ts.SyntaxKind.ForInStatement]: executeForIn,
  [ts.SyntaxKind.WhileStatement]: executeWhile,
  [ts.SyntaxKind.DoStatement]: executeWhile,
  [ts.SyntaxKind.SwitchStatement]: executeSwitch,
  [ts.SyntaxKind.TryStatement]: executeTry,
  [ts.SyntaxKind.BreakStatement]: executeBreak,
  [ts.SyntaxKind.ContinueStatement]: executeContinue,
  [ts.SyntaxKind.LabeledStatement]: executeLabeled,
  [ts.SyntaxKind.WithStatement]: executeWith,
  [ts.SyntaxKind.ClassDeclaration]: executeClass,
  [ts.SyntaxKind.EnumDeclaration]: executeEnum,
  [ts.SyntaxKind.ModuleDeclaration]: executeNamespace,
  [ts.SyntaxKind.ExportAssignment]: executeExportAssignment,
};

/** Runs a statement; what is not a statement that acts does nothing. */
export function executeStatement(frame: Frame, node: ts.Node): void {
  const { machine } = frame;
  machine.step();
  if (machine.dead) return;
  const executor = EXECUTORS[node.kind] as ((frame: Frame, node: ts.Node) => void) | undefined;
  if (executor === undefined || !machine.enter()) return;
  try {
    executor(frame, node);
  } finally {
    machine.leave();
  }
}

function executeDeclarations(frame: Frame, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) {
    if (declaration.initializer === undefined) {
      if (list.flags & ts.NodeFlags.BlockScoped) bindPattern(frame, declaration.name, UNDEFINED);
      continue;
    }
    const value = frame.evaluate(declaration.initializer);
    if (frame.machine.dead) return;
    if (list.flags & ts.NodeFlags.BlockScoped) bindPattern(frame, declaration.name, value);
    else assignVar(frame, declaration.name, value);
  }
}

function assignVar(frame: Frame, name: ts.BindingName, value: Value): void {
  if (ts.isIdentifier(name)) assignTo(frame, name, value);
  else bindPattern(frame, name, value);
}

function executeIf(frame: Frame, node: ts.IfStatement): void {
  const { machine } = frame;
  const truth = truthOf(frame.evaluate(node.expression));
  if (machine.dead) return;
  if (!truth.false) takeSide(frame, node, true);
  else if (!truth.true) takeSide(frame, node, false);
  else machine.branch([() => takeSide(frame, node, true), () => takeSide(frame, node, false)]);
}

function takeSide(frame: Frame, node: ts.IfStatement, which: boolean): Value {
  refine(frame, node.expression, which);
  const statement = which ? node.thenStatement : node.elseStatement;
  if (statement !== undefined && !frame.machine.dead) frame.execute(statement);
  return NEVER;
}

function executeReturn(frame: Frame, node: ts.ReturnStatement): void {
  const value = node.expression === undefined ? UNDEFINED : frame.evaluate(node.expression);
  frame.returns.jump(value);
}

function executeThrow(frame: Frame, node: ts.ThrowStatement): void {
  const value = frame.evaluate(node.expression);
  frame.throws.jump(value);
}

function executeBreak(frame: Frame, node: ts.BreakStatement): void {
  const label = node.label?.text;
  const jump = frame.jumps.findLast((each) => (label === undefined ? each.plain : each.labels.includes(label)));
  if (jump === undefined) frame.machine.journal.dead = true;
  else jump.breaks.jump();
}

function executeContinue(frame: Frame, node: ts.ContinueStatement): void {
  const label = node.label?.text;
  const jump = frame.jumps.findLast(
    (each) => each.continues !== undefined && (label === undefined || each.labels.includes(label)),
  );
  if (jump?.continues === undefined) frame.machine.journal.dead = true;
  else jump.continues.jump();
}

function executeLabeled(frame: Frame, node: ts.LabeledStatement): void {
  if (ts.isIterationStatement(node.statement, true)) return frame.execute(node.statement);
  const breaks = new Target(frame.machine);
  const outer = frame.jumps;
  const jump: Jump = { labels: [node.label.text], breaks, plain: false };
  frame.jumps = [...outer, jump];
  frame.execute(node.statement);
  frame.jumps = outer;
  breaks.arrive();
}

function executeClass(frame: Frame, node: ts.ClassDeclaration): void {
  const value = evaluateClass(frame, node);
  const cell = frame.scope.find(node.name?.text ?? "default");
  if (cell instanceof Cell) frame.machine.journal.write(cell, value);
}

function executeEnum(frame: Frame, node: ts.EnumDeclaration): void {
  const { machine } = frame;
  const members = new Map<string, Value>();
  let next = 0;
  for (const member of node.members) {
    const name = ts.isComputedPropertyName(member.name) ? "" : member.name.text;
    const value = member.initializer === undefined ? numberValue(next) : frame.evaluate(member.initializer);
    const [only] = value;
    if (only?.kind === "number") {
      next = only.value + 1;
      members.set(String(only.value), stringValue(name));
    }
    members.set(name, value);
  }
  const object = machine.newObject("object", { site: node, content: { ...EMPTY_CONTENT, members } });
  const cell = frame.scope.find(node.name.text);
  if (cell instanceof Cell) machine.journal.write(cell, [object]);
}

/** `namespace N { export const a = … }` */
function executeNamespace(frame: Frame, node: ts.ModuleDeclaration): void {
  const { body } = node;
  if (body === undefined || !ts.isModuleBlock(body) || !ts.isIdentifier(node.name)) return;
  const cell = frame.scope.find(node.name.text);
  inNewScope(frame, node, () => {
    declareNames(frame, body.statements);
    executeAll(frame, body.statements);
    const members = new Map<string, Value>();
    for (const [name, own] of frame.scope.cells) if (own instanceof Cell) members.set(name, own.state ?? UNDEFINED);
    const object = frame.machine.newObject("object", { site: node, content: { ...EMPTY_CONTENT, members } });
    if (cell instanceof Cell) frame.machine.journal.write(cell, [object]);
  });
}

/** `export default expression` */
function executeExportAssignment(frame: Frame, node: ts.ExportAssignment): void {
  const value = frame.evaluate(node.expression);
  const cell = frame.scope.find("default");
  if (cell instanceof Cell) frame.machine.journal.write(cell, value);
}
