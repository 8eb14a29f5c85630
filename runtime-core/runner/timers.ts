/** Alarms of one module: kept here, fired into its isolate. */

interface Alarm {
  readonly handle: NodeJS.Timeout;
  readonly place: Disposable;
}

/** The alarms of one context. */
export class Timers {
  readonly #alarms = new Map<number, Alarm>();
  readonly #fire: (id: number) => void;

  constructor(fire: (id: number) => void) {
    this.#fire = fire;
  }

  /** How many are armed. */
  get size(): number {
    return this.#alarms.size;
  }

  /** Arms one; `place` is given back when it is gone. */
  arm(id: number, delayMs: number, repeats: boolean, place: Disposable): void {
    const ring = (): void => {
      if (!repeats) this.clear(id);
      this.#fire(id);
    };
    const handle = repeats ? setInterval(ring, delayMs) : setTimeout(ring, delayMs);
    this.#alarms.set(id, { handle, place });
  }

  /** Takes one back. */
  clear(id: number): void {
    const alarm = this.#alarms.get(id);
    if (alarm === undefined) return;
    clearTimeout(alarm.handle);
    alarm.place[Symbol.dispose]();
    this.#alarms.delete(id);
  }

  /** Takes all back. */
  clearAll(): void {
    for (const id of [...this.#alarms.keys()]) this.clear(id);
  }
}
