/**
 * CPU time of the isolates of one process, as true as this process can know it.
 *
 * `isolate.cpuTime` is the wall time that an isolate's lock was held: on a loaded machine it also counts the time in
 * which the operating system ran something else. So the isolates together are never charged more than the threads on
 * which they run used. And it does not see what a synchronous call to the host costs, where the host works and threads
 * wake each other: for that those who called are charged what this thread used, and what nobody was seen to use.
 */
import type { NativeIsolate } from "./ivm.ts";

/** How late the kernel may tell what another thread used: its tick, which is 1 to 10 ms. */
const TICK_MS = 10;
/** A call never costs more besides its work; 16 µs were measured on one machine, 50 µs on another. */
const MAX_CALL_MS = 0.2;
/** A flood of calls keeps timers from firing; then the calls see to it that the clocks are read. */
const READ_AT_LEAST_EVERY_MS = 5;

/** What an isolate does is charged as long as it is watched. */
export interface WatchedIsolate extends Disposable {
  /** Takes note of a synchronous call to the host, and of the milliseconds that the host worked for it. */
  called(workMs: number): void;
  /** What it does from now on is not charged until the result is disposed. */
  hold(): Disposable;
}

interface Entry {
  readonly isolate: NativeIsolate;
  readonly charge: (ms: number) => void;
  lastNs: bigint;
  /** Milliseconds for which it was seen to run and not yet charged. */
  ranMs: number;
  /** Its calls since the last reading, and how long the host worked for them. */
  calls: number;
  workMs: number;
  held: boolean;
}

/** Measures and charges. One for all isolates of a process; no isolate runs on the thread that has it. */
export class CpuClock {
  readonly #entries = new Set<Entry>();
  #last = readCpu();
  #lastReadMs = performance.now();
  /** What other threads used and nobody was charged for yet, in milliseconds. */
  #othersMs = TICK_MS;

  /** Charges `charge` for each millisecond that `isolate` uses, until the result is disposed. */
  watch(isolate: NativeIsolate, charge: (ms: number) => void): WatchedIsolate {
    const entry: Entry = { isolate, charge, lastNs: isolate.cpuTime, ranMs: 0, calls: 0, workMs: 0, held: false };
    this.#entries.add(entry);
    return {
      called: (workMs) => {
        if (entry.held) return;
        entry.workMs += workMs;
        entry.calls++;
        if (performance.now() - this.#lastReadMs > READ_AT_LEAST_EVERY_MS) this.read();
      },
      hold: () => {
        this.read();
        entry.held = true;
        return { [Symbol.dispose]: () => (this.read(), void (entry.held = false)) };
      },
      [Symbol.dispose]: () => void this.#entries.delete(entry),
    };
  }

  /** Reads all clocks and charges what was used since the last reading. */
  read(): void {
    const { hereMs, othersMs } = this.#last;
    this.#last = readCpu();
    this.#lastReadMs = performance.now();
    this.#othersMs += this.#last.othersMs - othersMs;
    this.#chargeRuns();
    this.#chargeCalls(this.#last.hereMs - hereMs);
    this.#othersMs = Math.min(TICK_MS, this.#othersMs);
  }

  #chargeRuns(): void {
    let ranMs = 0;
    for (const entry of this.#entries) {
      if (!entry.isolate.isDisposed) {
        const now = entry.isolate.cpuTime;
        if (!entry.held) entry.ranMs += Number(now - entry.lastNs) / 1e6;
        entry.lastNs = now;
      }
      ranMs += entry.ranMs;
    }
    if (ranMs === 0) return;
    const share = Math.min(1, Math.max(0, this.#othersMs) / ranMs);
    this.#othersMs -= ranMs * share;
    for (const entry of this.#entries) {
      const ms = entry.ranMs * share;
      entry.ranMs = Math.min(TICK_MS, entry.ranMs - ms);
      if (ms > 0) entry.charge(ms);
    }
  }

  #chargeCalls(hereMs: number): void {
    let calls = 0;
    let workMs = 0;
    for (const entry of this.#entries) {
      calls += entry.calls;
      workMs += entry.workMs;
    }
    if (calls === 0) return;
    const workedMs = Math.min(hereMs, workMs);
    const unseenMs = hereMs - workedMs + Math.max(0, this.#othersMs - TICK_MS);
    const callMs = Math.min(MAX_CALL_MS, unseenMs / calls);
    for (const entry of this.#entries) {
      const ms = entry.calls * callMs + (workMs === 0 ? 0 : (workedMs * entry.workMs) / workMs);
      entry.calls = 0;
      entry.workMs = 0;
      if (ms > 0) entry.charge(ms);
    }
  }
}

/** Milliseconds of CPU time that this thread, and all others of the process, used until now. */
function readCpu(): { readonly hereMs: number; readonly othersMs: number } {
  const all = process.cpuUsage();
  const here = process.threadCpuUsage();
  const hereMs = (here.user + here.system) / 1000;
  return { hereMs, othersMs: (all.user + all.system) / 1000 - hereMs };
}
