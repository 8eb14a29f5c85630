/**
 * A take that could not be granted at once: its promise, with a timeout and a signal.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import type { LimitName } from "./known-limits.ts";
import { type Lease, SpentLease } from "./lease.ts";
import type { Limiter } from "./limiter.ts";
import { serve, serveChain, Waiter } from "./waiter.ts";

/** How a wait ended. */
export type WaitOutcome = "granted" | "aborted" | "timed-out" | "cancelled";

/** Called when a take begins to wait and when it does not any more; `wait` is the same for both. */
export interface WaitObserver {
  waitBegan(limit: LimitName, amount: number, wait: object): void;
  waitEnded(
    limit: LimitName,
    amount: number,
    end: { readonly waitedMs: number; readonly outcome: WaitOutcome; readonly wait: object },
  ): void;
}

/** What waiting needs. */
export interface PendingTakeOptions {
  readonly clock: Clock;
  readonly first: Limiter;
  readonly amount: number;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly observer: WaitObserver | undefined;
}

/** A take that stands in a queue, or is about to. */
export class PendingTake {
  /** Settled with the lease, or with the error that ended the wait. */
  readonly granted: Promise<Lease>;
  readonly #options: PendingTakeOptions;
  readonly #waiter: Waiter;
  readonly #began: number;
  readonly #onSettled: (take: PendingTake) => void;
  readonly #onAbort = (): void => this.#abort();
  #timeout: Disposable | undefined;
  #resolve: (lease: Lease) => void = () => undefined;
  #reject: (error: AmbitError) => void = () => undefined;
  #outcome: WaitOutcome = "cancelled";
  #observed = false;
  #settled = false;

  /** @param onSettled Called once, before the promise settles. */
  constructor(options: PendingTakeOptions, onSettled: (take: PendingTake) => void) {
    this.#options = options;
    this.#onSettled = onSettled;
    this.#began = options.clock.now();
    this.granted = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#waiter = new Waiter({
      clock: options.clock,
      first: options.first,
      amount: options.amount,
      now: this.#began,
      onGranted: (waitedMs) => this.#settle("granted", () => this.#resolve(new SpentLease(waitedMs))),
      onFailed: (error) => this.#settle(this.#outcome, () => this.#reject(error)),
    });
  }

  /** Takes what is there and waits for the rest. */
  begin(): void {
    const { clock, first, amount, signal, timeoutMs, observer } = this.#options;
    const changed: Limiter[] = [];
    this.#waiter.advance(this.#began, changed);
    serve(changed, this.#began);
    if (this.#settled) return;
    if (observer !== undefined) {
      this.#observed = true;
      observer.waitBegan(first.name, amount, this);
    }
    if (timeoutMs !== undefined && timeoutMs <= 0) return this.#timeOut();
    if (timeoutMs !== undefined) this.#timeout = clock.wakeAt(this.#began + timeoutMs, () => this.#timeOut());
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Ends the wait because the context ended. The caller serves `changed`. */
  cancel(cause: AmbitError, changed: Limiter[]): void {
    this.#waiter.fail(cause, this.#options.clock.now(), changed);
  }

  #abort(): void {
    this.#fail("aborted", new AmbitError("context/aborted", undefined));
  }

  #timeOut(): void {
    const { clock, first, timeoutMs = 0 } = this.#options;
    // What is due at this very moment is granted: the timeout bounds the waiting, it is no race.
    serveChain(first, clock.now());
    if (!this.#settled) this.#fail("timed-out", new AmbitError("limit/timed-out", { limit: first.name, timeoutMs }));
  }

  #fail(outcome: WaitOutcome, error: AmbitError): void {
    this.#outcome = outcome;
    const changed: Limiter[] = [];
    const now = this.#options.clock.now();
    this.#waiter.fail(error, now, changed);
    serve(changed, now);
  }

  #settle(outcome: WaitOutcome, settlePromise: () => void): void {
    this.#settled = true;
    this.#timeout?.[Symbol.dispose]();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#onSettled(this);
    settlePromise();
    if (!this.#observed) return;
    const { clock, first, amount, observer } = this.#options;
    observer?.waitEnded(first.name, amount, { waitedMs: clock.now() - this.#began, outcome, wait: this });
  }
}
