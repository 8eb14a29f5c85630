/** Nanoseconds of CPU time per call. */
import { type BenchOptions, median } from "../bench.ts";

/** How much is measured: a round takes some milliseconds. */
export interface Size extends BenchOptions {
  /** Calls of a round. */
  readonly calls: number;
}

const ROUNDS = 9;
const WARM_UP = 2;

/** The median of the rounds; `call` has the number of the call in its round. */
export function nanosecondsOf(size: Size, call: (index: number) => unknown): number {
  const { rounds, warmUp, calls } = amount(size);
  const figures: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const began = cpuMicroseconds();
    for (let i = 0; i < calls; i++) call(i);
    if (round >= 0) figures.push(((cpuMicroseconds() - began) * 1000) / calls);
  }
  return median(figures);
}

/** Like `nanosecondsOf` for calls that are awaited, one after the other. */
export async function awaitedNanosecondsOf(size: Size, call: (index: number) => Promise<unknown>): Promise<number> {
  const { rounds, warmUp, calls } = amount(size);
  const figures: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const began = cpuMicroseconds();
    for (let i = 0; i < calls; i++) await call(i);
    if (round >= 0) figures.push(((cpuMicroseconds() - began) * 1000) / calls);
  }
  return median(figures);
}

/** CPU time that this process has used; finer than that of the thread, and what collects garbage for it counts. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function amount({ quick, calls }: Size): { rounds: number; warmUp: number; calls: number } {
  return quick ? { rounds: 1, warmUp: 0, calls: Math.min(calls, 100) } : { rounds: ROUNDS, warmUp: WARM_UP, calls };
}
