/** CPU time in comparison with known work, which is as slow as the machine is. */
import assert from "node:assert/strict";

const TRIES = 4;
const MEASURED_TURNS = 20e6;

/** What a million turns of a plain loop take here, in milliseconds of CPU; about one. */
let unitMs = 0;

/**
 * Does some work that must not take longer than so many million turns of a plain loop; gives its result. What interferes with one try,
 * such as a collection of garbage or a busy machine, does not with all: work that takes longer is done again.
 */
export function within<T>(millionTurns: number, work: () => T, what = "it"): T {
  let taken = Infinity;
  for (let tries = 0; tries < TRIES; tries++) {
    const { ms, result } = cpuOf(work);
    if (tries > 0 || unitMs === 0) unitMs = millionTurnsMs();
    taken = Math.min(taken, ms / unitMs);
    if (taken <= millionTurns) return result;
  }
  assert.fail(`${what} takes as long as ${Math.round(taken)} million turns of a loop; at most ${millionTurns}`);
}

function millionTurnsMs(): number {
  const { ms, result } = cpuOf(() => {
    let sum = 0;
    for (let i = 0; i < MEASURED_TURNS; i++) sum = (Math.imul(sum, 31) + i) | 0;
    return sum;
  });
  assert.notEqual(result, 0);
  return (ms / MEASURED_TURNS) * 1e6;
}

function cpuOf<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}
