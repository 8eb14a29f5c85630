/**
 * HTTP as a client, on undici: one hop at a time, no proxy of the environment, no unix sockets.
 */
import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, errors } from "undici";
import { HttpFailure, type HttpPower, type HttpRequest, type HttpResponse } from "./powers.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Sends requests; one for each context, so that a connection is only reused under the grants it was made with. */
export class NodeHttp implements HttpPower {
  readonly #agents = new Map<string, Agent>();

  async send(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const agent = this.#agent(url.hostname, request.addressAllowed);
    try {
      const reply = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method as "GET",
        headers: request.headers.flatMap(([name, value]) => [name, value]),
        body: request.body.length === 0 ? null : request.body,
        signal: request.signal,
        responseHeaders: "raw",
      });
      return {
        status: reply.statusCode,
        statusText: reply.statusText ?? "",
        headers: rawPairs(reply.headers as unknown as readonly (string | Buffer)[]),
        body: pieces(reply.body),
      };
    } catch (error) {
      throw failure(error, url);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #agent(hostname: string, allowed: (address: string) => boolean): Agent {
    const known = this.#agents.get(hostname);
    if (known !== undefined) return known;
    const agent = new Agent({
      connect: { timeout: CONNECT_TIMEOUT_MS, lookup: checkedLookup(allowed) },
      maxRedirections: 0,
    } as Agent.Options);
    this.#agents.set(hostname, agent);
    return agent;
  }
}

/** Resolves a name and keeps only the addresses that may be connected; fails when none is left. */
function checkedLookup(allowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "", 0);
      const left = addresses.filter((each) => allowed(each.address));
      const first = left[0];
      if (first === undefined) {
        const all = addresses.map((each) => each.address).join(", ");
        return callback(
          new HttpFailure(`"${hostname}" resolves to ${all}, a private address that no grant names`),
          "",
          0,
        );
      }
      if (options.all === true) (callback as unknown as (e: null, a: typeof left) => void)(null, left);
      else callback(null, first.address, first.family);
    });
  };
}

async function* pieces(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of body) yield piece;
  } catch (error) {
    throw failure(error, undefined);
  }
}

function rawPairs(raw: readonly (string | Buffer)[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([String(raw[i]).toLowerCase(), String(raw[i + 1])]);
  return pairs;
}

function failure(error: unknown, url: URL | undefined): unknown {
  if (error instanceof HttpFailure || (error as Error).name === "AbortError") return error;
  const at = url === undefined ? "the server" : url.host;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new HttpFailure(`the name "${url?.hostname}" does not resolve`);
  if (code === "ECONNREFUSED") return new HttpFailure(`${at} refuses the connection`);
  if (code === "ECONNRESET" || code === "UND_ERR_SOCKET") return new HttpFailure(`${at} closed the connection`);
  if (error instanceof errors.ConnectTimeoutError || code === "ETIMEDOUT")
    return new HttpFailure(`${at} does not answer`);
  if (error instanceof errors.UndiciError || code !== undefined)
    return new HttpFailure(`${at}: ${(error as Error).message}`);
  return error;
}
