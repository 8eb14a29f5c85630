/**
 * A client of the real adapter over stdio: scenarios in the words of a person who debugs.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { AttachArguments, LaunchArguments } from "../../debug-adapter/protocol.ts";
import { ConversationRules } from "./conversation-rules.ts";

const ADAPTER = fileURLToPath(new URL("../../dist/debug-adapter.mjs", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../fixtures/debug/", import.meta.url));
const TIMEOUT_MS = 25_000;
const INITIALIZE: DebugProtocol.InitializeRequestArguments = {
  adapterID: "ambit",
  linesStartAt1: true,
  columnsStartAt1: true,
  pathFormat: "path",
  supportsInvalidatedEvent: true,
};

/** The path of a fixture. */
export function fixture(name: string): string {
  return FIXTURES + name;
}

/** How a fixture is launched. */
export function launchOf(name: string, args: object = {}, more: Partial<LaunchArguments> = {}): LaunchArguments {
  return { program: fixture(name), root: FIXTURES, args, ...more };
}

/** A breakpoint as a test writes it; lines are 1-based. */
export type At = DebugProtocol.SourceBreakpoint & { readonly file: string };

/** How a session starts: with a program of its own, or at a host. */
export type SessionStart = SessionSetup & ({ readonly launch: LaunchArguments } | { readonly attach: AttachArguments });

/** What is set before the program begins. */
export interface SessionSetup extends Opening {
  readonly breakpoints?: readonly At[];
  /** Exception filters; default: none. */
  readonly filters?: readonly string[];
}

/** Which adapter is spoken to, and how. */
export interface Opening {
  /** Default: that of this checkout. */
  readonly adapter?: Adapter;
  /** Whether every message is held against the protocol, which takes longer than the message. Default: true. */
  readonly isWatched?: boolean;
}

/** A command with its one argument. */
export type Adapter = readonly [command: string, argument: string];

/** One session. */
export class Session {
  readonly client: DebugClient;
  readonly events: DebugProtocol.Event[] = [];
  /** The answers to setBreakpoints, in order. */
  readonly breakpoints: DebugProtocol.Breakpoint[] = [];
  readonly #rules = new ConversationRules();
  #stops: DebugProtocol.StoppedEvent["body"][] = [];
  #waiting: ((stop: DebugProtocol.StoppedEvent["body"]) => void)[] = [];

  private constructor([command, argument]: Adapter, isWatched: boolean) {
    this.client = new DebugClient(command, argument, "ambit", {}, true);
    this.client.defaultTimeout = TIMEOUT_MS;
    if (isWatched) watch(this.client, this.#rules);
    for (const name of ["output", "thread", "module", "breakpoint", "exited", "terminated", "stopped"]) {
      this.client.on(name, (event: DebugProtocol.Event) => this.events.push(event));
    }
    this.client.on("stopped", ({ body }: DebugProtocol.StoppedEvent) => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#stops.push(body);
      else waiting(body);
    });
  }

  /** An adapter without a program. */
  static async open({ adapter = [process.execPath, ADAPTER], isWatched = true }: Opening = {}): Promise<Session> {
    const session = new Session(adapter, isWatched);
    await session.client.start();
    return session;
  }

  /** Launches or attaches, and configures, as VS Code does. */
  static async start({ breakpoints = [], filters = [], ...how }: SessionStart): Promise<Session> {
    await using unless = new AsyncDisposableStack();
    const session = unless.use(await Session.open(how));
    const { client } = session;
    const initialized = client.waitForEvent("initialized");
    await client.initializeRequest(INITIALIZE);
    const launched =
      "launch" in how ? client.launchRequest(how.launch as object) : client.attachRequest(how.attach as object);
    launched.catch(() => {});
    await initialized;
    await session.setBreakpoints(breakpoints);
    await client.setExceptionBreakpointsRequest({ filters: [...filters] });
    await client.configurationDoneRequest();
    await launched;
    unless.move();
    return session;
  }

  /** Sets the breakpoints of the files that are named. */
  async setBreakpoints(breakpoints: readonly At[]): Promise<void> {
    for (const file of new Set(breakpoints.map((each) => each.file))) {
      const own = breakpoints.filter((each) => each.file === file).map(({ file: _file, ...rest }) => rest);
      const answer = await this.client.setBreakpointsRequest({ source: { path: file }, breakpoints: own });
      this.breakpoints.push(...answer.body.breakpoints);
    }
  }

  /** The next stop. */
  async stop(): Promise<DebugProtocol.StoppedEvent["body"]> {
    const known = this.#stops.shift();
    if (known !== undefined) return known;
    const place = Promise.withResolvers<DebugProtocol.StoppedEvent["body"]>();
    this.#waiting.push(place.resolve);
    const timer = setTimeout(
      () => place.reject(new Error(`No stop within ${TIMEOUT_MS} ms; ${this.log()}`)),
      TIMEOUT_MS,
    );
    try {
      return await place.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The next stop as "reason function file:line". */
  async stopText(): Promise<string> {
    const { reason, threadId = 0 } = await this.stop();
    const [top] = await this.stack(threadId);
    return `${reason} ${top?.name} ${top?.source?.name}:${top?.line}`;
  }

  /** The frames of a thread. */
  async stack(threadId = 1): Promise<DebugProtocol.StackFrame[]> {
    return (await this.client.stackTraceRequest({ threadId })).body.stackFrames;
  }

  /** The variables of a scope of the top frame, by name. */
  async scope(name: string, threadId = 1): Promise<Map<string, DebugProtocol.Variable>> {
    const [top] = await this.stack(threadId);
    const { scopes } = (await this.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
    const scope = scopes.find((each) => each.name === name);
    assert(scope !== undefined, `no scope "${name}" in ${scopes.map((each) => each.name).join(", ")}`);
    return await this.open(scope.variablesReference);
  }

  /** What is in a scope or a value, by name. */
  async open(variablesReference: number): Promise<Map<string, DebugProtocol.Variable>> {
    const { variables } = (await this.client.variablesRequest({ variablesReference })).body;
    return new Map(variables.map((each) => [each.name, each]));
  }

  /** The text of an expression in the top frame. */
  async evaluate(expression: string, context = "watch", threadId = 1): Promise<string> {
    const [top] = await this.stack(threadId);
    return (await this.client.evaluateRequest({ expression, context, frameId: top?.id ?? 0 })).body.result;
  }

  /** Takes a step; gives where it ended. */
  async step(kind: "next" | "stepIn" | "stepOut", threadId = 1): Promise<string> {
    await this.client[`${kind}Request`]({ threadId });
    return await this.stopText();
  }

  /** Continues a thread. */
  async continue(threadId = 1): Promise<void> {
    await this.client.continueRequest({ threadId });
  }

  /** Waits for the end; gives the exit code. */
  async exitCode(): Promise<number> {
    const known = (name: string): DebugProtocol.Event | undefined => this.events.find((event) => event.event === name);
    if (known("terminated") === undefined) await this.client.waitForEvent("terminated", TIMEOUT_MS);
    return (known("exited") as DebugProtocol.ExitedEvent).body.exitCode;
  }

  /** All output so far. */
  output(category?: string): string {
    return this.events
      .filter((event) => event.event === "output" && (category === undefined || event.body.category === category))
      .map((event) => event.body.output)
      .join("");
  }

  /** What happened, for a test that failed. */
  log(): string {
    return this.events.map((event) => `${event.event} ${JSON.stringify(event.body)}`).join("\n");
  }

  /** The process of the adapter. */
  get process(): ChildProcess {
    return (this.client as unknown as { _adapterProcess: ChildProcess })._adapterProcess;
  }

  /** Ends the session; every message of it must have kept to the protocol. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.process;
    // An adapter that is gone answers no goodbye.
    if (exitCode === null && signalCode === null) await Promise.race([this.client.stop(), once(this.process, "exit")]);
    assert.deepEqual(this.#rules.faults, []);
  }
}

/** Shows every message to the rules. */
function watch(client: DebugClient, rules: ConversationRules): void {
  const inner = client as unknown as {
    dispatch(text: string): void;
    doSend(command: string, args: unknown, answer: unknown): void;
    sequence: number;
  };
  const { dispatch, doSend } = inner;
  inner.dispatch = (text) => {
    rules.received(JSON.parse(text) as DebugProtocol.ProtocolMessage);
    dispatch.call(client, text);
  };
  inner.doSend = (command, args, answer) => {
    rules.sent({ type: "request", seq: inner.sequence, command, arguments: args });
    doSend.call(client, command, args, answer);
  };
}
