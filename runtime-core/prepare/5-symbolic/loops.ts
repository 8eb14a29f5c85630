/**
 * Loops: unrolled as long as their tests are decided, widened otherwise.
 *
 * A widened loop runs its body until the state at its head does not change any more; the last round is the one that counts.
 */
import { type Count, Counter } from "./effects/recorder.ts";
import type { Adjustment } from "./failures.ts";
import { Fixpoint, isSeen } from "./fixpoint.ts";
import { Look } from "./hosts/absent-results.ts";
import type { Frame, Target } from "./frame.ts";
import { type AnyPlace, type Delta, heldIn, type Mark } from "./values/journal.ts";

/** Rounds one after the other, or one round that stands for all. */
export type LoopMode = "unrolled" | "widened";

/** How often the body of a loop runs. */
export interface Trips {
  readonly min: number;
  readonly max: number;
}

/** A loop, in parts. */
export interface Loop {
  /** Whether the body runs next; narrows the state to that. Undefined in a loop without a test. */
  readonly test?:
    | { truth(): { readonly true: boolean; readonly false: boolean }; assume(truth: boolean): void }
    | undefined;
  /** The body and what follows it, up to the next test. */
  readonly body: (mode: LoopMode) => void;
  /** How often the body runs, where that can be read off the source. */
  readonly trips?: Trips | undefined;
  /** Whether nothing that ran so far contradicts `trips`. */
  readonly isCounted?: (() => boolean) | undefined;
  /** Where `break` leads. */
  readonly breaks: Target;
}

const MAX_UNROLLED = 64;
const MAX_UNROLLED_STEPS = 12_000;
/** Rounds of a loop of unknown length that are run one after the other when each of them may be the last. */
const MAX_UNSURE = 4;

/** Runs a loop; afterwards the state is the one behind it. */
export function runLoop(frame: Frame, loop: Loop): void {
  const { machine } = frame;
  const { trips } = loop;
  const mark = machine.journal.mark();
  const { scope } = frame;
  const restore = saved(targetsOf(frame, loop.breaks));
  const outcome = trips !== undefined && trips.min > MAX_UNROLLED ? "too-long" : unroll(frame, loop);
  if (outcome === "too-long") {
    machine.journal.rollBack(mark);
    restore();
    frame.scope = scope;
    // The first test came out as true.
    widen(frame, loop, trips ?? { min: 1, max: Infinity });
  } else if (outcome === "undecided") widen(frame, loop, { min: 0, max: Infinity });
  loop.breaks.arrive();
}

/** Runs the body as often as tests are decided; before the first test that is not. */
function unroll(frame: Frame, loop: Loop): "done" | "undecided" | "too-long" {
  const { machine } = frame;
  const steps = machine.steps;
  const leaves = (): number => loop.breaks.count + frame.returns.count;
  const left = leaves();
  for (let i = 0; i < MAX_UNROLLED; i++) {
    if (machine.dead) return "done";
    const mark = machine.journal.mark();
    const truth = loop.test?.truth() ?? { true: true, false: false };
    if (machine.dead) return "done";
    if (!truth.true) {
      loop.test?.assume(false);
      return "done";
    }
    if (truth.false) {
      machine.journal.rollBack(mark);
      return "undecided";
    }
    if (steps - machine.steps > MAX_UNROLLED_STEPS) return "too-long";
    loop.test?.assume(true);
    if (i === MAX_UNSURE && loop.trips === undefined && leaves() > left) return "too-long";
    const { scope } = frame;
    loop.body("unrolled");
    if (!machine.dead && frame.scope === scope && !changesState(frame, mark)) return "too-long";
  }
  return "too-long";
}

function changesState(frame: Frame, mark: Mark): boolean {
  return frame.machine.journal.hasChanged(mark, (place) => isSeen(place) && place.birth < mark.birth);
}

/** So many elements of a list are taken one after the other. */
const MAX_ELEMENTS = 64;
/** The same in programs of other hosts, as long as that is little work: packages copy the whole of what a host gives. */
const MAX_ELEMENTS_IN_PROGRAM = 256;

/** Whether a list is taken element by element. */
export function isShort({ machine }: Frame, length: number): boolean {
  return length <= (machine.profile.foreign === undefined ? MAX_ELEMENTS : MAX_ELEMENTS_IN_PROGRAM);
}

/**
 * Takes the elements of a list one after the other; false when that is too much work, and nothing happened.
 *
 * @param next Takes one element, and says whether there are more.
 */
export function takeEach(frame: Frame, next: (index: number) => boolean): boolean {
  const { machine } = frame;
  const { steps } = machine;
  const mark = machine.journal.mark();
  const restore = saved(targetsOf(frame, undefined));
  for (let i = 0; next(i); i++) {
    if (i < MAX_ELEMENTS || machine.dead || steps - machine.steps <= MAX_UNROLLED_STEPS) continue;
    machine.journal.rollBack(mark);
    restore();
    return false;
  }
  return true;
}

/** Runs something a number of times that is not known exactly: the body of a loop, a callback. */
export function repeat(frame: Frame, trips: Trips, run: () => void): void {
  if (trips.max <= 0 || frame.machine.dead) return;
  const targets = targetsOf(frame, undefined);
  const counts = jumpCounts(targets);
  const round = settle(frame, { run, targets, trips });
  const completes = countRound(frame, round, { trips, counts, targets });
  if (!completes && trips.min > 0) frame.machine.journal.dead = true;
}

function widen(frame: Frame, loop: Loop, trips: Trips): void {
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
  const { min, max } = loop.isCounted?.() === false ? { min: Math.min(trips.min, 1), max: Infinity } : trips;
  const completes = countRound(frame, round, { trips: { min, max }, counts, targets });
  machine.undecided--;
  const truth = loop.test?.truth() ?? { true: true, false: false };
  if (loop.test !== undefined && (truth.false || max !== Infinity)) {
    if (min > 0 && !completes) machine.journal.dead = true;
    else if (max === Infinity) loop.test.assume(false);
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

/** Runs the body until the state at the head covers the state behind it; the last round, whose jumps stay noted. */
function settle(
  frame: Frame,
  { run, targets, trips }: { run: () => void; targets: readonly Target[]; trips: { readonly max: number } },
): Round {
  const { machine } = frame;
  const { journal } = machine;
  const restore = saved(targets);
  const often = trips.max > 1 ? 1 : 0;
  for (const head = new Fixpoint(machine); ; head.next()) {
    const mark = journal.mark();
    machine.repeated += often;
    run();
    machine.repeated -= often;
    const delta = journal.take(mark);
    if (delta === undefined) return { mark, delta };
    for (const [place, { now }] of delta.changes) if (place instanceof Look) journal.write(place as AnyPlace, now);
    if (!head.cover(mark, heldIn(delta))) return { mark, delta };
    restore();
  }
}

/** Multiplies the effects of a round; whether it comes to its end. */
function countRound(
  frame: Frame,
  { delta, mark }: Round,
  loop: {
    trips: Trips;
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
  add(frame.suspends);
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
