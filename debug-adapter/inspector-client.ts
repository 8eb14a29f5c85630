/**
 * Requests to the inspector of one isolate and their answers. Messages may be in flight together; answers are matched
 * by id.
 */
import type { InspectorMessage } from "../runtime-core/index.ts";
import type { CallFrame, Evaluation } from "./cdp.ts";

/** What the inspector answered to a request that it did not do, or why there will be no answer. */
export class InspectorError extends Error {
  /** Without what was asked. */
  readonly reason: string;
  /** The isolate has ended, or run on, between a question and its answer. */
  readonly isOvertaken: boolean;

  constructor(method: string, reason: string, { isOvertaken }: { readonly isOvertaken: boolean }) {
    super(`${method}: ${reason}`);
    this.reason = reason;
    this.isOvertaken = isOvertaken;
    this.name = "InspectorError";
  }
}

/** Whether an error says only that an isolate has ended, or run on. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof InspectorError && error.isOvertaken;
}

/** What V8 says when the thread has run on. */
const RUN_ON = new Set([
  "Could not find object with given id",
  "Can only perform operation while paused.",
  "Could not find call frame with given id",
]);

/** What is evaluated for the debugger itself may run for so long. */
const TIMEOUT_MS = 500;

interface Waiting {
  readonly method: string;
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: InspectorError) => void;
}

/** The client of one isolate. */
export class InspectorClient {
  readonly #send: (message: InspectorMessage) => void;
  readonly #onEvent: (method: string, params: Record<string, unknown>) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed: { readonly reason: string; readonly isOvertaken: boolean } | undefined;

  constructor(
    send: (message: InspectorMessage) => void,
    onEvent: (method: string, params: Record<string, unknown>) => void,
  ) {
    this.#send = send;
    this.#onEvent = onEvent;
  }

  /**
   * Sends a request. The message leaves before this returns, so requests arrive in the order of the calls.
   *
   * @throws {InspectorError} when the isolate refuses it or is gone before it answers.
   */
  request<T>(method: string, params: object = {}): Promise<T> {
    const place = Promise.withResolvers<Record<string, unknown>>();
    if (this.#closed === undefined) {
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { method, resolve: place.resolve, reject: place.reject });
      this.#send({ id: this.#lastId, method, params: params as Record<string, unknown> });
    } else {
      place.reject(new InspectorError(method, this.#closed.reason, this.#closed));
    }
    return place.promise as Promise<unknown> as Promise<T>;
  }

  /** What an expression is in a frame, as data. */
  async valueInFrame({ callFrameId }: CallFrame, expression: string): Promise<unknown> {
    const request = { callFrameId, expression, returnByValue: true, silent: true, timeout: TIMEOUT_MS };
    return (await this.request<Evaluation>("Debugger.evaluateOnCallFrame", request)).result.value;
  }

  /** Takes a message of the isolate. */
  receive(message: InspectorMessage): void {
    if (message.id === undefined) {
      if (message.method !== undefined && this.#closed === undefined)
        this.#onEvent(message.method, message.params ?? {});
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting.resolve(message.result ?? {});
    else {
      const { message: told } = message.error;
      waiting.reject(new InspectorError(waiting.method, reasonOf(told), { isOvertaken: RUN_ON.has(told) }));
    }
  }

  /** The isolate has ended: every request that waits and every later one is rejected. */
  end(): void {
    this.#close({ reason: "the isolate has ended", isOvertaken: true });
  }

  /** There is no inspector, for this reason. */
  refuse(reason: string): void {
    this.#close({ reason, isOvertaken: false });
  }

  #close(closed: { readonly reason: string; readonly isOvertaken: boolean }): void {
    if (this.#closed !== undefined) return;
    this.#closed = closed;
    for (const { method, reject } of this.#waiting.values()) reject(new InspectorError(method, closed.reason, closed));
    this.#waiting.clear();
  }
}

function reasonOf(told: string): string {
  return told === "Execution was terminated" ? "it took too long, and was terminated" : told;
}
