/**
 * The Debug Adapter Protocol: one line per request, each answered by the file of its noun.
 */
import { DebugSession, Event, Response } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { adjustThread } from "./adjust.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { DapError, isOvertaken } from "./dap-errors.ts";
import { completions } from "./completions.ts";
import { evaluate, setExpression } from "./evaluate.ts";
import { exceptionInfo } from "./exceptions.ts";
import { InspectorError } from "./inspector-client.ts";
import { readMemory } from "./memory.ts";
import { Program } from "./program.ts";
import { takeHeapSnapshot } from "./profiles.ts";
import type { AdjustArguments, HeapSnapshotArguments } from "./protocol.ts";
import { breakpointLocations, loadedSources } from "./sources.ts";
import { scopes, stackTrace } from "./stack.ts";
import { stepInTargets } from "./step-in-targets.ts";
import { setVariable, variables } from "./variables.ts";

type Answer = (args: never) => unknown;

/** One client. */
export class AmbitDebugSession extends DebugSession {
  readonly #program: Program;
  readonly #requests: Readonly<Record<string, Answer>>;
  readonly #onDisconnected: () => void;

  /** @param onDisconnected The client has said goodbye and was answered. */
  constructor(onDisconnected: () => void) {
    super();
    this.#onDisconnected = onDisconnected;
    this.#program = new Program((name, body) =>
      this.sendEvent(Object.assign(new Event(name), body === undefined ? {} : { body })),
    );
    this.#requests = requestsOf(this.#program);
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
    this.sendEvent(
      Object.assign(new Event("output"), {
        body: { category: "important", output: `The debug adapter cannot read a message: ${what}\n` },
      }),
    );
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    const { command } = request;
    try {
      const answer = Object.hasOwn(this.#requests, command) ? this.#requests[command] : undefined;
      if (answer === undefined) throw new DapError("unknownRequest", { command });
      const body = await answer((request.arguments ?? {}) as never);
      if (body !== undefined) response.body = body;
    } catch (error) {
      const { row, variables: values, message } = toDapError(error, command);
      // Who asks for these says by itself what is wrong.
      const silent = command === "evaluate" || command.startsWith("ambit/") || isOvertaken(row);
      Object.assign(response, {
        success: false,
        message,
        body: { error: { ...row, variables: { ...values }, showUser: !silent } },
      });
    }
    this.sendResponse(response);
    if (command === "initialize") this.sendEvent(new Event("initialized"));
    if (command === "disconnect") this.#onDisconnected();
  }
}

function requestsOf(program: Program): Readonly<Record<string, Answer>> {
  return {
    initialize: (args: DebugProtocol.InitializeRequestArguments) => program.initialize(args, CAPABILITIES),
    launch: (args: DebugProtocol.LaunchRequestArguments) => program.launch(args),
    attach: (args: DebugProtocol.AttachRequestArguments) => program.attach(args),
    restart: (args: DebugProtocol.RestartArguments) => program.restart(args.arguments),
    setBreakpoints: (args: DebugProtocol.SetBreakpointsArguments) => program.breakpoints.replace(args),
    setFunctionBreakpoints: (args: DebugProtocol.SetFunctionBreakpointsArguments) =>
      program.callBreakpoints.replaceFunctions(args),
    dataBreakpointInfo: ({ variablesReference, name }: DebugProtocol.DataBreakpointInfoArguments) =>
      program.callBreakpoints.info(
        variablesReference === undefined ? undefined : program.references.container(variablesReference),
        name,
      ),
    setDataBreakpoints: (args: DebugProtocol.SetDataBreakpointsArguments) => program.callBreakpoints.replaceData(args),
    setExceptionBreakpoints: (args: DebugProtocol.SetExceptionBreakpointsArguments) => program.exceptions.choose(args),
    configurationDone: () => program.configured(),
    threads: () => program.threads(),
    stackTrace: (args: DebugProtocol.StackTraceArguments) =>
      stackTrace(program.stopped(args.threadId), args, program.stackContext),
    scopes: (args: DebugProtocol.ScopesArguments) => scopes(args, program.references),
    variables: (args: DebugProtocol.VariablesArguments) => variables(args, program),
    setVariable: (args: DebugProtocol.SetVariableArguments) => setVariable(args, program),
    readMemory: (args: DebugProtocol.ReadMemoryArguments) => readMemory(args, program.references),
    evaluate: (args: DebugProtocol.EvaluateArguments) => evaluate(args, program),
    setExpression: (args: DebugProtocol.SetExpressionArguments) => setExpression(args, program),
    completions: (args: DebugProtocol.CompletionsArguments) => completions(args, program),
    breakpointLocations: (args: DebugProtocol.BreakpointLocationsArguments) => breakpointLocations(args, program),
    restartFrame: (args: DebugProtocol.RestartFrameArguments) => program.restartFrame(args.frameId),
    continue: (args: DebugProtocol.ContinueArguments) => program.continue(args.threadId),
    next: (args: DebugProtocol.NextArguments) => program.step(args.threadId, "over"),
    stepIn: (args: DebugProtocol.StepInArguments) => program.step(args.threadId, "into", args.targetId),
    stepInTargets: (args: DebugProtocol.StepInTargetsArguments) => stepInTargets(args, program),
    stepOut: (args: DebugProtocol.StepOutArguments) => program.step(args.threadId, "out"),
    pause: (args: DebugProtocol.PauseArguments) => program.pause(args.threadId),
    exceptionInfo: (args: DebugProtocol.ExceptionInfoArguments) => exceptionInfo(program.stopped(args.threadId), args),
    loadedSources: () => loadedSources(program),
    terminate: () => program.terminate(),
    terminateThreads: (args: DebugProtocol.TerminateThreadsArguments) => program.terminateThreads(args.threadIds),
    disconnect: (args: DebugProtocol.DisconnectArguments) => program.disconnect(args),
    "ambit/snapshot": () => program.live.state,
    "ambit/heapSnapshot": (args: HeapSnapshotArguments) => takeHeapSnapshot(args, program),
    "ambit/adjust": (args: AdjustArguments) => adjustThread(args, program),
  };
}

function toDapError(error: unknown, command: string): DapError {
  if (error instanceof DapError) return error;
  if (error instanceof InspectorError) return new DapError("inspector", { command, reason: error.message });
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new DapError("internal", { command, detail: error instanceof Error ? error.message : String(error) });
}
