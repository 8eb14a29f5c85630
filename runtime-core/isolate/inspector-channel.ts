/**
 * One inspector session of one isolate: Chrome DevTools Protocol messages in, messages out.
 *
 * While an isolate is paused, isolated-vm can miss that a message has arrived until the next one comes. So as long as
 * an answer is owed, a cheap request follows every few milliseconds.
 *
 * Order of an end: `close` waits for owed answers, then disposes the session; only when the isolate has looked up after
 * that may it be disposed.
 * `leave` is an end after which the isolate goes on.
 */
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { InspectorSession, NativeIsolate } from "./ivm.ts";
import { aMoment, PATIENCE_MOMENTS } from "./patience.ts";

const NUDGE_EVERY_MS = 10;
const NUDGE_ID_START = 2 ** 30;
/** In messages that are longer than this, what tells a value is cut. */
const LONG_MESSAGE = 2 ** 20;
/** A piece of memory that a debugger reads is shorter. */
const LONGEST_VALUE = 2 ** 21;

/** V8 aborts the process when it is to step while an isolate stands whose debugger was disabled. */
const STEP = /^Debugger\.step/;
const NOT_DEBUGGING = { code: -32000, message: "The debugger is not enabled" };

/** A session. Messages from the isolate go to `onMessage`, in order. */
export class InspectorChannel {
  readonly #session: InspectorSession;
  readonly #onMessage: (message: InspectorMessage) => void;
  readonly #owed = new Set<number>();
  #nudges = 0;
  #nudger: NodeJS.Timeout | undefined;
  #paused = false;
  /** It was asked to stop, and not to stop doing so. */
  #debugs = false;
  #left = false;
  #closed: Promise<boolean> | undefined;

  constructor(isolate: NativeIsolate, onMessage: (message: InspectorMessage) => void) {
    this.#onMessage = onMessage;
    this.#session = isolate.createInspectorSession();
    this.#session.onResponse = (_id, text) => this.#receive(text);
    this.#session.onNotification = (text) => this.#receive(text);
  }

  /** Whether the isolate stands at a breakpoint, as far as this session was told. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Sends a request. Ids are the caller's, below 2^30. Ignored once closing has begun. */
  send(message: InspectorMessage): void {
    if (this.#left || this.#closed !== undefined || message.id === undefined) return;
    if (message.method === "Debugger.enable") this.#debugs = true;
    if (message.method === "Debugger.disable") this.#debugs = false;
    if (!this.#debugs && STEP.test(message.method ?? ""))
      return this.#onMessage({ id: message.id, error: NOT_DEBUGGING });
    this.#owed.add(message.id);
    this.#session.dispatchProtocolMessage(JSON.stringify(message));
    this.#nudgeWhileOwed();
  }

  /** Ends what the isolate is doing; nothing when it does nothing. The answer is not waited for: an idle isolate owes it for ever. */
  terminateExecution(): void {
    this.#nudges += 1;
    const id = NUDGE_ID_START + this.#nudges;
    this.#session.dispatchProtocolMessage(JSON.stringify({ id, method: "Runtime.terminateExecution" }));
  }

  /**
   * Ends the session.
   *
   * @returns False when the isolate did not answer in time: then neither session nor isolate may be disposed, and the
   *   process must be ended from outside.
   */
  close(): Promise<boolean> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /**
   * Ends the session of an isolate that goes on, also one that stands; no message comes any more.
   *
   * @returns Resolves when that is done, however long the isolate is busy in a call of the host, or when `close` does it.
   */
  async leave(): Promise<void> {
    if (this.#left || this.#closed !== undefined) return;
    this.#left = true;
    this.#paused = false;
    this.#disable();
    while (this.#owed.size > 0) {
      await aMoment();
      if (this.#closed !== undefined) return;
    }
    this.#closed = Promise.resolve(true);
    this.#dispose();
  }

  async #end(): Promise<boolean> {
    this.#disable();
    for (let moments = 0; this.#owed.size > 0 && moments < PATIENCE_MOMENTS; moments++) await aMoment();
    if (this.#owed.size === 0) this.#dispose();
    else clearInterval(this.#nudger);
    return this.#owed.size === 0;
  }

  #dispose(): void {
    clearInterval(this.#nudger);
    this.#session.dispose();
  }

  #disable(): void {
    this.#dispatch("Debugger.disable");
    this.#dispatch("Runtime.disable");
    this.#nudgeWhileOwed();
  }

  #dispatch(method: string): void {
    this.#nudges += 1;
    const id = NUDGE_ID_START + this.#nudges;
    this.#owed.add(id);
    this.#session.dispatchProtocolMessage(JSON.stringify({ id, method }));
  }

  #nudgeWhileOwed(): void {
    if (this.#nudger !== undefined) return;
    this.#nudger = setInterval(() => {
      if (this.#owed.size > 0) {
        this.#dispatch("Runtime.getIsolateId");
        return;
      }
      clearInterval(this.#nudger);
      this.#nudger = undefined;
    }, NUDGE_EVERY_MS);
  }

  #receive(text: string): void {
    const message = JSON.parse(text, text.length > LONG_MESSAGE ? cutLongValue : undefined) as InspectorMessage;
    if (message.id !== undefined) {
      this.#owed.delete(message.id);
      if (message.id > NUDGE_ID_START) return;
    }
    if (this.#left) return;
    if (message.method === "Debugger.paused") this.#paused = true;
    if (message.method === "Debugger.resumed") this.#paused = false;
    this.#onMessage(message);
  }
}

/** V8 tells values in full, whatever they are; no peer needs more than the start of a text of megabytes. */
function cutLongValue(key: string, value: unknown): unknown {
  const isLong = typeof value === "string" && value.length > LONGEST_VALUE;
  return isLong && (key === "value" || key === "description") ? value.slice(0, LONGEST_VALUE) : value;
}
