/**
 * What a bench is: `tests/bench/<name>.bench.ts` exports `bench`, run by `tools/bench.ts`.
 */

/** One figure. `ratio` is the value divided by that of the peer. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly ratio?: number;
  /** What the value is to be at most; for "/s" at least. */
  readonly target?: number;
}

/** How a bench is run. */
export interface BenchOptions {
  /** Measure as little as possible: to see that the bench works, not for the figures. */
  readonly quick: boolean;
}

/** Measures; short, so that all benches together take minutes. */
export type Bench = (options: BenchOptions) => Promise<readonly BenchResult[]>;

/** The middle of at least one value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
