/** Requests: every hop is checked, takes tokens, and may only connect where a grant says. */
import { AmbitError } from "../../base/ambit-error.ts";
import { httpKind } from "../../capabilities/http.ts";
import type { PermissionText } from "../../permissions/parse-permission.ts";
import { addressAllowed, connectSubject } from "../connect-address.ts";
import { bytesOf, type EffectCall } from "../effect.ts";
import { metered } from "../metered.ts";
import { HttpFailure, type HttpRequest, type HttpResponse } from "../powers.ts";
import { ReadAhead } from "../read-ahead.ts";
import { writtenSecret } from "./secrets.ts";

const MAX_HOPS = 20;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** A name and a value, which may be a secret: then it goes to no other origin. */
type Header = readonly [name: string, value: string, secret: boolean];

/** Headers that say where a request goes and how it is framed; these follow from its URL and its body. */
const HOST_HEADERS =
  /^(?:host|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;

/** RFC 9110 §5.5. */
const UNFIT_FOR_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

/** More than servers take. Heads take from no limit. */
export const MAX_HEADER_CHARACTERS = 64 * 2 ** 10;

type RequestBody = HttpRequest["body"];

interface FetchOptions {
  readonly method: string;
  readonly headers: readonly Header[];
  readonly redirect: "follow" | "error" | "manual";
  readonly body: RequestBody;
  readonly secretBody: boolean;
}

interface Hop {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body: RequestBody;
  /** The body is a secret. */
  readonly secretBody: boolean;
}

/** Sends a request, follows redirects, gives the answer: with its body when that is there already, else as a stream. */
export async function fetch(call: EffectCall): Promise<object> {
  const { redirect, ...options } = optionsOf(call);
  let hop: Hop = { url: String(call.args[0]), ...options };
  for (let hops = 0; hops <= MAX_HOPS; hops++) {
    if (hops > 0) await checkHop(call, hop);
    if (hop.body instanceof Uint8Array) await call.take("http/upload", hop.body.length);
    const response = await call.powers.http.send(request(call, hop));
    const location = REDIRECTS.includes(response.status) ? headerOf(response, "location") : undefined;
    if (location === undefined || redirect === "manual") return await received(call, hop, response, hops > 0);
    response.close();
    if (redirect === "error") throw new HttpFailure(`${hop.url} redirects, and the request says "error"`);
    hop = nextHop(hop, response.status, location);
  }
  throw new HttpFailure(`more than ${MAX_HOPS} redirects`);
}

/** Options as they come out of an isolate: nothing of their shape is believed. */
function optionsOf(call: EffectCall): FetchOptions {
  const { method, headers, redirect, body } = (call.args[1] ?? {}) as Readonly<Record<string, unknown>>;
  const pairs = Array.isArray(headers) ? (headers as unknown[]) : [];
  const secret = writtenSecret(call, body);
  return {
    method: typeof method === "string" ? method : "GET",
    headers: ofBoundedSize(
      "fetch",
      pairs.map((pair) => headerPair(call, pair)),
    ),
    redirect: redirect === "error" || redirect === "manual" ? redirect : "follow",
    body: secret === undefined ? bodyOf(call, body) : Buffer.from(secret),
    secretBody: secret !== undefined,
  };
}

/** @throws {AmbitError} `host/invalid-argument` when they are more together than a head may have. */
export function ofBoundedSize<Each extends readonly [string, string, ...unknown[]]>(
  call: string,
  headers: readonly Each[],
): readonly Each[] {
  const characters = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters <= MAX_HEADER_CHARACTERS) return headers;
  const detail = `the headers have ${characters} characters together, and at most ${MAX_HEADER_CHARACTERS} are sent`;
  throw new AmbitError("host/invalid-argument", { call, detail });
}

function bodyOf(call: EffectCall, body: unknown): RequestBody {
  if (typeof body === "number") return metered(call.streams.takePipe(body), "http/upload", call.take);
  return bytesOf(body, "fetch");
}

function headerPair(call: EffectCall, pair: unknown): Header {
  const [name, given] = Array.isArray(pair) ? (pair as unknown[]) : [];
  const secret = writtenSecret(call, given);
  if (secret !== undefined && UNFIT_FOR_HEADERS.test(secret)) {
    const detail = `the secret for the header "${String(name)}" has a line break or another character that no header takes`;
    throw new AmbitError("host/invalid-argument", { call: "fetch", detail });
  }
  const value = secret ?? given;
  if (typeof name !== "string" || typeof value !== "string") {
    throw new AmbitError("host/invalid-argument", { call: "fetch", detail: "a header is a name and a value" });
  }
  if (!HOST_HEADERS.test(name)) return [name, value, secret !== undefined];
  throw new AmbitError("host/invalid-argument", {
    call: "fetch",
    detail: `the header "${name}" follows from the request and cannot be set`,
  });
}

async function checkHop(call: EffectCall, hop: Hop): Promise<void> {
  call.context.require(connectSubject(call, partsOf(hop)));
  await call.take("http/request", 1);
}

function request(call: EffectCall, hop: Hop): HttpRequest {
  const { url, method, body } = hop;
  const headers = hop.headers.map(([name, value]) => [name, value] as const);
  const allowed = (address: string): boolean => addressAllowed(call, partsOf(hop), address);
  return { url, method, headers, body, signal: call.signal, addressAllowed: allowed };
}

function partsOf({ url, method }: Hop): PermissionText {
  return { domain: "http", kind: httpKind(method) ?? "", resource: url };
}

/** WHATWG Fetch §4.4 "HTTP-redirect fetch". */
function nextHop(hop: Hop, status: number, location: string): Hop {
  if (!URL.canParse(location, hop.url)) throw new HttpFailure(`${hop.url} redirects to "${location}", which is no URL`);
  const next = new URL(location, hop.url);
  const toGet =
    (status === 303 && hop.method !== "GET" && hop.method !== "HEAD") || (status < 303 && hop.method === "POST");
  const sameOrigin = next.origin === new URL(hop.url).origin;
  const headers = hop.headers.filter(
    ([name, , secret]) =>
      !(toGet && name.startsWith("content-")) &&
      (sameOrigin || (!secret && !/^(authorization|cookie|proxy-authorization)$/.test(name))),
  );
  if (!toGet && !sameOrigin && hop.secretBody)
    throw new HttpFailure(
      `${hop.url} redirects to ${next.origin}, and the body is a secret that goes to no other origin`,
    );
  if (!toGet && !(hop.body instanceof Uint8Array)) {
    throw new HttpFailure(`${hop.url} redirects, and a body that is a stream cannot be sent again`);
  }
  const sent = toGet ? { method: "GET", body: new Uint8Array() } : { method: hop.method, body: hop.body };
  return { url: next.href, headers, ...sent, secretBody: hop.secretBody && !toGet };
}

async function received(call: EffectCall, hop: Hop, response: HttpResponse, redirected: boolean): Promise<object> {
  const held = call.keepHeld();
  const body = new ReadAhead(metered(response.body, "http/download", call.take), () => {
    response.close();
    held[Symbol.dispose]();
  });
  // A short answer arrives with its head; it needs no further calls.
  await new Promise(setImmediate);
  const whole = body.takeAll();
  const { status, statusText, headers } = response;
  const head = { url: hop.url.replace(/#.*$/s, ""), status, statusText, headers, redirected };
  if (whole === undefined) return { ...head, body: call.streams.addSource(body) };
  const bytes = new Uint8Array(Buffer.concat(whole));
  await call.reserve(bytes.length);
  return { ...head, body: bytes };
}

function headerOf(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([each]) => each === name)?.[1];
}
