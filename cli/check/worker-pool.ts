/**
 * Work that is shared out among threads, one item after the other.
 *
 * Promise: every item has a result or is named as lost. What a thread that dies had not yet told is done again by another
 * one; an item on which two threads died is lost.
 */
import { Worker } from "node:worker_threads";

/** Items, and the threads that do them. */
export interface Work {
  /** The file that a thread runs: posts lists of `ItemResult`, in all one for each of `itemsOf(workerData)`. */
  readonly file: URL;
  /** Given to each thread besides its share; plain data. */
  readonly data: object;
  /** Items are numbers below this. */
  readonly items: number;
  /** Threads at most. */
  readonly threads: number;
}

/** What a thread is told. */
export interface Share {
  readonly items: readonly number[];
  /** The place in `items` that is next, then for each thread the item that it is at plus one. */
  readonly progress: Int32Array;
  /** The place of this thread in `progress`. */
  readonly slot: number;
}

/** What a thread says of an item. */
export interface ItemResult<T> {
  readonly item: number;
  readonly result: T;
}

/** Threads in which new objects lie in little room: collecting them is as fast, and a thread stays small. */
const MAX_YOUNG_MB = 24;

/** Does all the work. @param told Called for each item once, with its result or with why there is none. */
export async function shareOut<T>(
  work: Work,
  told: (item: number, result: { readonly value: T } | { readonly lost: string }) => void,
): Promise<void> {
  let left = Array.from({ length: work.items }, (_, item) => item);
  const blamed = new Set<number>();
  while (left.length > 0) {
    const done = new Set<number>();
    const deaths = await runThreads<T>(work, left, (results) => {
      for (const { item, result } of results) {
        done.add(item);
        told(item, { value: result });
      }
    });
    let isNew = false;
    for (const { item, reason } of deaths) {
      if (item === undefined || done.has(item)) continue;
      isNew = true;
      if (blamed.has(item)) {
        done.add(item);
        told(item, { lost: reason });
      } else blamed.add(item);
    }
    if (done.size === 0 && !isNew)
      throw new Error(`Worker threads do nothing: ${deaths[0]?.reason ?? "they end at once"}`);
    left = left.filter((item) => !done.has(item));
  }
}

/** The items that a thread is to do, taken one by one; for the thread itself. */
export function* itemsOf({ items, progress, slot }: Share): Generator<number> {
  for (;;) {
    const item = items[Atomics.add(progress, 0, 1)];
    Atomics.store(progress, slot, item === undefined ? 0 : item + 1);
    if (item === undefined) return;
    yield item;
  }
}

interface Death {
  /** The item that it was at. */
  readonly item: number | undefined;
  readonly reason: string;
}

async function runThreads<T>(
  work: Work,
  items: readonly number[],
  told: (results: readonly ItemResult<T>[]) => void,
): Promise<readonly Death[]> {
  const threads = Math.min(work.threads, items.length);
  const progress = new Int32Array(new SharedArrayBuffer((threads + 1) * Int32Array.BYTES_PER_ELEMENT));
  const runs = Array.from({ length: threads }, (_, index) => {
    const share: Share = { items, progress, slot: index + 1 };
    const worker = new Worker(work.file, {
      workerData: { ...work.data, ...share },
      resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    });
    worker.on("message", told);
    return new Promise<readonly Death[]>((resolve) => {
      let reason: string | undefined;
      worker.once("error", (error) => (reason = error.message));
      worker.once("exit", (code) => {
        const at = Atomics.load(progress, share.slot);
        const died = reason !== undefined || code !== 0;
        resolve(died ? [{ item: at === 0 ? undefined : at - 1, reason: reason ?? `exit code ${code}` }] : []);
      });
    });
  });
  return (await Promise.all(runs)).flat();
}
