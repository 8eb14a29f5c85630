/** WebSockets: the URL was checked before; here the address is, and every message takes from the limits. */
import { AmbitError } from "../../base/ambit-error.ts";
import { addressAllowed } from "../connect-address.ts";
import { bytesOf, type EffectCall, textOf } from "../effect.ts";
import { ofBoundedSize } from "./http.ts";
import type { SocketConnection, SocketEnd, SocketMessage, SocketRequest } from "../powers.ts";

type Places = Pick<EffectCall, "sockets" | "take">;

/** Begins to open a WebSocket; gives its number. Its place is taken at once, as one that is not there cannot come. */
export function connect(call: EffectCall): number {
  const { args, context, sockets } = call;
  const protocols = args[1] ?? [];
  if (!Array.isArray(protocols)) throw invalid("the protocols are no list");
  const texts = protocols.map((each) => textOf(each, call.call));
  ofBoundedSize(
    call.call,
    texts.map((text) => ["", text]),
  );
  const place = context.limiters.tryTake("websocket/simultaneous", 1);
  if (place === undefined) throw context.limiters.exhausted("websocket/simultaneous", 1);
  return sockets.add((signal) => open(call, { url: String(args[0]), protocols: texts, signal }), place);
}

async function open(
  call: EffectCall,
  { url, protocols, signal }: Omit<SocketRequest, "addressAllowed">,
): Promise<SocketConnection> {
  await call.take("http/request", 1);
  const asked = { domain: "websocket", kind: "connect", resource: url };
  return await call.powers.openSocket({
    url,
    protocols,
    signal,
    addressAllowed: (address) => addressAllowed(call, asked, address),
  });
}

/** The next message, taken from the limit before the module has it; or how the connection ended. */
export async function nextMessage({ sockets, take }: Places, id: unknown): Promise<SocketMessage | SocketEnd> {
  const message = await sockets.next(id);
  if (isMessage(message)) await take("http/download", sizeOf(message));
  return message;
}

/** Sends a message; resolves when there is room for the next. */
export async function sendMessage({ sockets, take }: Places, [id, given]: readonly unknown[]): Promise<void> {
  const message = typeof given === "string" ? given : bytesOf(given, "WebSocket.send");
  await take("http/upload", sizeOf(message));
  await sockets.send(id, message);
}

/** Begins to end a connection. */
export async function closeSocket({ sockets }: Places, [id, code, reason]: readonly unknown[]): Promise<void> {
  if (code !== undefined && !isCode(code)) throw invalid("a code is 1000 or one from 3000 to 4999");
  await sockets.close(id, code, textOf(reason ?? "", "WebSocket.close"));
}

/** Bytes of a message; of a text, those of UTF-8. */
export function sizeOf(message: SocketMessage): number {
  return typeof message === "string" ? new TextEncoder().encode(message).length : message.length;
}

/** Whether something is a message, and not the end. */
export function isMessage(given: SocketMessage | SocketEnd): given is SocketMessage {
  return typeof given === "string" || given instanceof Uint8Array;
}

function isCode(code: unknown): code is number {
  return typeof code === "number" && (code === 1000 || (code >= 3000 && code <= 4999));
}

function invalid(detail: string): AmbitError {
  return new AmbitError("host/invalid-argument", { call: "WebSocket", detail });
}
