/**
 * How long preparing a module takes: the whole of it, and again after a keystroke.
 *
 * Milliseconds of CPU time, medians of rounds in which it and its peer take turns, both warm. "full": an empty cache; the
 * peer is `ts.createSourceFile` on the same text. "edit": a character is typed and taken back at many places of a module
 * that is in the cache; the peer is `ts.updateSourceFile` and a walk over all nodes, for the same edits. "p95" is by the
 * clock of the wall: the median at each place, then the 95th percentile of the places. "cold": the first preparation of
 * this process.
 */
import { parseText } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { prepare, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";
import { GENERATORS, keystroke } from "./prepare/inputs.ts";
import { bareEditor, byTurns, FILE, meanOf, PARSE, REPARSE } from "./prepare/measure.ts";
import { PATHOLOGICAL } from "./prepare/pathological.ts";

/** Batches by length: most of the time goes to the length that the targets are about. */
const BATCH_MS = { 100: 75, 1000: 250, 5000: 150 } as const;

/** So many places are edited. */
const PLACES = 16;

/** All figures in about a minute. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [await cold()];
  for (const [shape, generate] of Object.entries(GENERATORS)) {
    for (const lines of quick ? ([100] as const) : ([100, 1000, 5000] as const)) {
      const text = generate(lines);
      const batchMs = quick ? 0 : BATCH_MS[lines];
      results.push(await full(`${shape}, ${lines} lines, full`, text, batchMs));
      if (lines <= 1000) results.push(...(await edits(`${shape}, ${lines} lines, edit`, text, batchMs)));
    }
  }
  if (!quick)
    for (const [name, make] of Object.entries(PATHOLOGICAL)) {
      const { isTsx, says, text } = make();
      if (isTsx === true) continue;
      // The peer has no stack for it.
      const isAlone = says === "parse/too-deeply-nested";
      results.push(await (isAlone ? alone : full)(`${name}, full`, text, 0));
    }
  return results;
}

async function cold(): Promise<BenchResult> {
  const text = GENERATORS["straight"]?.(1000) ?? "";
  const began = performance.now();
  await prepareText(text, new StepCache());
  return { name: "straight, 1000 lines, cold", value: performance.now() - began, unit: "ms" };
}

async function alone(name: string, text: string, batchMs: number): Promise<BenchResult> {
  return { name, unit: "ms", value: await meanOf(() => prepareText(text, new StepCache()), batchMs) };
}

async function full(name: string, text: string, batchMs: number): Promise<BenchResult> {
  const whole = (): Promise<unknown> => prepareText(text, new StepCache());
  const parse = (): unknown => parseText(FILE, text, "ts");
  return { name, unit: "ms", peer: PARSE, ...(await byTurns(whole, parse, batchMs)) };
}

async function edits(name: string, text: string, batchMs: number): Promise<readonly BenchResult[]> {
  const typed = Array.from({ length: PLACES }, (_, place) => keystroke(text, place));
  const cache = new StepCache();
  await prepareText(text, cache);
  const [own, bare] = [new Walls(), new Walls()];
  const bareEdit = bareEditor(text);
  const run = (): Promise<void> => own.ofPlaces(typed, text, (next) => prepareText(next, cache));
  const peer = (): Promise<void> => bare.ofPlaces(typed, text, bareEdit);
  const { ratio, value } = await byTurns(run, peer, batchMs);
  return [
    { name, value: value / (2 * PLACES), unit: "ms", peer: REPARSE, ratio },
    { name: `${name}, p95`, value: own.high, unit: "ms", peer: REPARSE, ratio: own.high / bare.high },
  ];
}

async function prepareText(text: string, cache: StepCache): Promise<unknown> {
  return await prepare(FILE, new MemoryWorkspace({ [FILE]: text }), { cache });
}

/** What edits take by the clock of the wall. */
class Walls {
  readonly #places: readonly number[][] = Array.from({ length: PLACES }, () => []);

  /** Types at each place and takes it back. */
  async ofPlaces(typed: readonly string[], text: string, edit: (next: string) => unknown): Promise<void> {
    for (const [place, next] of typed.entries()) {
      for (const each of [next, text]) {
        const startedAt = performance.now();
        await edit(each);
        this.#places[place]?.push(performance.now() - startedAt);
      }
    }
  }

  /** The median at each place, of these the 95th percentile. */
  get high(): number {
    const sorted = this.#places.map(median).toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
  }
}
