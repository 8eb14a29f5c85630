/**
 * One run: the root module, its children, their clocks, and the report at the end.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { Outcome } from "../base/outcome.ts";
import type { FilePath } from "../base/span.ts";
import type { Context } from "../context/context.ts";
import { tearDownText } from "../context/tear-down.ts";
import { outputLine } from "../host/output-line.ts";
import { BlankIsolate } from "../isolate/blank-isolate.ts";
import { CpuClock } from "../isolate/cpu-clock.ts";
import { LoopTurn } from "../isolate/loop-turn.ts";
import type { Adjustment } from "../manifest/adjustment.ts";
import { adjust } from "./adjust.ts";
import { ChildRuns } from "./child-runs.ts";
import { callExport, completeArguments, type ExportCall } from "./export-call.ts";
import type { MessagePort } from "./message-port.ts";
import { createModuleContext } from "./module-context.ts";
import { ModuleRun } from "./module-run.ts";
import { endDeadlock } from "./module-waits.ts";
import { MonotonicClock } from "./monotonic-clock.ts";
import { outcomeOfContext } from "./outcome-of.ts";
import { ProcessMemory } from "./process-memory.ts";
import { Refusals } from "./refusals.ts";
import { RunBounds } from "./run-bounds.ts";
import type {
  ContextSnapshot,
  FromRunner,
  ModuleEnd,
  ModuleImage,
  PermissionUse,
  RunnerReport,
  RunSnapshot,
  StartMessage,
  ToRunner,
} from "./protocol.ts";
import { UsageReports } from "./usage-reports.ts";
import { Watch } from "./watch.ts";

/** Clocks are read when a CPU limit could be reached, at the latest after so many milliseconds. */
const MAX_BETWEEN_READINGS_MS = 16;
const MIN_BETWEEN_READINGS_MS = 1;
/** So long after a module has begun an isolate is made for the next child: most of what it needs of this process is done then. */
const BLANK_AFTER_MS = 3;

/** Who waits for the end of a child does not wait for longer until its isolate is gone, too. */
const TOLD_AFTER_MS = 500;

/** The first id that is given out. */
const ROOT_ID = "1";

/** What a run tells and asks. */
export interface RunLinks {
  /** Resolves when the message has left the process. */
  readonly send: (message: FromRunner) => Promise<void>;
  /** Asks the supervisor for a module. */
  readonly image: (path: FilePath) => Promise<ModuleImage>;
  /** An isolate for the root module, made while there was nothing to do. */
  readonly blank: Promise<BlankIsolate> | undefined;
}

/** A module that is to run in this process. */
export interface ModuleStart {
  readonly id: string;
  readonly image: ModuleImage;
  /** The argument of the entry, as JSON; undefined when none is called. */
  readonly args: string | undefined;
  /** What it must stay within: the context of the module that spawns it, or one below that. */
  readonly parent?: Context;
  /** The id of the module that spawns it. */
  readonly spawnedBy?: string;
  readonly env: Readonly<Record<string, string>>;
  /** To the module that spawns it. */
  readonly port?: MessagePort;
  /** The module that spawns it ends it after some time. */
  readonly hasTimeout?: boolean;
}

/** A module that has run. */
export interface RanModule {
  readonly last: ContextSnapshot | undefined;
  readonly end: ModuleEnd;
  /** Resolves when nothing of it is left that runs. */
  readonly gone: Promise<void>;
}

/** The run of this process. */
export class Run {
  readonly #start: StartMessage;
  readonly #links: RunLinks;
  readonly #cpuClock = new CpuClock();
  readonly #clock = new MonotonicClock();
  readonly #turn = new LoopTurn();
  readonly #memory = new ProcessMemory();
  readonly #refusals = new Refusals();
  readonly #bounds: RunBounds;
  readonly #usage: UsageReports;
  readonly #modules = new Map<string, ModuleRun>();
  readonly #held = new Map<string, () => void>();
  readonly #watch: Watch;
  readonly #root = Promise.withResolvers<ModuleRun>();
  readonly #startedMs = performance.now();
  /** Calls of exports that have not ended, by the number of the request. */
  readonly #calls = new Map<number, AbortController>();
  /** An isolate for the next module. */
  #blank: Promise<BlankIsolate> | undefined;
  #reading: NodeJS.Timeout | undefined;
  /** Isolates wait at their start. */
  #holds: boolean;
  #lastId = 0;
  #peakHeapBytes = 0;
  /** How many failures of children, of which nobody else was told, there was no output left to tell. */
  #unsaid = 0;
  #cpuTimeMs = 0;

  constructor(start: StartMessage, links: RunLinks) {
    this.#start = start;
    this.#links = links;
    this.#blank = links.blank;
    this.#holds = start.held;
    this.#watch = new Watch({ runStartedMs: this.#startedMs, snapshot: () => this.snapshot(), send: links.send });
    this.#bounds = new RunBounds(start.bounds, links.send);
    this.#usage = new UsageReports(links.send);
  }

  /** Runs the root module to its end. */
  async execute(): Promise<RunnerReport> {
    this.#readAgainAfter(MIN_BETWEEN_READINGS_MS);
    using watch = this.#watch;
    watch.every(this.#start.snapshotEveryMs);
    try {
      const { image, args, env } = this.#start;
      const root = await this.runModule({ id: this.newId(), image, args, env });
      if (this.#unsaid > 0) {
        const line = `Children that failed and nobody waited for, without room in "console/output" to say how: ${this.#unsaid}`;
        void this.#links.send({ kind: "output", isolate: ROOT_ID, stream: "stderr", line });
      }
      return this.#report(root.last, root.end);
    } finally {
      clearTimeout(this.#reading);
    }
  }

  /** Ends what is left of the root module, for a process that goes on after the run. */
  async dispose(): Promise<void> {
    await (await this.#root.promise).dispose();
  }

  /** A new id of an isolate and its context. */
  newId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  /** Runs one module; `onContext` sees its context before its code runs. */
  async runModule(start: ModuleStart, onContext?: (context: Context) => void): Promise<RanModule> {
    const context = createModuleContext(start, {
      bounds: this.#bounds,
      clock: this.#clock,
      secrets: this.#start.secrets,
    });
    if (context instanceof AmbitError) {
      const end = { outcome: outcomeOfContext(context), resultJson: "null" };
      return { last: undefined, end, gone: Promise.resolve() };
    }
    onContext?.(context);
    const run = this.#moduleRun(start, context);
    this.#modules.set(start.id, run);
    if (start.id === ROOT_ID) this.#root.resolve(run);
    const end = await this.#executeModule(start, run);
    return { ...(await this.#endModule(start.id, run, end)), end };
  }

  /**
   * Calls an export of the root module; the promise never settles when the run ends before the call.
   *
   * @param args The arguments as JSON, an array.
   */
  async call({ request, name, args }: Extract<ToRunner, { kind: "call" }>): Promise<ModuleEnd> {
    const given = new AbortController();
    this.#calls.set(request, given);
    try {
      return await callExport(await this.#root.promise, { name, argsJson: args }, given.signal);
    } finally {
      this.#calls.delete(request);
    }
  }

  /** Calls an export of a module that runs; the promise never settles when the module ends before the call. */
  async callModule(id: string, call: ExportCall, signal: AbortSignal): Promise<ModuleEnd> {
    const module = this.#modules.get(id);
    return module === undefined ? await new Promise(() => {}) : await callExport(module, call, signal);
  }

  /** Ends a module that stays, after the calls that were made before. */
  async finishModule(id: string): Promise<void> {
    await this.#modules.get(id)?.finish();
  }

  /** Ends a root module that stays, after the calls that were made before. */
  async finish(): Promise<void> {
    if (this.#start.args === undefined) await (await this.#root.promise).finish();
  }

  /** The supervisor has given what was taken from a limit that runs share. */
  taken(request: number): void {
    this.#bounds.shared.taken(request);
  }

  /** Lets a held isolate load its module. */
  go(isolate: string): void {
    this.#held.get(isolate)?.();
  }

  /** Ends the run, or the module of one isolate and its children. */
  cancel(reason: string, isolate: string = ROOT_ID): void {
    const module = this.#modules.get(isolate);
    if (module !== undefined) void this.end(module.context, new AmbitError("context/cancelled", { cause: reason }));
  }

  /** Ends a module and its children: those that have asked for it are told first, and have time to tear down. */
  async end(context: Context, cause: AmbitError): Promise<void> {
    const ending = [...this.#modules.values()].filter((run) => run.context.isWithin(context));
    await Promise.all(ending.toReversed().map((run) => run.tell(cause)));
    await context.cancel(cause);
  }

  /** A call of an export was given up. */
  giveCallUp(request: number, reason: string): void {
    this.#calls.get(request)?.abort(new AmbitError("context/call-given-up", { reason }));
  }

  /** A debugger comes: isolates wait for it at their start, and what moves is told to it. */
  attach(snapshotEveryMs: number): void {
    this.#holds = true;
    this.#watch.every(snapshotEveryMs);
  }

  /** The debugger has gone: everything goes on as if there had been none. */
  detach(): void {
    this.#holds = false;
    this.#watch.every(this.#start.snapshotEveryMs);
    for (const module of this.#modules.values()) module.leaveInspector();
    for (const go of this.#held.values()) go();
  }

  /** Opens a debugger's session on an isolate. */
  inspect(isolate: string): void {
    this.#modules.get(isolate)?.inspect((message) => void this.#links.send({ kind: "inspector", isolate, message }));
  }

  /** Sends a debugger's message to an isolate. */
  sendToInspector(isolate: string, message: InspectorMessage): void {
    this.#modules.get(isolate)?.sendToInspector(message);
  }

  /** All contexts now. */
  snapshot(): RunSnapshot {
    this.#cpuClock.read();
    this.#reclaimTimers();
    return { contexts: [...this.#modules.values()].map((run) => run.snapshot()) };
  }

  /** Tells the calls of the host since the last time, when somebody watches. */
  tellHostCalls(): void {
    this.#watch.tellHostCalls();
  }

  /** Changes what a module may use or touch, for a debugger; gives why it cannot. */
  adjust(isolate: string, adjustment: Adjustment): string | undefined {
    const context = this.#modules.get(isolate)?.context;
    this.#reclaimTimers();
    return context === undefined ? `there is no isolate ${isolate}` : adjust(context, adjustment);
  }

  #moduleRun(start: ModuleStart, context: Context): ModuleRun {
    const write = (stream: "stdout" | "stderr", line: string): Promise<void> =>
      this.#links.send({ kind: "output", isolate: start.id, stream, line });
    return new ModuleRun({
      context,
      bounds: start.parent?.id === start.spawnedBy ? undefined : start.parent,
      image: start.image,
      root: this.#start.root,
      secrets: this.#start.secrets,
      clock: this.#cpuClock,
      time: this.#clock,
      turn: this.#turn,
      log: () => this.#watch.log,
      refusals: this.#refusals,
      profiles: this.#start.profile,
      standStill: () => this.#clock.hold(),
      reclaimTimers: () => this.#reclaimTimers(),
      modules: new ChildRuns({
        run: this,
        parent: context,
        clock: this.#clock,
        image: this.#links.image,
        onLost: (text) => {
          const { line, bytes } = outputLine(text);
          context.limiters.take("console/output", bytes).then(
            () => void write("stderr", line),
            () => (this.#unsaid += 1),
          );
        },
      }),
      write,
      port: start.port,
      hasTimeout: start.hasTimeout === true,
      spawnedBy: start.spawnedBy,
      takeBlank: () => this.#takeBlank(),
      onCatastrophe: (message) => void context.cancel(new AmbitError("run/out-of-memory", { detail: message })),
    });
  }

  /** The isolate that was made ahead, if there is one. */
  #takeBlank(): Promise<BlankIsolate> | undefined {
    const blank = this.#blank;
    this.#blank = undefined;
    return blank;
  }

  /** Has an isolate ready for the next child, with the same limit of memory. */
  #makeBlank({ heapCapacityBytes }: ModuleRun): void {
    this.#blank ??= BlankIsolate.create({ heapLimitBytes: heapCapacityBytes });
    // Who uses it says what went wrong.
    this.#blank.catch(() => {});
  }

  async #executeModule(start: ModuleStart, run: ModuleRun): Promise<ModuleEnd> {
    const { context } = run;
    const parent = start.spawnedBy === undefined ? {} : { parent: start.spawnedBy };
    try {
      await run.prepare();
    } catch (error) {
      if (error instanceof AmbitError) return { outcome: outcomeOfContext(error), resultJson: "null" };
      const cause = { code: "run/crashed", message: error instanceof Error ? error.message : String(error) };
      return { outcome: { kind: "crashed", cause }, resultJson: "null" };
    }
    void this.#links.send({ kind: "isolate", isolate: start.id, module: context.module, ...parent, state: "created" });
    if (this.#holds) await this.#released(start.id, context.signal);
    if (mayHaveChildren(context)) setTimeout(() => this.#makeBlank(run), BLANK_AFTER_MS);
    return await run.execute(start.args === undefined ? undefined : completeArguments(context, start.args));
  }

  /** Waits until an isolate may go on, or its context ends. */
  async #released(isolate: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#held.set(isolate, resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#held.delete(isolate);
  }

  /** Ends a module; gives its last snapshot, taken before anything was given back. */
  async #endModule(id: string, run: ModuleRun, end: ModuleEnd): Promise<Omit<RanModule, "end">> {
    this.#cpuClock.read();
    this.#reclaimTimers();
    const last = run.snapshot();
    this.#watch.tell();
    this.#notePeak();
    const profile = await run.takeProfile();
    if (profile !== undefined) void this.#links.send({ kind: "profile", isolate: id, profile });
    if (end.outcome.kind === "completed") await run.context.finish();
    else
      await run.context.cancel(
        new AmbitError("context/cancelled", { cause: end.outcome.cause?.message ?? end.outcome.kind }),
      );
    for (const problem of run.context.tearDownProblems)
      void this.#links.send({ kind: "output", isolate: id, stream: "stderr", line: tearDownText(problem) });
    void this.#links.send({ kind: "isolate", isolate: id, module: run.context.module, state: "ended" });
    this.#modules.delete(id);
    this.#cpuTimeMs += last.cpuTimeMs;
    // The isolate of one that has completed is idle, and nobody needs to wait until it is gone.
    const disposed = run.context.parent === undefined ? Promise.resolve() : this.#disposeOf(run, end);
    if (end.outcome.kind === "completed") return { last, gone: Promise.resolve() };
    await withinAWhile(disposed);
    return { last, gone: disposed };
  }

  /** Nothing but the end of the process ends what V8 does not look up from. */
  async #disposeOf(run: ModuleRun, { outcome }: ModuleEnd): Promise<void> {
    const root = this.#modules.get(ROOT_ID);
    if ((await run.dispose()) || root === undefined) return;
    const end = outcome.cause?.message ?? outcome.kind;
    await this.end(root.context, new AmbitError("run/child-does-not-stop", { module: run.context.module, end }));
  }

  /** The peak of a run is the most that its living isolates had together. */
  #notePeak(): void {
    let bytes = 0;
    for (const run of this.#modules.values()) bytes += run.peakHeapBytes;
    this.#peakHeapBytes = Math.max(this.#peakHeapBytes, bytes);
  }

  /** What is lent for timers and not used is nobody's. */
  #reclaimTimers(): void {
    for (const run of this.#modules.values()) run.reclaimTimers();
  }

  #read(): void {
    this.#cpuClock.read();
    this.#notePeak();
    // Modules may share what is left, and run at once.
    const sharers = Math.max(1, this.#modules.size);
    let leftMs = MAX_BETWEEN_READINGS_MS * sharers;
    let still = 0;
    for (const run of this.#modules.values()) {
      if (run.context.status !== "running") continue;
      if (run.look()) still += 1;
      leftMs = Math.min(leftMs, run.context.limiters.available("execution/cpu-time"));
    }
    const root = this.#modules.get(ROOT_ID);
    if (still === this.#modules.size && root !== undefined) endDeadlock(this.#modules, root);
    this.#lookAtProcess();
    this.#tellUsage();
    this.#readAgainAfter(Math.max(MIN_BETWEEN_READINGS_MS, leftMs / sharers));
  }

  /** Memory that V8 does not count is that of the run all the same. A debugger may need any amount. */
  #lookAtProcess(): void {
    const root = this.#modules.get(ROOT_ID);
    if (root === undefined || this.#holds || this.#start.profile) return;
    const bytes = this.#memory.excess(() => root.heapCapacityBytes);
    if (bytes !== undefined) root.outgrow(bytes);
  }

  #tellUsage(): void {
    const root = this.#modules.get(ROOT_ID);
    if (root === undefined) return;
    let cpuTimeMs = this.#cpuTimeMs;
    for (const run of this.#modules.values()) cpuTimeMs += run.cpuTimeMs;
    const permissions = (): readonly PermissionUse[] => root.uses.refusals();
    const refusals = this.#refusals;
    this.#usage.tell({ refusals, permissions, cpuTimeMs, peakHeapBytes: this.#peakHeapBytes });
  }

  #readAgainAfter(ms: number): void {
    this.#reading = setTimeout(() => this.#read(), ms);
  }

  #report(last: ContextSnapshot | undefined, end: ModuleEnd): RunnerReport {
    return {
      outcome: end.outcome satisfies Outcome,
      resultJson: end.resultJson,
      limits: last?.limits ?? [],
      permissions: last?.permissions ?? [],
      grants: last?.grants ?? [],
      refusals: this.#refusals.byKind,
      cpuTimeMs: this.#cpuTimeMs,
      wallTimeMs: performance.now() - this.#startedMs,
      peakHeapBytes: this.#peakHeapBytes,
    };
  }
}

async function withinAWhile(end: Promise<void>): Promise<void> {
  const passed = Promise.withResolvers<void>();
  const timer = setTimeout(passed.resolve, TOLD_AFTER_MS);
  try {
    await Promise.race([end, passed.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether it, or the module that has spawned it, may spawn modules. */
function mayHaveChildren({ parent, manifest }: Context): boolean {
  return parent !== undefined || manifest.permissions.some(({ domain }) => domain === "modules");
}
