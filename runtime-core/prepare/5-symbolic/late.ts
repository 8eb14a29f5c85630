/**
 * Code that runs later than where it is called: what stands behind an `await` in an async function, and the reactions to a
 * promise, when the caller goes on without waiting for them.
 *
 * It is evaluated where it is called, and once more at the end of the phase, only for what it does in the state that is
 * there then.
 */
import { ts } from "../1-parse/syntax.ts";
import { closureEssence, isGenerator } from "./closures.ts";
import { isSeen } from "./fixpoint.ts";
import type { Frame } from "./frame.ts";
import type { Deferred, Machine } from "./machine.ts";
import type { AbstractObject } from "./values/object.ts";
import { NEVER, type Value } from "./values/value.ts";

/** Notes a call of an async function, unless its caller waits for it. */
export function noteAsyncCall(machine: Machine, closure: AbstractObject, call: Deferred["call"]): void {
  if (awaits(closureEssence(closure).node)) noteLate(machine, { callee: [closure], call, max: 1 });
}

/** Notes what runs when a promise is settled, unless the promise that comes of it is waited for. */
export function noteLate(machine: Machine, deferred: Deferred): void {
  const { recorder, profile } = machine;
  const { site } = deferred.call;
  if (machine.dead || recorder.muted > 0 || recorder.late > 0 || profile.foreign !== undefined || isAwaited(site))
    return;
  machine.deferred.push({ ...deferred, isLate: true });
}

/** Runs what runs later than where it stands, unless that waits for it: what it changes may not be changed yet. */
export function ahead<T>(machine: Machine, site: ts.Node, run: () => T): T {
  const { journal, profile, recorder } = machine;
  if (profile.foreign !== undefined || recorder.late > 0 || isAwaited(site)) return run();
  const mark = journal.mark();
  const value = run();
  if (machine.dead) return value;
  for (const [place, { base, now }] of journal.changesSince(mark)) {
    if (place.birth >= mark.birth || !isSeen(place)) continue;
    const states = [base, now].map((state) => ({ state, implicit: false }));
    journal.write(place, place.merge(states));
  }
  return value;
}

/**
 * Evaluates what was noted as it runs late: what it changes was seen where it was called, what is found already counts.
 *
 * @param look Called while the changes are there.
 */
export function runLate(machine: Machine, { callee, call }: Deferred, look?: (given: Value) => void): void {
  const { journal, recorder } = machine;
  const [only] = callee;
  const mark = journal.mark();
  const noted = machine.deferred.length;
  const { node } = only?.kind === "object" && only.type === "function" ? closureEssence(only) : { node: undefined };
  recorder.late++;
  if (node !== undefined && isAsync(node)) {
    machine.beforeAwait = node;
    recorder.muted++;
  }
  let given: Value = NEVER;
  try {
    machine.maybe(() => {
      given = machine.operations.call(callee, call);
    });
  } finally {
    passAwait(machine, node);
    recorder.late--;
  }
  machine.deferred.length = noted;
  look?.(given);
  const counts = recorder.changedSince(mark);
  journal.rollBack(mark);
  for (const [counter, { base, now }] of counts) recorder.set(counter, { min: base.min, max: now.max });
}

/** Runs a function, perhaps within one that runs late: what it does behind an `await` of its own is late, too. */
export function withinAsync<T>(machine: Machine, node: ts.Node, run: () => T): T {
  const outer = machine.beforeAwait;
  if (outer === undefined || outer === node) return run();
  machine.beforeAwait = node;
  try {
    return run();
  } finally {
    if (machine.beforeAwait === undefined) machine.recorder.muted++;
    machine.beforeAwait = outer;
  }
}

/** From the first `await` on a function runs late. */
export function passAwait(machine: Machine, node: Frame["node"]): void {
  if (machine.beforeAwait === undefined || machine.beforeAwait !== node) return;
  machine.beforeAwait = undefined;
  machine.recorder.muted--;
}

function isAsync(node: ts.Node): boolean {
  return (
    !isGenerator(node) &&
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

const known = new WeakMap<ts.Node, boolean>();

/** Whether an `await` stands in a function itself. */
function awaits(node: ts.Node): boolean {
  let answer = known.get(node);
  if (answer === undefined) known.set(node, (answer = ts.forEachChild(node, hasAwait) ?? false));
  return answer;
}

function hasAwait(node: ts.Node): true | undefined {
  if (ts.isFunctionLike(node)) return undefined;
  const isAwait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
  return isAwait || ts.forEachChild(node, hasAwait) === true ? true : undefined;
}

/** Whether what an expression gives is waited for before anything else of its function runs, or is given on. */
function isAwaited(node: ts.Node): boolean {
  // The host waits for what it calls.
  if (!ts.isCallExpression(node) && !isPassedOn(node)) return true;
  const { parent } = node;
  if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isYieldExpression(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  return isPassedOn(parent) && isAwaited(parent);
}

function isPassedOn(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isConditionalExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node)
  );
}
