/**
 * HTTP as a server, on Node: what a request says is passed on, and bodies move as fast as the slower side.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { HttpFailure, type IncomingRequest, type Listener, type ResponseHead } from "./powers.ts";

/** Connections of one server at a time. */
const MAX_CONNECTIONS = 200;
/** A client that takes nothing of an answer for so long has its connection closed: it would hold its place for ever. */
const PATIENCE_MS = 30_000;

/** Listens on a host name or an address; port 0 is any free one. */
export async function listen(
  {
    host,
    port,
    patienceMs = PATIENCE_MS,
  }: { readonly host: string; readonly port: number; readonly patienceMs?: number },
  take: (request: IncomingRequest) => void,
): Promise<Listener> {
  const server = createServer((request, response) => {
    endStalled(response, patienceMs);
    take(incoming(request, response));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(failure(error, `${host}:${port}`)));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An answer of which nothing waits to be taken may come as late as it wants. */
function endStalled(response: ServerResponse, patienceMs: number): void {
  response.setTimeout(patienceMs, () => {
    if (response.writableLength > 0) response.destroy();
    else response.socket?.setTimeout(patienceMs);
  });
}

function incoming(request: IncomingMessage, response: ServerResponse): IncomingRequest {
  // A client that goes away is no fault of the program.
  request.on("error", () => {});
  response.on("error", () => {});
  const raw = request.rawHeaders;
  const headers = raw.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? ""] as const] : []));
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  const { localAddress = "localhost", localPort = 0 } = request.socket;
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    authority:
      request.headers.host ?? `${localAddress.includes(":") ? `[${localAddress}]` : localAddress}:${localPort}`,
    headers,
    body: (length !== undefined && length !== "0") || encoding !== undefined ? request : undefined,
    respond: (head, body) => respond(response, head, body),
  };
}

async function respond(
  response: ServerResponse,
  { status, statusText, headers }: ResponseHead,
  body: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  try {
    response.writeHead(status, statusText, headers.flat());
    if (body instanceof Uint8Array) await finished(response.end(body));
    else await pipeline(Readable.from(body, { objectMode: false }), response);
  } catch (error) {
    response.destroy();
    throw failure(error, "the response");
  }
}

function failure(error: unknown, what: string): HttpFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return new HttpFailure(`${what} is in use by another server`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return new HttpFailure(`${what} is no address of this machine`);
  if (code === "EACCES") return new HttpFailure(`the operating system does not allow ${what}`);
  if (code === "ERR_STREAM_PREMATURE_CLOSE") return new HttpFailure("the client closed the connection");
  return new HttpFailure(`${what}: ${message}`);
}
