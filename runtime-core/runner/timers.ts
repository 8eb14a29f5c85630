/** Alarms of one module: kept here, fired into its isolate. */

const MAX_DELAY_MS = 2 ** 31 - 1;

interface Alarm {
  readonly handle: NodeJS.Timeout;
  readonly place: Disposable;
}

/** When an alarm rings, and the place among the timers that it holds. */
export interface AlarmOptions {
  readonly delayMs: number;
  readonly repeats: boolean;
  /** Given back when the alarm is gone. */
  readonly place: Disposable;
}

/** The alarms of one context. */
export class Timers {
  readonly #alarms = new Map<number, Alarm>();
  readonly #fire: (id: number) => Promise<void>;

  /** @param fire Runs the callback; resolves when it has run. */
  constructor(fire: (id: number) => Promise<void>) {
    this.#fire = fire;
  }

  /** How many are armed. */
  get size(): number {
    return this.#alarms.size;
  }

  /** Arms one. An alarm that repeats does not ring again while its last callback has not run. */
  arm(id: number, { delayMs, repeats, place }: AlarmOptions): void {
    this.clear(id);
    const delay = Math.max(0, Math.min(delayMs || 0, MAX_DELAY_MS));
    let ringing = false;
    const ring = (): void => {
      if (!repeats) this.clear(id);
      if (ringing) return;
      ringing = true;
      void this.#fire(id).finally(() => (ringing = false));
    };
    this.#alarms.set(id, { handle: repeats ? setInterval(ring, delay) : setTimeout(ring, delay), place });
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
