/**
 * Loops: unrolled as long as their tests are decided, widened otherwise.
 *
 * A widened loop runs its body until the state at its head does not change any more; the last round is the one that counts.
 */
import { type Count, Counter } from "./effects/recorder.ts";
import type { Adjustment } from "./failures.ts";
import { Look } from "./hosts/absent-results.ts";
import type { Frame, Target } from "./frame.ts";
import type { AnyPlace, Delta, Mark } from "./values/journal.ts";

/** Rounds one after the other, or one round that stands for all. */
export type LoopMode = "unrolled" | "widened";

/** A loop, in parts. */
export interface Loop {
  /** Whether the body runs next; narrows the state to that. Undefined in a loop without a test. */
  readonly test?:
    | { truth(): { readonly true: boolean; readonly false: boolean }; assume(truth: boolean): void }
    | undefined;
  /** The body and what follows it, up to the next test. */
  readonly body: (mode: LoopMode) => void;
  /** How often the body runs, where that can be read off the source. */
  readonly trips?: (() => { readonly min: number; readonly max: number } | undefined) | undefined;
  /** Where `break` leads. */
  readonly breaks: Target;
}

const MAX_UNROLLED = 64;
const MAX_UNROLLED_STEPS = 12_000;
/** Rounds of a loop of unknown length that are run one after the other when each of them may be the last. */
const MAX_UNSURE = 4;
const MAX_ROUNDS = 6;

/** Runs a loop; afterwards the state is the one behind it. */
export function runLoop(frame: Frame, loop: Loop): void {
  const { machine } = frame;
  const trips = loop.trips?.();
  const mark = machine.journal.mark();
  const { scope } = frame;
  const restore = saved(targetsOf(frame, loop.breaks));
  const outcome = trips !== undefined && trips.min > MAX_UNROLLED ? "too-long" : unroll(frame, loop);
  if (outcome === "too-long") {
    machine.journal.rollBack(mark);
    restore();
    frame.scope = scope;
    widen(frame, loop, trips ?? firstTrip(frame, loop));
  } else if (outcome === "undecided") widen(frame, loop, { min: 0, max: Infinity });
  loop.breaks.arrive();
}

function firstTrip({ machine }: Frame, loop: Loop): { readonly min: number; readonly max: number } {
  const mark = machine.journal.mark();
  const truth = loop.test?.truth() ?? { true: true, false: false };
  machine.journal.rollBack(mark);
  return { min: truth.false ? 0 : 1, max: Infinity };
}

/** Runs the body as often as tests are decided. */
function unroll(frame: Frame, loop: Loop): "done" | "undecided" | "too-long" {
  const { machine } = frame;
  const steps = machine.steps;
  const leaves = (): number => loop.breaks.count + frame.returns.count;
  const left = leaves();
  for (let i = 0; i < MAX_UNROLLED; i++) {
    if (machine.dead) return "done";
    const before = machine.journal.mark();
    const truth = loop.test?.truth() ?? { true: true, false: false };
    if (machine.dead) return "done";
    if (!truth.true) {
      loop.test?.assume(false);
      return "done";
    }
    if (truth.false) {
      machine.journal.rollBack(before);
      return "undecided";
    }
    if (steps - machine.steps > MAX_UNROLLED_STEPS) return "too-long";
    loop.test?.assume(true);
    if (i === MAX_UNSURE && loop.trips?.() === undefined && leaves() > left) return "too-long";
    const { scope } = frame;
    loop.body("unrolled");
    if (machine.dead || frame.scope !== scope || changesState(frame, before)) continue;
    return loop.test?.truth().true === false ? "done" : "too-long";
  }
  return "too-long";
}

function changesState(frame: Frame, mark: Mark): boolean {
  return frame.machine.journal.hasChanged(mark, (place) => isSeen(place) && place.birth < mark.birth);
}

/** Whether a place is one that the module sees. */
function isSeen(place: unknown): boolean {
  return !(place instanceof Counter || place instanceof Look);
}

/** Runs something a number of times that is not known exactly: the body of a loop, a callback. */
export function repeat(frame: Frame, trips: { readonly min: number; readonly max: number }, run: () => void): void {
  if (trips.max <= 0 || frame.machine.dead) return;
  const targets = targetsOf(frame, undefined);
  const counts = jumpCounts(targets);
  const round = settle(frame, { run, targets, trips });
  const completes = countRound(frame, round, { trips, counts, targets });
  if (!completes && trips.min > 0) frame.machine.journal.dead = true;
}

function widen(frame: Frame, loop: Loop, trips: { readonly min: number; readonly max: number }): void {
  const { machine } = frame;
  if (machine.dead) return;
  const run = (): void => {
    const truth = loop.test?.truth() ?? { true: true, false: false };
    if (!truth.true) machine.journal.dead = true;
    if (machine.dead) return;
    loop.test?.assume(true);
    if (!machine.dead) loop.body("widened");
  };
  machine.undecided++;
  const targets = targetsOf(frame, loop.breaks);
  const counts = jumpCounts(targets);
  const round = settle(frame, { run, targets, trips });
  const completes = countRound(frame, round, { trips, counts, targets });
  machine.undecided--;
  const truth = loop.test?.truth() ?? { true: true, false: false };
  if (loop.test !== undefined && (truth.false || trips.max !== Infinity)) {
    if (trips.min > 0 && !completes) machine.journal.dead = true;
    else if (trips.max === Infinity) loop.test.assume(false);
    return;
  }
  const exits = targets.some(({ count }, i) => count > (counts[i] ?? 0));
  if (!exits) machine.recorder.diverges();
  machine.journal.dead = true;
}

/** What one round changes; undefined when it does not come to its end. */
interface Round {
  readonly mark: Mark;
  readonly delta: Delta | undefined;
}

/**
 * Runs the body until the state at the head covers the state behind it; the last round, whose jumps stay noted. When that
 * takes too many rounds, one more from the state that was reached.
 */
function settle(
  frame: Frame,
  { run, targets, trips }: { run: () => void; targets: readonly Target[]; trips: { readonly max: number } },
): Round {
  const { journal } = frame.machine;
  const restore = saved(targets);
  const often = trips.max > 1 ? 1 : 0;
  for (let round = 0; ; round++) {
    const mark = journal.mark();
    frame.machine.repeated += often;
    run();
    frame.machine.repeated -= often;
    const delta = journal.take(mark);
    if (delta === undefined || round === MAX_ROUNDS || !widenHead(frame, mark, delta)) return { mark, delta };
    restore();
  }
}

/** Makes the state at the head cover a delta; whether it had to change. */
function widenHead(frame: Frame, mark: Mark, delta: Delta): boolean {
  const { journal } = frame.machine;
  let changed = false;
  for (const [place, { now }] of delta.changes) {
    if (place instanceof Counter) continue;
    if (place.birth >= mark.birth || !isSeen(place)) {
      journal.write(place, now);
      continue;
    }
    const wide = place.widen(place.state, now);
    if (wide === place.state) continue;
    changed = true;
    journal.write(place, wide);
  }
  return changed;
}

/** Multiplies the effects of a round; whether it comes to its end. */
function countRound(
  frame: Frame,
  { delta, mark }: Round,
  loop: {
    trips: { readonly min: number; readonly max: number };
    counts: readonly number[];
    targets: readonly Target[];
  },
): boolean {
  const { machine } = frame;
  const { trips } = loop;
  if (delta === undefined) return false;
  const grown = new Map<AnyPlace, Adjustment>();
  for (const [place, change] of delta.changes) {
    if (place instanceof Counter) {
      const [base, now] = [change.base as Count, change.now as Count];
      const [low, high] = [now.min - base.min, now.max - base.max];
      machine.journal.write(place, {
        min: base.min + low * trips.min,
        max: high === 0 ? base.max : base.max + high * trips.max,
      });
      // Jumps out of a later round have the effects of the rounds before it.
      if (high > 0) grown.set(place as AnyPlace, { base, change: raisedBy(high * (trips.max - 1)) });
    } else if (place.birth >= mark.birth) machine.journal.write(place, change.now);
  }
  if (trips.max > 1 && grown.size > 0) loop.targets.forEach((target, i) => target.adjust(loop.counts[i] ?? 0, grown));
  return true;
}

function raisedBy(extra: number): (state: unknown) => Count {
  return (state) => {
    const { min, max } = state as Count;
    return { min, max: max + extra };
  };
}

/** Where jumps out of a loop lead. */
function targetsOf(frame: Frame, breaks: Target | undefined): readonly Target[] {
  const targets: Target[] = [];
  const add = (target: Target | undefined): void => {
    if (target !== undefined && !targets.includes(target)) targets.push(target);
  };
  add(frame.returns);
  add(frame.throws);
  add(frame.failures);
  for (const jump of frame.jumps) {
    add(jump.breaks);
    add(jump.continues);
  }
  add(breaks);
  return targets;
}

function jumpCounts(targets: readonly Target[]): readonly number[] {
  return targets.map(({ count }) => count);
}

function saved(targets: readonly Target[]): () => void {
  const restores = targets.map((target) => target.save());
  return () => restores.forEach((restore) => restore());
}
