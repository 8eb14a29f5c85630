/**
 * The run: loading first, then every function that the host can call, from the state that loading left.
 *
 * Exported functions can be called in any order and any number of times, so what one changes another one sees: the
 * second round starts from a state that covers what the first one left.
 */
import type { Phase } from "../effect.ts";
import { entryPoints } from "./exports.ts";
import { Target } from "./frame.ts";
import { runDeferred } from "./hosts/deferred.ts";
import { runLeftovers } from "./hosts/foreign/leftovers.ts";
import { BudgetExhausted, type Machine, RecursionTooDeep } from "./machine.ts";
import { Counter } from "./effects/recorder.ts";
import { Cell } from "./scope.ts";
import type { Delta, Mark, Place } from "./values/journal.ts";

const MAX_ROUNDS = 4;
/** Variables keep apart what is written to them in so many rounds; then they are widened. */
const EXACT_ROUNDS = 2;

/** Steps between two rests: some milliseconds. */
const STEPS_BETWEEN_RESTS = 2000;

/**
 * Runs everything; what the budget cuts off is told to `cutOff`.
 *
 * Rests between phases, when there was much work since the last rest; what goes on meanwhile must leave the trees alone.
 */
export function* runModule(machine: Machine, cutOff: () => void): Generator<undefined, void> {
  let restAt = machine.steps - STEPS_BETWEEN_RESTS;
  phase(machine, { name: "init", run: () => void machine.operations.loadModule(machine.input.entry), cutOff });
  machine.journal.dead = false;
  machine.journal.implicit = false;
  const record = machine.modules.get(machine.input.entry);
  if (record === undefined) return;
  const entries = entryPoints(machine, record);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false;
    for (const entry of entries) {
      if (machine.steps < restAt) {
        restAt = machine.steps - STEPS_BETWEEN_RESTS;
        yield;
      }
      const mark = machine.journal.mark();
      phase(machine, { name: entry.phase, run: () => entry.run(), cutOff });
      const delta = machine.journal.take(mark);
      if (delta !== undefined && keepChanges(mark, delta, round)) changed = true;
    }
    if (!changed || round === MAX_ROUNDS - 1) return;
    machine.recorder.restart();
  }
}

/** Where the budget cut off the run, what it did not reach is looked at piece by piece. */
export function finishForeign(machine: Machine): void {
  const frame = machine.modules.get(machine.input.entry)?.frame;
  if (machine.profile.foreign === undefined || !machine.degraded || frame === undefined) return;
  machine.recorder.phase = "init";
  runLeftovers(machine, frame);
}

/** Widens the state by what a phase left; counters stay. Whether anything but them changed. */
function keepChanges(mark: Mark, delta: Delta, round: number): boolean {
  let changed = false;
  for (const [place, { now }] of delta.changes) {
    if (place instanceof Counter || place.birth >= mark.birth) {
      place.state = now;
      continue;
    }
    const wide = round < EXACT_ROUNDS ? covering(place, now) : place.widen(place.state, now);
    if (wide === place.state) continue;
    place.state = wide;
    changed = true;
  }
  return changed;
}

/** Of a variable all that it was; other places are widened at once, for merging them makes new contents each time. */
function covering(place: Place<unknown>, now: unknown): unknown {
  if (!(place instanceof Cell)) return place.widen(place.state, now);
  return place.merge([{ state: place.state }, { state: now as Cell["state"] }]);
}

function phase(machine: Machine, what: { name: Phase; run: () => void; cutOff: () => void }): void {
  const { journal, recorder } = machine;
  const end = new Target(machine);
  recorder.phase = what.name;
  recorder.phaseEnd = end;
  machine.deferred.length = 0;
  try {
    what.run();
    if (machine.dead && machine.profile.foreign !== undefined) end.arrive();
    runDeferred(machine);
  } catch (error) {
    if (!(error instanceof BudgetExhausted || error instanceof RecursionTooDeep || error instanceof RangeError))
      throw error;
    machine.degraded = true;
    machine.depth = 0;
    machine.undecided = 0;
    recorder.muted = 0;
    machine.activations.length = 0;
    end.note();
    what.cutOff();
  }
  end.arrive();
  journal.implicit = false;
  recorder.phaseEnd = undefined;
}
