/**
 * Tells what moves in a run while somebody watches: calls of the host, then how the contexts are.
 *
 * Telling takes about half a hundredth of the time: what took long is followed by a longer pause. But it is told at least every half second, so
 * what takes longer than 2.5 ms takes more.
 */
import { HostCallLog } from "./host-call-log.ts";
import type { FromRunner, RunSnapshot } from "./protocol.ts";

/** How many times as long as telling took nothing is told after it. */
const PAUSE_FACTOR = 200;
const MAX_PAUSE_MS = 500;

/** What it needs and tells. */
export interface WatchLinks {
  /** When the run started, on the clock of `performance`. */
  readonly runStartedMs: number;
  readonly snapshot: () => RunSnapshot;
  readonly send: (message: FromRunner) => Promise<void>;
}

/** The watch of one run. Disposing ends it. */
export class Watch implements Disposable {
  readonly #links: WatchLinks;
  #log: HostCallLog | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The last snapshot that was told, as JSON. */
  #told = "";

  constructor(links: WatchLinks) {
    this.#links = links;
  }

  /** Where calls of the host are noted; undefined while nobody watches. */
  get log(): HostCallLog | undefined {
    return this.#log;
  }

  /** Tells everything, and from now on so often what has moved, in milliseconds; 0: nothing any more. */
  every(ms: number): void {
    clearTimeout(this.#timer);
    this.#told = "";
    if (ms <= 0) {
      this.#log = undefined;
      return;
    }
    this.#log ??= new HostCallLog(this.#links.runStartedMs);
    this.#tellAndAgain(ms);
  }

  #tellAndAgain(everyMs: number): void {
    const startedMs = performance.now();
    this.tell();
    const pauseMs = Math.min(MAX_PAUSE_MS, PAUSE_FACTOR * (performance.now() - startedMs));
    this.#timer = setTimeout(() => this.#tellAndAgain(everyMs), Math.max(everyMs, pauseMs));
  }

  /** Tells what has moved since the last time, when somebody watches. */
  tell(): void {
    if (this.#log === undefined) return;
    this.tellHostCalls();
    const snapshot = this.#links.snapshot();
    const text = JSON.stringify(snapshot);
    if (text !== this.#told) void this.#links.send({ kind: "snapshot", snapshot });
    this.#told = text;
  }

  /** Tells the calls of the host since the last time, when somebody watches. */
  tellHostCalls(): void {
    const taken = this.#log?.take();
    if (taken !== undefined && taken.calls.length > 0) void this.#links.send({ kind: "host-calls", ...taken });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
