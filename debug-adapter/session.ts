/**
 * One client of the Debug Adapter Protocol: its requests are answered, or given up when it cancels them.
 */
import { DebugSession, Event, Response } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DAP_ERRORS, DapError, isOvertaken } from "./dap-errors.ts";
import { InspectorError } from "./inspector-client.ts";
import { Program } from "./program.ts";
import { reportProgress } from "./progress.ts";
import { checkedArguments } from "./request-arguments.ts";
import { type Answer, requestsOf } from "./requests.ts";

/** One client. */
export class AmbitDebugSession extends DebugSession {
  readonly #program: Program;
  readonly #requests: Readonly<Record<string, Answer>>;
  readonly #onDisconnected: () => void;
  /** Requests that are being answered, by their numbers. */
  readonly #pending = new Map<number, AbortController>();

  /** @param onDisconnected The client has said goodbye and was answered. */
  constructor(onDisconnected: () => void) {
    super();
    this.#onDisconnected = onDisconnected;
    this.#program = new Program((name, body) => this.#send(name, body));
    this.#requests = {
      ...requestsOf(this.#program),
      cancel: ({ requestId, progressId }: DebugProtocol.CancelArguments) =>
        this.#pending.get(requestId ?? Number(progressId))?.abort(),
    };
    this.on("error", (event: { readonly body?: unknown }) => this.#unreadable(event));
  }

  /** Ends the program at once, unless it is not ours, or the client wants it to run on: then when it has ended. */
  async end(): Promise<void> {
    await this.#program.end();
  }

  /** A client that is gone, or that sends what is no message, is the business of `main.ts`. */
  override shutdown(): void {}

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    void this.#answer(request);
  }

  /** Bytes that are no message of the protocol: said, and read past. A stream that broke is for `main.ts`. */
  #unreadable({ body }: { readonly body?: unknown }): void {
    const what = String(body);
    if (/^(?:in|out)Stream error/.test(what)) return;
    this.#send("output", { category: "important", output: `The debug adapter cannot read a message: ${what}\n` });
  }

  #send(name: string, body: object | undefined): void {
    this.sendEvent(Object.assign(new Event(name), body === undefined ? {} : { body }));
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    const { seq } = request;
    // Whatever a client sends there, it gets an answer.
    const command = String(request.command);
    const abort = new AbortController();
    // Nobody waits any more for what is under way.
    if (command === "disconnect") for (const each of this.#pending.values()) each.abort();
    this.#pending.set(seq, abort);
    using _progress = this.#program.reportsProgress
      ? reportProgress(request, (name, body) => this.#send(name, body))
      : undefined;
    try {
      const answer = Object.hasOwn(this.#requests, command) ? this.#requests[command] : undefined;
      if (answer === undefined) throw new DapError("unknownRequest", { command });
      const body = await orCancelled(
        answer(checkedArguments(command, request.arguments) as never, abort.signal),
        abort.signal,
      );
      if (body !== undefined) response.body = this.#program.told.data(body);
    } catch (error) {
      const { row, variables: values, message } = toDapError(error, command);
      // Who asks for these says by itself what is wrong.
      const silent =
        command === "evaluate" || row === DAP_ERRORS.cancelled || command.startsWith("ambit/") || isOvertaken(row);
      const told = { message, body: { error: { ...row, variables: { ...values }, showUser: !silent } } };
      Object.assign(response, { success: false, ...this.#program.told.data(told) });
    }
    this.#pending.delete(seq);
    this.sendResponse(response);
    if (command === "initialize" && response.success) this.sendEvent(new Event("initialized"));
    if (command === "disconnect") this.#onDisconnected();
  }
}

/** The answer, unless it is given up before; what is under way then goes on, unless it looks at the signal. */
async function orCancelled(answer: unknown, signal: AbortSignal): Promise<object | undefined> {
  const cancelled = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => cancelled.reject(new DapError("cancelled")));
  return (await Promise.race([answer, cancelled.promise])) as object | undefined;
}

function toDapError(error: unknown, command: string): DapError {
  if (error instanceof DapError) return error;
  if (error instanceof InspectorError)
    return error.isOvertaken
      ? new DapError("staleReference")
      : new DapError("inspector", { command, reason: error.reason });
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new DapError("internal", { command, detail: error instanceof Error ? error.message : String(error) });
}
