/** The clock of a process: monotonic, with alarms. */
import type { Clock } from "../base/clock.ts";

/** Node's clock. */
export class MonotonicClock implements Clock {
  now(): number {
    return performance.now();
  }

  wakeAt(at: number, callback: () => void): Disposable {
    const timer = setTimeout(callback, Math.max(0, Math.ceil(at - performance.now())));
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  }
}
