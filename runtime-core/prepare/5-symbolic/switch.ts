/**
 * `switch`: which clauses a value can enter, and falling through.
 */
import { ts } from "../1-parse/syntax.ts";
import { declareNames, executeAll, inNewScope } from "./blocks.ts";
import { type Frame, type Jump, Target } from "./frame.ts";
import { equality } from "./operators.ts";
import { refine } from "./refine.ts";
import type { Delta } from "./values/journal.ts";
import { truthOf, type Value } from "./values/value.ts";

/** Runs a `switch` statement. */
export function executeSwitch(frame: Frame, node: ts.SwitchStatement): void {
  const { machine } = frame;
  const value = frame.evaluate(node.expression);
  if (machine.dead) return;
  const breaks = new Target(machine);
  const outer = frame.jumps;
  const jump: Jump = { labels: labelsOf(node), breaks, plain: true };
  frame.jumps = [...outer, jump];
  inNewScope(frame, node, () => {
    declareNames(
      frame,
      node.caseBlock.clauses.flatMap((clause) => [...clause.statements]),
    );
    runClauses(frame, node, { value, breaks });
  });
  frame.jumps = outer;
  breaks.arrive();
}

/** The labels in front of a statement. */
export function labelsOf(node: ts.Node): readonly string[] {
  const labels: string[] = [];
  for (let each = node.parent; each !== undefined && ts.isLabeledStatement(each); each = each.parent)
    labels.push(each.label.text);
  return labels;
}

function runClauses(frame: Frame, node: ts.SwitchStatement, parts: { value: Value; breaks: Target }): void {
  const { machine } = frame;
  const { clauses } = node.caseBlock;
  const entries = entriesOf(frame, node, parts);
  const { mark } = parts.breaks;
  const decided =
    entries.matched.filter((entry) => entry !== undefined).length + (entries.rest === undefined ? 0 : 1) <= 1;
  if (!decided) machine.undecided++;
  let fall: Delta | undefined;
  clauses.forEach((clause, i) => {
    const entry = ts.isDefaultClause(clause) ? entries.rest : entries.matched[i];
    machine.journal.merge(mark, [fall, entry]);
    executeAll(frame, clause.statements);
    fall = machine.journal.take(mark);
  });
  if (!decided) machine.undecided--;
  const behind = clauses.some(ts.isDefaultClause) ? undefined : entries.rest;
  machine.journal.merge(mark, [fall, behind]);
}

/** For each clause the state in which its test matches, and the state in which none does. */
function entriesOf(
  frame: Frame,
  node: ts.SwitchStatement,
  parts: { value: Value; breaks: Target },
): { readonly matched: readonly (Delta | undefined)[]; readonly rest: Delta | undefined } {
  const { journal } = frame.machine;
  const { mark } = parts.breaks;
  let rest = journal.take(mark);
  const matched = node.caseBlock.clauses.map((clause): Delta | undefined => {
    if (ts.isDefaultClause(clause) || rest === undefined) return undefined;
    journal.merge(mark, [rest]);
    const wanted = frame.evaluate(clause.expression);
    const truth = truthOf(equality(parts.value, wanted, false));
    const test = testOf(node, clause, wanted);
    const before = journal.mark();
    const assume = (yes: boolean): Delta | undefined => {
      if (!(yes ? truth.true : truth.false)) journal.dead = true;
      else refine(frame, test, yes);
      const delta = journal.capture(mark);
      journal.rollBack(before);
      return delta;
    };
    const entry = assume(true);
    rest = assume(false);
    journal.rollBack(mark);
    return entry;
  });
  journal.merge(mark, [rest]);
  const left = journal.take(mark);
  return { matched, rest: left };
}

/** By clause; an incremental parse may keep a clause and change what it is compared with. */
const tests = new WeakMap<ts.CaseClause, { readonly of: ts.Expression; readonly test: ts.Expression }>();

/** The test of a clause as an expression: `value === clause`. */
function testOf(node: ts.SwitchStatement, clause: ts.CaseClause, wanted: Value): ts.Expression {
  const isTest = wanted.every(({ kind }) => kind === "boolean");
  if (isTest && node.expression.kind === ts.SyntaxKind.TrueKeyword) return clause.expression;
  const known = tests.get(clause);
  if (known?.of === node.expression) return known.test;
  const equals = ts.SyntaxKind.EqualsEqualsEqualsToken;
  const test = ts.factory.createBinaryExpression(node.expression, equals, clause.expression);
  tests.set(clause, { of: node.expression, test });
  return test;
}
