/**
 * What a take gives: the right to give back, exactly once, exactly what was taken.
 */

/** Taken tokens. For limits that are not given back, giving back does nothing. */
export interface Lease extends Disposable {
  /** Milliseconds waited; 0 when nothing was lacking. */
  readonly waitedMs: number;
  /** Returns what was taken to every bucket it was taken from. The second time, and after the end, does nothing. */
  giveBack(): void;
}

/** A lease of something that is spent: nothing returns. */
export class SpentLease implements Lease {
  readonly waitedMs: number;

  constructor(waitedMs: number) {
    this.waitedMs = waitedMs;
  }

  giveBack(): void {
    // What is spent does not return.
  }

  [Symbol.dispose](): void {
    // What is spent does not return.
  }
}

/** A lease of something that returns. */
export class HeldLease implements Lease {
  readonly waitedMs = 0;
  readonly #release: (lease: HeldLease) => void;
  #open = true;

  /** @param release Called at the first giving back. */
  constructor(release: (lease: HeldLease) => void) {
    this.#release = release;
  }

  giveBack(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#release(this);
  }

  [Symbol.dispose](): void {
    this.giveBack();
  }
}
