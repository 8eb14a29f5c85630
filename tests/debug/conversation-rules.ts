/**
 * The rules of the Debug Adapter Protocol for the order of messages, watched while a client and an adapter speak.
 *
 * Source: https://microsoft.github.io/debug-adapter-protocol/overview
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapTypes } from "./dap-types.ts";

let types: DapTypes | undefined;

/** Requests after which a thread runs. */
const RUNS = ["continue", "next", "stepIn", "stepOut", "restartFrame"];

/** One conversation. */
export class ConversationRules {
  readonly #faults: string[] = [];
  /** Commands that were not answered, by the numbers of their requests. */
  readonly #asked = new Map<number, { readonly command: string; readonly threadId: number | undefined }>();
  readonly #breakpoints = new Set<number>();
  readonly #seen = new Set<string>();
  /** Whether each thread may stand. */
  readonly #threads = new Map<number, "runs" | "stands">();
  #seq = 0;

  /** What was wrong so far. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** The client asks. */
  sent({ seq, command, arguments: args }: DebugProtocol.Request): void {
    const { threadId } = (args ?? {}) as { readonly threadId?: number };
    this.#asked.set(seq, { command, threadId });
    // The thread may run, and stand again, before the answer is there.
    if (RUNS.includes(command) && threadId !== undefined && this.#threads.has(threadId))
      this.#threads.set(threadId, "runs");
    if (RUNS.includes(command) && threadId === undefined)
      for (const each of this.#threads.keys()) this.#threads.set(each, "runs");
  }

  /** The adapter answers, or tells an event. */
  received(message: DebugProtocol.ProtocolMessage): void {
    types ??= new DapTypes();
    this.#require(message.seq === this.#seq + 1, `the message ${message.seq} follows ${this.#seq}`);
    this.#seq = message.seq;
    if (!this.#answersNonsense(message)) this.#faults.push(...types.faults(message));
    if (message.type === "event") this.#event(message as DebugProtocol.Event);
    else this.#response(message as DebugProtocol.Response);
  }

  /** An answer names the command, also one that is no name. */
  #answersNonsense(message: DebugProtocol.ProtocolMessage): boolean {
    const asked = this.#asked.get((message as DebugProtocol.Response).request_seq);
    return asked !== undefined && typeof asked.command !== "string";
  }

  #response({ request_seq, command, success, body }: DebugProtocol.Response): void {
    const asked = this.#asked.get(request_seq);
    this.#require(asked?.command === command, `an answer to "${command}", which was not asked, or twice`);
    this.#asked.delete(request_seq);
    if (command === "initialize" || command === "disconnect") this.#seen.add(command);
    if (!success || !/^set\w*Breakpoints$/.test(command)) return;
    const { breakpoints = [] } = (body ?? {}) as { readonly breakpoints?: readonly DebugProtocol.Breakpoint[] };
    for (const { id } of breakpoints) if (id !== undefined) this.#breakpoints.add(id);
  }

  #event({ event, body }: DebugProtocol.Event): void {
    this.#require(!this.#seen.has("disconnect"), `"${event}" after the goodbye`);
    const progress = event.startsWith("progress");
    this.#require(this.#seen.has("initialize") || event === "output" || progress, `"${event}" before the capabilities`);
    if (event !== "output" && !event.startsWith("ambit/") && !progress && event !== "initialized")
      this.#require(!this.#seen.has("terminated"), `"${event}" after the end`);
    switch (event) {
      case "initialized":
      case "exited":
      case "terminated":
        // The client may take it for the end of the session, and hear no answer any more.
        if (event === "terminated")
          this.#require(!this.#waitsFor("terminate"), '"terminated" before the answer to "terminate"');
        this.#require(!this.#seen.has(event), `"${event}" twice`);
        this.#seen.add(event);
        return;
      case "thread":
        return this.#thread(body as DebugProtocol.ThreadEvent["body"]);
      case "stopped":
        return this.#stopped(body as DebugProtocol.StoppedEvent["body"]);
      case "continued":
        return this.#continued(body as DebugProtocol.ContinuedEvent["body"]);
      case "breakpoint": {
        const { id } = (body as DebugProtocol.BreakpointEvent["body"]).breakpoint;
        return this.#require(id !== undefined && this.#breakpoints.has(id), `breakpoint ${id} was never told`);
      }
      default:
        return;
    }
  }

  #waitsFor(command: string): boolean {
    return [...this.#asked.values()].some((asked) => asked.command === command);
  }

  #thread({ reason, threadId }: DebugProtocol.ThreadEvent["body"]): void {
    this.#require((reason === "started") !== this.#threads.has(threadId), `thread ${threadId} has ${reason} twice`);
    if (reason === "started") this.#threads.set(threadId, "runs");
    else {
      // Some clients show one thread that stands, and pass by the stops of others.
      this.#require(this.#threads.get(threadId) !== "stands", `thread ${threadId} exits, which stands`);
      this.#threads.delete(threadId);
    }
  }

  #continued({ threadId, allThreadsContinued }: DebugProtocol.ContinuedEvent["body"]): void {
    this.#require(this.#threads.get(threadId) === "stands", `thread ${threadId} goes on, which does not stand`);
    this.#require(allThreadsContinued === false, "all threads go on with one");
    this.#threads.set(threadId, "runs");
  }

  #stopped({ threadId = 0, hitBreakpointIds = [] }: DebugProtocol.StoppedEvent["body"]): void {
    const state = this.#threads.get(threadId);
    this.#require(state === "runs", `thread ${threadId} stops, which ${state ?? "is not there"}`);
    if (state !== undefined) this.#threads.set(threadId, "stands");
    for (const id of hitBreakpointIds) this.#require(this.#breakpoints.has(id), `breakpoint ${id} is hit, never told`);
  }

  #require(holds: boolean, otherwise: string): void {
    if (!holds) this.#faults.push(otherwise);
  }
}
