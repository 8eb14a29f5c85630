/**
 * One module from its context to its outcome: isolate, host calls, clocks, end.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { Outcome } from "../base/outcome.ts";
import { HOST_EXPORTS } from "../capabilities/host-exports.ts";
import type { Context } from "../context/context.ts";
import { nodePowers } from "../host/node-powers.ts";
import type { ModulePower } from "../host/powers.ts";
import type { LimitSnapshot } from "../limits/limit-snapshot.ts";
import type { CpuClock, WatchedIsolate } from "../isolate/cpu-clock.ts";
import type { CpuProfile } from "../isolate/cpu-profile.ts";
import type { Clock } from "../base/clock.ts";
import { type InspectorMessage, STOP_AT_LONG_WAITS } from "../base/inspector-message.ts";
import type { InspectorChannel } from "../isolate/inspector-channel.ts";
import type { InvokeEnd } from "../isolate/invoke-end.ts";
import type { BlankIsolate } from "../isolate/blank-isolate.ts";
import type { LoopTurn } from "../isolate/loop-turn.ts";
import { ModuleIsolate } from "../isolate/module-isolate.ts";

import type { HostCallLog } from "./host-call-log.ts";
import { type Children, ModuleHostCalls } from "./host-calls.ts";
import { LongWaits } from "./long-waits.ts";
import type { MessagePort } from "./message-port.ts";
import type { ModuleWait } from "./module-waits.ts";
import { describeUncaught, outcomeOfContext, outcomeOfThrown } from "./outcome-of.ts";
import { PermissionUses } from "./permission-uses.ts";
import type { ContextSnapshot, ModuleEnd, ModuleImage } from "./protocol.ts";
import type { Refusals } from "./refusals.ts";
import { TimeBands } from "./time-bands.ts";

const DEFAULT_HEAP_BYTES = 128e6;
/** Below this nothing is counted of what waits with the host. */
const FREE_WITH_HOST_BYTES = 2 ** 20;
/** So many looks at an idle isolate in a row make sure that no message is on its way. */
const STALLED_AFTER_LOOKS = 3;
/** How long a module that is told to end may still work. */
const TEAR_DOWN_MS = 1000;
const BETWEEN_LOOKS_MS = 5;

/** What a run of a module needs. */
export interface ModuleRunOptions {
  readonly context: Context;
  /** What the module that has spawned this one bounds it with, besides its own context; its clocks go as those of this module. */
  readonly bounds: Context | undefined;
  readonly image: ModuleImage;
  /** Real path of the project's folder. */
  readonly root: string;
  readonly clock: CpuClock;
  /** That of the run. */
  readonly time: Clock;
  readonly turn: LoopTurn;
  /** Where calls of the host are noted, when somebody watches. */
  readonly log: () => HostCallLog | undefined;
  readonly refusals: Refusals;
  /** Whether a CPU profile is taken. */
  readonly profiles: boolean;
  /** Holds the clock of the run until the result is disposed. */
  readonly standStill: () => Disposable;
  /** Takes back the places for timers that no module of the run uses. */
  readonly reclaimTimers: () => void;
  readonly modules: ModulePower & Children & { readonly running: number };
  /** The module that has spawned this one ends it after some time. */
  readonly hasTimeout: boolean;
  /** To the module that has spawned this one. */
  readonly port: MessagePort | undefined;
  /** Values by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The id of that module. */
  readonly spawnedBy: string | undefined;
  readonly write: (stream: "stdout" | "stderr", line: string) => Promise<void>;
  /** The process cannot go on: V8 gave up. */
  readonly onCatastrophe: (message: string) => void;
  /** Takes an isolate that was made ahead, to be used or disposed of. */
  readonly takeBlank: () => Promise<BlankIsolate> | undefined;
}

/** A module that runs. */
export class ModuleRun {
  readonly context: Context;
  readonly #options: ModuleRunOptions;
  readonly #calls: ModuleHostCalls;
  readonly #uses: PermissionUses;
  readonly #closePowers: () => Promise<void>;
  readonly #end = Promise.withResolvers<ModuleEnd>();
  readonly #evaluated = Promise.withResolvers<void>();
  /** Calls of exports that have not ended. */
  readonly #calling = new Set<Promise<InvokeEnd>>();
  /** Those of them that were not given up. */
  readonly #wanted = new Set<Promise<void>>();
  #isolate: ModuleIsolate | undefined;
  #debugger: InspectorChannel | undefined;
  #tellDebugger: (message: InspectorMessage) => void = () => {};
  readonly #longWaits: LongWaits;
  #profile: CpuProfile | undefined;
  #watched: WatchedIsolate | undefined;
  #stands: DisposableStack | undefined;
  readonly #bands = new TimeBands(() => performance.now());
  #cpuTimeMs = 0;
  #heapBytes = 0;
  #idleLooks = 0;
  #jobsSeen = 0;
  #invoked = false;
  /** It is loaded and has no entry: its exports are called. */
  #stays = false;
  /** Why it is to end, from when it was told. */
  #ending: AmbitError | undefined;
  #telling: Promise<void> | undefined;

  constructor(options: ModuleRunOptions) {
    this.#options = options;
    this.context = options.context;
    this.#uses = new PermissionUses(this.context.grants);
    this.#longWaits = new LongWaits(options.time, (wait) => void this.#isolate?.standAtCall(wait.id, wait));
    this.context.events.subscribe((event) => {
      this.#longWaits.receive(event);
      if (event.kind === "wait-begin") this.#bands.waitBegan();
      if (event.kind === "wait-end") this.#bands.waitEnded();
      if (event.kind !== "decision") return;
      this.#uses.add(event.asked, event.decision);
      if (event.decision.verdict === "denied") options.refusals.add(event.asked);
    });
    const { root, modules, secrets, write } = options;
    const { powers, close } = nodePowers({ root, modules, secrets, write });
    this.#closePowers = close;
    this.#calls = new ModuleHostCalls(this.context, powers, {
      loadDynamic: (referrer, specifier) => this.#loaded().loadDynamic(referrer, specifier),
      fireTimers: (nowMs) => this.#loaded().fire(nowMs),
      reclaimTimers: options.reclaimTimers,
      children: options.modules,
      parent: options.port,
      noteSyncCall: (workMs) => this.#watched?.called(workMs),
      longWaits: this.#longWaits,
      bands: this.#bands,
      log: options.log,
    });
    this.context.signal.addEventListener("abort", () => this.#contextEnded(), { once: true });
  }

  /**
   * Makes the isolate; no code of the module runs yet.
   *
   * @throws {AmbitError} `permission/denied` when it may not read a file that its manifest declares: it may have been given less;
   *   `host/failed` when it cannot be looked at; the cause of the end of its context.
   */
  async prepare(): Promise<void> {
    for (const { path } of Object.values(this.context.manifest.files)) await this.#calls.requireFile(path);
    const { context, image, onCatastrophe, takeBlank } = this.#options;
    this.#isolate = await ModuleIsolate.create({
      program: image.program,
      files: image.files,
      hostModules: HOST_EXPORTS,
      heapLimitBytes: this.heapCapacityBytes,
      host: this.#calls,
      turn: this.#options.turn,
      timers: this.#calls.timers.memory,
      onAlarm: () => this.#calls.timers.told(),
      onUncaught: (error) => this.#uncaught(error),
      allowedHeapBytes: () => this.#heapBytes + context.limiters.available("memory/heap"),
      onHeapUsage: (bytes) => this.hold(bytes + this.#surplusBytes),
      onCatastrophe,
      blank: takeBlank(),
    });
    if (this.#options.profiles) this.#profile = this.#isolate.profile();
  }

  /** Ends the CPU profile; gives what was taken. */
  async takeProfile(): Promise<unknown> {
    return await this.#profile?.stop();
  }

  /** Opens the debugger's session; does nothing before the isolate is made. */
  inspect(onMessage: (message: InspectorMessage) => void): void {
    this.#tellDebugger = onMessage;
    this.#debugger ??= this.#isolate?.inspect((message) => {
      if (message.method === "Debugger.paused") this.#standStill();
      if (message.method === "Debugger.resumed") this.#goOn();
      onMessage(message);
    });
  }

  /** The debugger has gone: the isolate runs on. */
  leaveInspector(): void {
    if (this.#debugger !== undefined) void this.#isolate?.leaveInspector(this.#debugger);
    this.#debugger = undefined;
    this.#longWaits.tellAfter(undefined);
    this.#goOn();
  }

  /** A debugger stops the isolate: clocks and buckets stand, so that nothing moves while a person looks. */
  #standStill(): void {
    if (this.context.signal.aborted) return;
    this.context.limiters.breakpoint();
    this.#bands.stands = true;
    if (this.#stands !== undefined) return;
    this.#stands = new DisposableStack();
    this.#stands.use(this.#options.standStill());
    this.#stands.use(this.#watched?.hold());
  }

  #goOn(): void {
    this.#bands.stands = false;
    this.context.limiters.continue();
    const stands = this.#stands;
    this.#stands = undefined;
    stands?.dispose();
  }

  /** Sends a message of the debugger. */
  sendToInspector(message: InspectorMessage): void {
    if (message.method !== STOP_AT_LONG_WAITS) {
      this.#debugger?.send(message);
      if (message.params?.["awaitPromise"] === true) void this.#isolate?.goOn();
      return;
    }
    const afterMs = message.params?.["afterMs"];
    this.#longWaits.tellAfter(typeof afterMs === "number" ? afterMs : undefined);
    if (message.id !== undefined) this.#tellDebugger({ id: message.id, result: {} });
  }

  /**
   * Loads the module, calls its entry, and waits for the end, whatever it is.
   *
   * @param argsJson The argument of the entry; undefined to call none and stay until `finish`.
   */
  async execute(argsJson: string | undefined): Promise<ModuleEnd> {
    const isolate = this.#loaded();
    if (this.context.signal.aborted) return await this.#end.promise;
    for (const { limiters } of this.#contexts) limiters.start();
    this.#watched = this.#options.clock.watch(isolate.native, (ms) => this.#charge(ms));
    void this.#runEntry(isolate, argsJson);
    return await this.#end.promise;
  }

  /**
   * Calls an export as soon as the module is loaded; the promise never settles when the module ends before the call.
   *
   * @param argsJson The arguments as an array.
   * @param signal Tells the module that the call was given up, with an `AmbitError` as its reason.
   */
  async call(name: string, argsJson: string, signal: AbortSignal): Promise<ModuleEnd> {
    await this.#evaluated.promise;
    if (signal.aborted) return failed(outcomeOfContext(signal.reason as AmbitError));
    const { invocation, end: ending } = this.#loaded().invoke(name, argsJson);
    const wanted = Promise.withResolvers<void>();
    const giveUp = (): void => {
      wanted.resolve();
      void this.#loaded().abort(signal.reason as AmbitError, invocation);
    };
    signal.addEventListener("abort", giveUp);
    this.#calling.add(ending);
    this.#wanted.add(wanted.promise);
    for (const { limiters } of this.#contexts) limiters.wake();
    const end = await ending;
    this.#calling.delete(ending);
    this.#wanted.delete(wanted.promise);
    wanted.resolve();
    this.#restWithoutCalls();
    signal.removeEventListener("abort", giveUp);
    return this.#endOf(end, name);
  }

  /**
   * Tells the module that it is to end, if it has asked for a signal. It ends with this cause, whatever it does.
   *
   * @returns Resolves when nothing of the module is under way any more, and at the latest when its time is over.
   */
  tell(cause: AmbitError): Promise<void> {
    return (this.#telling ??= this.#tell(cause));
  }

  async #tell(cause: AmbitError): Promise<void> {
    this.#ending = cause;
    const { signal } = this.context;
    if (!this.#calls.listens || signal.aborted) return;
    void this.#loaded().abort(cause);
    await this.#tearDown();
  }

  async #tearDown(): Promise<void> {
    const { signal } = this.context;
    let [idle, leftMs] = [0, TEAR_DOWN_MS];
    while (idle < STALLED_AFTER_LOOKS && !signal.aborted && leftMs > 0) {
      const beganMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
      // The time in which a person looks at it is not its own.
      if (this.#stands !== undefined) continue;
      leftMs -= performance.now() - beganMs;
      idle = this.#isBusy ? 0 : idle + 1;
    }
  }

  /** Ends a module that stays, after the calls that were made before; those that were given up have the time of a tear-down. */
  async finish(): Promise<void> {
    await this.#evaluated.promise;
    await Promise.all(this.#wanted);
    await (this.#calling.size > 0 ? this.#tearDown() : this.#loaded().quiet());
    this.#finish({ outcome: { kind: "completed" }, resultJson: "null" });
  }

  /**
   * Looks whether the module waits for something that can never come, and ends it then.
   *
   * @returns Whether it lasts and nothing but another module of the run can make it go on.
   */
  look(): boolean {
    this.#calls.timers.keepTime();
    const begun = this.#isolate?.jobsBegun ?? 0;
    this.#idleLooks = this.#isStill && begun === this.#jobsSeen ? this.#idleLooks + 1 : 0;
    this.#jobsSeen = begun;
    if (this.#idleLooks < STALLED_AFTER_LOOKS) return false;
    const awaited = this.#options.modules.running + this.#calling.size + this.waits.length;
    if (awaited > 0 || this.#stays) return !this.#isTimed;
    this.stall(new AmbitError("run/never-settles", { module: this.context.module }));
    return false;
  }

  /** Ends it, because nothing can make it go on. */
  stall(cause: AmbitError<"run/never-settles">): void {
    this.#fail(outcomeOfContext(cause));
  }

  /** Whether its spawner has given it a time that passes, after which it ends by itself. */
  get #isTimed(): boolean {
    const { bounds, hasTimeout } = this.#options;
    const rests = this.#stays && this.#calling.size === 0;
    return hasTimeout || (!rests && bounds?.limits.some(({ name }) => name === "execution/total-time") === true);
  }

  /** What it waits for that only another module of the run can give. */
  get waits(): readonly ModuleWait[] {
    return this.#calls.waits;
  }

  /** Whether it has begun, and no host, timer, person or signal can make it go on. */
  get #isStill(): boolean {
    const { spawnedBy } = this.#options;
    const isCalledByHost = spawnedBy === undefined && (this.#stays || this.#calling.size > 0);
    // A module that has asked for its signal may wait for nothing else.
    const mayGoOn = isCalledByHost || this.#calls.timers.size > 0 || this.#calls.listens;
    if (!(this.#invoked || this.#stays) || mayGoOn || this.#debugger?.paused === true) return false;
    return this.#isolate?.isIdle(this.waits.length) === true;
  }

  /** Takes back the places for timers that it does not use. */
  reclaimTimers(): void {
    this.#calls.timers.reclaim();
  }

  /** What it holds and has used. */
  snapshot(): ContextSnapshot {
    const { context } = this;
    const { spawnedBy } = this.#options;
    return {
      id: context.id,
      module: context.module,
      ...(spawnedBy === undefined ? {} : { parent: spawnedBy }),
      status: context.status,
      limits: this.#limits(),
      grants: this.#uses.grants(),
      permissions: this.#uses.permissions(),
      cpuTimeMs: this.#cpuTimeMs,
      heapBytes: this.#heapBytes,
      times: this.#bands.times,
    };
  }

  /** What a context held is given back when it is ended; a report says what it held then. */
  #limits(): readonly LimitSnapshot[] {
    const limits = this.context.limiters.snapshot();
    if (this.context.status === "running") return limits;
    return limits.map((limit) => {
      if (limit.name !== "memory/heap") return limit;
      return { ...limit, taken: this.#heapBytes, available: Math.max(0, limit.capacity - this.#heapBytes) };
    });
  }

  /** How many children it has that have not ended. */
  get running(): number {
    return this.#options.modules.running;
  }

  /** What it asked for. */
  get uses(): PermissionUses {
    return this.#uses;
  }

  /** CPU time so far. */
  get cpuTimeMs(): number {
    return this.#cpuTimeMs;
  }

  /** Most bytes of heap seen. */
  get peakHeapBytes(): number {
    return this.#isolate?.peakHeapBytes ?? 0;
  }

  /** Bytes that it and its children may hold. */
  get heapCapacityBytes(): number {
    return this.context.limiters.snapshotOf("memory/heap")?.capacity ?? DEFAULT_HEAP_BYTES;
  }

  /** Ends it, because the process has grown by more than its heap and those of its children can explain. */
  outgrow(processBytes: number): void {
    this.#heapBytes = processBytes;
    this.context.exhaust("memory/heap", { processBytes });
  }

  /** Says what it holds now; more than it may ends it. */
  hold(bytes: number): void {
    this.#heapBytes = bytes;
    this.context.limiters.hold("memory/heap", bytes);
  }

  /** Ends everything that the module has. False when its isolate could not be ended from inside this process. */
  async dispose(): Promise<boolean> {
    this.#calls.timers.stop();
    await this.#closePowers();
    const isDisposed = (await this.#isolate?.dispose()) ?? true;
    // What it does until then is charged to those above it.
    this.#watched?.[Symbol.dispose]();
    return isDisposed;
  }

  /** Loads and calls; may never come back, and then something else ends the run. */
  async #runEntry(isolate: ModuleIsolate, argsJson: string | undefined): Promise<void> {
    try {
      await isolate.load();
    } catch (error) {
      return this.#uncaught(error);
    }
    this.#evaluated.resolve();
    if (argsJson === undefined) {
      this.#stays = true;
      return this.#restWithoutCalls();
    }
    this.#invoked = true;
    const end = await isolate.invokeEntry(`[${argsJson}]`);
    await isolate.quiet();
    this.#finish(this.#endOf(end, "default"));
  }

  #endOf(end: InvokeEnd, name: string): ModuleEnd {
    switch (end.end) {
      case "value":
        return { outcome: { kind: "completed" }, resultJson: end.json };
      case "error":
        return failed(outcomeOfThrown(end.error, (message) => this.#calls.refusal(message)));
      case "no-entry":
        return failed(outcomeOfContext(new AmbitError("run/no-entry", { module: this.context.module, name })));
      default:
        return end satisfies never;
    }
  }

  #uncaught(error: unknown): void {
    if (this.context.signal.aborted) return this.#contextEnded();
    if (this.#isolate?.native.isDisposed === true)
      return this.#fail(outcomeOfContext(new AmbitError("run/out-of-memory", { detail: "V8 has given it up" })));
    this.#fail(outcomeOfThrown(describeUncaught(error), (message) => this.#calls.refusal(message)));
  }

  #contextEnded(): void {
    this.#goOn();
    const cause = this.context.cause;
    if (cause !== undefined) this.#fail(outcomeOfContext(cause));
  }

  #fail(outcome: Outcome): void {
    this.#finish(failed(outcome));
  }

  /** The total time of a module that stays is that of its calls. */
  #restWithoutCalls(): void {
    if (!this.#stays || this.#calling.size > 0) return;
    for (const { limiters } of this.#contexts) limiters.rest();
  }

  /** Those that are there for this module alone. */
  get #contexts(): readonly Context[] {
    const { bounds } = this.#options;
    return bounds === undefined ? [this.context] : [bounds, this.context];
  }

  /** What calls hold that wait with the host is memory of this process: as much as the heap may have is free. */
  get #surplusBytes(): number {
    const held = this.#isolate?.heldBytes ?? 0;
    return held < FREE_WITH_HOST_BYTES ? 0 : Math.max(0, held - this.heapCapacityBytes);
  }

  /** Whether something is left that makes, or may make, code of the module run. */
  get #isBusy(): boolean {
    return this.#options.modules.running + this.#calls.timers.size > 0 || this.#isolate?.isIdle() !== true;
  }

  #finish(end: ModuleEnd): void {
    this.#end.resolve(this.#ending === undefined ? end : failed(outcomeOfContext(this.#ending)));
  }

  #charge(ms: number): void {
    this.#cpuTimeMs += ms;
    this.context.limiters.charge("execution/cpu-time", ms);
  }

  #loaded(): ModuleIsolate {
    if (this.#isolate === undefined) throw new Error("The isolate was not made yet");
    return this.#isolate;
  }
}

function failed(outcome: Outcome): ModuleEnd {
  return { outcome, resultJson: "null" };
}
