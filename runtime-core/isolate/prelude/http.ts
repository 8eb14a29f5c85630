/** `fetch` with `Headers`, `Request` and `Response`: the parts of WHATWG Fetch that need no streams. */
import type { AbortSignal } from "./abort.ts";
import { TextDecoder, TextEncoder, toBytes } from "./encoding.ts";
import { URL, URLSearchParams } from "./url.ts";
import { callAbortable } from "./wall.ts";

type HeadersInput = Headers | Record<string, unknown> | Iterable<readonly [unknown, unknown]>;
type BodyInput = string | ArrayBuffer | ArrayBufferView | URLSearchParams | null | undefined;

/** A response as the host gives it. */
interface HostResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly redirected: boolean;
  readonly body: Uint8Array;
}

/** WHATWG Fetch §5.2. Names are compared in lower case. */
export class Headers {
  #values: [string, string][] = [];

  constructor(init: HeadersInput = {}) {
    const pairs = Symbol.iterator in init ? (init as Iterable<readonly [unknown, unknown]>) : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  append(name: unknown, value: unknown): void {
    const key = headerName(name);
    const known = this.#values.find(([n]) => n === key);
    if (known === undefined || key === "set-cookie") this.#values.push([key, headerValue(value)]);
    else known[1] = `${known[1]}, ${headerValue(value)}`;
  }

  delete(name: unknown): void {
    const key = headerName(name);
    this.#values = this.#values.filter(([n]) => n !== key);
  }

  get(name: unknown): string | null {
    const key = headerName(name);
    const values = this.#values.filter(([n]) => n === key).map(([, value]) => value);
    return values.length === 0 ? null : values.join(", ");
  }

  getSetCookie(): string[] {
    return this.#values.filter(([n]) => n === "set-cookie").map(([, value]) => value);
  }

  has(name: unknown): boolean {
    return this.get(name) !== null;
  }

  set(name: unknown, value: unknown): void {
    this.delete(name);
    this.append(name, value);
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    yield* [...this.#values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]();
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) yield value;
  }
}

/** What `Request` and `Response` share: a body that is read once. */
class Body {
  #bytes: Uint8Array;
  #used = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  async bytes(): Promise<Uint8Array> {
    if (this.#used) throw new TypeError("The body was read already; clone() before reading keeps it");
    this.#used = true;
    return this.#bytes;
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

  /** The bytes for a copy; an error when they were read. */
  protected unread(): Uint8Array {
    if (this.#used) throw new TypeError("The body was read already and cannot be cloned");
    return this.#bytes;
  }
}

/** The options of a request that this runtime knows. */
export interface RequestInit {
  method?: string;
  headers?: HeadersInput;
  body?: BodyInput;
  signal?: AbortSignal | null;
  redirect?: "follow" | "error" | "manual";
}

/** WHATWG Fetch §5.4. */
export class Request extends Body {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly redirect: "follow" | "error" | "manual";
  readonly signal: AbortSignal | undefined;

  constructor(input: string | URL | Request, init: RequestInit = {}) {
    const other = isRequest(input) ? input : undefined;
    super(init.body === undefined ? (other?.unread() ?? new Uint8Array()) : bodyBytes(init.body));
    this.url = other?.url ?? new URL(input).href;
    this.method = methodName(init.method ?? other?.method ?? "GET");
    this.headers = new Headers(init.headers ?? other?.headers ?? {});
    if (typeof init.body === "string" && !this.headers.has("content-type")) {
      this.headers.set("content-type", "text/plain;charset=UTF-8");
    }
    if (init.body instanceof URLSearchParams && !this.headers.has("content-type")) {
      this.headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
    }
    this.redirect = init.redirect ?? other?.redirect ?? "follow";
    this.signal = (init.signal === undefined ? other?.signal : init.signal) ?? undefined;
    const bodyless = this.method === "GET" || this.method === "HEAD";
    if (bodyless && init.body !== undefined && init.body !== null)
      throw new TypeError(`A ${this.method} request has no body`);
  }

  clone(): Request {
    return newRequest(this);
  }
}

/** The options of a response. */
export interface ResponseInit {
  status?: number;
  statusText?: string;
  headers?: HeadersInput;
}

/** WHATWG Fetch §5.5. */
export class Response extends Body {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string = "";
  readonly redirected: boolean = false;

  constructor(body: BodyInput = null, init: ResponseInit = {}) {
    super(bodyBytes(body));
    this.status = init.status ?? 200;
    if (!Number.isInteger(this.status) || this.status < 200 || this.status > 599) {
      throw new RangeError(`A status is a whole number from 200 to 599, not ${String(init.status)}`);
    }
    this.statusText = init.statusText ?? "";
    this.headers = new Headers(init.headers);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  clone(): Response {
    return copyAddress(newResponse(this.unread(), this), this.url, this.redirected);
  }

  static json(value: unknown, init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return newResponse(JSON.stringify(value), { ...init, headers });
  }
}

/** WHATWG Fetch §5.6. The host checks every hop of a redirect. */
export async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const request = new Request(input, init);
  const options = {
    method: request.method,
    headers: [...request.headers],
    redirect: request.redirect,
    body: await request.bytes(),
  };
  const reply = (await callAbortable("http/fetch", [request.url, options], request.signal)) as HostResponse;
  return copyAddress(
    new Response(reply.body, reply as { headers: HostResponse["headers"] }),
    reply.url,
    reply.redirected,
  );
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function isRequest(input: unknown): input is Request {
  return input instanceof Request;
}

function newRequest(input: Request): Request {
  return new Request(input);
}

function newResponse(body: BodyInput, init: ResponseInit): Response {
  return new Response(body, init);
}

function copyAddress(response: Response, url: string, redirected: boolean): Response {
  Object.defineProperty(response, "url", { value: url, enumerable: true });
  Object.defineProperty(response, "redirected", { value: redirected, enumerable: true });
  return response;
}

function bodyBytes(body: BodyInput): Uint8Array {
  if (body === null || body === undefined) return new Uint8Array();
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return toBytes(body);
  return new TextEncoder().encode(String(body));
}

function methodName(method: unknown): string {
  const name = String(method);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new TypeError(`"${name}" is not an HTTP method`);
  return /^(get|head|options|post|put|delete)$/i.test(name) ? name.toUpperCase() : name;
}

function headerName(name: unknown): string {
  const text = String(name);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)) throw new TypeError(`"${text}" is not a header name`);
  return text.toLowerCase();
}

function headerValue(value: unknown): string {
  const text = String(value).trim();
  if (/[\0\r\n]/.test(text)) throw new TypeError("A header value has no line breaks");
  return text;
}
