/**
 * Tells the supervisor now and then what a run has used, so that something is known of one that is killed.
 */
import type { FromRunner, PermissionUse } from "./protocol.ts";
import type { Refusals } from "./refusals.ts";

/** Refusals are told after so many milliseconds at the latest, the rest when there is more of it. */
const REFUSALS_EVERY_MS = 50;
const REST_EVERY_MS = 500;
const WORTH_TELLING_MS = 1;

/** What there is to tell. */
export interface Usage {
  /** Of all modules. */
  readonly refusals: Refusals;
  /** What the root module was refused. */
  readonly permissions: () => readonly PermissionUse[];
  readonly cpuTimeMs: number;
  readonly peakHeapBytes: number;
}

/** The reports of one run. */
export class UsageReports {
  readonly #send: (message: FromRunner) => Promise<void>;
  #toldAtMs = 0;
  #refused = 0;
  #cpuTimeMs = 0;

  constructor(send: (message: FromRunner) => Promise<void>) {
    this.#send = send;
  }

  /** Tells what is worth it. */
  tell({ refusals, permissions, cpuTimeMs, peakHeapBytes }: Usage): void {
    const refused = refusals.count;
    const everyMs = refused > this.#refused ? REFUSALS_EVERY_MS : REST_EVERY_MS;
    const isNew = refused > this.#refused || cpuTimeMs - this.#cpuTimeMs > WORTH_TELLING_MS;
    const nowMs = performance.now();
    if (!isNew || nowMs - this.#toldAtMs < everyMs) return;
    this.#toldAtMs = nowMs;
    this.#refused = refused;
    this.#cpuTimeMs = cpuTimeMs;
    void this.#send({ kind: "usage", permissions: permissions(), refusals: refusals.byKind, cpuTimeMs, peakHeapBytes });
  }
}
