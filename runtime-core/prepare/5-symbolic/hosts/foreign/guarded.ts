/** Runs of their own after the run of the program: each ends where its steps do, whatever it does. */
import { BudgetExhausted, type Machine, RecursionTooDeep } from "../../machine.ts";

/** Runs something with a budget of its own. */
export function guarded(machine: Machine, steps: number, run: () => void): void {
  machine.journal.dead = false;
  machine.steps = steps;
  try {
    run();
  } catch (error) {
    if (!(error instanceof BudgetExhausted || error instanceof RecursionTooDeep || error instanceof RangeError))
      throw error;
    machine.activations.length = 0;
    machine.depth = 0;
    machine.undecided = 0;
    machine.repeated = 0;
    machine.recorder.muted = 0;
  }
  machine.deferred.length = 0;
}
