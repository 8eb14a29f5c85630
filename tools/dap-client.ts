/**
 * A small client of a debug adapter on standard input and output, for the demo.
 *
 * Source: https://microsoft.github.io/debug-adapter-protocol/overview (base protocol).
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { DebugProtocol } from "@vscode/debugprotocol";

type Message = DebugProtocol.Response | DebugProtocol.Event;

/** Talks to one adapter. Disposing ends its process. */
export class DapClient {
  readonly #process: ChildProcess;
  readonly #responses = new Map<number, (response: DebugProtocol.Response) => void>();
  readonly #waiting: { readonly event: string; readonly take: (event: DebugProtocol.Event) => void }[] = [];
  readonly #seen: DebugProtocol.Event[] = [];
  #received = Buffer.alloc(0);
  #lastSeq = 0;

  /** Starts the adapter. */
  constructor(program: string, argv: readonly string[]) {
    this.#process = spawn(program, argv, { stdio: ["pipe", "pipe", "inherit"] });
    this.#process.stdout?.on("data", (chunk: Buffer) => this.#receive(chunk));
  }

  /** Sends a request; the body of its response. @throws When the adapter refuses. */
  async request<Body>(command: string, argument: object = {}): Promise<Body> {
    this.#lastSeq += 1;
    const seq = this.#lastSeq;
    const text = JSON.stringify({ seq, type: "request", command, arguments: argument });
    const answer = new Promise<DebugProtocol.Response>((resolve) => this.#responses.set(seq, resolve));
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const response = await answer;
    if (!response.success)
      throw new Error(`${command}: ${response.message ?? "refused"} ${JSON.stringify(response.body)}`);
    return response.body as Body;
  }

  /** The next event of this name, also one that came before and nobody took. */
  async event<Body>(event: string): Promise<Body> {
    const at = this.#seen.findIndex((one) => one.event === event);
    const [before] = at === -1 ? [] : this.#seen.splice(at, 1);
    if (before !== undefined) return before.body as Body;
    return new Promise((resolve) => this.#waiting.push({ event, take: (one) => resolve(one.body as Body) }));
  }

  [Symbol.dispose](): void {
    this.#process.stdin?.end();
    this.#process.kill();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString("latin1", 0, end))?.[1]);
      if (this.#received.length < end + 4 + length) return;
      const text = this.#received.toString("utf8", end + 4, end + 4 + length);
      this.#received = this.#received.subarray(end + 4 + length);
      this.#take(JSON.parse(text) as Message);
    }
  }

  #take(message: Message): void {
    if (message.type === "response") {
      const response = message as DebugProtocol.Response;
      this.#responses.get(response.request_seq)?.(response);
      this.#responses.delete(response.request_seq);
      return;
    }
    const event = message as DebugProtocol.Event;
    const at = this.#waiting.findIndex((one) => one.event === event.event);
    const [waiting] = at === -1 ? [] : this.#waiting.splice(at, 1);
    if (waiting === undefined) this.#seen.push(event);
    else waiting.take(event);
  }
}
