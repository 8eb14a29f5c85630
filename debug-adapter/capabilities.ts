/** What the adapter can do; the answer to "initialize". */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { EXCEPTION_FILTERS } from "./exceptions.ts";

export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsFunctionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsReadMemoryRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ["."],
  supportsBreakpointLocationsRequest: true,
  supportsRestartRequest: true,
  supportsRestartFrame: true,
  supportsStepInTargetsRequest: true,
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  supportsTerminateRequest: true,
  supportsCancelRequest: true,
  supportTerminateDebuggee: true,
  supportsTerminateThreadsRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsLoadedSourcesRequest: true,
  supportsModulesRequest: true,
  supportsSingleThreadExecutionRequests: true,
  exceptionBreakpointFilters: [...EXCEPTION_FILTERS],
};
