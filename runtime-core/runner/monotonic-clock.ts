/** The clock of a run: monotonic, with alarms; it stands while a debugger holds an isolate. */
import type { Clock } from "../base/clock.ts";

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** Node's clock without the time for which it was held. */
export class MonotonicClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #holds = 0;
  #stoodMs = 0;
  /** When it began to stand, by Node's clock. */
  #standsSince = 0;

  now(): number {
    return (this.#holds > 0 ? this.#standsSince : performance.now()) - this.#stoodMs;
  }

  wakeAt(at: number, callback: () => void): Disposable {
    const alarm: Alarm = { at, ring: () => this.#ring(alarm, callback), timer: undefined };
    this.#alarms.add(alarm);
    if (this.#holds === 0) this.#arm(alarm);
    return {
      [Symbol.dispose]: () => {
        clearTimeout(alarm.timer);
        this.#alarms.delete(alarm);
      },
    };
  }

  /** Stops the clock until the result is disposed; with several holds, until the last one is. */
  hold(): Disposable {
    if (this.#holds === 0) {
      this.#standsSince = performance.now();
      for (const alarm of this.#alarms) clearTimeout(alarm.timer);
    }
    this.#holds += 1;
    const held = new DisposableStack();
    held.defer(() => this.#release());
    return held;
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#stoodMs += performance.now() - this.#standsSince;
    for (const alarm of this.#alarms) this.#arm(alarm);
  }

  /** Node's timers can ring a fraction of a millisecond early. */
  #ring(alarm: Alarm, callback: () => void): void {
    if (this.now() < alarm.at) return this.#arm(alarm);
    this.#alarms.delete(alarm);
    callback();
  }

  #arm(alarm: Alarm): void {
    alarm.timer = setTimeout(alarm.ring, Math.max(0, Math.ceil(alarm.at - this.now())));
  }
}
