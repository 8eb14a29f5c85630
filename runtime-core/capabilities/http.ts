/** Requests to servers, the globals `fetch` and `WebSocket`, and servers: `ambit:http`. */
import type { Capability } from "./capability.ts";

export const HTTP_CAPABILITIES = {
  "http/fetch": {
    module: "global",
    name: "fetch",
    signature: "(input: string | URL | Request, init?: RequestInit): Promise<Response>",
    doc: "Sends a request and gives its response. Every redirect is checked like a request of its own.",
    needs: [{ domain: "http", kind: { httpMethod: { argument: 1 } }, resource: { argument: 0, as: "url" } }],
    takes: [
      { limit: "http/request", per: "call" },
      { limit: "http/simultaneous", per: "held" },
      { limit: "http/upload", per: "byte" },
      { limit: "http/download", per: "byte" },
    ],
  },
  "http/serve": {
    module: "ambit:http",
    name: "serve",
    signature:
      "(at: { host?: string; port: number }, handler: (request: Request) => Response | Promise<Response>): Promise<Server>",
    doc: "Answers requests at a host, which is localhost unless said, and a port. The module goes on until its servers are closed. A body that nobody has begun to read when the answer has left is given up.",
    needs: [{ domain: "http", kind: "serve", resource: { argument: 0, as: "host-port" } }],
    takes: [
      { limit: "http/upload", per: "byte" },
      { limit: "http/download", per: "byte" },
    ],
  },
  "websocket/connect": {
    module: "global",
    name: "WebSocket",
    sync: true,
    signature: "new (url: string | URL, protocols?: string | string[])",
    doc: "Opens a connection that both sides can send on. It ends with its module.",
    needs: [{ domain: "websocket", kind: "connect", resource: { argument: 0, as: "websocket-url" } }],
    takes: [
      { limit: "http/request", per: "call" },
      { limit: "websocket/simultaneous", per: "lifetime" },
      { limit: "http/upload", per: "byte" },
      { limit: "http/download", per: "byte" },
    ],
  },
} as const satisfies Record<string, Capability>;

/** Why a method is refused, with what is taken; undefined for one that is taken. */
export function refusedMethod(method: string): string | undefined {
  return httpKind(method) === undefined
    ? `the method "${method}" is not supported; use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE`
    : undefined;
}

/** The kind of permission that an HTTP method asks for; undefined for a method that no kind covers. */
export function httpKind(method: string): "read" | "write" | "delete" | undefined {
  switch (method.toUpperCase()) {
    case "GET":
    case "HEAD":
    case "OPTIONS":
      return "read";
    case "POST":
    case "PUT":
    case "PATCH":
      return "write";
    case "DELETE":
      return "delete";
    default:
      return undefined;
  }
}
