/**
 * Lets a debugger attach to the runs of a runtime: a Unix socket that is its owner's alone, or a port at 127.0.0.1.
 *
 * Whoever connects has to present the runtime's token first. One debugger is there at a time. When it goes, in whatever
 * way, every run goes on as if there had been none.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { lstatSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { AmbitError } from "../base/ambit-error.ts";
import { DebuggerConnection } from "./debugger-connection.ts";
import type { Run } from "./run.ts";

/** How a debugger can attach. Without `socket` it is a port. */
export interface InspectOptions {
  /** Path of a Unix socket; one that nobody listens at any more is replaced. */
  readonly socket?: string;
  /** A port at 127.0.0.1; 0 or absent: one that is free. */
  readonly port?: number;
  /** Runs wait at their start until a debugger has attached. */
  readonly wait?: boolean;
}

/** Where a debugger attaches, and with what. Who knows both can do all that the modules can. */
export interface InspectorAddress {
  readonly socket?: string;
  readonly port?: number;
  readonly token: string;
}

const HOST = "127.0.0.1";
const TOKEN_BYTES = 32;
/** Only its owner may connect. */
const UMASK = 0o177;

/** The server of one runtime. */
export class InspectServer {
  readonly address: InspectorAddress;
  readonly #server: Server;
  readonly #root: string;
  readonly #waits: boolean;
  readonly #connections = new Set<DebuggerConnection>();
  readonly #runs = new Map<number, Run>();
  #debugger: DebuggerConnection | undefined;
  #lastRun = 0;

  private constructor(server: Server, root: string, options: InspectOptions) {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const at = server.address();
    const { socket, wait = false } = options;
    this.address = { ...(typeof at === "object" && at !== null ? { port: at.port } : { socket: socket ?? "" }), token };
    this.#server = server;
    this.#root = root;
    this.#waits = wait;
    server.on("connection", (stream: Socket) => this.#connected(stream));
  }

  /** Opens it. @throws {AmbitError} `run/cannot-inspect` */
  static async open(root: string, options: InspectOptions): Promise<InspectServer> {
    const { socket, port = 0 } = options;
    const server = createServer();
    try {
      if (socket === undefined) server.listen(port, HOST);
      else await listenAt(server, socket);
      if (!server.listening) await once(server, "listening");
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new AmbitError("run/cannot-inspect", { at: socket ?? `${HOST}:${port}`, detail });
    }
    // Who only waits for a debugger need not live.
    server.unref();
    return new InspectServer(server, root, options);
  }

  /** Whether isolates wait at their start for a debugger. */
  get holds(): boolean {
    return this.#waits || this.#debugger !== undefined;
  }

  /** Shows a run to debuggers until its end. */
  add(run: Run): void {
    this.#lastRun += 1;
    const id = this.#lastRun;
    this.#runs.set(id, run);
    this.#debugger?.addRun(id, run);
    void run.report.then(() => this.#runs.delete(id));
  }

  /** Ends all connections and listens no more. */
  close(): void {
    this.#server.close();
    for (const connection of this.#connections) connection.end("the runtime was closed");
  }

  #connected(stream: Socket): void {
    const connection = new DebuggerConnection(stream, {
      root: this.#root,
      admit: (token) => this.#admit(connection, token),
      runs: this.#runs,
      ended: () => this.#left(connection),
    });
    this.#connections.add(connection);
  }

  /** Why a debugger may not attach; undefined when it may. */
  #admit(connection: DebuggerConnection, token: string): string | undefined {
    if (!isSame(token, this.address.token)) return "the token is wrong";
    if (this.#debugger !== undefined) return "another debugger is attached";
    this.#debugger = connection;
    return undefined;
  }

  #left(connection: DebuggerConnection): void {
    this.#connections.delete(connection);
    if (this.#debugger === connection) this.#debugger = undefined;
  }
}

/** Takes the same time wherever they differ, and however long they are. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

async function listenAt(server: Server, path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSocket() === true && !(await isServed(path))) rmSync(path);
  // The file is made while this is set, before `listen` returns.
  const before = process.umask(UMASK);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
}

async function isServed(path: string): Promise<boolean> {
  const stream = connect(path);
  try {
    await once(stream, "connect");
    return true;
  } catch {
    return false;
  } finally {
    stream.destroy();
  }
}
