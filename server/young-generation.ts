/**
 * How much memory V8 sets aside for what is young. Left alone it goes up to 128 MB after a few keystrokes in a long module,
 * and keeps it; with an eighth of that the server is as quick.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Where its growth ends. It grows in powers of two. */
export const YOUNG_GENERATION_BYTES = 16 * 2 ** 20;

/** Keeps the young generation of this process from growing for ever. A flag of the start would do it, but who starts us does not know it. */
export function boundYoungGeneration(): void {
  const observer = new PerformanceObserver(() => {
    if (youngGenerationBytes() < YOUNG_GENERATION_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    observer.disconnect();
  });
  observer.observe({ entryTypes: ["gc"] });
}

/** What it takes now. */
export function youngGenerationBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
}
