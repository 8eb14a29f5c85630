/**
 * CPU time of the isolates of one process, as true as this process can know it.
 *
 * `isolate.cpuTime` is the wall time that an isolate's lock was held: on a loaded machine it also counts the time in
 * which the operating system ran something else. So what all isolates gained since the last reading is scaled down
 * to the CPU time that the whole process gained, when that is less. And it does not see what a synchronous call to the
 * host costs besides its work, where two threads wake each other: what the process used beyond what was seen is the
 * price of the calls, which differs between systems by a factor of five.
 */
import type { NativeIsolate } from "./ivm.ts";

/** Shortest stretch over which the process's own CPU time is trusted: the kernel counts it in coarse steps. */
const WINDOW_MS = 50;
/** The price of a synchronous call, in milliseconds, until it was measured, and between which bounds it is believed. */
const CROSSING_MS = { first: 0.016, least: 0.002, most: 0.2 };
/** Calls in a window from which their price can be told: else it would hold what the process did for other reasons. */
const ENOUGH_CROSSINGS = 200;

interface Entry {
  readonly isolate: NativeIsolate;
  readonly charge: (ms: number) => void;
  lastNs: bigint;
  /** Lock time since the window began; at its end it says how much of it was CPU time, for the next window. */
  windowMs: number;
}

/** Measures and charges. One for all isolates of a process. */
export class CpuClock {
  readonly #entries = new Set<Entry>();
  #windowStartCpuMs = processCpuMs();
  #windowStartMs = performance.now();
  #scale = 1;
  #crossingMs = CROSSING_MS.first;
  /** Since the window began: synchronous calls, and the time that the host worked for them. */
  #crossings = 0;
  #hostMs = 0;

  /** Charges `charge` for each millisecond that `isolate` runs, until the result is disposed. */
  watch(isolate: NativeIsolate, charge: (ms: number) => void): Disposable {
    const entry: Entry = { isolate, charge, lastNs: isolate.cpuTime, windowMs: 0 };
    this.#entries.add(entry);
    return { [Symbol.dispose]: () => void this.#entries.delete(entry) };
  }

  /** Takes note of a synchronous call, for which the host worked `workMs`; what it cost in milliseconds of CPU time. */
  crossed(workMs: number): number {
    this.#crossings++;
    this.#hostMs += workMs;
    return workMs * this.#scale + this.#crossingMs;
  }

  /** Reads all clocks and charges what was used since the last reading. */
  read(): void {
    for (const entry of this.#entries) {
      if (entry.isolate.isDisposed) continue;
      const now = entry.isolate.cpuTime;
      const heldMs = Number(now - entry.lastNs) / 1e6;
      entry.lastNs = now;
      entry.windowMs += heldMs;
      if (heldMs > 0) entry.charge(heldMs * this.#scale);
    }
    if (performance.now() - this.#windowStartMs >= WINDOW_MS) this.#closeWindow();
  }

  #closeWindow(): void {
    const cpuMs = processCpuMs();
    const usedMs = cpuMs - this.#windowStartCpuMs;
    let seenMs = this.#hostMs;
    for (const entry of this.#entries) {
      seenMs += entry.windowMs;
      entry.windowMs = 0;
    }
    if (seenMs > 1) this.#scale = Math.min(1, usedMs / seenMs);
    if (this.#crossings >= ENOUGH_CROSSINGS) {
      const { least, most } = CROSSING_MS;
      this.#crossingMs = Math.min(most, Math.max(least, (usedMs - seenMs) / this.#crossings));
    }
    this.#crossings = 0;
    this.#hostMs = 0;
    this.#windowStartCpuMs = cpuMs;
    this.#windowStartMs = performance.now();
  }
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
