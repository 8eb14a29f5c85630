/**
 * The host's side of the wall: takes calls in batches, answers in batches.
 *
 * Answers go out from `setImmediate`: sent at once, a module that only awaits host calls would keep the event loop of
 * this process busy for ever, and timers and watchdogs would never run.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { ivm, type NativeReference } from "./ivm.ts";
import type { Jobs } from "./jobs.ts";
import type { LoopTurn } from "./loop-turn.ts";
import { weightOf } from "./weight.ts";

/** A call as the prelude sends it. */
export type HostCall = readonly [id: number, name: string, args: readonly unknown[]];

/** Of bytes that are moved and not copied, the value is the buffer. */
type Reply = readonly [id: number, succeeded: boolean, value: unknown, moved?: true];
type Settle = (replies: readonly Reply[]) => void;

/** What a call has from its crossing. */
export interface CallLife {
  /** The number of the call in its isolate. */
  readonly id: number;
  /** When the isolate handed it over, as `performance.now` has it. */
  readonly startedMs: number;
  /** Fires when the module gives the call up. */
  readonly signal: AbortSignal;
  /** Resolves when the isolate has the answer, or will never have it. */
  readonly delivered: Promise<void>;
  /** Whether a large answer of so many bytes may be made on the spot. */
  mayAnswerNow(bytes: number): boolean;
}

/** What does the calls. */
export interface HostCalls {
  /**
   * Does a call, on the spot or as a promise.
   *
   * @throws {AmbitError} For the module to see; a promise rejects with it.
   */
  call(name: string, args: readonly unknown[], life: CallLife): unknown;
  /**
   * Does a call that cannot wait.
   *
   * @param startedMs When the isolate handed it over.
   */
  callSync(name: string, args: readonly unknown[], startedMs: number): unknown;
  /** So many calls are being done now. */
  awaited(calls: number): void;
  /** The module waited on the spot while this process worked for it. */
  worked(ms: number): void;
}

/** What a crossing needs. */
export interface BridgeOptions {
  readonly host: HostCalls;
  readonly jobs: Jobs;
  readonly turn: LoopTurn;
  /** Takes what module code threw while it handled an answer, when nobody caught it. */
  readonly onUncaught: (error: unknown) => void;
}

/** The crossing of one isolate. */
export class Bridge {
  readonly #host: HostCalls;
  readonly #jobs: Jobs;
  readonly #turn: LoopTurn;
  readonly #onUncaught: (error: unknown) => void;
  readonly #pending = new Map<number, PendingCall>();
  #settle: NativeReference<Settle> | undefined;
  #replies: Reply[] = [];
  /** Calls whose answers are among the replies. */
  #delivering: PendingCall[] = [];
  /** Calls that are not begun yet. */
  readonly #postponed = new Set<number>();
  #heldBytes = 0;
  #flushing = false;
  #closed = false;

  constructor({ host, jobs, turn, onUncaught }: BridgeOptions) {
    this.#host = host;
    this.#jobs = jobs;
    this.#turn = turn;
    this.#onUncaught = onUncaught;
  }

  /** The callbacks for the prelude's `start`. */
  get entrance(): { submit: unknown; submitNow: unknown; callSync: unknown } {
    return {
      submitNow: new ivm.Callback((calls: readonly HostCall[]) => this.#submitNow(calls), { sync: true }),
      submit: new ivm.Callback((calls: readonly HostCall[]) => this.#submit(calls), { ignored: true }),
      callSync: new ivm.Callback((name: string, args: readonly unknown[]) => this.#callSync(name, args), {
        sync: true,
      }),
    };
  }

  /** Calls that are with the host, or whose answers wait to go back. */
  get outstanding(): number {
    return this.#pending.size + this.#postponed.size + this.#replies.length;
  }

  /** What the arguments of calls take that are with the host. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Says where answers go. */
  connect(settle: NativeReference<Settle>): void {
    this.#settle = settle;
  }

  /** Gives all calls up; answers that come later go nowhere. */
  close(): void {
    this.#closed = true;
    for (const call of [...this.#pending.values(), ...this.#delivering]) call.end();
    this.#pending.clear();
    this.#replies = [];
    this.#delivering = [];
  }

  #submit(calls: readonly HostCall[]): void {
    if (this.#closed) return;
    const startedMs = performance.now();
    for (const call of calls) {
      const reply = this.#perform(call, startedMs);
      if (reply !== undefined) this.#reply(reply);
    }
  }

  /**
   * Does calls while the isolate waits, and gives the answers that are there at once. When this turn of the event loop has
   * done much already, all of them come later: modules that call without a pause would keep it from ever ending.
   */
  #submitNow(calls: readonly HostCall[]): readonly Reply[] {
    const startedMs = performance.now();
    const replies: Reply[] = [];
    if (!this.#turn.allows(calls.length)) {
      for (const [id] of calls) this.#postponed.add(id);
      this.#postpone(calls);
    } else if (!this.#closed)
      for (const call of calls) {
        const reply = this.#perform(call, startedMs);
        if (reply !== undefined) replies.push(reply);
      }
    this.#host.worked(performance.now() - startedMs);
    return replies;
  }

  #postpone(calls: readonly HostCall[]): void {
    setImmediate(() => {
      const left = calls.filter(([id]) => this.#postponed.has(id));
      if (!this.#turn.allows(left.length)) return this.#postpone(left);
      for (const [id] of left) this.#postponed.delete(id);
      this.#submit(left);
    });
  }

  /** Gives the answer when it is there at once. */
  #perform([id, name, args]: HostCall, startedMs: number): Reply | undefined {
    const call = new PendingCall(id, startedMs, this.#turn);
    try {
      const result = this.#host.call(name, args, call);
      if (!(result instanceof Promise)) return answer(id, result);
      this.#pending.set(id, call);
      call.bytes = weightOf(args);
      this.#heldBytes += call.bytes;
      this.#host.awaited(this.#pending.size);
      void this.#await(id, call, result);
      return undefined;
    } catch (error) {
      return [id, false, describe(error)];
    }
  }

  async #await(id: number, call: PendingCall, result: Promise<unknown>): Promise<void> {
    let reply: Reply;
    try {
      reply = answer(id, await result);
    } catch (error) {
      reply = [id, false, describe(error)];
    }
    this.#pending.delete(id);
    this.#heldBytes -= call.bytes;
    this.#host.awaited(this.#pending.size);
    if (this.#closed) return call.end();
    this.#delivering.push(call);
    this.#reply(reply);
  }

  #reply(reply: Reply): void {
    this.#replies.push(reply);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#flushing = false;
    const replies = this.#replies;
    const delivering = this.#delivering;
    this.#replies = [];
    this.#delivering = [];
    const settle = this.#settle;
    if (this.#closed || settle === undefined) return;
    try {
      await this.#jobs.run(() => settle.apply(undefined, [replies], { arguments: { copy: true } }));
    } catch (error) {
      if (!this.#closed) this.#onUncaught(error);
    } finally {
      for (const call of delivering) call.deliver();
    }
  }

  #giveUp(id: number): void {
    if (this.#postponed.delete(id)) this.#reply([id, false, describe(new AmbitError("context/aborted", undefined))]);
    else this.#pending.get(id)?.abort();
  }

  #callSync(name: string, args: readonly unknown[]): readonly [boolean, unknown] {
    if (name === "call/abort") {
      this.#giveUp(args[0] as number);
      return [true, undefined];
    }
    const startedMs = performance.now();
    try {
      return [true, this.#host.callSync(name, args, startedMs)];
    } catch (error) {
      return [false, describe(error)];
    } finally {
      this.#host.worked(performance.now() - startedMs);
    }
  }
}

/** From so many bytes on, moving costs less than copying. */
const WORTH_MOVING_BYTES = 32 * 2 ** 10;

/**
 * Bytes go over alone: a buffer of which they are a part, such as Node's pool or what a connection received, would go over as
 * a whole, with what is none of the module's, and once for all the answers with parts of it.
 */
function answer(id: number, value: unknown): Reply {
  if (!(value instanceof Uint8Array)) return [id, true, value];
  const isAlone = !Buffer.isBuffer(value) && value.byteLength === value.buffer.byteLength;
  const bytes = isAlone ? value : new Uint8Array(value);
  if (bytes.byteLength < WORTH_MOVING_BYTES) return [id, true, bytes];
  const moving = new ivm.ExternalCopy(bytes.buffer, { transferOut: true });
  return [id, true, moving.copyInto({ release: true, transferIn: true }), true];
}

/** The life of a call that is not done at once. What nobody asks for is not made. */
class PendingCall implements CallLife {
  /** Of its arguments. */
  bytes = 0;
  readonly id: number;
  readonly startedMs: number;
  readonly #turn: LoopTurn;
  #abort: AbortController | undefined;
  #delivered: PromiseWithResolvers<void> | undefined;
  #isDelivered = false;

  constructor(id: number, startedMs: number, turn: LoopTurn) {
    this.id = id;
    this.startedMs = startedMs;
    this.#turn = turn;
  }

  mayAnswerNow(bytes: number): boolean {
    return this.#turn.allowsBytes(bytes);
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  get delivered(): Promise<void> {
    this.#delivered ??= Promise.withResolvers();
    if (this.#isDelivered) this.#delivered.resolve();
    return this.#delivered.promise;
  }

  /** The module gives it up. */
  abort(): void {
    this.#abort ??= new AbortController();
    this.#abort.abort();
  }

  /** The module has the answer. */
  deliver(): void {
    this.#isDelivered = true;
    this.#delivered?.resolve();
  }

  /** The module will never have it. */
  end(): void {
    this.abort();
    this.deliver();
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
