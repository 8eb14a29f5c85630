/** Something that happens again and again, and that several may wait for: a condition variable. */
export class Condition {
  #next = Promise.withResolvers<void>();

  /** Wakes all who wait now. */
  notifyAll(): void {
    const now = this.#next;
    this.#next = Promise.withResolvers();
    now.resolve();
  }

  /**
   * Resolves when it happens next. Who is woken looks again whether what it waits for is so.
   *
   * @throws The reason of the signal, when that fires before.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return await this.#next.promise;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await Promise.race([this.#next.promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
}
