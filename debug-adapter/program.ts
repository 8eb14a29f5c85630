/**
 * The program of a session from its launch to its end, or the runs of a host to which it is attached: what the client set
 * up before they run, the runs themselves, and the events that tell of them. Threads of DAP are isolates.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { EXIT_CODE_OF_OUTCOME } from "../runtime-core/base/outcome.ts";
import { createRuntime, type RunReport, type RunSnapshot, type Runtime } from "../runtime-core/index.ts";
import { keepLastRun } from "../runtime-core/workspace/index.ts";
import {
  announceFindings,
  announceStop,
  moduleOf,
  placeFields,
  type SendEvent,
  threadId,
  threadName,
  threadsOf,
} from "./announce.ts";
import { parseAttachArguments } from "./arguments.ts";
import { Breakpoints } from "./breakpoints.ts";
import { CallBreakpoints } from "./call-breakpoints.ts";
import { Code } from "./code.ts";
import type { ClientPositions, ProjectPaths } from "./convert.ts";
import { Control, type Stop } from "./control.ts";
import { DapError } from "./dap-errors.ts";
import { Debuggee, type InspectedRun, type Isolate, type Pause } from "./debuggee.ts";
import { Exceptions } from "./exceptions.ts";
import { HostConnection } from "./host-connection.ts";
import type { HostRun } from "./host-run.ts";
import { InspectorError } from "./inspector-client.ts";
import { type Launch, openLaunch, openProject, startRun } from "./launch.ts";
import { Live } from "./live.ts";
import { outcomeOutput } from "./outcome.ts";
import type { AttachArguments } from "./protocol.ts";
import { AMBIT_FOLDER, type CpuProfile, recordOf, writeProfile } from "./profiles.ts";
import { References } from "./references.ts";
import type { StackContext } from "./stack.ts";
import { SkippedFiles } from "./skipped-files.ts";
import type { StepKind } from "./stepping.ts";
import { argumentsOf, type Source, Target } from "./target.ts";
import { Told } from "./told.ts";
import { OBJECT_GROUP } from "./properties.ts";

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
  readonly told: Told;
  readonly #send: SendEvent;
  readonly #configured = Promise.withResolvers<void>();
  /** The client asks again for what it is told that it has moved. */
  #invalidates = false;
  #reportsProgress = false;
  #begun = false;
  /** The client wants the program no more; one that is being started must not run. */
  #givenUp = false;
  #target: Target | undefined;
  /** What a restart ends: its end is not that of the session. */
  #replaced: Target | undefined;
  #restarting = false;
  #left: Promise<void> | undefined;
  #lastThread = 0;
  #ended = false;

  constructor(send: SendEvent) {
    this.told = new Told(send);
    this.#send = this.told.event;
    this.live = new Live(this.#send);
    let lastBreakpoint = 0;
    const newId = (): number => ++lastBreakpoint;
    this.callBreakpoints = new CallBreakpoints({ newId });
    this.breakpoints = new Breakpoints({
      newId,
      client: () => this.client,
      changed: (breakpoint) => this.#send("breakpoint", { reason: "changed", breakpoint }),
    });
  }

  /** Takes how the client counts; gives what the adapter can do. */
  initialize<T>(client: DebugProtocol.InitializeRequestArguments, capabilities: T): T {
    this.client = { linesStartAt1: client.linesStartAt1 !== false, columnsStartAt1: client.columnsStartAt1 !== false };
    this.#invalidates = client.supportsInvalidatedEvent === true;
    this.#reportsProgress = client.supportsProgressReporting === true;
    return capabilities;
  }

  /** Whether the client shows progress. */
  get reportsProgress(): boolean {
    return this.#reportsProgress;
  }

  /** Starts the program; its module loads when the client has configured. It is ended when the signal fires before. */
  async launch(args: unknown, signal: AbortSignal): Promise<void> {
    this.#begin("launch");
    signal.addEventListener("abort", () => void this.#kill());
    await this.#start(await openLaunch(args));
  }

  /** Follows the runs of a host, those that are there and those that come. */
  async attach(args: unknown): Promise<void> {
    this.#begin("attach");
    await this.#connect(args);
  }

  /**
   * Ends the program at once and starts it anew, with other arguments if there are any; what the client has set stays. A
   * host is left and attached to again.
   */
  async restart(args: unknown): Promise<void> {
    const target = this.target("restart");
    if (this.#ended || this.#restarting)
      throw new DapError("wrongOrder", { command: "restart", reason: "the program is ending" });
    this.#restarting = true;
    try {
      await this.#replace(target, args);
    } finally {
      this.#restarting = false;
    }
  }

  async #replace(target: Target, args: unknown): Promise<void> {
    const { source } = target;
    // What cannot be started ends nothing.
    const launch = source.kind === "launch" ? await openLaunch(args ?? source.launch.arguments) : undefined;
    this.#replaced = target;
    if (launch === undefined) await target.leave();
    else await target.kill("it is restarted");
    this.#replaced = undefined;
    this.live.restart();
    try {
      if (launch !== undefined) await this.#start(launch);
      else if (source.kind === "host") await this.#connect(args ?? source.arguments);
    } catch (error) {
      this.#terminated();
      throw error;
    }
  }

  /** The client has set its breakpoints: modules may load. */
  configured(): void {
    this.#configured.resolve();
  }

  /** What is debugged. @throws {DapError} `wrongOrder` before the launch. */
  target(command: string): Target {
    if (this.#target === undefined) throw new DapError("wrongOrder", { command, reason: "no program was launched" });
    return this.#target;
  }

  /** All isolates as threads. */
  threads(): DebugProtocol.ThreadsResponse["body"] {
    return { threads: threadsOf(this.#target?.isolates ?? []) };
  }

  /** The files that isolates run. */
  modules({ startModule = 0, moduleCount = 0 }: DebugProtocol.ModulesArguments): DebugProtocol.ModulesResponse["body"] {
    const { isolates, paths } = this.target("modules");
    const all = isolates.map((isolate) => moduleOf(isolate, paths));
    const end = moduleCount > 0 ? startModule + moduleCount : all.length;
    return { modules: all.slice(startModule, end), totalModules: all.length };
  }

  /** The isolate of a thread. @throws {DapError} `missingThread` */
  isolate(id: number): Isolate {
    const isolate = this.#isolate(String(id));
    if (isolate === undefined) throw new DapError("missingThread", { threadId: String(id) });
    return isolate;
  }

  /** A thread that stands still. @throws {DapError} `missingThread`, `notPaused` */
  stopped(id: number): StoppedThread {
    const isolate = this.isolate(id);
    const stop = this.#target?.control.stopOf(isolate);
    if (stop === undefined || isolate.pause === undefined) throw new DapError("notPaused", { threadId: id });
    return { isolate, pause: isolate.pause, stop };
  }

  /** Lets a thread run on. */
  async continue(id: number): Promise<DebugProtocol.ContinueResponse["body"]> {
    const { isolate } = this.stopped(id);
    await this.target("continue").control.continue(isolate);
    return { allThreadsContinued: false };
  }

  /** Takes a step in a thread; with a target, into that call. */
  async step(id: number, kind: StepKind, targetId?: number): Promise<void> {
    const { isolate } = this.stopped(id);
    const target = targetId === undefined ? undefined : this.references.target(targetId);
    await this.target("step").control.step(isolate, kind, target);
  }

  /** Goes back to the start of a frame's function. */
  async restartFrame(frameId: number): Promise<void> {
    const { isolate, frame } = this.references.frame(frameId);
    if (frame?.canBeRestarted !== true)
      throw new DapError("cannotRestart", { reason: "it waits, or V8 cannot go back to its start" });
    await this.target("restartFrame").control.restartFrame(isolate, frame.callFrameId);
  }

  /** Stops a thread. */
  async pause(id: number): Promise<void> {
    await this.target("pause").control.pause(this.isolate(id));
  }

  /** What stacks are told with. */
  get stackContext(): StackContext {
    const { paths, skipped } = this.target("stackTrace");
    return { references: this.references, paths, skipped, client: this.client };
  }

  /** Ends the program with its tear-down, or all runs of a host; the events of the end follow. */
  terminate(): void {
    this.#givenUp = true;
    this.configured();
    const target = this.#target;
    if (target === undefined) return this.#terminated();
    const runs = [...target.debuggees].map(({ run }) => run);
    target.cancel(TERMINATED);
    const timer = setTimeout(() => {
      for (const run of runs) run.kill("it did not end after the debugger terminated it");
    }, PATIENCE_WITH_TEAR_DOWN_MS);
    void Promise.all(runs.map(({ report }) => report)).then(() => {
      clearTimeout(timer);
      if (target.source.kind === "host") this.#terminated();
    });
  }

  /** Ends isolates with their children and their tear-down; the first one of a run is the whole run. */
  terminateThreads(ids: readonly number[] = []): void {
    const { source } = this.target("terminateThreads");
    for (const isolate of ids.map((id) => this.isolate(id))) {
      if (isolate.parent === undefined && source.kind === "launch") {
        this.terminate();
        continue;
      }
      isolate.debuggee.run.cancel(TERMINATED, isolate.parent === undefined ? undefined : isolate.idInRun);
      this.#send("output", { category: "console", output: `${threadName(isolate)} is cancelled: ${TERMINATED}\n` });
    }
  }

  /** Ends what was launched and leaves what was attached to, unless the client wants it otherwise. */
  async disconnect({ terminateDebuggee }: DebugProtocol.DisconnectArguments): Promise<void> {
    const ends = terminateDebuggee ?? this.#target?.source.kind === "launch";
    if (this.#target === undefined || ends) return await this.#kill();
    this.#left = this.#target.leave();
    // A program that runs on keeps this process, not the client.
    if (this.#target.source.kind === "host") await this.#left;
  }

  /** The client is gone. Resolves when this process may end. */
  async end(): Promise<void> {
    if (this.#left !== undefined) return await this.#left;
    if (this.#target?.source.kind === "host") await this.#target.leave();
    else await this.#kill();
  }

  async #kill(): Promise<void> {
    this.#givenUp = true;
    await this.#target?.kill("the debugger ended it");
  }

  #begin(command: string): void {
    if (this.#begun) throw new DapError("wrongOrder", { command, reason: "the session has a program already" });
    this.#begun = true;
  }

  async #start(launch: Launch): Promise<void> {
    this.told.begin({ secrets: launch.arguments.secrets, record: recordOf(launch) });
    this.breakpoints.open(launch.paths);
    this.callBreakpoints.begin();
    await announceFindings(this.#send, launch, this.client);
    const { files } = await launch.runtime.prepare(launch.module);
    const run = await startRun(launch);
    if (this.#givenUp) {
      await launch.runtime.close();
      throw new DapError("wrongOrder", { command: "launch", reason: "the session was ended while it started" });
    }
    this.#lastThread = 0;
    const target = this.#open({ kind: "launch", launch }, launch.paths, launch.runtime);
    const debuggee = this.#follow(target, run);
    void run.report.then((report) => {
      keepLastRun({ root: launch.paths.root, path: launch.module, files }, this.told.data(report));
      this.#finish(report, debuggee, target);
    });
    await debuggee.started;
  }

  async #connect(given: unknown): Promise<void> {
    const args = parseAttachArguments(given);
    const connection = await HostConnection.open(args);
    const target = await this.#openHost(connection, args);
    connection.listen({
      run: (run) => this.#followHostRun(target, run),
      ended: (reason) => this.#hostGone(target, reason),
    });
  }

  async #openHost(connection: HostConnection, args: AttachArguments): Promise<Target> {
    try {
      const paths = openProject(args.root ?? connection.root);
      this.breakpoints.open(paths);
      const runtime = await createRuntime({ root: paths.root });
      return this.#open({ kind: "host", connection, arguments: args }, paths, runtime);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #followHostRun(target: Target, run: HostRun): void {
    const debuggee = this.#follow(target, run, `run ${run.id}`);
    void run.report.then((report) => {
      this.#forget(target, debuggee);
      this.#send("output", outcomeOutput(report, `${run.module}, run ${run.id}: `));
    });
  }

  #hostGone(target: Target, reason: string): void {
    for (const debuggee of [...target.debuggees]) this.#forget(target, debuggee);
    this.#send("output", { category: "console", output: `The debugger is no longer attached: ${reason}\n` });
    this.#terminated();
  }

  #forget(target: Target, debuggee: Debuggee): void {
    debuggee.close();
    target.debuggees.delete(debuggee);
    this.live.update(debuggee, { contexts: [] });
  }

  #open(source: Source, paths: ProjectPaths, runtime: Pick<Runtime, "prepare">): Target {
    this.live.open(paths);
    const code = new Code(paths, (module) => runtime.prepare(module));
    const skipped = new SkippedFiles(argumentsOf(source).skipFiles ?? [], paths);
    const control = new Control({
      breakpoints: this.breakpoints,
      callBreakpoints: this.callBreakpoints,
      exceptions: this.exceptions,
      paths,
      code,
      skipped,
      stopped: (isolate, stop) => announceStop(this.#send, isolate, stop),
      log: (text, place) =>
        this.#send("output", {
          category: "stdout",
          output: `${text}\n`,
          ...placeFields(place, paths, this.client),
        }),
    });
    this.#target = new Target(source, { paths, control, code, skipped });
    return this.#target;
  }

  #follow(target: Target, run: InspectedRun, label?: string): Debuggee {
    const { control } = target;
    const debuggee: Debuggee = new Debuggee(run, label, {
      inspects: target.inspects,
      newThreadId: () => String(++this.#lastThread),
      prepareIsolate: (isolate) => this.#prepareIsolate(isolate, target),
      isolateEnded: (isolate) => this.#isolateEnded(isolate, target),
      paused: (isolate, paused) => void orEnded(control.paused(isolate, paused)),
      resumed: (isolate) => this.#resumed(isolate),
      breakpointResolved: (isolate, id, location) => this.breakpoints.resolved(isolate, id, location),
      hostCalls: (calls, lost) => this.live.addHostCalls(calls, lost),
      moved: (snapshot) => this.#moved(target, debuggee, snapshot),
      profile: (isolate, profile) => this.#writeProfile(target, isolate, profile),
      output: (stream, line) => this.#send("output", { category: stream, output: `${line}\n` }),
    });
    target.debuggees.add(debuggee);
    return debuggee;
  }

  async #prepareIsolate(isolate: Isolate, { inspects, stopsOnEntry, control, paths }: Target): Promise<void> {
    this.#send("thread", { reason: "started", threadId: threadId(isolate) });
    this.#send("module", { reason: "new", module: moduleOf(isolate, paths) });
    if (!inspects) return;
    const set = [
      control.addIsolate(isolate),
      this.breakpoints.addIsolate(isolate),
      this.callBreakpoints.addIsolate(isolate),
      this.exceptions.addIsolate(isolate),
    ];
    if (stopsOnEntry && isolate.parent === undefined) set.push(control.stopOnEntry(isolate));
    await Promise.all(set);
    await this.#configured.promise;
  }

  #isolateEnded(isolate: Isolate, { control, paths }: Target): void {
    this.breakpoints.removeIsolate(isolate);
    this.callBreakpoints.removeIsolate(isolate);
    this.exceptions.removeIsolate(isolate);
    this.references.forget(isolate);
    control.removeIsolate(isolate);
    this.#send("module", { reason: "removed", module: moduleOf(isolate, paths) });
    this.#send("thread", { reason: "exited", threadId: threadId(isolate) });
  }

  #resumed(isolate: Isolate): void {
    this.references.forget(isolate);
    isolate.inspector.request("Runtime.releaseObjectGroup", { objectGroup: OBJECT_GROUP }).catch(() => {
      // It ended meanwhile, and its objects with it.
    });
  }

  /** A limit can move while its thread stands: another thread takes from it, or a person changes it. */
  #moved({ control }: Target, debuggee: Debuggee, snapshot: RunSnapshot): void {
    for (const { id, limits } of snapshot.contexts) {
      const passed = this.callBreakpoints.passed(id, limits, this.live.limitsOf(id));
      const isolate = debuggee.isolates.get(id);
      if (passed.length > 0 && isolate !== undefined)
        void orEnded(control.pause(isolate, { reason: "data breakpoint", breakpoints: passed }));
    }
    for (const id of this.live.update(debuggee, snapshot)) {
      if (this.#invalidates && debuggee.isolates.get(id)?.pause !== undefined)
        this.#send("invalidated", { areas: ["variables"], threadId: Number(id) });
    }
  }

  #writeProfile({ source, paths }: Target, isolate: Isolate, profile: unknown): void {
    if (source.kind !== "launch") return;
    const { profile: asked } = source.launch.arguments;
    const folder = typeof asked === "string" ? asked : paths.diskPathOf(AMBIT_FOLDER);
    const output = writeProfile(this.told.data(profile as CpuProfile), isolate, { folder, paths });
    this.#send("output", { category: "console", output: `${output}\n` });
  }

  #isolate(id: string): Isolate | undefined {
    return this.#target?.isolates.find((isolate) => isolate.id === id);
  }

  #finish(report: RunReport, debuggee: Debuggee, target: Target): void {
    debuggee.close();
    if (this.#replaced === target || this.#left !== undefined) return;
    this.live.end(report);
    this.#send("output", outcomeOutput(report));
    const { recordText } = this.told;
    if (recordText !== undefined) this.#send("output", { category: "console", output: `${recordText}\n` });
    this.#send("exited", { exitCode: EXIT_CODE_OF_OUTCOME[report.outcome.kind] });
    this.#terminated();
  }

  #terminated(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#send("terminated");
    this.told.end();
  }
}

/** Waits for what an isolate is asked, or for its end, which is told by its own event. */
async function orEnded(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
  }
}
