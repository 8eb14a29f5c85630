/**
 * Bounds what is on its way into an isolate: a module that asks for much and takes nothing makes its own calls wait,
 * and its runner does not grow.
 *
 * Invariant: reservations together are at most the capacity, or there is exactly one.
 */

interface Waiter {
  readonly bytes: number;
  readonly grant: () => void;
}

/** The bytes of replies that one context may have on their way. */
export class ReplyBudget {
  readonly #capacity: number;
  #used = 0;
  #waiters: Waiter[] = [];

  /** @param capacity Bytes. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Waits, in order of arrival, until there is room for `bytes`; more than the capacity waits to be alone.
   *
   * @returns Gives the room back; the second time does nothing.
   * @throws The reason of `signal` when it fires first; nothing is held then.
   */
  async reserve(bytes: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const held = Math.min(bytes, this.#capacity);
    if (this.#waiters.length > 0 || this.#used + held > this.#capacity) await this.#wait(held, signal);
    else this.#used += held;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#used -= held;
      this.#serve();
    };
  }

  #wait(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        this.#serve();
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        bytes,
        grant: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #serve(): void {
    for (let next = this.#waiters[0]; next !== undefined; next = this.#waiters[0]) {
      if (this.#used + next.bytes > this.#capacity) return;
      this.#waiters.shift();
      this.#used += next.bytes;
      next.grant();
    }
  }
}
