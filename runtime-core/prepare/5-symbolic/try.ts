/**
 * `try`, `catch` and `finally`.
 */
import type { ts } from "../1-parse/syntax.ts";
import { bindPattern } from "./bindings.ts";
import { executeBlock, inNewScope } from "./blocks.ts";
import { type Frame, type Jump, Target } from "./frame.ts";
import type { Delta } from "./values/journal.ts";
import { unknownValue, type Value } from "./values/value.ts";

/** Runs a `try` statement. */
export function executeTry(frame: Frame, node: ts.TryStatement): void {
  if (node.finallyBlock === undefined) return tryAndCatch(frame, node);
  const { finallyBlock } = node;
  withFinally(frame, () => tryAndCatch(frame, node), finallyBlock);
}

function tryAndCatch(frame: Frame, node: ts.TryStatement): void {
  if (node.catchClause === undefined) return executeBlock(frame, node.tryBlock);
  const { machine } = frame;
  const [throws, failures] = [frame.throws, frame.failures];
  const caught = new Target(machine, { catches: true });
  frame.throws = caught;
  frame.failures = caught;
  try {
    executeBlock(frame, node.tryBlock);
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
  inNewScope(frame, () => {
    if (clause.variableDeclaration !== undefined) bindPattern(frame, clause.variableDeclaration.name, error);
    executeBlock(frame, clause.block);
  });
  machine.undecided--;
  return machine.journal.take(from.mark.mark);
}

/** Runs the `finally` block on every way out of the body, then goes on that way. */
function withFinally(frame: Frame, body: () => void, block: ts.Block): void {
  const { machine } = frame;
  const outer = { returns: frame.returns, throws: frame.throws, failures: frame.failures, jumps: frame.jumps };
  const exits = exitsOf(frame);
  Object.assign(frame, exits.inner);
  body();
  Object.assign(frame, outer);
  const { mark } = exits.first;
  const normal = machine.journal.take(mark);
  const after: (Delta | undefined)[] = [];
  const runFinally = (deltas: readonly (Delta | undefined)[], leave: () => void): void => {
    machine.journal.merge(mark, deltas);
    if (!machine.dead) executeBlock(frame, block);
    leave();
    after.push(machine.journal.take(mark));
  };
  runFinally([normal], () => undefined);
  for (const { from, to, failing } of exits.pairs) {
    const { deltas, value } = from.takePending();
    if (deltas.length === 0) continue;
    const leave = (): void => {
      if (failing && machine.journal.implicit) frame.mayThrow();
      else if (!machine.dead) to.note(value);
      machine.journal.dead = true;
    };
    runFinally(deltas, leave);
  }
  machine.journal.merge(mark, after);
}

interface Exits {
  readonly first: Target;
  readonly inner: Pick<Frame, "returns" | "throws" | "failures" | "jumps">;
  readonly pairs: readonly { readonly from: Target; readonly to: Target; readonly failing: boolean }[];
}

/** Targets that stand in for those outside while the body runs. */
function exitsOf(frame: Frame): Exits {
  const { machine } = frame;
  const returns = new Target(machine);
  const throws = new Target(machine, { catches: true });
  const pairs = [
    { from: returns, to: frame.returns, failing: false },
    { from: throws, to: frame.throws, failing: true },
  ];
  const stand = (to: Target): Target => {
    const from = new Target(machine);
    pairs.push({ from, to, failing: false });
    return from;
  };
  const jumps = frame.jumps.map((jump): Jump => ({
    ...jump,
    breaks: stand(jump.breaks),
    continues: jump.continues === undefined ? undefined : stand(jump.continues),
  }));
  return { first: returns, inner: { returns, throws, failures: throws, jumps }, pairs };
}
