/**
 * One connection of a debugger, from its first byte to its end. What is no message ends it, and nothing else.
 */
import type { Socket } from "node:net";
import { isAmbitError } from "../base/ambit-error.ts";
import { LineSplitter } from "../base/line-splitter.ts";
import { type FromDebugger, INSPECT_VERSION, readFromDebugger, type ToDebugger } from "./inspect-protocol.ts";
import type { Run } from "./run.ts";

/** What a connection needs. */
export interface DebuggerConnectionLinks {
  /** Real path of the project's folder. */
  readonly root: string;
  /** Why a debugger with this token may not attach; undefined when it may. */
  readonly admit: (token: string) => string | undefined;
  /** All that go on, by their numbers. */
  readonly runs: ReadonlyMap<number, Run>;
  readonly ended: () => void;
}

/** A stranger has so long, in milliseconds, and so many characters to say who it is. */
const HELLO_WITHIN_MS = 5000;
const LONGEST_HELLO = 1000;
const LONGEST_MESSAGE = 16e6;
/** A debugger that is so far behind, in bytes, is given up. */
const FARTHEST_BEHIND_BYTES = 256e6;
const LIVE_EVERY_MS = 100;

/** A connection. */
export class DebuggerConnection {
  readonly #socket: Socket;
  readonly #links: DebuggerConnectionLinks;
  readonly #lines = new LineSplitter(LONGEST_MESSAGE);
  readonly #deadline: NodeJS.Timeout;
  readonly #attached = new Map<number, { readonly run: Run; readonly subscription: Disposable }>();
  #admitted = false;
  /** Characters that came while it was a stranger. */
  #strangeLength = 0;

  constructor(socket: Socket, links: DebuggerConnectionLinks) {
    this.#socket = socket;
    this.#links = links;
    this.#deadline = setTimeout(() => this.end("nothing was said"), HELLO_WITHIN_MS).unref();
    socket.unref().setEncoding("utf8");
    socket.on("data", (text: string) => this.#receive(text));
    // It is followed by "close".
    socket.on("error", () => {});
    socket.on("close", () => this.#closed());
  }

  /** Shows the debugger a run, and lets it follow it. */
  addRun(id: number, run: Run): void {
    this.#send({ kind: "run", run: id, module: run.module });
    const tell = (event: Extract<ToDebugger, { kind: "event" }>["event"]): void =>
      this.#send({ kind: "event", run: id, event });
    for (const isolate of run.isolates) tell(isolate);
    this.#attached.set(id, { run, subscription: run.subscribe(tell) });
    run.attach(LIVE_EVERY_MS);
    void run.report.then((report) => {
      this.#attached.delete(id);
      this.#send({ kind: "ended", run: id, report });
    });
  }

  /** Ends the connection, with the reason as the last word. */
  end(reason: string): void {
    this.#send({ kind: "refused", reason });
    this.#socket.destroySoon();
  }

  #receive(text: string): void {
    if (!this.#admitted) this.#strangeLength += text.length;
    const lines = this.#strangeLength > LONGEST_HELLO ? undefined : this.#lines.add(text);
    if (lines === undefined) return this.end("a message is too long");
    for (const line of lines) {
      if (this.#socket.writableEnded || this.#socket.destroyed) return;
      const message = readFromDebugger(line);
      if (message === undefined || (message.kind === "hello") === this.#admitted)
        return this.end("that is no message of a debugger");
      if (message.kind === "hello") this.#greet(message);
      else this.#do(message);
    }
  }

  #greet({ version, token }: Extract<FromDebugger, { kind: "hello" }>): void {
    const refusal = this.#links.admit(token);
    if (refusal !== undefined) return this.end(refusal);
    this.#admitted = true;
    clearTimeout(this.#deadline);
    if (version !== INSPECT_VERSION)
      return this.end(`it speaks version ${version} of the protocol, and this runtime ${INSPECT_VERSION}`);
    this.#send({ kind: "welcome", version: INSPECT_VERSION, root: this.#links.root });
    for (const [id, run] of this.#links.runs) this.addRun(id, run);
  }

  #do(message: Exclude<FromDebugger, { kind: "hello" }>): void {
    const run = this.#attached.get(message.run)?.run;
    // The debugger was told that the run has ended, or is about to be.
    if (run === undefined) return;
    switch (message.kind) {
      case "go":
        return run.go(message.isolate);
      case "inspect":
        return run.inspect(message.isolate);
      case "inspector":
        return run.sendToInspector(message.isolate, message.message);
      case "snapshot":
        return void this.#snapshot(run, message);
      case "adjust":
        return void this.#adjust(run, message);
      case "cancel":
        return run.cancel(message.reason, message.isolate);
      case "kill":
        return run.kill(message.reason);
      default:
        return message satisfies never;
    }
  }

  async #snapshot(run: Run, message: Extract<FromDebugger, { kind: "snapshot" }>): Promise<void> {
    this.#send({ ...message, snapshot: await run.snapshot() });
  }

  async #adjust(run: Run, message: Extract<FromDebugger, { kind: "adjust" }>): Promise<void> {
    const { run: id, request, isolate, adjustment } = message;
    try {
      await run.adjust(isolate, adjustment);
      this.#send({ kind: "adjusted", run: id, request });
    } catch (error) {
      if (!isAmbitError(error, "run/cannot-adjust")) throw error;
      this.#send({ kind: "adjusted", run: id, request, problem: error.data.detail });
    }
  }

  #send(message: ToDebugger): void {
    if (!this.#socket.writable) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > FARTHEST_BEHIND_BYTES) this.#socket.destroy();
  }

  #closed(): void {
    clearTimeout(this.#deadline);
    for (const { run, subscription } of this.#attached.values()) {
      subscription[Symbol.dispose]();
      run.detach();
    }
    this.#attached.clear();
    this.#links.ended();
  }
}
