/** Advertised = handled = tested: each request of the adapter is in a conversation that is kept as data. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "mocha";
import { CAPABILITIES } from "../../debug-adapter/capabilities.ts";
import { Program } from "../../debug-adapter/program.ts";
import { requestsOf } from "../../debug-adapter/requests.ts";
import { commandsOf, converse, transcriptFile } from "./transcripts.ts";

const NAMES = readdirSync(new URL(".", transcriptFile("."))).map((file) => file.replace(/\.txt$/, ""));

/** Which capability of DAP promises which request, and by which part of its arguments or of an answer; what is not here may not be advertised. */
const PROMISES: Readonly<Record<string, readonly [command: string, part?: RegExp]>> = {
  supportsConfigurationDoneRequest: ["configurationDone"],
  supportsConditionalBreakpoints: ["setBreakpoints", /"condition":/],
  supportsHitConditionalBreakpoints: ["setBreakpoints", /"hitCondition":/],
  supportsLogPoints: ["setBreakpoints", /"logMessage":/],
  supportsFunctionBreakpoints: ["setFunctionBreakpoints"],
  supportsDataBreakpoints: ["setDataBreakpoints"],
  supportsEvaluateForHovers: ["evaluate", /"context":"hover"/],
  supportsClipboardContext: ["evaluate", /"context":"clipboard"/],
  supportsValueFormattingOptions: ["variables", /"format":/],
  supportsSetVariable: ["setVariable"],
  supportsSetExpression: ["setExpression"],
  supportsReadMemoryRequest: ["readMemory"],
  supportsCompletionsRequest: ["completions"],
  supportsBreakpointLocationsRequest: ["breakpointLocations"],
  supportsRestartRequest: ["restart"],
  supportsRestartFrame: ["restartFrame"],
  supportsStepInTargetsRequest: ["stepInTargets"],
  supportsExceptionFilterOptions: ["setExceptionBreakpoints", /"filterOptions":/],
  supportsExceptionInfoRequest: ["exceptionInfo"],
  supportsTerminateRequest: ["terminate"],
  supportsTerminateThreadsRequest: ["terminateThreads"],
  supportsCancelRequest: ["cancel"],
  supportTerminateDebuggee: ["disconnect", /"terminateDebuggee":/],
  supportsDelayedStackTraceLoading: ["stackTrace", /"levels":/],
  supportsLoadedSourcesRequest: ["loadedSources"],
  supportsModulesRequest: ["modules", /"moduleCount":/],
  supportsSingleThreadExecutionRequests: ["continue", /"singleThread":true/],
};

/** What they are called with, and not requests. */
const DETAILS = ["completionTriggerCharacters", "exceptionBreakpointFilters"];

describe("the conversations of the debug adapter", function () {
  this.timeout(60_000);
  const lines = NAMES.flatMap((name) => readFileSync(transcriptFile(name), "utf8").split("\n"));

  for (const name of NAMES) {
    it(name, async () => {
      const now = await converse(name);
      if (process.env["UPDATE"] === "1") writeFileSync(transcriptFile(name), now);
      else assert.equal(now, readFileSync(transcriptFile(name), "utf8"));
    });
  }

  it("hold every request", () => {
    const commands = new Set(NAMES.flatMap(commandsOf));
    assert.deepEqual(
      Object.keys(requestsOf(new Program(() => {}))).filter((name) => !commands.has(name)),
      [],
    );
  });

  for (const capability of Object.keys(CAPABILITIES).filter((each) => !DETAILS.includes(each))) {
    it(`hold what ${capability} promises`, () => {
      const [command = "", part = /^/] = PROMISES[capability] ?? [];
      assert(
        lines.some((line) => line.startsWith(`> ${command} `) || line === `> ${command}`),
        "it is not asked",
      );
      assert(
        lines.some((line) => line.startsWith(`> ${command}`) && part.test(line)),
        `it is not asked with ${part}`,
      );
    });
  }
});
