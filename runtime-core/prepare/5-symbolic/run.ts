/**
 * The run: loading first, then every function that the host can call, from the state that loading left.
 *
 * Exported functions can be called in any order and any number of times, so what one changes another one sees: the
 * second round starts from a state that covers what the first one left.
 */
import type { Phase } from "../effect.ts";
import { type EntryPoint, entryPoints } from "./exports.ts";
import { Fixpoint } from "./fixpoint.ts";
import { Target } from "./frame.ts";
import { Instances } from "./instances.ts";
import { runDeferred } from "./hosts/deferred.ts";
import { runHanded } from "./hosts/foreign/handed.ts";
import { lookAgain } from "./hosts/foreign/large-programs.ts";
import { lookAtOwn } from "./hosts/foreign/look-at-own.ts";
import { runLeftovers } from "./hosts/foreign/leftovers.ts";
import { reportUnseen } from "./hosts/foreign/unseen-calls.ts";
import { countLate } from "./late.ts";
import { BudgetExhausted, type Machine, RecursionTooDeep } from "./machine.ts";
import { Counter } from "./effects/recorder.ts";
import type { Held, Mark } from "./values/journal.ts";

/** Variables and objects keep apart what is written to them in so many rounds; then they are widened. */
const EXACT_ROUNDS = 2;

/** Steps for one export of a program of another host, however many it has. */
const LEAST_SHARE = 20_000;

/** Steps between two rests: some milliseconds. */
const STEPS_BETWEEN_RESTS = 2000;

/**
 * Runs everything.
 *
 * Rests between phases, when there was much work since the last rest; what goes on meanwhile must leave the trees alone.
 */
export function* runModule(machine: Machine): Generator<undefined, void> {
  const load = (): void => void machine.operations.loadModule(machine.input.entry);
  phase(machine, { name: "init", run: load });
  machine.journal.dead = false;
  machine.journal.implicit = false;
  const record = machine.modules.get(machine.input.entry);
  if (record === undefined) return;
  const instances = new Instances(machine, (name, run) =>
    withPartOfSteps(machine, () => phase(machine, { name, run })),
  );
  const start = new Fixpoint(machine, { exact: EXACT_ROUNDS });
  for (let keepFound: (() => void) | undefined; ; start.next()) {
    const entries = entryPoints(machine, record, instances);
    const changed = yield* runEntries(machine, { entries, instances, start });
    if (machine.isExhausted) keepFound?.();
    if (!changed || machine.isExhausted) return;
    // What is found is not given up for another look at a program that was too large for the first one.
    if (machine.profile.foreign !== undefined && (machine.degraded || start.round > 0)) return;
    keepFound = machine.recorder.restart();
  }
}

/**
 * Runs each function that the host can call once; whether one changed what another one sees. In a program of another host
 * methods see in the next round what others did to their instance: that round is left out where it would be too much work.
 */
function* runEntries(
  machine: Machine,
  parts: { entries: readonly EntryPoint[]; instances: Instances; start: Fixpoint },
): Generator<undefined, boolean> {
  const { trace } = machine;
  const { instances, start } = parts;
  let changed = false;
  const later: { readonly mark: Mark; readonly left: readonly Held[] }[] = [];
  const share = shareOf(machine, parts.entries.length);
  let restAt = machine.steps - STEPS_BETWEEN_RESTS;
  for (const entry of parts.entries) {
    if (machine.steps < restAt) {
      restAt = machine.steps - STEPS_BETWEEN_RESTS;
      trace?.listen(false);
      yield;
      trace?.listen(true);
    }
    if (share !== undefined) machine.steps = share;
    const mark = machine.journal.mark();
    const whole = (): void => {
      entry.run();
      runDeferred(machine);
    };
    const run =
      trace === undefined ? whole : () => trace.run({ key: `${start.round} ${entry.phase}`, of: entry.of }, whole);
    phase(machine, { name: entry.phase, run });
    const left = machine.journal.takeHeld(mark);
    for (const { place, content } of left) if (place instanceof Counter) place.state = content as Counter["state"];
    const isLater = ({ place }: Held): boolean => share !== undefined && instances.owns(place);
    if (left.some(isLater)) later.push({ mark, left: left.filter(isLater) });
    const atOnce = later.length === 0 ? left : left.filter((each) => !isLater(each));
    if (start.cover(mark, atOnce)) changed = true;
  }
  for (const { left, mark } of later) if (start.cover(mark, left)) changed = true;
  return changed;
}

/** In a program of another host, what comes before all calls leaves steps for them. */
function withPartOfSteps(machine: Machine, run: () => void): void {
  const { steps } = machine;
  if (machine.profile.foreign !== undefined) machine.steps = Math.max(steps / 4, Math.min(steps, LEAST_SHARE));
  const given = machine.steps;
  run();
  machine.steps = steps - (given - machine.steps);
}

/** In a program of another host no export takes the steps of the others. */
function shareOf(machine: Machine, exports: number): number | undefined {
  if (machine.profile.foreign === undefined) return undefined;
  return Math.max(machine.steps / (exports * 2), LEAST_SHARE);
}

/** Where the budget cut off the run, what it did not reach is looked at piece by piece. */
export function finishForeign(machine: Machine): void {
  const frame = machine.modules.get(machine.input.entry)?.frame;
  if (machine.profile.foreign === undefined || frame === undefined) return;
  lookAgain(machine);
  runHanded(machine);
  lookAtOwn(machine, frame);
  if (!machine.degraded) return;
  machine.recorder.phase = "init";
  runLeftovers(machine, frame);
  reportUnseen(machine);
}

function phase(machine: Machine, what: { name: Phase; run: () => void }): void {
  const { cuts, journal, recorder } = machine;
  const end = new Target(machine);
  const entry = machine.modules.get(machine.input.entry)?.frame;
  recorder.phase = what.name;
  recorder.phaseEnd = end;
  if (entry !== undefined) Object.assign(entry, { throws: end, failures: end });
  machine.deferred.length = 0;
  try {
    what.run();
    if (machine.dead && machine.profile.foreign !== undefined) end.arrive();
    runDeferred(machine);
  } catch (error) {
    if (!(error instanceof BudgetExhausted || error instanceof RecursionTooDeep || error instanceof RangeError))
      throw error;
    machine.cuts++;
    machine.isExhausted = true;
    machine.depth = 0;
    machine.undecided = 0;
    machine.repeated = 0;
    recorder.muted = 0;
    recorder.late = 0;
    machine.beforeAwait = undefined;
    // What it did not come to the end of is looked at again.
    for (const { node } of machine.activations) machine.functions?.ran.delete(node);
    machine.activations.length = 0;
    end.note();
  }
  if (machine.cuts > cuts) reportCut(machine);
  end.arrive();
  countLate(machine);
  journal.implicit = false;
  recorder.phaseEnd = undefined;
}

/** Says that a phase can do more than what was found. */
function reportCut(machine: Machine): void {
  const { input, journal, recorder } = machine;
  const site = input.files.get(input.entry);
  machine.cutIn ??= recorder.phase;
  if (site === undefined) return;
  const { dead } = journal;
  journal.dead = false;
  recorder.unknown({
    file: input.entry,
    site,
    reason: "budget",
    detail: "the module is too much work to examine wholly",
    kinds: null,
  });
  journal.dead = dead;
}
