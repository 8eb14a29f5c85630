/**
 * Calls that wait long for tokens of a limit, for a debugger that stops there.
 *
 * While nobody asks for them, calls cost nothing here. Time is that of the run's clock, which stands at breakpoints.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../base/clock.ts";
import type { ContextEvent } from "../context/context-events.ts";
import type { LimitName } from "../limits/known-limits.ts";

/** A call of the host that waits. */
export interface LongWait {
  /** The number of the call in its isolate. */
  readonly id: number;
  /** `readText("./a.json")`. */
  readonly call: string;
  readonly limit: LimitName;
  readonly amount: number;
  readonly waitedMs: number;
}

interface RunningCall {
  readonly id: number;
  readonly print: () => string;
}

/** The waits of one context. */
export class LongWaits {
  readonly #clock: Clock;
  readonly #onLong: (wait: LongWait) => void;
  readonly #calls = new AsyncLocalStorage<RunningCall>();
  readonly #alarms = new Map<object, Disposable>();
  #afterMs: number | undefined;

  /** @param onLong Called once for a wait, when it has lasted for so long as was asked. */
  constructor(clock: Clock, onLong: (wait: LongWait) => void) {
    this.#clock = clock;
    this.#onLong = onLong;
  }

  /** Tells of waits that begin from now on and last so long; undefined for none. */
  tellAfter(ms: number | undefined): void {
    this.#afterMs = ms;
    if (ms !== undefined) return;
    for (const alarm of this.#alarms.values()) alarm[Symbol.dispose]();
    this.#alarms.clear();
  }

  /** Whether somebody asks for them. */
  get wanted(): boolean {
    return this.#afterMs !== undefined;
  }

  /** Does a call, of which the waits are told. */
  during<T>(call: RunningCall, perform: () => T): T {
    return this.#calls.run(call, perform);
  }

  /** Takes an event of the context. */
  receive(event: ContextEvent): void {
    if (event.kind === "wait-begin") this.#begin(event);
    if (event.kind !== "wait-end") return;
    this.#alarms.get(event.wait)?.[Symbol.dispose]();
    this.#alarms.delete(event.wait);
  }

  #begin({ wait, limit, amount, at }: Extract<ContextEvent, { kind: "wait-begin" }>): void {
    const waitedMs = this.#afterMs;
    const call = this.#calls.getStore();
    if (waitedMs === undefined || call === undefined) return;
    const tell = (): void => {
      this.#alarms.delete(wait);
      this.#onLong({ id: call.id, call: call.print(), limit, amount, waitedMs });
    };
    this.#alarms.set(wait, this.#clock.wakeAt(at + waitedMs, tell));
  }
}
