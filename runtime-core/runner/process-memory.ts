/**
 * The memory of this process, which has one run: what V8 does not count as its heap, such as the tables of `Intl`, shows
 * only here.
 */

const LOOK_EVERY_MS = 50;
/**
 * A process holds much besides what its modules do: garbage, free memory, code, what is on its way between them. Modules
 * that held nothing outside of their heaps stayed below two thirds of what this leaves.
 */
const HEAP_FACTOR = 4;
const SLACK_BYTES = 384 * 2 ** 20;

/** Looks at it now and then. */
export class ProcessMemory {
  readonly #atStart = process.memoryUsage.rss();
  #lookAtMs = 0;

  /**
   * How many bytes the process has grown by, when its modules' heaps cannot explain so many.
   *
   * @param heapBytes What all modules together may hold; asked only when it matters.
   */
  excess(heapBytes: () => number): number | undefined {
    const nowMs = performance.now();
    if (nowMs < this.#lookAtMs) return undefined;
    this.#lookAtMs = nowMs + LOOK_EVERY_MS;
    const grownBytes = process.memoryUsage.rss() - this.#atStart;
    if (grownBytes <= SLACK_BYTES || grownBytes <= SLACK_BYTES + HEAP_FACTOR * heapBytes()) return undefined;
    return grownBytes;
  }
}
