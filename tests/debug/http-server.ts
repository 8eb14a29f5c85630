/** A server on loopback for modules that are debugged. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers every request with "hello" after a moment. */
export class HttpServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<HttpServer> {
    const server = createServer((_request, reply) => setTimeout(() => reply.end("hello\n"), 5));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new HttpServer(server);
  }

  /** "http://localhost:12345". */
  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  [Symbol.dispose](): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
