/**
 * Takes from limits that all runs of a runtime share: its supervisor has them, and is asked for each take.
 *
 * Of each limit one take of this run stands in the queue of the supervisor at a time, so a run that asks for much leaves
 * the others their turns.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { Limit } from "../limits/limit.ts";
import type { SharedLimits } from "../limits/shared-limits.ts";
import type { FromRunner } from "./protocol.ts";

/** Asks the supervisor. */
export class SharedTakes implements SharedLimits {
  readonly #send: (message: FromRunner) => Promise<void>;
  readonly #names: ReadonlySet<string>;
  /** Resolves when the last take of a limit has ended. */
  readonly #turns = new Map<LimitName, Promise<void>>();
  readonly #asked = new Map<number, () => void>();
  #lastRequest = 0;

  constructor(limits: readonly Limit[], send: (message: FromRunner) => Promise<void>) {
    this.#names = new Set(limits.map((limit) => limit.name));
    this.#send = send;
  }

  has(limit: LimitName): boolean {
    return this.#names.has(limit);
  }

  async take(limit: LimitName, amount: number, signal: AbortSignal | undefined): Promise<void> {
    const before = this.#turns.get(limit);
    const ended = Promise.withResolvers<void>();
    this.#turns.set(limit, ended.promise);
    try {
      if (before !== undefined) await unlessAborted(before, signal);
      await this.#ask(limit, amount, signal);
    } finally {
      if (before === undefined) ended.resolve();
      else void before.then(ended.resolve);
    }
  }

  /** The supervisor has given what was asked for. */
  taken(request: number): void {
    this.#asked.get(request)?.();
    this.#asked.delete(request);
  }

  async #ask(limit: LimitName, amount: number, signal: AbortSignal | undefined): Promise<void> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const answer = new Promise<void>((resolve) => this.#asked.set(request, resolve));
    void this.#send({ kind: "take", request, limit, amount });
    try {
      await unlessAborted(answer, signal);
    } catch (error) {
      this.#asked.delete(request);
      void this.#send({ kind: "give-up", request });
      throw error;
    }
  }
}

/** @throws {AmbitError} `context/aborted` when the signal fires before `promise` resolves. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new AmbitError("context/aborted", undefined));
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
