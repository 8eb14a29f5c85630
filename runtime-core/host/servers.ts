/**
 * The servers of one context: requests wait here until the module takes them, and the module answers by their number.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { Condition } from "../base/condition.ts";
import type { IncomingRequest, Listener, ResponseHead } from "./powers.ts";

/** Requests of one server that wait or are not answered yet; more are told to come again. */
const MAX_OPEN_REQUESTS = 100;
const MAX_SERVERS = 16;
/** What a request is told when there is no room for it. */
export const BUSY: ResponseHead = { status: 503, statusText: "", headers: [["retry-after", "1"]] };

interface Server {
  listener: Listener | undefined;
  readonly waiting: IncomingRequest[];
  /** Wakes whoever waits for a request. */
  readonly arrived: Condition;
  open: number;
  closed: boolean;
}

/** A request that the module has, with the number to answer it by. */
export interface AcceptedRequest {
  readonly id: number;
  readonly request: IncomingRequest;
  /** Resolves when its answer has left, or cannot any more. */
  readonly answered: Promise<void>;
}

interface Unanswered {
  readonly request: IncomingRequest;
  readonly server: Server;
  readonly answered: () => void;
}

/** The servers that a context has open. */
export class HostServers {
  readonly #servers = new Map<number, Server>();
  readonly #unanswered = new Map<number, Unanswered>();
  #lastId = 0;

  /** Keeps what `listen` opens until it is closed; gives its number and its port. */
  async add(
    listen: (take: (request: IncomingRequest) => void) => Promise<Listener>,
  ): Promise<{ readonly id: number; readonly port: number }> {
    if (this.#servers.size >= MAX_SERVERS) {
      throw new AmbitError("host/failed", {
        call: "serve",
        detail: `${MAX_SERVERS} servers are open; close one first`,
      });
    }
    const server: Server = {
      listener: undefined,
      waiting: [],
      arrived: new Condition(),
      open: 0,
      closed: false,
    };
    const id = ++this.#lastId;
    this.#servers.set(id, server);
    try {
      server.listener = await listen((request) => arrive(server, request));
    } catch (error) {
      this.#servers.delete(id);
      throw error;
    }
    // The context may have ended meanwhile.
    if (server.closed) server.listener.close();
    return { id, port: server.listener.port };
  }

  /** The next request; undefined when the server is closed. */
  async accept(id: unknown): Promise<AcceptedRequest | undefined> {
    const server = this.#servers.get(Number(id));
    if (server === undefined) return undefined;
    for (;;) {
      const request = server.waiting.shift();
      if (request !== undefined) {
        const { promise: answered, resolve } = Promise.withResolvers<void>();
        this.#unanswered.set(++this.#lastId, { request, server, answered: resolve });
        return { id: this.#lastId, request, answered };
      }
      if (server.closed) return undefined;
      await server.arrived.wait();
    }
  }

  /** Answers a request; each is answered once. Resolves when all of the body has left. */
  async respond(id: unknown, head: ResponseHead, body: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> {
    const open = this.#unanswered.get(Number(id));
    if (open === undefined)
      throw new AmbitError("host/failed", { call: "serve", detail: "the request is answered already" });
    this.#unanswered.delete(Number(id));
    try {
      await open.request.respond(head, body);
    } finally {
      open.server.open -= 1;
      open.answered();
    }
  }

  /** Takes no more requests and breaks off those that are not answered. */
  close(id: unknown): void {
    const server = this.#servers.get(Number(id));
    if (server === undefined) return;
    this.#servers.delete(Number(id));
    server.closed = true;
    server.arrived.notifyAll();
    server.listener?.close();
  }

  /** Closes all of them. */
  closeAll(): void {
    for (const id of [...this.#servers.keys()]) this.close(id);
  }
}

function arrive(server: Server, request: IncomingRequest): void {
  if (server.open >= MAX_OPEN_REQUESTS) return void request.respond(BUSY, new Uint8Array()).catch(() => {});
  server.open += 1;
  server.waiting.push(request);
  server.arrived.notifyAll();
}
