/**
 * Blocks: declaring names before the statements run, and running statements until none is reached.
 */
import { ts } from "../1-parse/syntax.ts";
import { withFinally } from "./finally.ts";
import type { Frame } from "./frame.ts";
import { makeClosure } from "./closures.ts";
import { Cell, isHoisted, lexicalNames, mayDeclare, unlabelled, varNames } from "./scope.ts";
import { UNDEFINED } from "./values/value.ts";

/** Declares the `var`s of a function or a file in the present scope. */
export function declareVars(frame: Frame, body: ts.Node): void {
  const file = frame.machine.input.files.get(frame.file);
  if (file === undefined) return;
  for (const declaration of varNames(body, file)) {
    if (frame.scope.cells.has(declaration.text)) continue;
    frame.machine.declare(frame.scope, declaration.text, { value: UNDEFINED, declaration });
  }
}

/** Declares what a list of statements declares, functions with their value. */
export function declareNames(frame: Frame, statements: readonly ts.Statement[]): void {
  const { machine, scope } = frame;
  lexicalNames(statements, (name, declaration) => void machine.declare(scope, name, { declaration }));
  for (const labelled of statements) {
    const statement = unlabelled(labelled);
    if (!isHoisted(statement)) continue;
    const cell = scope.cells.get(statement.name?.text ?? "default");
    if (cell instanceof Cell) machine.journal.write(cell, [makeClosure(frame, statement)]);
  }
}

/** Runs the statements of a block in the present scope. */
export function executeBlockBody(frame: Frame, block: ts.Block): void {
  declareNames(frame, block.statements);
  executeAll(frame, block.statements);
}

/** Runs statements one after the other as long as they are reached. */
export function executeAll(frame: Frame, statements: readonly ts.Statement[]): void {
  if (frame.machine.trace === undefined) executeList(frame, statements);
  else {
    const lists = listsOf(statements);
    if (lists.length === 1) executeList(frame, statements);
    else lists.forEach((list) => executeAsPart(frame, list));
  }
}

/** Runs a list of statements as a part of its own. */
function executeAsPart(frame: Frame, list: readonly ts.Statement[]): void {
  const [key] = list;
  if (key !== undefined) frame.machine.trace?.run({ key, frame, of: list }, () => executeList(frame, list));
}

function executeList(frame: Frame, statements: readonly ts.Statement[]): void {
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined || frame.machine.dead) return;
    executeOne(frame, statement);
    if (namesInUse(statement).length === 0) continue;
    disposing(frame, statement, () => executeAll(frame, statements.slice(i + 1)));
    return;
  }
}

/** Runs a statement; as a part of its own where the run leaves a trace. */
function executeOne(frame: Frame, statement: ts.Statement): void {
  const { trace } = frame.machine;
  if (trace === undefined || !canAct(statement)) frame.execute(statement);
  else trace.run({ key: statement, frame }, () => frame.execute(statement));
}

/** So many statements make a list, so that what comes before and behind an edit is taken over as a few parts. */
const LIST = 24;
const starts = new WeakSet<ts.Node>();

/** Long lists in pieces that stay the same when statements are edited, come or go. */
function listsOf(statements: readonly ts.Statement[]): readonly (readonly ts.Statement[])[] {
  const acting = statements.filter(canAct);
  // What is in use until the end of a block belongs together with all that follows.
  if (acting.length <= LIST || acting.some((statement) => namesInUse(statement).length > 0)) return [statements];
  const lists: ts.Statement[][] = [];
  for (const statement of acting) {
    const last = lists.at(-1);
    if (last !== undefined && last.length < LIST && !starts.has(statement)) last.push(statement);
    else {
      starts.add(statement);
      lists.push([statement]);
    }
  }
  return lists;
}

function canAct({ kind }: ts.Statement): boolean {
  return (
    kind !== ts.SyntaxKind.FunctionDeclaration &&
    kind !== ts.SyntaxKind.ImportDeclaration &&
    kind !== ts.SyntaxKind.InterfaceDeclaration &&
    kind !== ts.SyntaxKind.TypeAliasDeclaration
  );
}

const NONE: readonly string[] = [];

/** Runs what follows a declaration; on every way out, what it has in use is disposed of. */
export function disposing(frame: Frame, declaration: ts.Node | undefined, run: () => void): void {
  const names = declaration === undefined ? NONE : namesInUse(declaration);
  if (declaration === undefined || names.length === 0) return run();
  withFinally(frame, run, () => names.toReversed().forEach((name) => dispose(frame, name, declaration)));
}

/** The names of a `using` declaration. */
function namesInUse(node: ts.Node): readonly string[] {
  const list = ts.isVariableStatement(node) ? node.declarationList : node;
  if (!ts.isVariableDeclarationList(list) || (list.flags & ts.NodeFlags.Using) !== ts.NodeFlags.Using) return NONE;
  return list.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
}

/** What the end of a block does with a name of a `using` declaration. */
function dispose(frame: Frame, name: string, site: ts.Node): void {
  const { machine } = frame;
  const cell = frame.scope.find(name);
  const value = cell instanceof Cell ? (cell.state ?? UNDEFINED) : UNDEFINED;
  for (const method of ["@@asyncDispose", "@@dispose"]) {
    const callee = machine.operations.get(frame, value, method, site).filter((atom) => atom.kind === "object");
    if (callee.length > 0) machine.operations.call(callee, { frame, self: value, args: { values: [] }, site });
  }
}

/** Runs something in a scope of its own. */
export function inNewScope(frame: Frame, owner: ts.Node, run: () => void): void {
  const outer = frame.scope;
  frame.scope = frame.machine.newScope(outer, owner);
  try {
    run();
  } finally {
    frame.scope = outer;
  }
}

/** Runs a block in a scope of its own, where it declares anything. */
export function executeBlock(frame: Frame, block: ts.Block): void {
  if (!block.statements.some(mayDeclare)) executeAll(frame, block.statements);
  else inNewScope(frame, block, () => executeBlockBody(frame, block));
}
