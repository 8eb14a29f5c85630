/** Takes, queues, and limiters that nobody uses. */
import { setTimeout } from "node:timers/promises";
import { TokenBucket } from "limiter";
import type { RateLimiterMemory } from "rate-limiter-flexible";
import type { Clock } from "../../../runtime-core/base/clock.ts";
import { LimiterSet } from "../../../runtime-core/limits/limiter-set.ts";
import { FakeClock } from "../../fake-clock.ts";
import { type BenchOptions, type BenchResult, median } from "../bench.ts";
import { awaitedNanosecondsOf, cpuMicroseconds, nanosecondsOf } from "./measure.ts";

const PLENTY = [
  { name: "http/request", quantity: { kind: "frequency", value: 1e12 } },
  { name: "http/simultaneous", quantity: { kind: "count", value: 1e9 } },
] as const;

const IDLE_LIMITERS = 10_000;

/** The clock of a real run; counts the wake-ups that were set. */
class RealClock implements Clock {
  wakes = 0;

  now(): number {
    return performance.now();
  }

  wakeAt(): Disposable {
    this.wakes++;
    return { [Symbol.dispose]: () => undefined };
  }
}

/** What a take costs when nothing is lacking. */
export async function takeFigures(options: BenchOptions, memory: RateLimiterMemory): Promise<readonly BenchResult[]> {
  const size = { ...options, calls: 100_000 };
  const set = lineOf(3, new RealClock());
  const single = lineOf(1, new RealClock());
  const bucket = bucketsOf(3);
  const spent = nanosecondsOf(size, () => set.take("http/request", 1));
  const nested = nanosecondsOf(size, () => bucket.tryRemoveTokens(1));
  const awaited = await awaitedNanosecondsOf(size, () => single.take("http/request", 1));
  const consumed = await awaitedNanosecondsOf({ ...options, calls: 20_000 }, () => memory.consume("key", 1));
  const leased = nanosecondsOf(size, () => set.tryTake("http/simultaneous", 1)?.giveBack());
  const buckets = "limiter, tryRemoveTokens of 3 nested buckets";
  return [
    { name: "take with two ancestors", value: spent, unit: "ns", peer: buckets, ratio: spent / nested },
    {
      name: "take, awaited",
      value: awaited,
      unit: "ns",
      peer: "rate-limiter-flexible, consume in memory",
      ratio: awaited / consumed,
    },
    { name: "lease and give back with two ancestors", value: leased, unit: "ns" },
  ];
}

/** What it costs to wait, in a queue that is ten times as long too: linear when the ratio is near 1. */
export async function queueFigures({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const lengths = quick ? [100, 1000] : [10_000, 100_000];
  const figures: number[] = [];
  for (const length of lengths) {
    const rounds: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) rounds.push(await drain(length));
    figures.push(median(rounds));
  }
  const [short = NaN, long = NaN] = figures;
  return [
    {
      name: `one waiter of ${lengths[1]?.toLocaleString("en")}, from its take to its turn`,
      value: long,
      unit: "ns",
      peer: `one of ${lengths[0]?.toLocaleString("en")}`,
      ratio: long / short,
    },
  ];
}

/** CPU time of limiters that were used once and wait for nothing; the peer is the same process without any. */
export async function idleFigures({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const pauseMs = quick ? 10 : 300;
  const clock = new RealClock();
  const alone = await cpuWhileIdle(pauseMs);
  const sets = Array.from({ length: IDLE_LIMITERS / PLENTY.length }, () => lineOf(1, clock));
  for (const set of sets) void set.take("http/request", 1);
  const value = await cpuWhileIdle(pauseMs);
  if (clock.wakes > 0) throw new Error(`${sets.length} idle sets have set ${clock.wakes} timers`);
  return [
    {
      name: `${IDLE_LIMITERS.toLocaleString("en")} idle limiters, CPU per second`,
      value: (value * 1000) / pauseMs,
      unit: "µs",
      peer: "none at all",
      ratio: value / alone,
    },
  ];
}

async function cpuWhileIdle(pauseMs: number): Promise<number> {
  const figures: number[] = [];
  for (let round = 0; round < 3; round++) {
    const began = cpuMicroseconds();
    await setTimeout(pauseMs);
    figures.push(cpuMicroseconds() - began);
  }
  return median(figures);
}

/** Nanoseconds for each of so many waiters of one limiter. */
async function drain(length: number): Promise<number> {
  const clock = new FakeClock();
  const quantity = { kind: "frequency", value: 1000 } as const;
  const options = { clock, owner: "bench", cpuTime: "charged", onExhausted: () => undefined } as const;
  const set = new LimiterSet([{ name: "http/request", quantity }], options);
  await set.take("http/request", 1000);
  const order: number[] = [];
  const began = cpuMicroseconds();
  const waits = Array.from({ length }, (_, i) => set.take("http/request", 1).then(() => order.push(i)));
  clock.advanceTo(length + 1);
  const nanoseconds = ((cpuMicroseconds() - began) * 1000) / length;
  await Promise.all(waits);
  if (order.some((waiter, turn) => waiter !== turn)) throw new Error("the waiters were not served in order");
  return nanoseconds;
}

/** The innermost of so many contexts, each with its own limits. */
function lineOf(contexts: number, clock: Clock): LimiterSet {
  let set: LimiterSet | undefined;
  for (let i = 0; i < contexts; i++) {
    const parent: object = set === undefined ? {} : { parent: set };
    const options = { clock, owner: String(i), cpuTime: "charged", onExhausted: () => undefined, ...parent } as const;
    set = new LimiterSet(PLENTY, options);
  }
  if (set === undefined) throw new Error("no contexts");
  return set;
}

function bucketsOf(count: number): TokenBucket {
  let bucket: TokenBucket | undefined;
  for (let i = 0; i < count; i++) {
    const parent: object = bucket === undefined ? {} : { parentBucket: bucket };
    bucket = new TokenBucket({ bucketSize: 1e15, tokensPerInterval: 1e15, interval: "second", ...parent });
    bucket.content = 1e15;
  }
  if (bucket === undefined) throw new Error("no buckets");
  return bucket;
}
