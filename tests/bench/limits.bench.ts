/**
 * What a take costs when nothing is lacking: through three contexts, with the clock of a real run; median of 9 rounds
 * of 200,000 after 2 that warm up.
 */
import type { Clock } from "../../runtime-core/base/clock.ts";
import { LimiterSet } from "../../runtime-core/limits/limiter-set.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";

const NEVER: Clock = { now: () => performance.now(), wakeAt: () => ({ [Symbol.dispose]: () => undefined }) };

const LIMITS = [
  { name: "http/request", quantity: { kind: "frequency", value: 1e12 } },
  { name: "http/simultaneous", quantity: { kind: "count", value: 1e9 } },
] as const;

/** Nanoseconds per take: spent tokens, and a lease that is given back. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const set = line(3);
  const rounds = quick ? 1 : 9;
  const takes = quick ? 1000 : 200_000;
  const spent = measure({ rounds, takes }, () => void set.take("http/request", 1));
  const leased = measure({ rounds, takes }, () => set.tryTake("http/simultaneous", 1)?.giveBack());
  return [
    { name: "take through 3 contexts", value: spent, unit: "ns" },
    { name: "lease and give back through 3 contexts", value: leased, unit: "ns" },
  ];
}

/** The innermost of so many contexts, each with its own limits. */
function line(contexts: number): LimiterSet {
  let set: LimiterSet | undefined;
  for (let i = 0; i < contexts; i++) {
    const parent: object = set === undefined ? {} : { parent: set };
    set = new LimiterSet(LIMITS, {
      clock: NEVER,
      owner: String(i),
      cpuTime: "charged",
      onExhausted: () => undefined,
      ...parent,
    });
  }
  if (set === undefined) throw new Error("no contexts");
  return set;
}

function measure(size: { readonly rounds: number; readonly takes: number }, take: () => void): number {
  const nanos: number[] = [];
  for (let round = -2; round < size.rounds; round++) {
    const began = performance.now();
    for (let i = 0; i < size.takes; i++) take();
    if (round >= 0) nanos.push(((performance.now() - began) * 1e6) / size.takes);
  }
  return median(nanos);
}
