/**
 * Blocks: declaring names before the statements run, and running statements until none is reached.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { makeClosure } from "./closures.ts";
import { Cell, lexicalNames, Scope, varNames } from "./scope.ts";
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
  for (const statement of statements) {
    if (frame.machine.dead) return;
    frame.execute(statement);
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
  if (lexicalNames(block, block.statements).length === 0) executeAll(frame, block.statements);
  else inNewScope(frame, () => executeBlockBody(frame, block));
}
