/** `ambit:http`: servers. Requests are taken one by one and handled at the same time. */
import { contentTaken, GivenContent } from "./body.ts";
import { console } from "./console.ts";
import { describeError } from "./errors.ts";
import { plainHeaders, Request, Response } from "./http.ts";
import { type Content, openFor, Upload } from "./streams.ts";
import { call } from "./wall.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** A request as the host gives it. */
interface HostRequest {
  readonly id: number;
  readonly method: string;
  readonly target: string;
  readonly authority: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: number | undefined;
}

/** A server that listens. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly finished: Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_HOST = "localhost";
let open: readonly Promise<void>[] = [];

/** Resolves when no server is open. */
export async function served(): Promise<void> {
  for (let all = open; all.length > 0; all = open) await Promise.all(all);
}

/** Opens a server; resolves when it listens. */
export async function serve(at: { host?: string; port: number }, handler: Handler): Promise<Server> {
  const host = at?.host ?? DEFAULT_HOST;
  const port = at?.port;
  if (typeof host !== "string" || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError("serve needs { host, port } with a port from 0 to 65535");
  if (typeof handler !== "function") throw new TypeError("serve needs a function that gives a Response");
  const text = host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;
  const server = (await call("http/serve", [text])) as { id: number; port: number };
  const finished = acceptAll(server.id, handler);
  open = [...open, finished];
  void finished.then(() => (open = open.filter((each) => each !== finished)));
  const close = async (): Promise<void> => {
    await call("server/close", [server.id]);
    await finished;
  };
  return Object.freeze({ host, port: server.port, finished, close });
}

async function acceptAll(server: number, handler: Handler): Promise<void> {
  for (;;) {
    const request = (await call("server/accept", [server])) as HostRequest | null;
    if (request === null) return;
    void answer(request, handler);
  }
}

async function answer(given: HostRequest, handler: Handler): Promise<void> {
  let parts: ResponseParts;
  try {
    parts = partsOf(await handler(requestOf(given)));
  } catch (error) {
    const { name, message, frames } = describeError(error);
    console.error([`${given.method} ${given.target}: ${name}: ${message}`, ...frames].join("\n    at "));
    parts = partsOf(new Response("Internal Server Error", { status: 500 }));
  }
  const { content, ...head } = parts;
  try {
    const upload = await Upload.start(content);
    await call("server/respond", [given.id, head, upload.body]).catch((error) => upload.stop(error));
  } catch {
    // The client has gone: there is nobody to tell.
    await call("server/respond", [given.id, { status: 500, statusText: "", headers: [] }, new Uint8Array()]).catch(
      () => {},
    );
  }
}

interface ResponseParts {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly content: Content;
}

/** What is sent of a response; its body is taken with that. */
function partsOf(response: Response): ResponseParts {
  if (!(response instanceof Response)) throw new TypeError("The handler of serve gave no Response");
  if (response.type === "error") throw new TypeError("The handler of serve gave Response.error(), which has no status");
  plainHeaders(response.headers);
  const { status, statusText, headers } = response;
  return { status, statusText, headers: [...headers], content: contentTaken(response) };
}

function requestOf({ method, target, authority, headers, body }: HostRequest): Request {
  const bodiless = body === undefined || method === "GET" || method === "HEAD";
  const content = bodiless ? null : new GivenContent(openFor({ kind: "host", source: body }, body));
  return new Request(`http://${authority}${target.startsWith("/") ? target : "/"}`, { method, headers, body: content });
}
