/**
 * How long preparing a module takes: the whole of it, and again after a keystroke.
 *
 * Milliseconds of CPU time of this thread, means of batches, because the clock of the CPU ticks in steps of 4 ms. "full": an
 * empty cache in a process that is warm; the peer is `ts.createSourceFile` on the same text. "edit": a character is typed
 * and taken back at many places of a module that is in the cache; the peer is `ts.updateSourceFile` and a walk over all
 * nodes, for the same edits. "p95" is by the clock of the wall: the median of six at each place, then the 95th percentile
 * of the places. "cold": the first preparation of this process.
 */
import { parseText } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { prepare, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";
import { cpuMicroseconds } from "./core/measure.ts";
import { GENERATORS, keystroke, PATHOLOGICAL } from "./prepare/inputs.ts";
import { bareEdits, FILE, meanOf, PARSE, REPARSE } from "./prepare/measure.ts";

/** All figures in less than a minute. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [await cold()];
  for (const [shape, generate] of Object.entries(GENERATORS)) {
    for (const lines of quick ? [100] : [100, 1000, 5000]) {
      const text = generate(lines);
      results.push(await full(`${shape}, ${lines} lines, full`, text, quick ? 0 : 250));
      if (lines <= 1000) results.push(...(await edits(`${shape}, ${lines} lines, edit`, text, quick ? 1 : 16)));
    }
  }
  if (!quick)
    for (const [name, make] of Object.entries(PATHOLOGICAL)) results.push(await full(`${name}, full`, make(), 1));
  return results;
}

async function cold(): Promise<BenchResult> {
  const text = GENERATORS["straight"]?.(1000) ?? "";
  const began = performance.now();
  await prepareText(text, new StepCache());
  return { name: "straight, 1000 lines, cold", value: performance.now() - began, unit: "ms" };
}

async function full(name: string, text: string, batchMs: number): Promise<BenchResult> {
  const parse = (): unknown => parseText(FILE, text, "ts");
  const whole = (): Promise<unknown> => prepareText(text, new StepCache());
  await meanOf(whole, batchMs / 3);
  const value = await meanOf(whole, batchMs);
  return { name, value, unit: "ms", peer: PARSE, ratio: value / (await meanOf(parse, batchMs / 2)) };
}

async function edits(name: string, text: string, places: number): Promise<readonly BenchResult[]> {
  const typed = Array.from({ length: places }, (_, place) => keystroke(text, place));
  const texts = typed.flatMap((each) => [each, text, each, text, each, text]);
  const cache = new StepCache();
  await prepareText(text, cache);
  const walls: number[] = [];
  const began = cpuMicroseconds();
  for (const each of texts) {
    const startedAt = performance.now();
    await prepareText(each, cache);
    walls.push(performance.now() - startedAt);
  }
  const value = (cpuMicroseconds() - began) / 1000 / texts.length;
  const [bareMs, bareWalls] = bareEdits(text, texts);
  const high = percentile95(walls);
  return [
    { name, value, unit: "ms", peer: REPARSE, ratio: value / bareMs },
    { name: `${name}, p95`, value: high, unit: "ms", peer: REPARSE, ratio: high / percentile95(bareWalls) },
  ];
}

async function prepareText(text: string, cache: StepCache): Promise<unknown> {
  return await prepare(FILE, new MemoryWorkspace({ [FILE]: text }), { cache });
}

/** Of groups of six the median, of these the 95th percentile. */
function percentile95(walls: readonly number[]): number {
  const places = Array.from({ length: walls.length / 6 }, (_, i) => median(walls.slice(i * 6, i * 6 + 6)));
  const sorted = places.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}
