/** Milliseconds of CPU time of this process, and what TypeScript's parser alone takes. */
import { parseText, reparse, ts } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import { median } from "../bench.ts";
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

const ROUNDS = 5;

/**
 * What something takes, and how many times what its peer takes.
 *
 * Both are warmed up and then measured by turns, so that they see the same machine; the medians of the rounds. With a
 * batch of 0 ms each is warmed up once and measured once.
 */
export async function byTurns(
  run: () => unknown,
  peer: () => unknown,
  batchMs: number,
): Promise<{ readonly value: number; readonly ratio: number }> {
  await meanOf(run, batchMs * 3);
  await meanOf(peer, batchMs);
  const values: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < (batchMs === 0 ? 1 : ROUNDS); round++) {
    const value = await meanOf(run, batchMs);
    values.push(value);
    ratios.push(value / (await meanOf(peer, batchMs / 2)));
  }
  return { value: median(values), ratio: median(ratios) };
}

/** Goes from a text to the next one as TypeScript alone does it. */
export function bareEditor(text: string): (next: string) => void {
  let tree = parseText(FILE, text, "ts");
  return (next) => {
    tree = reparse(tree, next);
    walk(tree);
  };
}

/** The mean of what bare edits took. */
export function bareEdits(text: string, texts: readonly string[]): number {
  const edit = bareEditor(text);
  const began = cpuMicroseconds();
  for (const each of texts) edit(each);
  return (cpuMicroseconds() - began) / 1000 / texts.length;
}

function walk(node: ts.Node): number {
  let count = 1;
  ts.forEachChild(node, (child) => void (count += walk(child)));
  return count;
}
