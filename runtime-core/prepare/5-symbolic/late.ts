/**
 * Code that runs later than where it is called: what stands behind an `await` in an async function, and the reactions to a
 * promise, when the caller goes on without waiting for them.
 *
 * It is evaluated where it is called, and once more at the end of the phase, only for what it does in the state that is
 * there then; so is what waits for something, timers and listeners too, in the states in which the module waits meanwhile.
 */
import { ts } from "../1-parse/syntax.ts";
import { closureEssence } from "./closures.ts";
import { isSeen } from "./fixpoint.ts";
import { type Frame, Target } from "./frame.ts";
import type { Deferred, Machine } from "./machine.ts";
import { readsOf } from "./values/journal.ts";
import type { AbstractObject } from "./values/object.ts";
import { NEVER, type Value } from "./values/value.ts";

/** Notes a call of an async function, unless its caller waits for it. */
export function noteAsyncCall(machine: Machine, closure: AbstractObject, call: Deferred["call"]): void {
  if (awaits(closureEssence(closure).node)) note(machine, { callee: [closure], call, max: 1, late: "behind-await" });
}

/** Notes what runs when a promise is settled, unless the promise that comes of it is waited for. */
export function noteLate(machine: Machine, deferred: Pick<Deferred, "call" | "callee">): void {
  note(machine, { ...deferred, max: 1, late: "wholly" });
}

function note(machine: Machine, deferred: Deferred): void {
  const { recorder, profile } = machine;
  const { site } = deferred.call;
  if (machine.dead || recorder.muted > 0 || recorder.late > 0 || profile.foreign !== undefined || isAwaited(site))
    return;
  machine.deferred.push(deferred);
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

/** So many of those that were noted are looked at where the module waits; fewer in programs of other hosts, which are larger. */
const MAX_LOOKS = { own: 40, foreign: 8 } as const;

/** Looks at what may run while the module waits, where it has not seen the present state yet. */
export function lookWhileWaiting(machine: Machine): void {
  const { deferred, looks, profile, recorder, trace } = machine;
  if (machine.dead || deferred.length === 0 || recorder.muted > 0 || recorder.late > 0) return;
  trace?.unstable();
  for (const each of deferred.slice(0, profile.foreign === undefined ? MAX_LOOKS.own : MAX_LOOKS.foreign)) {
    const seen = looks.get(each);
    if (seen !== undefined && [...seen].every(([place, content]) => place.content === content)) continue;
    const look = (): void => apart(each.call.frame, () => findLate(machine, each));
    looks.set(each, readsOf(look));
  }
}

/** Runs something that a frame registered: how it ends says nothing of what follows there. */
export function apart(frame: Frame, run: (thrown: Target) => void): void {
  const { recorder } = frame.machine;
  const { phaseEnd } = recorder;
  recorder.phaseEnd = undefined;
  try {
    catching(frame, run);
  } finally {
    recorder.phaseEnd = phaseEnd;
  }
}

/** Runs something of which nobody but the host gets what it throws. */
export function catching(frame: Frame, run: (thrown: Target) => void): void {
  const { failures, machine, throws } = frame;
  const thrown = new Target(machine);
  Object.assign(frame, { throws: thrown, failures: thrown });
  try {
    run(thrown);
  } finally {
    Object.assign(frame, { throws, failures });
  }
}

/** Runs what was noted as it runs late. What is found is counted at the end of the phase. */
export function findLate(machine: Machine, deferred: Deferred): void {
  const { activations, foundLate, journal, recorder } = machine;
  const mark = journal.mark();
  // What runs now has come to an `await`: no call of it is one within it.
  const running = activations.splice(0);
  try {
    runLate(machine, deferred);
  } finally {
    activations.splice(0, activations.length, ...running);
  }
  for (const [counter, { now }] of recorder.changedSince(mark))
    foundLate.set(counter, deferred.max > 1 ? Infinity : now.max);
  journal.rollBack(mark);
}

/** Counts what was only found late; what it stands for may not happen then. */
export function countLate({ foundLate, looks, recorder }: Machine): void {
  for (const [counter, max] of foundLate) recorder.countInstead(counter, max);
  foundLate.clear();
  looks.clear();
}

/**
 * Evaluates what was noted as it runs late: what it changes was seen where it was called, what is found already counts.
 *
 * @param look Called while the changes are there.
 */
export function runLate(machine: Machine, { callee, call, late }: Deferred, look?: (given: Value) => void): void {
  const { journal, recorder } = machine;
  const [only] = callee;
  const mark = journal.mark();
  const noted = machine.deferred.length;
  const { node } = only?.kind === "object" && only.type === "function" ? closureEssence(only) : { node: undefined };
  recorder.late++;
  if (node !== undefined && late === "behind-await") {
    machine.beforeAwait = { node, mark };
    recorder.muted++;
  }
  let given: Value = NEVER;
  try {
    machine.maybe(() => {
      given = machine.operations.call(callee, call);
    });
  } finally {
    if (machine.beforeAwait !== undefined) stopMuting(machine);
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
  if (outer === undefined || outer.node === node) return run();
  machine.beforeAwait = { ...outer, node };
  try {
    return run();
  } finally {
    if (machine.beforeAwait === undefined) machine.recorder.muted++;
    machine.beforeAwait = outer;
  }
}

/** From the first `await` on a function runs late: what it changed before may have been changed again. */
export function passAwait(machine: Machine, node: Frame["node"]): void {
  const { beforeAwait, journal } = machine;
  if (beforeAwait === undefined || beforeAwait.node !== node) return;
  stopMuting(machine);
  const { mark } = beforeAwait;
  for (const [place, { base }] of journal.changesSince(mark))
    if (place.birth < mark.birth && isSeen(place)) journal.write(place, base);
}

function stopMuting(machine: Machine): void {
  machine.beforeAwait = undefined;
  machine.recorder.muted--;
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
  // Elements of a list run by turns: `Promise.all([a(), b()])`.
  if (ts.isArrayLiteralExpression(parent) && parent.elements.length > 1) return false;
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
