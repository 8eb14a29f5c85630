/** `WebSocket`: WHATWG WebSockets. Messages are taken from the host one by one, and sent one by one. */
import { DOMException } from "./dom-exception.ts";
import { Blob } from "./blob.ts";
import { toBytes, utf8Length } from "./encoding.ts";
import { quoted } from "./errors.ts";
import { CloseEvent, defineHandlers, ErrorEvent, Event, EventTarget, type Handler, MessageEvent } from "./events.ts";
import { isHttpToken } from "./http-token.ts";
import { URL } from "./url.ts";
import { call, callSync } from "./wall.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const MAX_REASON_BYTES = 123;
/** RFC 6455 §7.1.5: nothing was said. */
const ABNORMAL = 1006;

type Data = string | ArrayBuffer | ArrayBufferView | Blob;
type Message = string | Uint8Array | Blob;

/** How a connection ended, as the host tells it. */
interface End {
  readonly code: number;
  readonly reason: string;
  readonly clean: boolean;
}

/** A connection that both sides can send on. */
export class WebSocket extends EventTarget {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  readonly url: string;
  readonly extensions: string = "";
  declare onopen: Handler<Event>;
  declare onmessage: Handler<MessageEvent>;
  declare onerror: Handler<ErrorEvent>;
  declare onclose: Handler<CloseEvent>;
  readonly #id: number;
  readonly #origin: string;
  #state = CONNECTING;
  #protocol = "";
  #binaryType: "blob" | "arraybuffer" = "blob";
  #bufferedAmount = 0;
  /** The last message that was sent; the next waits for it. */
  #sent: Promise<unknown> = Promise.resolve();

  /** A refusal and a limit that is exhausted are thrown; what goes wrong later comes as events. */
  constructor(url: string | URL, protocols: string | readonly string[] = []) {
    super();
    const parsed = socketUrl(url);
    this.url = parsed.href;
    this.#origin = parsed.origin;
    this.#id = callSync("websocket/connect", [this.url, protocolList(protocols)]) as number;
    void this.#run();
  }

  get readyState(): number {
    return this.#state;
  }

  get protocol(): string {
    return this.#protocol;
  }

  /** Bytes that were sent and are still in this isolate. */
  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  get binaryType(): "blob" | "arraybuffer" {
    return this.#binaryType;
  }

  set binaryType(type: "blob" | "arraybuffer") {
    if (type === "blob" || type === "arraybuffer") this.#binaryType = type;
  }

  send(data: Data): void {
    if (this.#state === CONNECTING)
      throw new DOMException("The WebSocket is not open yet; wait for its open event", "InvalidStateError");
    const message = messageOf(data);
    const bytes = typeof message === "string" ? utf8Length(message) : sizeOf(message);
    this.#bufferedAmount += bytes;
    if (this.#state === OPEN) this.#sent = this.#send(this.#sent, message, bytes);
  }

  close(code?: number, reason = ""): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999))
      throw new DOMException(`A code is 1000 or one from 3000 to 4999, not ${quoted(code)}`, "InvalidAccessError");
    const text = String(reason);
    if (utf8Length(text) > MAX_REASON_BYTES)
      throw new DOMException(`A reason has at most ${MAX_REASON_BYTES} bytes`, "SyntaxError");
    if (this.#state >= CLOSING) return;
    const connecting = this.#state === CONNECTING;
    this.#state = CLOSING;
    // What was sent before goes first.
    const before = connecting ? Promise.resolve() : this.#sent;
    before.then(() => call("socket/close", [this.#id, code, text])).catch(() => {});
  }

  async #send(before: Promise<unknown>, message: Message, bytes: number): Promise<void> {
    await before;
    try {
      const content = message instanceof Blob ? await message.bytes() : message;
      await call("socket/send", [this.#id, content]);
      this.#bufferedAmount -= bytes;
    } catch {
      // It has ended, and says so as an event.
    }
  }

  async #run(): Promise<void> {
    let end: End = { code: ABNORMAL, reason: "", clean: false };
    try {
      this.#protocol = (await call("socket/opened", [this.#id])) as string;
      if (this.#state === CONNECTING) {
        this.#state = OPEN;
        this.dispatchEvent(new Event("open"));
      }
      end = await this.#receive();
    } catch (error) {
      this.#state = CLOSED;
      this.dispatchEvent(new ErrorEvent("error", { error, message: String((error as Error)?.message) }));
    }
    this.#state = CLOSED;
    const { code, reason, clean } = end;
    this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean: clean }));
  }

  async #receive(): Promise<End> {
    for (;;) {
      const message = (await call("socket/next", [this.#id])) as string | Uint8Array | End;
      if (typeof message === "object" && "code" in message) return message;
      if (this.#state !== OPEN) continue;
      this.dispatchEvent(new MessageEvent("message", { data: this.#dataOf(message), origin: this.#origin }));
    }
  }

  #dataOf(message: string | Uint8Array): string | ArrayBuffer | Blob {
    if (typeof message === "string") return message;
    return this.#binaryType === "blob" ? new Blob([message]) : (message.slice().buffer as ArrayBuffer);
  }
}

defineHandlers(WebSocket, ["open", "message", "error", "close"]);

function socketUrl(given: unknown): URL {
  const text = String(given);
  let url: URL;
  try {
    url = new URL(text.replace(/^http(?=s?:)/i, "ws"));
  } catch {
    throw new DOMException(`${quoted(text)} is not an absolute URL`, "SyntaxError");
  }
  if (url.protocol !== "ws:" && url.protocol !== "wss:")
    throw new DOMException(`A WebSocket is opened at a "wss:" or "ws:" URL, not ${quoted(text)}`, "SyntaxError");
  if (url.hash !== "") throw new DOMException(`The URL of a WebSocket has no fragment: ${quoted(text)}`, "SyntaxError");
  return url;
}

function protocolList(given: unknown): string[] {
  if (typeof given !== "string" && !Array.isArray(given))
    throw new TypeError("The protocols of a WebSocket are a text or a list of texts");
  const list = (typeof given === "string" ? [given] : given).map(String);
  const names = new Set(list.map((each) => each.toLowerCase()));
  if (names.size === list.length && list.every(isHttpToken)) return list;
  throw new DOMException(`${quoted(list)} are no protocols of a WebSocket`, "SyntaxError");
}

/** What is sent, as it is now. */
function messageOf(data: Data): Message {
  if (data instanceof Blob) return data;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return toBytes(data);
  return String(data).toWellFormed();
}

function sizeOf(message: Blob | Uint8Array): number {
  return message instanceof Blob ? message.size : message.length;
}
