/**
 * The program of a session from its launch to its end: what the client set up before it runs, the run itself, and the
 * events that tell of it. Threads of DAP are isolates.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { EXIT_CODE_OF_OUTCOME } from "../runtime-core/base/outcome.ts";
import type { RunReport, RunSnapshot } from "../runtime-core/index.ts";
import { keepLastRun } from "../runtime-core/workspace/index.ts";
import { Breakpoints } from "./breakpoints.ts";
import { CallBreakpoints } from "./call-breakpoints.ts";
import { Code } from "./code.ts";
import { clientColumn, clientLine, type ClientPositions } from "./convert.ts";
import { Control, type Stop } from "./control.ts";
import { DapError } from "./dap-errors.ts";
import { Debuggee, type Isolate, type Pause } from "./debuggee.ts";
import { Exceptions } from "./exceptions.ts";
import { InspectorError } from "./inspector-client.ts";
import { findingsOf, type Launch, openLaunch, startRun } from "./launch.ts";
import { Live } from "./live.ts";
import { outcomeText } from "./outcome.ts";
import { References } from "./references.ts";
import type { Place, StackContext } from "./stack.ts";
import type { StepKind } from "./stepping.ts";
import { OBJECT_GROUP } from "./variables.ts";

/** Sends an event to the client. */
export type SendEvent = (name: string, body?: object) => void;

/** A program that was launched. */
export interface Launched {
  readonly launch: Launch;
  readonly debuggee: Debuggee;
  readonly control: Control;
}

/** A thread that stands still. */
export interface StoppedThread {
  readonly isolate: Isolate;
  readonly pause: Pause;
  readonly stop: Stop;
}

const PATIENCE_WITH_TEAR_DOWN_MS = 5000;
/** The reason that modules are told. */
const TERMINATED = "the debugger terminated it";

/** One per session. */
export class Program {
  client: ClientPositions = { linesStartAt1: true, columnsStartAt1: true };
  readonly references = new References();
  readonly breakpoints: Breakpoints;
  readonly callBreakpoints: CallBreakpoints;
  readonly exceptions = new Exceptions();
  readonly live: Live;
  readonly #send: SendEvent;
  readonly #configured = Promise.withResolvers<void>();
  /** The client asks again for what it is told that it has moved. */
  #invalidates = false;
  #launching = false;
  /** The client wants the program no more; one that is being started must not run. */
  #givenUp = false;
  #launched: Launched | undefined;
  /** The program that a restart ends: its end is not that of the session. */
  #replaced: Debuggee | undefined;
  #ended = false;

  constructor(send: SendEvent) {
    this.#send = send;
    this.live = new Live(send);
    let lastBreakpoint = 0;
    const newId = (): number => ++lastBreakpoint;
    this.callBreakpoints = new CallBreakpoints({
      newId,
      snapshot: (isolate) => this.launched("snapshot").debuggee.snapshot(isolate),
    });
    this.breakpoints = new Breakpoints({
      newId,
      client: () => this.client,
      changed: (breakpoint) => send("breakpoint", { reason: "changed", breakpoint }),
    });
  }

  /** Takes how the client counts; gives what the adapter can do. */
  initialize<T>(client: DebugProtocol.InitializeRequestArguments, capabilities: T): T {
    this.client = { linesStartAt1: client.linesStartAt1 !== false, columnsStartAt1: client.columnsStartAt1 !== false };
    this.#invalidates = client.supportsInvalidatedEvent === true;
    return capabilities;
  }

  /** Starts the program; its module loads when the client has configured. */
  async launch(args: unknown): Promise<void> {
    if (this.#launching)
      throw new DapError("wrongOrder", { command: "launch", reason: "the session has a program already" });
    this.#launching = true;
    await this.#start(args);
  }

  /** Ends the program at once and starts it anew, with other arguments if there are any; what the client has set stays. */
  async restart(args: unknown): Promise<void> {
    const { launch, debuggee } = this.launched("restart");
    if (this.#ended || this.#replaced !== undefined)
      throw new DapError("wrongOrder", { command: "restart", reason: "the program is ending" });
    this.#replaced = debuggee;
    await launch.runtime.close();
    this.#replaced = undefined;
    this.live.restart();
    await this.#start(args ?? launch.arguments);
  }

  async #start(args: unknown): Promise<void> {
    const launch = await openLaunch(args);
    this.breakpoints.open(launch.paths);
    await this.#tellFindings(launch);
    const { files } = await launch.runtime.prepare(launch.module);
    const run = await startRun(launch);
    if (this.#givenUp) {
      await launch.runtime.close();
      throw new DapError("wrongOrder", { command: "launch", reason: "the session was ended while it started" });
    }
    const control = this.#createControl(launch);
    const debuggee = new Debuggee(run, {
      held: launch.arguments.noDebug !== true,
      prepareIsolate: (isolate) => this.#prepareIsolate(isolate),
      isolateEnded: (isolate) => this.#isolateEnded(isolate),
      paused: (isolate, paused) => void this.#orEnded(this.#launched?.control.paused(isolate, paused)),
      resumed: (isolate) => this.#resumed(isolate),
      breakpointResolved: (isolate, id, location) => this.breakpoints.resolved(isolate, id, location),
      hostCalls: (calls, lost) => this.live.addHostCalls(calls, lost),
      moved: (snapshot) => this.#moved(snapshot),
      output: (stream, line) => this.#send("output", { category: stream, output: `${line}\n` }),
    });
    this.#launched = { launch, debuggee, control };
    void run.report.then((report) => {
      keepLastRun({ root: launch.paths.root, path: launch.module, files }, report);
      this.#finish(report, debuggee);
    });
    await debuggee.started;
  }

  /** The client has set its breakpoints: modules may load. */
  configured(): void {
    this.#configured.resolve();
  }

  /** @throws {DapError} `wrongOrder` before the launch. */
  launched(command: string): Launched {
    if (this.#launched === undefined) throw new DapError("wrongOrder", { command, reason: "no program was launched" });
    return this.#launched;
  }

  /** All isolates as threads. */
  threads(): DebugProtocol.ThreadsResponse["body"] {
    const isolates = [...(this.#launched?.debuggee.isolates.values() ?? [])];
    return { threads: isolates.map((isolate) => ({ id: threadId(isolate), name: threadName(isolate) })) };
  }

  /** The isolate of a thread. @throws {DapError} `missingThread` */
  isolate(id: number): Isolate {
    const isolate = this.#launched?.debuggee.isolates.get(String(id));
    if (isolate === undefined) throw new DapError("missingThread", { threadId: String(id) });
    return isolate;
  }

  /** A thread that stands still. @throws {DapError} `missingThread`, `notPaused` */
  stopped(id: number): StoppedThread {
    const isolate = this.isolate(id);
    const stop = this.#launched?.control.stopOf(isolate);
    if (stop === undefined || isolate.pause === undefined) throw new DapError("notPaused", { threadId: id });
    return { isolate, pause: isolate.pause, stop };
  }

  /** Lets a thread run on. */
  async continue(id: number): Promise<DebugProtocol.ContinueResponse["body"]> {
    const { isolate } = this.stopped(id);
    await this.launched("continue").control.continue(isolate);
    return { allThreadsContinued: false };
  }

  /** Takes a step in a thread. */
  async step(id: number, kind: StepKind): Promise<void> {
    const { isolate } = this.stopped(id);
    await this.launched("step").control.step(isolate, kind);
  }

  /** Goes back to the start of a frame's function. */
  async restartFrame(frameId: number): Promise<void> {
    const { isolate, frame } = this.references.frame(frameId);
    if (frame?.canBeRestarted !== true)
      throw new DapError("cannotRestart", { reason: "it waits, or V8 cannot go back to its start" });
    await this.launched("restartFrame").control.restartFrame(isolate, frame.callFrameId);
  }

  /** Stops a thread. */
  async pause(id: number): Promise<void> {
    await this.launched("pause").control.pause(this.isolate(id));
  }

  /** What stacks are told with. */
  get stackContext(): StackContext {
    const { launch } = this.launched("stackTrace");
    return { references: this.references, paths: launch.paths, client: this.client };
  }

  /** Ends the program with its tear-down; the events of the end follow. */
  terminate(): void {
    this.#givenUp = true;
    this.configured();
    const run = this.#launched?.debuggee.run;
    if (run === undefined) return this.#terminated();
    run.cancel(TERMINATED);
    const timer = setTimeout(
      () => run.kill("it did not end after the debugger terminated it"),
      PATIENCE_WITH_TEAR_DOWN_MS,
    );
    void run.report.then(() => clearTimeout(timer));
  }

  /** Ends isolates with their children and their tear-down; the first one is the whole program. */
  terminateThreads(ids: readonly number[] = []): void {
    for (const isolate of ids.map((id) => this.isolate(id))) {
      if (isolate.parent === undefined) {
        this.terminate();
        continue;
      }
      this.launched("terminateThreads").debuggee.run.cancel(TERMINATED, isolate.id);
      this.#send("output", { category: "console", output: `${threadName(isolate)} is cancelled: ${TERMINATED}\n` });
    }
  }

  /** Ends the program at once; resolves when its process is gone. */
  async kill(): Promise<void> {
    this.#givenUp = true;
    await this.#launched?.launch.runtime.close();
  }

  #createControl(launch: Launch): Control {
    return new Control({
      breakpoints: this.breakpoints,
      callBreakpoints: this.callBreakpoints,
      exceptions: this.exceptions,
      paths: launch.paths,
      code: new Code(launch),
      stopped: (isolate, stop) => this.#tellStop(isolate, stop),
      log: (text, place) =>
        this.#send("output", { category: "stdout", output: `${text}\n`, ...this.#at(launch, place) }),
    });
  }

  async #prepareIsolate(isolate: Isolate): Promise<void> {
    this.#send("thread", { reason: "started", threadId: threadId(isolate) });
    const { launch, control } = this.launched("thread");
    if (launch.arguments.noDebug === true) return;
    const set = [
      this.breakpoints.addIsolate(isolate),
      this.callBreakpoints.addIsolate(isolate),
      this.exceptions.addIsolate(isolate),
    ];
    if (launch.arguments.stopOnEntry === true && isolate.parent === undefined) set.push(control.stopOnEntry(isolate));
    await Promise.all(set);
    await this.#configured.promise;
  }

  #isolateEnded(isolate: Isolate): void {
    this.breakpoints.removeIsolate(isolate);
    this.callBreakpoints.removeIsolate(isolate);
    this.exceptions.removeIsolate(isolate);
    this.references.forget(isolate);
    this.#launched?.control.removeIsolate(isolate);
    this.#send("thread", { reason: "exited", threadId: threadId(isolate) });
  }

  /** Waits for what an isolate is asked, or for its end, which is told by its own event. */
  async #orEnded(asked: Promise<void> | undefined): Promise<void> {
    try {
      await asked;
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
    }
  }

  #resumed(isolate: Isolate): void {
    this.references.forget(isolate);
    isolate.inspector.request("Runtime.releaseObjectGroup", { objectGroup: OBJECT_GROUP }).catch(() => {
      // It ended meanwhile, and its objects with it.
    });
  }

  #tellStop(isolate: Isolate, { reason, description, breakpoints, thrown }: Stop): void {
    this.#send("stopped", {
      reason,
      threadId: threadId(isolate),
      allThreadsStopped: false,
      ...(description === undefined ? {} : { description }),
      ...(thrown === undefined ? {} : { text: `${thrown.thrown.name}: ${thrown.thrown.message}` }),
      ...(breakpoints.length === 0 ? {} : { hitBreakpointIds: breakpoints.map(({ id }) => id) }),
    });
  }

  async #tellFindings(launch: Launch): Promise<void> {
    for (const { diagnostic, file, line, column } of await findingsOf(launch)) {
      const { severity, code, message } = diagnostic;
      const output = `${file}:${line + 1}:${column + 1} ${severity} ${code}: ${message}\n`;
      const place = {
        functionName: "",
        url: launch.paths.urlOf(file),
        lineNumber: line,
        columnNumber: column,
        awaits: false,
      };
      this.#send("output", {
        category: severity === "error" ? "stderr" : "console",
        output,
        ...this.#at(launch, place),
      });
    }
  }

  /** A limit can move while its thread stands: another thread takes from it, or a person changes it. */
  #moved(snapshot: RunSnapshot): void {
    for (const { id, limits } of snapshot.contexts) {
      const passed = this.callBreakpoints.passed(id, limits, this.live.limitsOf(id));
      const isolate = this.#launched?.debuggee.isolates.get(id);
      if (passed.length > 0 && isolate !== undefined)
        void this.#orEnded(this.#launched?.control.pause(isolate, { reason: "data breakpoint", breakpoints: passed }));
    }
    for (const isolate of this.live.update(snapshot)) {
      if (this.#invalidates && this.#launched?.debuggee.isolates.get(isolate)?.pause !== undefined)
        this.#send("invalidated", { areas: ["variables"], threadId: Number(isolate) });
    }
  }

  #at(launch: Launch, { url, lineNumber, columnNumber }: Place): object {
    const { client } = this;
    return {
      source: launch.paths.sourceOf(url),
      line: clientLine(lineNumber, client),
      column: clientColumn(columnNumber, client),
    };
  }

  #finish(report: RunReport, debuggee: Debuggee): void {
    debuggee.close();
    if (this.#replaced === debuggee) return;
    this.live.end(report);
    this.#send("output", {
      category: report.outcome.kind === "completed" ? "console" : "stderr",
      output: outcomeText(report),
    });
    this.#send("exited", { exitCode: EXIT_CODE_OF_OUTCOME[report.outcome.kind] });
    this.#terminated();
  }

  #terminated(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#send("terminated");
  }
}

/** The number of a thread. */
export function threadId(isolate: Isolate): number {
  return Number(isolate.id);
}

function threadName({ id, module, parent }: Isolate): string {
  return parent === undefined ? module : `${module} (child ${id})`;
}
