/**
 * The host's side of the wall: takes calls in batches, answers in batches.
 *
 * Answers go out from `setImmediate`: sent at once, a module that only awaits host calls would keep the event loop of
 * this process busy for ever, and timers and watchdogs would never run.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { ivm, type NativeReference } from "./ivm.ts";
import type { Jobs } from "./jobs.ts";

/** A call as the prelude sends it. */
export type HostCall = readonly [id: number, name: string, args: readonly unknown[]];

type Reply = readonly [id: number, succeeded: boolean, value: unknown];
type Settle = (replies: readonly Reply[]) => void;

/** What does the calls. */
export interface HostCalls {
  /**
   * Does a call; rejects with an `AmbitError` for the module to see.
   *
   * @param delivered Resolves when the isolate has the answer, or will never have it.
   */
  call(name: string, args: readonly unknown[], signal: AbortSignal, delivered: Promise<void>): Promise<unknown>;
  /** Does a call that cannot wait. */
  callSync(name: string, args: readonly unknown[]): unknown;
}

/** The crossing of one isolate. */
export class Bridge {
  readonly #host: HostCalls;
  readonly #jobs: Jobs;
  readonly #onUncaught: (error: unknown) => void;
  readonly #aborts = new Map<number, AbortController>();
  #settle: NativeReference<Settle> | undefined;
  #replies: Reply[] = [];
  #deliveries: (() => void)[] = [];
  #flushing = false;
  #closed = false;

  /**
   * @param onUncaught Takes what module code threw while it handled an answer, when nobody caught it.
   */
  constructor(host: HostCalls, jobs: Jobs, onUncaught: (error: unknown) => void) {
    this.#host = host;
    this.#jobs = jobs;
    this.#onUncaught = onUncaught;
  }

  /** The callbacks for the prelude's `start`. */
  get entrance(): { submit: unknown; callSync: unknown } {
    return {
      submit: new ivm.Callback((calls: readonly HostCall[]) => this.#submit(calls), { ignored: true }),
      callSync: new ivm.Callback((name: string, args: readonly unknown[]) => this.#callSync(name, args), {
        sync: true,
      }),
    };
  }

  /** Calls that are with the host, or whose answers wait to go back. */
  get outstanding(): number {
    return this.#aborts.size + this.#replies.length;
  }

  /** Says where answers go. */
  connect(settle: NativeReference<Settle>): void {
    this.#settle = settle;
  }

  /** Gives all calls up; answers that come later go nowhere. */
  close(): void {
    this.#closed = true;
    for (const abort of this.#aborts.values()) abort.abort();
    this.#aborts.clear();
    this.#replies = [];
    for (const delivered of this.#deliveries) delivered();
    this.#deliveries = [];
  }

  #submit(calls: readonly HostCall[]): void {
    if (this.#closed) return;
    for (const [id, name, args] of calls) void this.#perform(id, name, args);
  }

  async #perform(id: number, name: string, args: readonly unknown[]): Promise<void> {
    const abort = new AbortController();
    const delivered = Promise.withResolvers<void>();
    this.#aborts.set(id, abort);
    let reply: Reply;
    try {
      reply = [id, true, await this.#host.call(name, args, abort.signal, delivered.promise)];
    } catch (error) {
      reply = [id, false, describe(error)];
    }
    this.#aborts.delete(id);
    if (this.#closed) return delivered.resolve();
    this.#replies.push(reply);
    this.#deliveries.push(delivered.resolve);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#flushing = false;
    const replies = this.#replies;
    const deliveries = this.#deliveries;
    this.#replies = [];
    this.#deliveries = [];
    const settle = this.#settle;
    if (this.#closed || settle === undefined) return;
    try {
      await this.#jobs.run(() => settle.apply(undefined, [replies], { arguments: { copy: true } }));
    } catch (error) {
      if (!this.#closed) this.#onUncaught(error);
    } finally {
      for (const delivered of deliveries) delivered();
    }
  }

  #callSync(name: string, args: readonly unknown[]): readonly [boolean, unknown] {
    if (name === "call/abort") {
      this.#aborts.get(args[0] as number)?.abort();
      return [true, undefined];
    }
    try {
      return [true, this.#host.callSync(name, args)];
    } catch (error) {
      return [false, describe(error)];
    }
  }
}

/**
 * An error as the prelude takes it. Of other errors than ours only the name and the sentence go over: no path, no stack.
 * They come from functions that the platform lacks in an isolate, such as decoding text.
 */
export function describe(error: unknown): { code: string; message: string; data: unknown; name?: string } {
  if (error instanceof AmbitError) return { code: error.code, message: error.message, data: error.data };
  const { name, message } = error instanceof Error ? error : { name: "Error", message: "The host failed" };
  return { code: "platform", message, data: undefined, name };
}
