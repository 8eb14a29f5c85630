/**
 * What the time of a module goes into while it does not run: it stands in the debugger, waits for a limit, or waits for the host.
 *
 * Of what happens at the same time the first of these counts, so the times together are never more than the time that has passed. They change when
 * something begins or ends, and so are exact.
 */
import type { TimesOfModule } from "./protocol.ts";

type Band = keyof TimesOfModule;

/** The times of one module. */
export class TimeBands {
  readonly #nowMs: () => number;
  readonly #times: { -readonly [Key in Band]: number } = { hostMs: 0, throttledMs: 0, pausedMs: 0 };
  #band: Band | undefined;
  #sinceMs = 0;
  #stands = false;
  #waits = 0;
  #calls = 0;

  /** @param nowMs A monotonic clock that goes on while a debugger holds the module. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether it stands in the debugger. */
  set stands(stands: boolean) {
    this.#stands = stands;
    this.#settle();
  }

  /** How many of its calls are with the host. */
  set calls(calls: number) {
    this.#calls = calls;
    this.#settle();
  }

  /** A take has begun to wait for tokens. */
  waitBegan(): void {
    this.#waits += 1;
    this.#settle();
  }

  /** It waits no more. */
  waitEnded(): void {
    this.#waits -= 1;
    this.#settle();
  }

  /** Until now. While it stands nothing moves. */
  get times(): TimesOfModule {
    const present = this.#stands ? {} : this.#present();
    const { hostMs, throttledMs, pausedMs } = { ...this.#times, ...present };
    return { hostMs: rounded(hostMs), throttledMs: rounded(throttledMs), pausedMs: rounded(pausedMs) };
  }

  #settle(): void {
    const band = this.#stands ? "pausedMs" : this.#waits > 0 ? "throttledMs" : this.#calls > 0 ? "hostMs" : undefined;
    if (band === this.#band) return;
    Object.assign(this.#times, this.#present());
    this.#band = band;
    if (band !== undefined) this.#sinceMs = this.#nowMs();
  }

  /** The time of the present band with what it has lasted. */
  #present(): Partial<TimesOfModule> {
    if (this.#band === undefined) return {};
    return { [this.#band]: this.#times[this.#band] + this.#nowMs() - this.#sinceMs };
  }
}

/** To a tenth, so that what rests is told as the same. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
