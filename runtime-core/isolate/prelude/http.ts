/** `fetch` with `Headers`, `Request` and `Response`: WHATWG Fetch. */
import { HostError, quoted } from "./errors.ts";
import { AbortController, type AbortSignal, signalOf } from "./abort.ts";
import { Body, type BodyInput, contentOf, contentTaken, GivenContent } from "./body.ts";
import { isHttpToken } from "./http-token.ts";
import { type Secret, secretText, type SecretText } from "./secrets.ts";
import { type Content, openFor, Upload } from "./streams.ts";
import { twoOf, URL } from "./url.ts";
import { call, callAbortable, callSync } from "./wall.ts";

/** WHATWG Fetch §2.2.3 "null body status". */
const BODILESS: readonly number[] = [101, 103, 204, 205, 304];

/** What servers are told, and `navigator` says. */
export const USER_AGENT = "Ambit";

/** What a request says unless it says so itself: WHATWG Fetch §4.3 and §4.6. A body is given as it comes. */
const DEFAULT_HEADERS = [
  ["accept", "*/*"],
  ["accept-encoding", "identity"],
  ["user-agent", USER_AGENT],
] as const;

type HeadersInput = Headers | Record<string, unknown> | Iterable<readonly [unknown, unknown]>;

/** A response as the host gives it; a body that is not there yet is the number of a source. */
interface HostResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly redirected: boolean;
  readonly body: Uint8Array | number;
}

/** The headers for the host; it writes a secret itself. */
type HostHeaders = readonly (readonly [string, string | SecretText])[];

/** WHATWG Fetch §5.2. Names are compared in lower case. A value that is a secret is given back as it came. */
export class Headers {
  // A secret counts as a text for all who do not look.
  #values: [string, string][] = [];
  /** Those in order of their names, while they are the same. */
  #sorted: readonly [string, string][] | undefined;

  constructor(init: HeadersInput = {}) {
    const pairs = Symbol.iterator in init ? (init as Iterable<Iterable<unknown>>) : Object.entries(init);
    for (const pair of pairs) this.append(...twoOf(pair, "A header"));
  }

  append(name: unknown, value: unknown): void {
    const key = headerName(name);
    this.#sorted = undefined;
    const known = this.#values.find(([n]) => n === key);
    if (known === undefined || key === "set-cookie") this.#values.push([key, headerValue(value)]);
    else if (secretText(known[1]) !== undefined || secretText(value) !== undefined)
      throw new TypeError(`The header ${quoted(key)} has a secret, which is its only value`);
    else known[1] = `${known[1]}, ${headerValue(value)}`;
  }

  delete(name: unknown): void {
    const key = headerName(name);
    this.#sorted = undefined;
    this.#values = this.#values.filter(([n]) => n !== key);
  }

  get(name: unknown): string | null {
    const key = headerName(name);
    const values = this.#values.filter(([n]) => n === key).map(([, value]) => value);
    return values.length > 1 ? values.join(", ") : (values[0] ?? null);
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

  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** What is added or taken away meanwhile shows: Web IDL §3.7.10.2. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (let i = 0; ; i++) {
      this.#sorted ??= this.#values.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const pair = this.#sorted[i];
      if (pair === undefined) return;
      yield [...pair];
    }
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
  #signal: AbortSignal | undefined;

  constructor(input: string | URL | Request, given?: RequestInit | null) {
    const init = given ?? {};
    const other = isRequest(input) ? input : undefined;
    const body = init.body === undefined && other !== undefined ? new GivenContent(contentTaken(other)) : init.body;
    const { content, type } = contentOf(body);
    super(content);
    this.url = other?.url ?? requestUrl(input);
    this.method = methodName(init.method ?? other?.method ?? "GET");
    this.headers = new Headers(init.headers ?? other?.headers ?? {});
    if (type !== undefined && !this.headers.has("content-type")) this.headers.set("content-type", type);
    this.redirect = redirectMode(init.redirect ?? other?.redirect ?? "follow");
    this.#signal = init.signal === undefined && other !== undefined ? other.#signal : signalOf(init.signal);
    if (content.kind !== "none" && (this.method === "GET" || this.method === "HEAD"))
      throw new TypeError(`A ${this.method} request has no body`);
  }

  get signal(): AbortSignal {
    this.#signal ??= new AbortController().signal;
    return this.#signal;
  }

  clone(): Request {
    return newRequest(this, new GivenContent(this.copied()));
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
  readonly type: "basic" | "default" | "error" = "default";

  constructor(body: BodyInput = null, given?: ResponseInit | null) {
    const init = given ?? {};
    const { content, type } = contentOf(body);
    if (content.kind === "secret") throw new TypeError("A secret leaves with a request only, not with a response");
    super(content);
    this.status = Math.trunc(Number(init.status ?? 200));
    if (!(this.status >= 200 && this.status <= 599)) {
      throw new RangeError(`A status is a whole number from 200 to 599, not ${quoted(init.status)}`);
    }
    this.statusText = init.statusText ?? "";
    this.headers = new Headers(init.headers);
    if (type !== undefined && !this.headers.has("content-type")) this.headers.set("content-type", type);
    if (content.kind !== "none" && BODILESS.includes(this.status))
      throw new TypeError(`A response with the status ${this.status} has no body`);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  clone(): Response {
    const { url, redirected, type, status } = this;
    if (type === "error") return errorResponse();
    return withOrigin(newResponse(new GivenContent(this.copied()), this), { url, redirected, type, status });
  }

  static error(): Response {
    return errorResponse();
  }

  static redirect(url: string | URL, status = 302): Response {
    if (![301, 302, 303, 307, 308].includes(status))
      throw new RangeError(`${quoted(status)} is no status of a redirect`);
    return newResponse(null, { status, headers: { location: new URL(url).href } });
  }

  static json(value: unknown, init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw new TypeError(`A value of the type ${typeof value} cannot be written as JSON`);
    return newResponse(json, { ...init, headers });
  }
}

/** WHATWG Fetch §5.6. The host checks every hop of a redirect. */
export async function fetch(input: string | URL | Request, init?: RequestInit | null): Promise<Response> {
  const request = new Request(input, init);
  const { method, redirect, signal } = request;
  if (request.url.startsWith("data:")) return dataResponse(request);
  // Without a promise the host is asked on the spot, so a debugger stops there with the caller on its stack.
  const started = Upload.start(contentTaken(request));
  const upload = started instanceof Promise ? await started : started;
  const options = { method, headers: headersForHost(request.headers), redirect, body: upload.body };
  let reply: HostResponse;
  try {
    reply = (await callAbortable("http/fetch", [request.url, options], { signal, drop })) as HostResponse;
  } catch (error) {
    throw upload.stop(networkError(error));
  }
  const content = downloaded(reply, method, signal);
  const { url, redirected, status } = reply;
  return withOrigin(newResponse(new GivenContent(content), reply), { url, redirected, status, type: "basic" });
}

/** The response of a `data:` URL, which holds it and needs no permission: WHATWG Fetch §4.2. */
function dataResponse({ url, method, signal }: Request): Response {
  signal.throwIfAborted();
  const found = callSync("url/data", [url]) as readonly [string, Uint8Array] | null;
  if (found === null) throw new TypeError('A "data:" URL needs a "," before its data, and base64 behind ";base64,"');
  const [type, bytes] = found;
  const content = new GivenContent(method === "HEAD" ? { kind: "none" } : { kind: "bytes", bytes });
  const response = newResponse(content, { statusText: "OK", headers: { "content-type": type } });
  return withOrigin(response, { url: url.split("#", 1)[0] ?? "", redirected: false, status: 200, type: "basic" });
}

/** What fails on the way is a `TypeError`: WHATWG Fetch §5.6. What the host refuses stays what it is. */
function networkError(error: unknown): unknown {
  if (!(error instanceof HostError) || error.code !== "host/failed") return error;
  const { message, code, data, stack = "" } = error;
  const failure = Object.assign(new TypeError(message), { code, data });
  Object.defineProperty(failure, "stack", { value: stack.replace("HostError", "TypeError") });
  return failure;
}

function drop(reply: unknown): void {
  const { body } = reply as HostResponse;
  if (typeof body === "number") void call("stream/cancel", [body]);
}

/** The body of an answer; giving the request up gives it up too. */
function downloaded({ status, body }: HostResponse, method: string, signal: AbortSignal | undefined): Content {
  if (typeof body !== "number") {
    return method === "HEAD" || BODILESS.includes(status) ? { kind: "none" } : { kind: "bytes", bytes: body };
  }
  if (signal === undefined) return openFor({ kind: "host", source: body, failure: networkError }, body);
  const giveUp = (): void => void call("stream/cancel", [body]);
  if (signal.aborted) giveUp();
  else signal.addEventListener("abort", giveUp, { once: true });
  const over = (): void => signal.removeEventListener("abort", giveUp);
  return openFor({ kind: "host", source: body, signal, over, failure: networkError }, body);
}

function headersForHost(headers: Headers): HostHeaders {
  const own = [...headers].map(([name, value]) => [name, secretText(value) ?? value] as const);
  return [...own, ...DEFAULT_HEADERS.filter(([name]) => !headers.has(name))];
}

/** @throws {TypeError} Where one is a secret. */
export function plainHeaders(headers: Headers): readonly (readonly [string, string])[] {
  const pairs = [...headers];
  for (const [name, value] of pairs)
    if (secretText(value) !== undefined)
      throw new TypeError(`The header ${quoted(name)} has a secret, which only a request may carry`);
  return pairs;
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function isRequest(input: unknown): input is Request {
  return input instanceof Request;
}

function newRequest({ url, method, headers, redirect, signal }: Request, body: GivenContent): Request {
  return new Request(url, { method, headers, redirect, signal: signal ?? null, body });
}

function newResponse(body: BodyInput, { status, statusText, headers }: ResponseInit): Response {
  return new Response(body, { status, statusText, headers } as ResponseInit);
}

function errorResponse(): Response {
  return withOrigin(newResponse(null, {}), { url: "", redirected: false, type: "error", status: 0 });
}

function withOrigin(response: Response, origin: Pick<Response, "url" | "redirected" | "type" | "status">): Response {
  for (const [name, value] of Object.entries(origin))
    Object.defineProperty(response, name, { value, enumerable: true });
  return response;
}

function requestUrl(given: unknown): string {
  const url = new URL(given);
  if (url.username === "" && url.password === "") return url.href;
  throw new TypeError(`${quoted(url.href)} has a user or a password; send the header "authorization"`);
}

function redirectMode(given: unknown): Request["redirect"] {
  if (given === "follow" || given === "error" || given === "manual") return given;
  throw new TypeError(`The option redirect is "follow", "error" or "manual", not ${quoted(given)}`);
}

function methodName(method: unknown): string {
  const name = String(method);
  if (!isHttpToken(name)) throw new TypeError(`${quoted(name)} is not an HTTP method`);
  return /^(get|head|options|post|put|delete)$/i.test(name) ? name.toUpperCase() : name;
}

function headerName(name: unknown): string {
  const text = String(name);
  if (!isHttpToken(text)) throw new TypeError(`${quoted(text)} is not a header name`);
  return text.toLowerCase();
}

function headerValue(value: unknown): string {
  if (secretText(value) !== undefined) return value as Secret & string;
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  if (/[\0\r\n]/.test(text)) throw new TypeError("A header value has no line breaks");
  if (/[^\0-\xff]/.test(text)) throw new TypeError(`The header value ${quoted(text)} has characters beyond Latin-1`);
  return text;
}
