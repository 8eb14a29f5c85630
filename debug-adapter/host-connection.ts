/**
 * The connection to a runtime that is inspected.
 */
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { LineSplitter } from "../runtime-core/base/line-splitter.ts";
import { type FromDebugger, INSPECT_VERSION, type ToDebugger } from "../runtime-core/runtime/inspect-protocol.ts";
import { DapError } from "./dap-errors.ts";
import { HostRun } from "./host-run.ts";
import type { AttachArguments } from "./protocol.ts";

const HOST = "127.0.0.1";
const PATIENCE_MS = 5000;
const PATIENCE_WITH_GOODBYE_MS = 1000;

/** What a connection tells. */
export interface HostListener {
  /** A run, told before anything of it happens. */
  readonly run: (run: HostRun) => void;
  /** The host wants the debugger no more, for this reason; without one it is gone, and its runs with it. */
  readonly ended: (refusal: string | undefined) => void;
}

/** A connection. */
export class HostConnection {
  /** The project's folder, where the runtime has it. */
  readonly root: string;
  readonly #socket: Socket;
  readonly #runs = new Map<number, HostRun>();
  #listener: HostListener | undefined;
  /** What was said before somebody listened. */
  #waiting: ToDebugger[] = [];
  #refusal: string | undefined;
  readonly #closed = Promise.withResolvers<void>();

  private constructor(socket: Socket, root: string) {
    this.#socket = socket;
    this.root = root;
  }

  /** Connects, and is admitted. @throws {DapError} `cannotAttach` */
  static async open({ socket: path, port = 0, token }: AttachArguments): Promise<HostConnection> {
    const at = path ?? `${HOST}:${port}`;
    const socket = path === undefined ? connect(port, HOST) : connect(path);
    const lines = new LineSplitter(Number.POSITIVE_INFINITY);
    const place = Promise.withResolvers<HostConnection>();
    let connection: HostConnection | undefined;
    const refuse = (reason: string): void => place.reject(new DapError("cannotAttach", { at, reason }));
    socket.setEncoding("utf8").on("data", (text: string) => {
      for (const line of lines.add(text) ?? []) {
        const message = readMessage(line);
        if (connection !== undefined) connection.#receive(message);
        else if (message.kind === "welcome") place.resolve((connection = new HostConnection(socket, message.root)));
        else refuse(message.kind === "refused" ? message.reason : "that is no runtime");
      }
    });
    socket.on("error", (error) => refuse(error.message));
    socket.on("close", () => {
      refuse("it closed the connection");
      if (connection !== undefined) connection.#lost();
    });
    socket.setTimeout(PATIENCE_MS, () => refuse("it does not answer"));
    try {
      await once(socket, "connect").catch(() => {});
      const hello: FromDebugger = { kind: "hello", version: INSPECT_VERSION, token };
      socket.write(`${JSON.stringify(hello)}\n`);
      return await place.promise;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      socket.setTimeout(0);
    }
  }

  /** Tells what there is and what happens from now on. */
  listen(listener: HostListener): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) this.#receive(message);
    if (this.#socket.destroyed) listener.ended(this.#refusal);
  }

  /** Says something to the host; does nothing once it is gone. */
  send(message: FromDebugger): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when the connection has ended. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Leaves the runs to themselves. */
  async close(): Promise<void> {
    this.#listener = undefined;
    this.#socket.setTimeout(PATIENCE_WITH_GOODBYE_MS, () => this.#socket.destroy());
    this.#socket.end();
    await this.closed;
  }

  #receive(message: ToDebugger): void {
    if (this.#listener === undefined) return void this.#waiting.push(message);
    switch (message.kind) {
      case "refused":
        this.#refusal = message.reason;
        return;
      case "welcome":
        return;
      case "run": {
        const run = new HostRun(message, (toHost) => this.send(toHost));
        this.#runs.set(message.run, run);
        return this.#listener.run(run);
      }
      case "event":
        return this.#runs.get(message.run)?.receive(message.event);
      case "snapshot":
      case "adjusted":
        return this.#runs.get(message.run)?.answer(message);
      case "ended":
        this.#runs.get(message.run)?.end(message.report);
        return void this.#runs.delete(message.run);
      default:
        return message satisfies never;
    }
  }

  #lost(): void {
    this.#closed.resolve();
    for (const run of this.#runs.values()) run.lose();
    this.#listener?.ended(this.#refusal);
  }
}

function readMessage(line: string): ToDebugger {
  try {
    return JSON.parse(line) as ToDebugger;
  } catch {
    return { kind: "refused", reason: "that is no runtime" };
  }
}
