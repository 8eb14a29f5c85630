/** The bodies of requests and responses: WHATWG Fetch §5.3, as bytes where they are there, as a stream where they are not. */
import type { ReadableStream } from "web-streams-polyfill";
import { Blob } from "./blob.ts";
import { TextDecoder, TextEncoder, toBytes } from "./encoding.ts";
import { encodeForm, FormData, parseForm } from "./form-data.ts";
import { type Secret, secretText } from "./secrets.ts";
import { type Content, isDisturbed, isReadableStream, readWhole, streamFrom, streamsLibrary } from "./streams.ts";
import { URLSearchParams } from "./url.ts";

/** What a body can be made from. */
export type BodyInput =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | URLSearchParams
  | Blob
  | FormData
  | ReadableStream<unknown>
  | AsyncIterable<unknown>
  | Secret
  | GivenContent
  | null
  | undefined;

/** A body that the prelude itself makes; its type is told by the headers. */
export class GivenContent {
  readonly content: Content;

  constructor(content: Content) {
    this.content = content;
  }
}

/** A body and the media type that says what it is. */
interface TypedContent {
  readonly content: Content;
  readonly type?: string;
}

/** Takes the content out of a request or a response, whose body counts as read from now on. */
export let contentTaken: (body: Body) => Content;

/** What `Request` and `Response` share: a body that is read once. */
export abstract class Body {
  abstract readonly headers: { get(name: string): string | null };
  #content: Content;
  #used = false;

  constructor(content: Content) {
    this.#content = content;
  }

  get body(): ReadableStream<unknown> | null {
    if (this.#content.kind === "none") return null;
    return this.#asStream(this.#content);
  }

  get bodyUsed(): boolean {
    return this.#used || (this.#content.kind === "stream" && isDisturbed(this.#content.stream));
  }

  async bytes(): Promise<Uint8Array> {
    return await readWhole(this.#take());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).slice().buffer as ArrayBuffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get("content-type") ?? "" });
  }

  async formData(): Promise<FormData> {
    return parseForm(await this.bytes(), this.headers.get("content-type") ?? "");
  }

  static {
    contentTaken = (body) => body.#take();
  }

  #take(): Content {
    this.#requireUnread("The body was read already; clone() before reading keeps it");
    if (this.#content.kind !== "none") this.#used = true;
    return this.#content;
  }

  /** The content for a copy; an error when it was read. */
  protected copied(): Content {
    this.#requireUnread("The body was read already and cannot be cloned");
    const content = this.#content;
    if (content.kind === "none" || content.kind === "bytes" || content.kind === "secret") return content;
    const [stream, copy] = this.#asStream(content).tee();
    this.#content = { kind: "stream", stream };
    return { kind: "stream", stream: copy };
  }

  #asStream(content: Exclude<Content, { kind: "none" }>): ReadableStream<unknown> {
    const stream = streamFrom(content);
    this.#content = { kind: "stream", stream };
    return stream;
  }

  #requireUnread(complaint: string): void {
    const locked = this.#content.kind === "stream" && this.#content.stream.locked;
    if (this.bodyUsed || locked) throw new TypeError(complaint);
  }
}

/** WHATWG Fetch §5.1 "extract a body". */
export function contentOf(body: BodyInput): TypedContent {
  if (body === null || body === undefined) return { content: { kind: "none" } };
  if (body instanceof GivenContent) return { content: body.content };
  const secret = secretText(body);
  if (secret !== undefined) return { content: { kind: "secret", text: secret }, type: "text/plain;charset=UTF-8" };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return ofBytes(toBytes(body));
  if (body instanceof Blob) return ofBytes(body.copyBytes(), body.type);
  if (body instanceof URLSearchParams)
    return ofBytes(utf8(body.toString()), "application/x-www-form-urlencoded;charset=UTF-8");
  if (body instanceof FormData) {
    const { bytes, type } = encodeForm(body);
    return ofBytes(bytes, type);
  }
  if (typeof body === "object" && isReadableStream(body)) {
    if (body.locked || isDisturbed(body)) throw new TypeError("The stream is being read by something else");
    return { content: { kind: "stream", stream: body } };
  }
  if (typeof body === "object" && Symbol.asyncIterator in body)
    return { content: { kind: "stream", stream: streamsLibrary().ReadableStream.from(body) } };
  return ofBytes(utf8(String(body)), "text/plain;charset=UTF-8");
}

function ofBytes(bytes: Uint8Array, type = ""): TypedContent {
  return type === "" ? { content: { kind: "bytes", bytes } } : { content: { kind: "bytes", bytes }, type };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
