/**
 * WebSockets as a client, on `ws`: no redirects, no compression, only addresses that were allowed.
 *
 * Reading stops while as much waits as `MOST_WAITING_BYTES`, so a server that sends faster than the module takes waits.
 */
import { WebSocket } from "ws";
import { Condition } from "../base/condition.ts";
import { addressesOf, connectionFailure, pinned } from "./node-addresses.ts";
import {
  HttpFailure,
  type SocketConnection,
  type SocketEnd,
  type SocketMessage,
  type SocketRequest,
} from "./powers.ts";

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** A message is held whole. A longer one ends the connection with 1009. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;
const MOST_WAITING_BYTES = 256 * 2 ** 10;
/** So long and so much may come behind the end that was asked for, or of what is no WebSocket: then it is not waited for. */
const GOODBYE_MS = 2000;
const GOODBYE_BYTES = 2 ** 20;
const FAULT_MS = 200;
/** What a message takes besides its content. */
const MESSAGE_BYTES = 64;

/**
 * Opens a WebSocket.
 *
 * @throws {HttpFailure} When the server cannot be reached, or answers with something else.
 */
export async function openSocket({ url, protocols, signal, addressAllowed }: SocketRequest): Promise<SocketConnection> {
  const at = new URL(url);
  try {
    const addresses = await addressesOf(at.hostname, addressAllowed);
    signal.throwIfAborted();
    const socket = new WebSocket(url, [...protocols], {
      lookup: pinned(addresses),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    // What the server sends at once can come with its answer.
    const connection = new NodeSocket(socket);
    await opened(socket, signal);
    return connection;
  } catch (error) {
    throw failure(error, at);
  }
}

async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const giveUp = (): void => socket.terminate();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
      socket.once("unexpected-response", (request, response) => {
        request.destroy();
        reject(new HttpFailure(`the server answers ${response.statusCode ?? 0}, and not with a WebSocket`));
      });
    });
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", giveUp);
    // What fails later is told by the end of the connection.
    socket.on("error", () => {});
  }
}

class NodeSocket implements SocketConnection {
  readonly #socket: WebSocket;
  #waiting: SocketMessage[] = [];
  #bytes = 0;
  #end: SocketEnd | undefined;
  readonly #arrived = new Condition();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (given: Buffer, isBinary) => this.#arrive(given, isBinary));
    socket.on("error", () => this.#leaveSoon());
    socket.on("close", (code, reason) => {
      this.#end = { code, reason: reason.toString(), clean: code !== ABNORMAL };
      this.#arrived.notifyAll();
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  async next(): Promise<SocketMessage | SocketEnd> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) {
        this.#bytes -= message.length + MESSAGE_BYTES;
        if (this.#bytes < MOST_WAITING_BYTES && this.#socket.isPaused) this.#socket.resume();
        return message;
      }
      if (this.#end !== undefined) return this.#end;
      await this.#arrived.wait();
    }
  }

  async send(message: SocketMessage): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    await new Promise<void>((resolve) => this.#socket.send(message, () => resolve()));
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
    // The server's answer may stand behind messages that nobody takes.
    this.#socket.resume();
    this.#bytes = 0;
    this.#leaveIn(GOODBYE_MS);
  }

  /** `ws` reads on what it does not understand, and waits for the end of the server. */
  #leaveSoon(): void {
    process.nextTick(() => this.#socket.pause());
    this.#leaveIn(FAULT_MS);
  }

  #leaveIn(ms: number): void {
    setTimeout(() => this.#socket.terminate(), ms).unref();
  }

  #arrive(given: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#bytes += given.length + MESSAGE_BYTES;
      if (this.#bytes > GOODBYE_BYTES) this.#socket.terminate();
      return;
    }
    const message = isBinary ? new Uint8Array(given) : given.toString();
    this.#waiting.push(message);
    this.#bytes += message.length + MESSAGE_BYTES;
    if (this.#bytes >= MOST_WAITING_BYTES) this.#socket.pause();
    this.#arrived.notifyAll();
  }
}

/** RFC 6455 §7.1.5: nothing was said. */
const ABNORMAL = 1006;

function failure(error: unknown, url: URL): unknown {
  if (error instanceof HttpFailure || (error as Error).name === "AbortError") return error;
  return connectionFailure(error, url) ?? new HttpFailure(`${url.host}: ${(error as Error).message}`);
}
