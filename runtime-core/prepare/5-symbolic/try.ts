/**
 * `try`, `catch` and `finally`.
 */
import type { ts } from "../1-parse/syntax.ts";
import { bindPattern } from "./bindings.ts";
import { executeBlock, inNewScope } from "./blocks.ts";
import { withFinally } from "./finally.ts";
import { type Frame, Target } from "./frame.ts";
import type { Delta } from "./values/journal.ts";
import { unknownValue, type Value } from "./values/value.ts";

/** Runs a `try` statement. */
export function executeTry(frame: Frame, node: ts.TryStatement): void {
  if (node.finallyBlock === undefined) return tryAndCatch(frame, node);
  const { finallyBlock } = node;
  withFinally(
    frame,
    () => tryAndCatch(frame, node),
    () => executeBlock(frame, finallyBlock),
  );
}

function tryAndCatch(frame: Frame, node: ts.TryStatement): void {
  if (node.catchClause === undefined) return executeBlock(frame, node.tryBlock);
  const { machine } = frame;
  const [throws, failures] = [frame.throws, frame.failures];
  const caught = new Target(machine, { catches: true });
  frame.throws = caught;
  frame.failures = caught;
  try {
    // Nearly anything can throw: a member of null, a text that is no JSON.
    frame.mayThrow();
    executeBlock(frame, node.tryBlock);
    if (!machine.dead) frame.mayThrow();
  } finally {
    frame.throws = throws;
    frame.failures = failures;
  }
  const normal = machine.journal.take(caught.mark);
  const { deltas, value } = caught.takePending();
  const handled = deltas.length === 0 ? undefined : runCatch(frame, node.catchClause, { deltas, value, mark: caught });
  machine.journal.merge(caught.mark, [normal, handled]);
}

function runCatch(
  frame: Frame,
  clause: ts.CatchClause,
  from: { deltas: readonly Delta[]; value: Value; mark: Target },
): Delta | undefined {
  const { machine } = frame;
  machine.journal.merge(from.mark.mark, from.deltas);
  machine.undecided++;
  const error =
    from.value.length > 0 && from.deltas.every((delta) => !delta.implicit)
      ? from.value
      : [...from.value, ...unknownValue("callee")];
  inNewScope(frame, clause, () => {
    if (clause.variableDeclaration !== undefined) bindPattern(frame, clause.variableDeclaration.name, error);
    executeBlock(frame, clause.block);
  });
  machine.undecided--;
  return machine.journal.take(from.mark.mark);
}
