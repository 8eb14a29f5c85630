/**
 * The program of a session from its launch to its end, or the runs of a host to which it is attached: what the client set
 * up before they run, the runs themselves, and the events that tell of them. Threads of DAP are isolates.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { EXIT_CODE_OF_OUTCOME, type OutcomeKind } from "../runtime-core/base/outcome.ts";
import { createRuntime, type RunReport, type Runtime } from "../runtime-core/index.ts";
import { keepLastRun } from "../runtime-core/workspace/index.ts";
import { announceFindings, announceStop, conditionThrew, placeFields, type SendEvent, threadName } from "./announce.ts";
import { parseAttachArguments } from "./arguments.ts";
import { Breakpoints } from "./breakpoints.ts";
import { CallBreakpoints } from "./call-breakpoints.ts";
import { Code } from "./code.ts";
import type { ClientPositions, ProjectPaths } from "./convert.ts";
import { Control } from "./control.ts";
import { DapError } from "./dap-errors.ts";
import type { Debuggee } from "./debuggee.ts";
import { Exceptions } from "./exceptions.ts";
import { HostConnection } from "./host-connection.ts";
import type { HostRun } from "./host-run.ts";
import { IsolateLives } from "./isolate-lives.ts";
import { type Launch, openLaunch, openProject, startRun } from "./launch.ts";
import { Live } from "./live.ts";
import { outcomeOutput } from "./outcome.ts";
import type { AttachArguments } from "./protocol.ts";
import { recordOf } from "./profiles.ts";
import { References } from "./references.ts";
import type { StackContext } from "./stack.ts";
import { SkippedFiles } from "./skipped-files.ts";
import { argumentsOf, type Source, Target } from "./target.ts";
import { Threads } from "./threads.ts";
import { Told } from "./told.ts";

const PATIENCE_WITH_TEAR_DOWN_MS = 5000;
/** The reason that modules are told. */
const TERMINATED = "the debugger terminated it";
const HOST_GONE: OutcomeKind = "host-gone";

/** One per session. */
export class Program {
  client: ClientPositions = { linesStartAt1: true, columnsStartAt1: true };
  readonly references = new References();
  readonly breakpoints: Breakpoints;
  readonly callBreakpoints: CallBreakpoints;
  readonly exceptions = new Exceptions();
  readonly live: Live;
  readonly told: Told;
  readonly threads: Threads;
  readonly #send: SendEvent;
  readonly #lives: IsolateLives;
  readonly #configured = Promise.withResolvers<void>();
  /** The client asks again for what it is told that it has moved. */
  #invalidates = false;
  #reportsProgress = false;
  #initialized = false;
  #begun = false;
  /** The client wants the program no more; one that is being started must not run. */
  #givenUp = false;
  #target: Target | undefined;
  /** What a restart ends: its end is not that of the session. */
  #replaced: Target | undefined;
  #restarting = false;
  #left: Promise<void> | undefined;
  #ended = false;

  constructor(send: SendEvent) {
    this.told = new Told(send);
    this.#send = this.told.event;
    this.live = new Live(this.#send);
    this.threads = new Threads({
      references: this.references,
      isolates: () => this.#target?.isolates ?? [],
      target: (command) => this.target(command),
    });
    let lastBreakpoint = 0;
    const newId = (): number => ++lastBreakpoint;
    this.callBreakpoints = new CallBreakpoints({
      newId,
      conditionThrew: (condition, error) => this.#say("stderr", conditionThrew(condition, error)),
    });
    this.breakpoints = new Breakpoints({
      newId,
      client: () => this.client,
      changed: (breakpoint) => this.#send("breakpoint", { reason: "changed", breakpoint }),
    });
    this.#lives = new IsolateLives({
      send: this.#send,
      breakpoints: this.breakpoints,
      callBreakpoints: this.callBreakpoints,
      exceptions: this.exceptions,
      references: this.references,
      live: this.live,
      told: this.told,
      configured: this.#configured.promise,
      invalidates: () => this.#invalidates,
    });
  }

  /** Takes how the client counts; gives what the adapter can do. @throws {DapError} `wrongOrder` the second time. */
  initialize<T>(client: DebugProtocol.InitializeRequestArguments, capabilities: T): T {
    if (this.#initialized)
      throw new DapError("wrongOrder", { command: "initialize", reason: "the session is initialized already" });
    this.#initialized = true;
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
    signal.addEventListener("abort", () => void this.#kill());
    await this.#begin("launch", async () => await this.#start(await openLaunch(args)));
  }

  /** Follows the runs of a host, those that are there and those that come. */
  async attach(args: unknown): Promise<void> {
    await this.#begin("attach", async () => await this.#connect(args));
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
    if (this.#target !== undefined) return this.#target;
    const reason = this.#begun ? "the program is still starting" : "no program was launched";
    throw new DapError("wrongOrder", { command, reason });
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
    // A client that takes this event for the end of the session waits for the answer before.
    if (target === undefined) return void setImmediate(() => this.#terminated());
    const runs = [...target.debuggees].map(({ run }) => run);
    target.cancel(TERMINATED);
    let timer: NodeJS.Timeout;
    const wait = (): void => void (timer = setTimeout(killUnlessWatched, PATIENCE_WITH_TEAR_DOWN_MS));
    const killUnlessWatched = (): void => {
      if (target.isolates.some((isolate) => target.control.stopOf(isolate) !== undefined)) return wait();
      for (const run of runs) run.kill("it did not end after the debugger terminated it");
    };
    wait();
    void Promise.all(runs.map(({ report }) => report)).then(() => {
      clearTimeout(timer);
      if (target.source.kind === "host") this.#terminated();
    });
  }

  /** Ends isolates with their children and their tear-down; the first one of a run is the whole run. */
  terminateThreads(ids: readonly number[] = []): void {
    const { source } = this.target("terminateThreads");
    for (const isolate of ids.map((id) => this.threads.isolate(id))) {
      if (isolate.parent === undefined && source.kind === "launch") {
        this.terminate();
        continue;
      }
      isolate.debuggee.run.cancel(TERMINATED, isolate.parent === undefined ? undefined : isolate.idInRun);
      this.#say("console", `${threadName(isolate)} is cancelled: ${TERMINATED}`);
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

  /** Once, unless it fails. */
  async #begin(command: string, begin: () => Promise<void>): Promise<void> {
    if (!this.#initialized)
      throw new DapError("wrongOrder", { command, reason: 'the session begins with "initialize"' });
    if (this.#begun) throw new DapError("wrongOrder", { command, reason: "the session has a program already" });
    this.#begun = true;
    try {
      await begin();
    } catch (error) {
      this.#begun = false;
      throw error;
    }
  }

  async #start(launch: Launch): Promise<void> {
    this.told.begin({ secrets: launch.arguments.secrets, record: recordOf(launch) });
    this.breakpoints.open(launch.paths);
    this.callBreakpoints.begin();
    // The process of the run starts while the module is examined, whose findings come first all the same.
    const [, run] = await Promise.all([announceFindings(this.#send, launch, this.client), startRun(launch)]);
    const { files } = await launch.runtime.prepare(launch.module);
    if (this.#givenUp) {
      await launch.runtime.close();
      throw new DapError("wrongOrder", { command: "launch", reason: "the session was ended while it started" });
    }
    this.#lives.begin();
    const target = this.#open({ kind: "launch", launch }, launch.paths, launch.runtime);
    const debuggee = this.#lives.follow(target, run);
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
      ended: (refusal) => this.#hostGone(target, refusal),
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
    const debuggee = this.#lives.follow(target, run, `run ${run.id}`);
    void run.report.then((report) => {
      this.#forget(target, debuggee);
      const before = `${run.module}, run ${run.id}: `;
      for (const output of outcomeOutput(report, { paths: target.paths, before })) this.#send("output", output);
    });
  }

  #hostGone(target: Target, refusal: string | undefined): void {
    for (const debuggee of [...target.debuggees]) {
      this.#forget(target, debuggee);
      if (refusal === undefined)
        this.#say("stderr", `${debuggee.run.module}, ${debuggee.label}: The run ended: ${HOST_GONE}`);
    }
    this.#say("console", `The debugger is no longer attached: ${refusal ?? "the host has gone"}`);
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
      log: (text, place) => this.#say("stdout", text, placeFields(place, paths, this.client)),
      complain: (text, place) => this.#say("stderr", text, place && placeFields(place, paths, this.client)),
    });
    this.#target = new Target(source, { paths, control, code, skipped });
    return this.#target;
  }

  #finish(report: RunReport, debuggee: Debuggee, target: Target): void {
    debuggee.close();
    if (this.#replaced === target || this.#left !== undefined) return;
    this.live.end(report);
    for (const output of outcomeOutput(report, target)) this.#send("output", output);
    const { recordText } = this.told;
    if (recordText !== undefined) this.#say("console", recordText);
    this.#send("exited", { exitCode: EXIT_CODE_OF_OUTCOME[report.outcome.kind] });
    this.#terminated();
  }

  /** Tells a line of output, and the place that it is about. */
  #say(category: "console" | "stdout" | "stderr", line: string, place: object = {}): void {
    this.#send("output", { category, output: `${line}\n`, ...place });
  }

  #terminated(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#send("terminated");
    this.told.end();
  }
}
