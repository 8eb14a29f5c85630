/** Requests: every hop is checked, takes tokens, and may only connect where a grant says. */
import { AmbitError } from "../../base/ambit-error.ts";
import { httpKind } from "../../capabilities/http.ts";
import { isPublicAddress } from "../../permissions/addresses.ts";
import { parseSubject } from "../../permissions/parse-permission.ts";
import { bytesOf, type EffectCall } from "../effect.ts";
import { HttpFailure, type HttpRequest, type HttpResponse } from "../powers.ts";

const MAX_HOPS = 20;
const MAX_BODY_BYTES = 64 * 2 ** 20;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
type Header = readonly [string, string];

/** Headers that say where a request goes and how it is framed; these follow from its URL and its body. */
const HOST_HEADERS =
  /^(?:host|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;

interface FetchOptions {
  readonly method: string;
  readonly headers: readonly Header[];
  readonly redirect: "follow" | "error" | "manual";
  readonly body: Uint8Array;
}

interface Hop {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** Sends a request, follows redirects, gives the whole answer. */
export async function fetch(call: EffectCall): Promise<object> {
  const { method, headers, redirect, body } = optionsOf(call.args[1]);
  let hop: Hop = { url: String(call.args[0]), method, headers, body };
  for (let hops = 0; hops <= MAX_HOPS; hops++) {
    if (hops > 0) await checkHop(call, hop);
    if (hop.body.length > 0) await call.take("http/upload", hop.body.length);
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
function optionsOf(given: unknown): FetchOptions {
  const { method, headers, redirect, body } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const pairs = Array.isArray(headers) ? (headers as unknown[]) : [];
  return {
    method: typeof method === "string" ? method : "GET",
    headers: pairs.map(headerPair),
    redirect: redirect === "error" || redirect === "manual" ? redirect : "follow",
    body: bytesOf(body, "fetch"),
  };
}

function headerPair(pair: unknown): Header {
  const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
  if (typeof name !== "string" || typeof value !== "string") {
    throw new AmbitError("host/invalid-argument", { call: "fetch", detail: "a header is a name and a value" });
  }
  if (!HOST_HEADERS.test(name)) return [name, value];
  throw new AmbitError("host/invalid-argument", {
    call: "fetch",
    detail: `the header "${name}" follows from the request and cannot be set`,
  });
}

async function checkHop(call: EffectCall, hop: Hop): Promise<void> {
  call.context.require(subjectOf(hop));
  await call.take("http/request", 1);
}

function request(call: EffectCall, hop: Hop): HttpRequest {
  return { ...hop, signal: call.signal, addressAllowed: (address) => addressAllowed(call, hop, address) };
}

/** A name may lead to a public address; to another one only if it is "localhost" or a grant covers the address itself. */
function addressAllowed(call: EffectCall, hop: Hop, address: string): boolean {
  const url = new URL(hop.url);
  if (isPublicAddress(address) || url.hostname === "localhost") return true;
  url.hostname = address.includes(":") ? `[${address}]` : address;
  return call.context.grants.check(subjectOf({ ...hop, url: url.href })).verdict === "allowed";
}

function subjectOf(hop: Hop): ReturnType<typeof checked> {
  return checked(parseSubject({ domain: "http", kind: httpKind(hop.method) ?? "", resource: hop.url }, "/"));
}

function checked(
  result: ReturnType<typeof parseSubject>,
): Extract<ReturnType<typeof parseSubject>, { ok: true }>["value"] {
  if (result.ok) return result.value;
  throw new AmbitError("host/invalid-argument", { call: "fetch", detail: result.error.message });
}

/** WHATWG Fetch §4.4 "HTTP-redirect fetch". */
function nextHop(hop: Hop, status: number, location: string): Hop {
  if (!URL.canParse(location, hop.url)) throw new HttpFailure(`${hop.url} redirects to "${location}", which is no URL`);
  const next = new URL(location, hop.url);
  const toGet =
    (status === 303 && hop.method !== "GET" && hop.method !== "HEAD") || (status < 303 && hop.method === "POST");
  const sameOrigin = next.origin === new URL(hop.url).origin;
  const headers = hop.headers.filter(
    ([name]) =>
      !(toGet && name.startsWith("content-")) &&
      (sameOrigin || !/^(authorization|cookie|proxy-authorization)$/.test(name)),
  );
  return { url: next.href, method: toGet ? "GET" : hop.method, headers, body: toGet ? new Uint8Array() : hop.body };
}

async function received(call: EffectCall, hop: Hop, response: HttpResponse, redirected: boolean): Promise<object> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of response.body) {
      await call.take("http/download", piece.length);
      size += piece.length;
      if (size > MAX_BODY_BYTES) throw new HttpFailure(`${hop.url} sends more than ${MAX_BODY_BYTES} bytes`);
      pieces.push(piece);
    }
  } finally {
    response.close();
  }
  const { status, statusText, headers } = response;
  return { url: hop.url, status, statusText, headers, redirected, body: new Uint8Array(Buffer.concat(pieces)) };
}

function headerOf(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([each]) => each === name)?.[1];
}
