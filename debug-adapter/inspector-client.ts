/**
 * Requests to the inspector of one isolate and their answers. Messages may be in flight together; answers are matched
 * by id.
 */
import type { InspectorMessage } from "../runtime-core/index.ts";

/** What the inspector answered to a request that it did not do, or why there will be no answer. */
export class InspectorError extends Error {
  /** Without what was asked. */
  readonly reason: string;

  constructor(method: string, reason: string) {
    super(`${method}: ${reason}`);
    this.reason = reason;
    this.name = "InspectorError";
  }
}

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
  #closed: string | undefined;

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
      place.reject(new InspectorError(method, this.#closed));
    }
    return place.promise as Promise<unknown> as Promise<T>;
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
    else waiting.reject(new InspectorError(waiting.method, reasonOf(message.error.message)));
  }

  /** Gives up: every request that waits and every later one is rejected with this reason. */
  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const { method, reject } of this.#waiting.values()) reject(new InspectorError(method, reason));
    this.#waiting.clear();
  }
}

function reasonOf(told: string): string {
  return told === "Execution was terminated" ? "it took too long, and was terminated" : told;
}
