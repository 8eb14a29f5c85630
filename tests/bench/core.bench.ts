/**
 * The core: inclusion, checks of paths and URLs, takes, queues, and what idle limiters cost; beside libraries that do a part
 * of it.
 *
 * CPU time of this process, so that a busy machine changes little; median of 9 rounds after 2 that warm up. What a peer does
 * less is said in its name: none of them decides inclusion between patterns, knows who was granted what, or takes through
 * parents all or nothing.
 */
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { BenchOptions, BenchResult } from "./bench.ts";
import { checkFigures } from "./core/checks.ts";
import { idleFigures, queueFigures, takeFigures } from "./core/limiters.ts";

/** Nanoseconds per call, unless a unit says else. */
export async function bench(options: BenchOptions): Promise<readonly BenchResult[]> {
  return [
    ...checkFigures(options),
    ...(await takeFigures(options, new RateLimiterMemory({ points: 1e9, duration: 1 }))),
    ...(await queueFigures(options)),
    ...(await idleFigures(options)),
  ];
}
