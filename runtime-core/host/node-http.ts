/**
 * HTTP as a client, on undici: one hop at a time, no proxy of the environment, no unix sockets.
 *
 * Names are resolved here, for each request: the addresses that may be connected are decided anew each time, and a
 * connection is only used again for a request that may go to its address.
 */
import { Readable } from "node:stream";
import { Agent } from "undici";
import { type Address, addressesOf, connectionFailure, pinned } from "./node-addresses.ts";
import { listen } from "./node-server.ts";
import { HttpFailure, type HttpPower, type HttpRequest, type HttpResponse } from "./powers.ts";

/** Fetch §2.2.3: a Response has one from 200 to 599. */
const LAST_STATUS = 599;
/** RFC 9110 §15.2: answers with a status below 200 come before the one that counts. They take from no limit. */
const MAX_ANSWERS_BEFORE = 16;
const CONNECT_TIMEOUT_MS = 10_000;
/** Hosts whose connections are kept; the one that was used longest ago goes first. */
const MAX_AGENTS = 64;

/** Sends requests; one for each context. */
export class NodeHttp implements HttpPower {
  readonly #agents = new Map<string, Agent>();

  async send(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    let answersBefore = 0;
    try {
      const agent = this.#agent(await addressesOf(url.hostname, request.addressAllowed));
      const reply = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method as "GET",
        headers: request.headers.flatMap(([name, value]) => [name, value]),
        body: bodyOf(request),
        signal: request.signal,
        responseHeaders: "raw",
        onInfo: () => {
          answersBefore += 1;
          if (answersBefore > MAX_ANSWERS_BEFORE)
            throw new HttpFailure(`${url.host} announces an answer again and again, and gives none`);
        },
      });
      // Giving a body up is reported as an error of its stream, to nobody.
      const close = (): void => void reply.body.on("error", () => {}).destroy();
      if (reply.statusCode > LAST_STATUS) {
        close();
        throw new HttpFailure(`${url.host} answers with the status ${reply.statusCode}, which HTTP does not have`);
      }
      return {
        status: reply.statusCode,
        statusText: reply.statusText ?? "",
        headers: rawPairs(reply.headers as unknown as readonly (string | Buffer)[]),
        body: pieces(reply.body),
        close,
      };
    } catch (error) {
      throw failure(error, url);
    }
  }

  readonly listen = listen;

  /** Drops all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  /** Connections to these addresses, and to no others. */
  #agent(addresses: readonly Address[]): Agent {
    const key = addresses.map(({ address }) => address).join(" ");
    const agent =
      this.#agents.get(key) ?? new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS, lookup: pinned(addresses) } });
    this.#agents.delete(key);
    this.#agents.set(key, agent);
    const [oldest] = this.#agents.keys();
    if (this.#agents.size > MAX_AGENTS && oldest !== undefined) {
      void this.#agents.get(oldest)?.close();
      this.#agents.delete(oldest);
    }
    return agent;
  }
}

function bodyOf({ body }: HttpRequest): Uint8Array | Readable | null {
  if (!(body instanceof Uint8Array)) return Readable.from(body, { objectMode: false });
  return body.length === 0 ? null : body;
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
  const { name, message } = error as Error;
  if (error instanceof HttpFailure || name === "AbortError") return error;
  if (name === "HTTPParserError")
    return new HttpFailure(`${url?.host ?? "the server"} does not speak HTTP: ${message}`);
  return connectionFailure(error, url) ?? error;
}
