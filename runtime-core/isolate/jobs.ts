/** Counts the jobs that an isolate was given and that have not come back: each runs until its microtasks are done. */

/** The jobs of one isolate. */
export class Jobs {
  #running = 0;
  #begun = 0;
  #waiters: (() => void)[] = [];
  #closed = false;

  /** How many have not come back. */
  get running(): number {
    return this.#running;
  }

  /** How many have begun so far. */
  get begun(): number {
    return this.#begun;
  }

  /** Begins none any more. */
  close(): void {
    this.#closed = true;
  }

  /** Runs one; throws when they are closed. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error("The isolate is about to end");
    this.#running += 1;
    this.#begun += 1;
    try {
      return await job();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#wake();
    }
  }

  /** Resolves when none is running; a module that goes on for ever in its microtasks never lets it. */
  async done(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
