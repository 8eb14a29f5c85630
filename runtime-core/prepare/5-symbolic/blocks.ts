/**
 * Blocks: declaring names before the statements run, and running statements until none is reached.
 */
import { ts } from "../1-parse/syntax.ts";
import { withFinally } from "./finally.ts";
import type { Frame } from "./frame.ts";
import { makeClosure } from "./closures.ts";
import { Cell, lexicalNames, mayDeclare, Scope, varNames } from "./scope.ts";
import { UNDEFINED } from "./values/value.ts";

/** Declares the `var`s of a function or a file in the present scope. */
export function declareVars(frame: Frame, body: ts.Node): void {
  for (const { name, node } of varNames(body)) {
    if (frame.scope.cells.has(name)) continue;
    frame.scope.cells.set(name, new Cell(name, frame.machine.journal.born(), { value: UNDEFINED, declaration: node }));
  }
}

/** Declares what a list of statements declares, functions with their value. */
export function declareNames(frame: Frame, block: ts.Node, statements: readonly ts.Statement[]): void {
  const names = lexicalNames(block, statements);
  for (const { name, node } of names) {
    frame.scope.cells.set(name, new Cell(name, frame.machine.journal.born(), { declaration: node }));
  }
  for (const { name, hoisted } of names) {
    if (hoisted === undefined) continue;
    const cell = frame.scope.cells.get(name);
    if (cell instanceof Cell) frame.machine.journal.write(cell, [makeClosure(frame, hoisted)]);
  }
}

/** Runs the statements of a block in the present scope. */
export function executeBlockBody(frame: Frame, block: ts.Block): void {
  declareNames(frame, block, block.statements);
  executeAll(frame, block.statements);
}

/** Runs statements one after the other as long as they are reached. */
export function executeAll(frame: Frame, statements: readonly ts.Statement[]): void {
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined || frame.machine.dead) return;
    frame.execute(statement);
    const names = namesInUse(statement);
    if (names.length === 0) continue;
    withFinally(
      frame,
      () => executeAll(frame, statements.slice(i + 1)),
      () => names.toReversed().forEach((name) => dispose(frame, name, statement)),
    );
    return;
  }
}

const NONE: readonly string[] = [];

/** The names of a `using` declaration. */
function namesInUse(statement: ts.Statement): readonly string[] {
  if (!ts.isVariableStatement(statement)) return NONE;
  const { declarationList } = statement;
  if ((declarationList.flags & ts.NodeFlags.Using) !== ts.NodeFlags.Using) return NONE;
  return declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
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
export function inNewScope(frame: Frame, run: () => void): void {
  const outer = frame.scope;
  frame.scope = new Scope(outer);
  try {
    run();
  } finally {
    frame.scope = outer;
  }
}

/** Runs a block in a scope of its own, where it declares anything. */
export function executeBlock(frame: Frame, block: ts.Block): void {
  if (!block.statements.some(mayDeclare)) executeAll(frame, block.statements);
  else inNewScope(frame, () => executeBlockBody(frame, block));
}
