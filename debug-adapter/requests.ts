/** One line per request of the Debug Adapter Protocol, each answered by the file of its noun. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { adjustThread } from "./adjust.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { completions } from "./completions.ts";
import { evaluate, setExpression } from "./evaluate.ts";
import { exceptionInfo } from "./exceptions.ts";
import { readMemory } from "./memory.ts";
import { takeHeapSnapshot } from "./profiles.ts";
import type { Program } from "./program.ts";
import type { AdjustArguments, HeapSnapshotArguments } from "./protocol.ts";
import { setVariable } from "./set-variable.ts";
import { breakpointLocations, loadedSources, sourceText } from "./sources.ts";
import { scopes, stackTrace } from "./stack.ts";
import { stepInTargets } from "./step-in-targets.ts";
import { variables } from "./variables.ts";

/** Answers a request; the signal fires when the client does not want the answer any more. */
export type Answer = (args: never, signal: AbortSignal) => unknown;

/** All that concern a program. */
export function requestsOf(program: Program): Readonly<Record<string, Answer>> {
  return {
    initialize: (args: DebugProtocol.InitializeRequestArguments) => program.initialize(args, CAPABILITIES),
    launch: (args: DebugProtocol.LaunchRequestArguments, signal) => program.launch(args, signal),
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
    threads: () => program.threads.all(),
    modules: (args: DebugProtocol.ModulesArguments) => program.threads.modules(args),
    stackTrace: (args: DebugProtocol.StackTraceArguments) =>
      stackTrace(program.threads.stopped(args.threadId), args, program.stackContext),
    scopes: (args: DebugProtocol.ScopesArguments) => scopes(args, program.references),
    variables: (args: DebugProtocol.VariablesArguments) => variables(args, program),
    setVariable: (args: DebugProtocol.SetVariableArguments) => setVariable(args, program),
    readMemory: (args: DebugProtocol.ReadMemoryArguments) => readMemory(args, program),
    evaluate: (args: DebugProtocol.EvaluateArguments) => evaluate(args, program),
    setExpression: (args: DebugProtocol.SetExpressionArguments) => setExpression(args, program),
    completions: (args: DebugProtocol.CompletionsArguments) => completions(args, program),
    breakpointLocations: (args: DebugProtocol.BreakpointLocationsArguments) => breakpointLocations(args, program),
    restartFrame: (args: DebugProtocol.RestartFrameArguments) => program.threads.restartFrame(args.frameId),
    continue: (args: DebugProtocol.ContinueArguments) => program.threads.continue(args.threadId),
    next: (args: DebugProtocol.NextArguments) => program.threads.step(args.threadId, "over"),
    stepIn: (args: DebugProtocol.StepInArguments) => program.threads.step(args.threadId, "into", args.targetId),
    stepInTargets: (args: DebugProtocol.StepInTargetsArguments) => stepInTargets(args, program),
    stepOut: (args: DebugProtocol.StepOutArguments) => program.threads.step(args.threadId, "out"),
    pause: (args: DebugProtocol.PauseArguments) => program.threads.pause(args.threadId),
    exceptionInfo: (args: DebugProtocol.ExceptionInfoArguments) =>
      exceptionInfo(program.threads.stopped(args.threadId), args, program.target("exceptionInfo").paths),
    loadedSources: () => loadedSources(program),
    source: (args: DebugProtocol.SourceArguments) => sourceText(args, program),
    terminate: () => program.terminate(),
    terminateThreads: (args: DebugProtocol.TerminateThreadsArguments) => program.terminateThreads(args.threadIds),
    disconnect: (args: DebugProtocol.DisconnectArguments) => program.disconnect(args),
    "ambit/snapshot": () => program.live.state,
    "ambit/heapSnapshot": (args: HeapSnapshotArguments) => takeHeapSnapshot(args, program),
    "ambit/adjust": (args: AdjustArguments) => adjustThread(args, program),
  };
}
