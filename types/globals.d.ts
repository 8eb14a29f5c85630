// The globals of an isolate beyond ECMAScript's.

interface ImportMeta {
  /** "file:///src/main.ts", from the project root. */
  readonly url: string;
  readonly dirname: string;
  readonly filename: string;
}

declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  trace(...values: unknown[]): void;
  assert(condition?: unknown, ...values: unknown[]): void;
  dir(value?: unknown): void;
  dirxml(...values: unknown[]): void;
  table(value?: unknown, columns?: readonly string[]): void;
  clear(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  group(...values: unknown[]): void;
  groupCollapsed(...values: unknown[]): void;
  groupEnd(): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: unknown[]): void;
  timeEnd(label?: string): void;
};

declare const self: typeof globalThis;
declare const navigator: { readonly userAgent: string };

/** Ends the run with an error that nobody caught. */
declare function reportError(error: unknown): void;

declare function setTimeout<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): number;
/** For `new Promise((resolve) => setTimeout(resolve, 100))`. */
declare function setTimeout(callback: (nothing: void) => void, delayMs?: number): number;
declare function setInterval<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): number;
declare function clearTimeout(timer: number | undefined): void;
declare function clearInterval(timer: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<Value>(value: Value, options?: { transfer?: Iterable<ArrayBuffer> }): Value;
declare function atob(base64: string): string;
declare function btoa(binary: string): string;

/** What the web platform throws: an error known by its name. */
declare class DOMException extends Error {
  constructor(message?: string, name?: string | { name?: string; cause?: unknown });
  /** The number that some names have besides; 0 for the others. */
  readonly code: number;
}

type IntegerView =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

declare class Crypto {
  private constructor();
  readonly subtle: SubtleCrypto;
  /** Fills a view with random bytes, at most 65,536, and gives it back. */
  getRandomValues<View extends IntegerView>(view: View): View;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}

/** Randomness, digests and HMAC. No permission is needed. */
declare const crypto: Crypto;

type HashName = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
type HashAlgorithm = HashName | { name: HashName };
type KeyUsage = "sign" | "verify";

interface HmacParameters {
  name: "HMAC";
  hash: HashAlgorithm;
  /** Bits; without it those of the given bytes, or of a block of the hash. */
  length?: number;
}

/** A secret key as JSON: RFC 7517. */
interface JsonWebKey {
  kty?: string;
  k?: string;
  alg?: string;
  use?: string;
  key_ops?: string[];
  ext?: boolean;
}

declare class CryptoKey {
  private constructor();
  readonly type: "secret";
  readonly extractable: boolean;
  readonly algorithm: { readonly name: "HMAC"; readonly length: number; readonly hash: { readonly name: HashName } };
  readonly usages: readonly KeyUsage[];
}

/** Digests and HMAC; other algorithms are refused with `NotSupportedError`. */
declare class SubtleCrypto {
  private constructor();
  digest(algorithm: HashAlgorithm, data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer>;
  generateKey(algorithm: HmacParameters, extractable: boolean, usages: Iterable<KeyUsage>): Promise<CryptoKey>;
  importKey(
    format: "raw",
    data: ArrayBuffer | ArrayBufferView,
    algorithm: HmacParameters,
    extractable: boolean,
    usages: Iterable<KeyUsage>,
  ): Promise<CryptoKey>;
  importKey(
    format: "jwk",
    data: JsonWebKey,
    algorithm: HmacParameters,
    extractable: boolean,
    usages: Iterable<KeyUsage>,
  ): Promise<CryptoKey>;
  exportKey(format: "raw", key: CryptoKey): Promise<ArrayBuffer>;
  exportKey(format: "jwk", key: CryptoKey): Promise<JsonWebKey>;
  sign(algorithm: "HMAC" | { name: "HMAC" }, key: CryptoKey, data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer>;
  verify(
    algorithm: "HMAC" | { name: "HMAC" },
    key: CryptoKey,
    signature: ArrayBuffer | ArrayBufferView,
    data: ArrayBuffer | ArrayBufferView,
  ): Promise<boolean>;
}

/** What takes events. */
type EventListener<Kind extends Event = Event> = ((event: Kind) => unknown) | { handleEvent(event: Kind): unknown };

declare class Event {
  constructor(type: string, options?: { bubbles?: boolean; cancelable?: boolean });
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly defaultPrevented: boolean;
  readonly isTrusted: boolean;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
}

type ListenerOptions = { capture?: boolean; once?: boolean; passive?: boolean; signal?: AbortSignal } | boolean;

declare class EventTarget {
  addEventListener(type: string, listener: EventListener<any> | null, options?: ListenerOptions): void;
  removeEventListener(type: string, listener: EventListener<any> | null, options?: ListenerOptions): void;
  /** Gives whether the event was not prevented. */
  dispatchEvent(event: Event): boolean;
}

declare class Performance extends EventTarget {
  private constructor();
  /** Milliseconds since 1970 at which the module started. */
  readonly timeOrigin: number;
  /** Milliseconds since the module started. */
  now(): number;
  toJSON(): { timeOrigin: number };
}

declare const performance: Performance;

declare class CustomEvent<Detail = unknown> extends Event {
  constructor(type: string, options?: { bubbles?: boolean; cancelable?: boolean; detail?: Detail });
  readonly detail: Detail;
}

declare class MessageEvent<Data = unknown> extends Event {
  constructor(type: string, options?: { data?: Data; origin?: string });
  readonly data: Data;
  readonly origin: string;
}

interface MessagePortEvents {
  message: MessageEvent<any>;
  close: Event;
}

/** One end of a `MessageChannel`. What was sent to it waits until it is started. */
declare class MessagePort extends EventTarget {
  private constructor();
  /** Assigning one starts the port. */
  onmessage: ((event: MessageEvent<any>) => unknown) | null;
  onclose: ((event: Event) => unknown) | null;
  addEventListener<Type extends keyof MessagePortEvents>(
    type: Type,
    listener: EventListener<MessagePortEvents[Type]> | null,
    options?: ListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListener<any> | null, options?: ListenerOptions): void;
  /** Sends a copy; buffers can be transferred. */
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[] | { transfer?: readonly ArrayBuffer[] }): void;
  start(): void;
  close(): void;
}

/** Two connected ports of this module; `child.port` of `ambit:modules` leads to another one. */
declare class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
}

declare class CloseEvent extends Event {
  constructor(type: string, options?: { code?: number; reason?: string; wasClean?: boolean });
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

declare class ErrorEvent extends Event {
  constructor(type: string, options?: { error?: unknown; message?: string });
  readonly error: unknown;
  readonly message: string;
}

interface WebSocketEvents {
  open: Event;
  message: MessageEvent<any>;
  error: ErrorEvent;
  close: CloseEvent;
}

/** A connection that both sides can send on. It ends with its module. */
declare class WebSocket extends EventTarget {
  /** Throws what refuses it; what goes wrong later comes as an `error` event with a message, and `close`. */
  constructor(url: string | URL, protocols?: string | readonly string[]);
  static readonly CONNECTING: 0;
  static readonly OPEN: 1;
  static readonly CLOSING: 2;
  static readonly CLOSED: 3;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
  readonly url: string;
  readonly readyState: number;
  readonly protocol: string;
  readonly extensions: string;
  /** Bytes that were sent and are still in this isolate. */
  readonly bufferedAmount: number;
  /** What bytes arrive as: "blob" unless said. */
  binaryType: "blob" | "arraybuffer";
  onopen: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent<any>) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  onclose: ((event: CloseEvent) => unknown) | null;
  addEventListener<Type extends keyof WebSocketEvents>(
    type: Type,
    listener: EventListener<WebSocketEvents[Type]> | null,
    options?: ListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListener<any> | null, options?: ListenerOptions): void;
  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void;
  /** `code` is 1000 or one from 3000 to 4999; a reason has at most 123 bytes. */
  close(code?: number, reason?: string): void;
}

declare class AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((event: object) => void) | null;
  throwIfAborted(): void;
  static abort(reason?: unknown): AbortSignal;
  static timeout(delayMs: number): AbortSignal;
  static any(signals: Iterable<AbortSignal>): AbortSignal;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  readonly encoding: "utf-8";
  encode(text?: string): Uint8Array;
  /** Encodes as many whole characters as there is room for. */
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** With `stream`, the bytes of a character that is not whole wait for the next call. */
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}

interface QueuingStrategy<Chunk = any> {
  highWaterMark?: number;
  size?: (chunk: Chunk) => number;
}

declare class CountQueuingStrategy implements QueuingStrategy {
  constructor(options: { highWaterMark: number });
  readonly highWaterMark: number;
  readonly size: (chunk: any) => number;
}

declare class ByteLengthQueuingStrategy implements QueuingStrategy<ArrayBufferView> {
  constructor(options: { highWaterMark: number });
  readonly highWaterMark: number;
  readonly size: (chunk: ArrayBufferView) => number;
}

interface ReadableStreamDefaultController<Chunk = any> {
  readonly desiredSize: number | null;
  enqueue(chunk: Chunk): void;
  close(): void;
  error(reason?: unknown): void;
}

interface ReadableByteStreamController extends ReadableStreamDefaultController<ArrayBufferView> {
  readonly byobRequest: {
    readonly view: ArrayBufferView | null;
    respond(bytesWritten: number): void;
    respondWithNewView(view: ArrayBufferView): void;
  } | null;
}

interface UnderlyingSource<Chunk = any> {
  type?: undefined;
  start?(controller: ReadableStreamDefaultController<Chunk>): unknown;
  pull?(controller: ReadableStreamDefaultController<Chunk>): void | PromiseLike<void>;
  cancel?(reason?: unknown): void | PromiseLike<void>;
}

interface UnderlyingByteSource {
  type: "bytes";
  autoAllocateChunkSize?: number;
  start?(controller: ReadableByteStreamController): unknown;
  pull?(controller: ReadableByteStreamController): void | PromiseLike<void>;
  cancel?(reason?: unknown): void | PromiseLike<void>;
}

interface StreamPipeOptions {
  preventAbort?: boolean;
  preventCancel?: boolean;
  preventClose?: boolean;
  signal?: AbortSignal;
}

type ReadableStreamReadResult<Chunk> =
  | { readonly done: false; readonly value: Chunk }
  | { readonly done: true; readonly value?: undefined };

interface ReadableStreamDefaultReader<Chunk = any> {
  readonly closed: Promise<undefined>;
  read(): Promise<ReadableStreamReadResult<Chunk>>;
  releaseLock(): void;
  cancel(reason?: unknown): Promise<void>;
}

interface ReadableStreamBYOBReader {
  readonly closed: Promise<undefined>;
  read<View extends ArrayBufferView>(
    view: View,
    options?: { min?: number },
  ): Promise<
    { readonly done: false; readonly value: View } | { readonly done: true; readonly value: View | undefined }
  >;
  releaseLock(): void;
  cancel(reason?: unknown): Promise<void>;
}

declare class ReadableStream<Chunk = any> implements AsyncIterable<Chunk> {
  constructor(source: UnderlyingByteSource, strategy?: { highWaterMark?: number });
  constructor(source?: UnderlyingSource<Chunk>, strategy?: QueuingStrategy<Chunk>);
  static from<Chunk>(chunks: Iterable<Chunk> | AsyncIterable<Chunk>): ReadableStream<Chunk>;
  readonly locked: boolean;
  cancel(reason?: unknown): Promise<void>;
  getReader(): ReadableStreamDefaultReader<Chunk>;
  getReader(options: { mode: "byob" }): ReadableStreamBYOBReader;
  pipeThrough<Output>(
    pair: { readonly readable: ReadableStream<Output>; readonly writable: WritableStream<Chunk> },
    options?: StreamPipeOptions,
  ): ReadableStream<Output>;
  pipeTo(destination: WritableStream<Chunk>, options?: StreamPipeOptions): Promise<void>;
  tee(): [ReadableStream<Chunk>, ReadableStream<Chunk>];
  values(options?: { preventCancel?: boolean }): AsyncIterableIterator<Chunk>;
  [Symbol.asyncIterator](): AsyncIterableIterator<Chunk>;
}

interface WritableStreamDefaultController {
  readonly signal: AbortSignal;
  error(reason?: unknown): void;
}

interface UnderlyingSink<Chunk = any> {
  start?(controller: WritableStreamDefaultController): unknown;
  write?(chunk: Chunk, controller: WritableStreamDefaultController): void | PromiseLike<void>;
  close?(): void | PromiseLike<void>;
  abort?(reason?: unknown): void | PromiseLike<void>;
}

interface WritableStreamDefaultWriter<Chunk = any> {
  readonly closed: Promise<undefined>;
  readonly desiredSize: number | null;
  readonly ready: Promise<undefined>;
  write(chunk: Chunk): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
  releaseLock(): void;
}

declare class WritableStream<Chunk = any> {
  constructor(sink?: UnderlyingSink<Chunk>, strategy?: QueuingStrategy<Chunk>);
  readonly locked: boolean;
  getWriter(): WritableStreamDefaultWriter<Chunk>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}

interface TransformStreamDefaultController<Output = any> {
  readonly desiredSize: number | null;
  enqueue(chunk: Output): void;
  error(reason?: unknown): void;
  terminate(): void;
}

interface Transformer<Input = any, Output = any> {
  start?(controller: TransformStreamDefaultController<Output>): unknown;
  transform?(chunk: Input, controller: TransformStreamDefaultController<Output>): void | PromiseLike<void>;
  flush?(controller: TransformStreamDefaultController<Output>): void | PromiseLike<void>;
}

declare class TransformStream<Input = any, Output = any> {
  constructor(
    transformer?: Transformer<Input, Output>,
    writableStrategy?: QueuingStrategy<Input>,
    readableStrategy?: QueuingStrategy<Output>,
  );
  readonly readable: ReadableStream<Output>;
  readonly writable: WritableStream<Input>;
}

declare class TextEncoderStream {
  readonly encoding: "utf-8";
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<string>;
}

declare class TextDecoderStream {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  readonly readable: ReadableStream<string>;
  readonly writable: WritableStream<Uint8Array>;
}

type CompressionFormat = "gzip" | "deflate" | "deflate-raw";

declare class CompressionStream {
  constructor(format: CompressionFormat);
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

declare class DecompressionStream {
  constructor(format: CompressionFormat);
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

declare class Blob {
  constructor(parts?: Iterable<string | ArrayBuffer | ArrayBufferView | Blob>, options?: { type?: string });
  readonly size: number;
  readonly type: string;
  slice(start?: number, end?: number, type?: string): Blob;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  stream(): ReadableStream<Uint8Array>;
}

declare class File extends Blob {
  constructor(
    parts: Iterable<string | ArrayBuffer | ArrayBufferView | Blob>,
    name: string,
    options?: { type?: string; lastModified?: number },
  );
  readonly name: string;
  readonly lastModified: number;
}

declare class FormData implements Iterable<[string, string | File]> {
  append(name: string, value: string | Blob, filename?: string): void;
  delete(name: string): void;
  get(name: string): string | File | null;
  getAll(name: string): (string | File)[];
  has(name: string): boolean;
  set(name: string, value: string | Blob, filename?: string): void;
  forEach(callback: (value: string | File, name: string, form: FormData) => void, self?: unknown): void;
  entries(): IterableIterator<[string, string | File]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string | File>;
  [Symbol.iterator](): IterableIterator<[string, string | File]>;
}

declare class URL {
  constructor(input: string | URL, base?: string | URL);
  static canParse(input: string | URL, base?: string | URL): boolean;
  static parse(input: string | URL, base?: string | URL): URL | null;
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

/** Parts of a URL, each a pattern; one that is left out matches anything. */
interface URLPatternInit {
  readonly baseURL?: string;
  readonly protocol?: string;
  readonly username?: string;
  readonly password?: string;
  readonly hostname?: string;
  readonly port?: string;
  readonly pathname?: string;
  readonly search?: string;
  readonly hash?: string;
}

interface URLPatternComponentResult {
  readonly input: string;
  readonly groups: Record<string, string | undefined>;
}

interface URLPatternResult {
  readonly inputs: readonly (string | URLPatternInit)[];
  readonly protocol: URLPatternComponentResult;
  readonly username: URLPatternComponentResult;
  readonly password: URLPatternComponentResult;
  readonly hostname: URLPatternComponentResult;
  readonly port: URLPatternComponentResult;
  readonly pathname: URLPatternComponentResult;
  readonly search: URLPatternComponentResult;
  readonly hash: URLPatternComponentResult;
}

/** Which URLs match: `new URLPattern({ pathname: "/books/:id" })`. */
declare class URLPattern {
  constructor(pattern?: string | URLPatternInit, baseURL?: string, options?: { ignoreCase?: boolean });
  constructor(pattern: string | URLPatternInit, options?: { ignoreCase?: boolean });
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly hasRegExpGroups: boolean;
  test(input?: string | URLPatternInit, baseURL?: string): boolean;
  exec(input?: string | URLPatternInit, baseURL?: string): URLPatternResult | null;
}

/** A secret is given to the server as it is. */
type HeaderValue = string | import("ambit:secrets").Secret;
type HeadersInit = Headers | Iterable<readonly [string, HeaderValue]> | Readonly<Record<string, HeaderValue>>;
type BodyInit =
  | string
  | import("ambit:secrets").Secret
  | ArrayBuffer
  | ArrayBufferView
  | URLSearchParams
  | Blob
  | FormData
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

declare class Headers implements Iterable<[string, string]> {
  constructor(init?: HeadersInit);
  append(name: string, value: HeaderValue): void;
  delete(name: string): void;
  /** A secret comes back as what it is, which is no text. */
  get(name: string): string | null;
  getSetCookie(): string[];
  has(name: string): boolean;
  set(name: string, value: HeaderValue): void;
  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

interface RequestInit {
  method?: string;
  headers?: HeadersInit;
  body?: BodyInit | null;
  signal?: AbortSignal | null;
  redirect?: "follow" | "error" | "manual";
  /** Other runtimes want it beside a body that is a stream. */
  duplex?: "half";
}

interface Body {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  json(): Promise<any>;
  blob(): Promise<Blob>;
  formData(): Promise<FormData>;
}

declare class Request implements Body {
  constructor(input: string | URL | Request, init?: RequestInit);
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly redirect: "follow" | "error" | "manual";
  readonly signal: AbortSignal;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  json(): Promise<any>;
  blob(): Promise<Blob>;
  formData(): Promise<FormData>;
  clone(): Request;
}

declare class Response implements Body {
  constructor(body?: BodyInit | null, init?: { status?: number; statusText?: string; headers?: HeadersInit });
  static error(): Response;
  static redirect(url: string | URL, status?: 301 | 302 | 303 | 307 | 308): Response;
  static json(value: unknown, init?: { status?: number; statusText?: string; headers?: HeadersInit }): Response;
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly redirected: boolean;
  readonly type: "basic" | "default" | "error";
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  json(): Promise<any>;
  blob(): Promise<Blob>;
  formData(): Promise<FormData>;
  clone(): Response;
}

/** Sends a request and gives its response. Needs `http.read`, `http.write` or `http.delete`, by the method. */
declare function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
