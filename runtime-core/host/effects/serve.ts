/** Servers: the place was checked before; here requests go in and answers go out. */
import { AmbitError } from "../../base/ambit-error.ts";
import { bytesOf, type EffectCall } from "../effect.ts";
import { metered } from "../metered.ts";
import type { ResponseHead } from "../powers.ts";
import { BUSY } from "../servers.ts";
import { ofBoundedSize } from "./http.ts";

type Places = Pick<EffectCall, "servers" | "streams" | "take">;

/** Opens a server at "host:port"; gives its number and its port. */
export async function serve({ args, powers, servers }: EffectCall): Promise<object> {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(String(args[0])) ?? [];
  const at = { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  return await servers.add((take) => powers.http.listen(at, take));
}

/**
 * The next request of a server; null when it is closed. Its body is the number of a source, or null; one that nobody has
 * begun to read is given up with the answer.
 */
export async function acceptRequest({ servers, streams, take }: Places, server: unknown): Promise<object | null> {
  for (let accepted = await servers.accept(server); accepted !== undefined; accepted = await servers.accept(server)) {
    const { id, request, answered } = accepted;
    const { method, target, authority, headers } = request;
    try {
      const body = request.body && streams.addSource(sourceOf(metered(request.body, "http/download", take)));
      if (body !== undefined) void answered.then(() => streams.closeUnread(body));
      return { id, method, target, authority, headers, body };
    } catch {
      // The module has too many streams open already.
      void servers.respond(id, BUSY, new Uint8Array()).catch(() => {});
    }
  }
  return null;
}

/** Answers a request: its number, the head, and the body as bytes or as the number of a pipe. */
export async function answerRequest({ servers, streams, take }: Places, args: readonly unknown[]): Promise<void> {
  const [id, given, body] = args;
  const head = headOf(given);
  if (typeof body === "number")
    return await servers.respond(id, head, metered(streams.takePipe(body), "http/upload", take));
  const bytes = bytesOf(body, "serve");
  await take("http/upload", bytes.length);
  await servers.respond(id, head, bytes);
}

function sourceOf(body: AsyncIterable<Uint8Array>): Parameters<Places["streams"]["addSource"]>[0] {
  const pieces = body[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await pieces.next();
      return done === true ? undefined : new Uint8Array(value);
    },
    async close() {
      await pieces.return?.();
    },
  };
}

/** A head as it comes out of an isolate: nothing of its shape is believed. */
function headOf(given: unknown): ResponseHead {
  const { status, statusText, headers } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const pairs = Array.isArray(headers) ? (headers as unknown[]) : [];
  if (typeof status !== "number" || !pairs.every(isPair)) {
    throw new AmbitError("host/invalid-argument", { call: "serve", detail: "the handler's response cannot be sent" });
  }
  return {
    status,
    statusText: typeof statusText === "string" ? statusText : "",
    headers: ofBoundedSize(
      "serve",
      pairs.filter(([name]) => !FRAMING.test(name)),
    ),
  };
}

/** Headers that follow from the body and the connection. */
const FRAMING = /^(?:connection|content-length|keep-alive|transfer-encoding|upgrade|trailer)$/i;

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string";
}
