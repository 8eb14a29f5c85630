/**
 * The WebSockets that a context has open: each is known to its module by a number, from before it is open until its end
 * was told.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { HttpFailure, type SocketConnection, type SocketEnd, type SocketMessage } from "./powers.ts";

/** RFC 6455 §7.4.1: the client goes away. */
const GOING_AWAY = 1001;

interface Socket {
  readonly connecting: Promise<SocketConnection>;
  readonly abort: AbortController;
  /** What it holds, given back at its end. */
  readonly held: Disposable;
}

/** The open WebSockets of one context. */
export class HostSockets {
  readonly #open = new Map<number, Socket>();
  #lastId = 0;

  /** Makes a connection and keeps it; gives its number. */
  add(connect: (signal: AbortSignal) => Promise<SocketConnection>, held: Disposable): number {
    const id = ++this.#lastId;
    const abort = new AbortController();
    const connecting = connect(abort.signal);
    // Who asks for it learns what went wrong.
    connecting.catch(() => held[Symbol.dispose]());
    this.#open.set(id, { connecting, abort, held });
    return id;
  }

  /** Resolves with the subprotocol when it is open. */
  async opened(id: unknown): Promise<string> {
    const { connecting, abort } = this.#socket(id);
    try {
      const { protocol } = await connecting;
      return protocol;
    } catch (error) {
      this.#open.delete(Number(id));
      throw abort.signal.aborted ? new HttpFailure("it was closed before it was open") : error;
    }
  }

  /** The next message, or the end, after which the number means nothing. */
  async next(id: unknown): Promise<SocketMessage | SocketEnd> {
    const { connecting, held } = this.#socket(id);
    const message = await (await connecting).next();
    if (typeof message === "string" || message instanceof Uint8Array) return message;
    held[Symbol.dispose]();
    this.#open.delete(Number(id));
    return message;
  }

  /** Sends a message; resolves when there is room for the next. */
  async send(id: unknown, message: SocketMessage): Promise<void> {
    const { connecting } = this.#socket(id);
    await (await connecting).send(message);
  }

  /** Begins to end one; one that is not open yet never will be. */
  async close(id: unknown, code: number | undefined, reason: string): Promise<void> {
    const { connecting, abort } = this.#socket(id);
    abort.abort();
    (await connecting).close(code, reason);
  }

  /** Ends all of them. */
  closeAll(): void {
    for (const { connecting, abort, held } of this.#open.values()) {
      abort.abort();
      void connecting.then(
        (connection) => connection.close(GOING_AWAY),
        () => {},
      );
      held[Symbol.dispose]();
    }
    this.#open.clear();
  }

  #socket(id: unknown): Socket {
    const socket = this.#open.get(Number(id));
    if (socket !== undefined) return socket;
    throw new AmbitError("host/failed", { call: "WebSocket", detail: "it is closed" });
  }
}
