/** Milliseconds of CPU time of this process, and what TypeScript's parser alone takes. */
import { parseText, reparse, ts } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import { cpuMicroseconds } from "../core/measure.ts";

export const FILE = "/main.ts";
export const PARSE = "ts.createSourceFile";
export const REPARSE = "ts.updateSourceFile + walk";

/** The mean of as many runs as fill some time. */
export async function meanOf(run: () => unknown, batchMs: number): Promise<number> {
  const began = cpuMicroseconds();
  let count = 0;
  let usedMs = 0;
  do {
    await run();
    count++;
    usedMs = (cpuMicroseconds() - began) / 1000;
  } while (usedMs < batchMs);
  return usedMs / count;
}

/** What bare edits took: the mean, and each by the clock of the wall. */
export function bareEdits(text: string, texts: readonly string[]): readonly [number, readonly number[]] {
  let tree = parseText(FILE, text, "ts");
  const walls: number[] = [];
  const began = cpuMicroseconds();
  for (const each of texts) {
    const startedAt = performance.now();
    tree = reparse(tree, each);
    walk(tree);
    walls.push(performance.now() - startedAt);
  }
  return [(cpuMicroseconds() - began) / 1000 / texts.length, walls];
}

function walk(node: ts.Node): number {
  let count = 1;
  ts.forEachChild(node, (child) => void (count += walk(child)));
  return count;
}
