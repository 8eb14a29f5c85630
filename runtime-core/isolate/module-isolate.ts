/**
 * One module in one V8 isolate: the prelude, the program, the crossing to the host, and its end.
 */
import type { AmbitError } from "../base/ambit-error.ts";
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { Program } from "../base/program.ts";
import { BlankIsolate, type Doors } from "./blank-isolate.ts";
import { Bridge, describe, type HostCalls } from "./bridge.ts";
import { CpuProfile } from "./cpu-profile.ts";
import { InspectorChannel } from "./inspector-channel.ts";
import { type InvokeEnd, readInvokeEnd } from "./invoke-end.ts";
import { ivm, type NativeIsolate } from "./ivm.ts";
import { Jobs } from "./jobs.ts";
import type { LoopTurn } from "./loop-turn.ts";
import { MemoryGuard } from "./memory-guard.ts";
import { type HostModuleExports, ModuleLoader } from "./module-loader.ts";
import { aMoment, PATIENCE_MOMENTS } from "./patience.ts";

/** What an isolate needs and tells. */
export interface ModuleIsolateOptions {
  readonly program: Program;
  /** JSON by the names of `files` of `ambit:module`. */
  readonly files: Readonly<Record<string, string>>;
  readonly hostModules: HostModuleExports;
  /** Bytes of the limit "memory/heap". */
  readonly heapLimitBytes: number;
  readonly host: HostCalls;
  /** Of the event loop of this process, for all its isolates. */
  readonly turn: LoopTurn;
  /** What isolate and host know of its timers. */
  readonly timers: SharedArrayBuffer;
  /** The first timer is due earlier than it was. */
  readonly onAlarm: () => void;
  /** Takes what the module threw and nobody caught. */
  readonly onUncaught: (error: unknown) => void;
  /** Bytes that the isolate may hold now. */
  readonly allowedHeapBytes: () => number;
  /** Takes the bytes in use, about a hundred times a second. */
  readonly onHeapUsage: (bytes: number) => void;
  /** V8 gave up on the isolate; its thread is lost and the process is to be replaced. */
  readonly onCatastrophe: (message: string) => void;
  /** An isolate that was made ahead for this module; one that suits it not is ended. */
  readonly blank?: Promise<BlankIsolate> | undefined;
}

/** The number of the call that is the run of the module; it lasts as long as the servers that the module opens. */
const ENTRY = 0;

/** A module that runs. */
export class ModuleIsolate {
  readonly native: NativeIsolate;
  readonly #options: ModuleIsolateOptions;
  readonly #bridge: Bridge;
  readonly #guard: MemoryGuard;
  readonly #doors: Doors;
  readonly #loader: ModuleLoader;
  readonly #jobs = new Jobs();
  readonly #channels = new Set<InspectorChannel | CpuProfile>();
  /** Who waits for the end of a call of an export, by its number. */
  readonly #invocations = new Map<number, (end: InvokeEnd) => void>();
  #lastInvocation = ENTRY;
  #fired = false;
  #ending: Promise<boolean> | undefined;

  private constructor(options: ModuleIsolateOptions, blank: BlankIsolate) {
    this.#options = options;
    this.native = blank.native;
    blank.onCatastrophe = options.onCatastrophe;
    const { host, turn, onUncaught } = options;
    this.#bridge = new Bridge({ host, turn, jobs: this.#jobs, onUncaught });
    this.#doors = blank.doors;
    this.#bridge.connect(blank.doors.settle);
    this.#loader = new ModuleLoader(blank, options.program, options.hostModules);
    this.#guard = new MemoryGuard(this.native, {
      allowedBytes: options.allowedHeapBytes,
      isInspected: () => this.#channels.size > 0,
      onUsage: options.onHeapUsage,
    });
  }

  /** Makes an isolate with the prelude and the host modules in it; no module code has run. */
  static async create(options: ModuleIsolateOptions): Promise<ModuleIsolate> {
    const blank = await BlankIsolate.suiting(options, options.blank);
    const made = new ModuleIsolate(options, blank);
    await made.#loader.prepareHost();
    const end = new ivm.Callback(
      (invocation: unknown, kind: unknown, json: unknown) => made.#ended(invocation, readInvokeEnd(kind, json)),
      { ignored: true },
    );
    const alarm = new ivm.Callback(options.onAlarm, { ignored: true });
    const { files, program, timers } = options;
    await blank.start({ ...made.#bridge.entrance, end, alarm, timers }, program.entry, files);
    await made.#loader.prepareLibraries();
    return made;
  }

  /** Most bytes seen in use. */
  get peakHeapBytes(): number {
    return this.#guard.peakBytes;
  }

  /** Whether nothing is left that could still make module code run, besides so many calls with the host. */
  isIdle(besides = 0): boolean {
    return this.#jobs.running === 0 && this.#bridge.outstanding === besides;
  }

  /** What the arguments of calls take that are with the host. */
  get heldBytes(): number {
    return this.#bridge.heldBytes;
  }

  /** How many jobs of the module have begun so far. */
  get jobsBegun(): number {
    return this.#jobs.begun;
  }

  /** Resolves when no job of the module is running. */
  quiet(): Promise<void> {
    return this.#jobs.done();
  }

  /** Loads the entry and what it imports. Top-level `await` may still be going on when this resolves. */
  async load(): Promise<void> {
    await this.#load(this.#options.program.entry, "entry");
  }

  /** Loads a module for `import()`; gives the path under which the prelude finds its namespace. */
  async loadDynamic(referrer: string, specifier: string): Promise<string> {
    const path = this.#loader.target(referrer, specifier);
    if (path === undefined) return "";
    await this.#load(path, path);
    return path;
  }

  async #load(path: string, name: string): Promise<void> {
    await this.#jobs.run(async () => {
      const module = await this.#loader.link(path, name);
      await this.#jobs.run(() => module.evaluate());
    });
  }

  /** Calls the entry; resolves at its end and that of its servers, and never when the isolate ends before. */
  async invokeEntry(argsJson: string): Promise<InvokeEnd> {
    return await this.#invoke(ENTRY, "default", argsJson);
  }

  /** Calls an export with arguments, a JSON array; the promise never settles when the isolate ends before the call. */
  invoke(name: string, argsJson: string): { readonly invocation: number; readonly end: Promise<InvokeEnd> } {
    this.#lastInvocation += 1;
    return { invocation: this.#lastInvocation, end: this.#invoke(this.#lastInvocation, name, argsJson) };
  }

  /** Tells the module that it is to end, or that a call of it was given up, if it has asked for a signal. */
  async abort(reason: AmbitError, invocation = ENTRY): Promise<void> {
    const args = [invocation, describe(reason)];
    await this.#task(() => this.#doors.abort.apply(undefined, args as never, { arguments: { copy: true } }));
  }

  async #invoke(invocation: number, name: string, argsJson: string): Promise<InvokeEnd> {
    const end = Promise.withResolvers<InvokeEnd>();
    this.#invocations.set(invocation, end.resolve);
    await this.#task(() => this.#doors.invoke.apply(undefined, [invocation, name, argsJson]));
    return await end.promise;
  }

  #ended(invocation: unknown, end: InvokeEnd): void {
    this.#invocations.get(Number(invocation))?.(end);
    this.#invocations.delete(Number(invocation));
  }

  /** Runs callbacks of timers that are due; gives whether to do so again. */
  async fire(nowMs: number): Promise<boolean> {
    const { fire, runDue } = this.#doors;
    const jobs = this.#fired ? [] : [runDue];
    this.#fired = true;
    return (await this.#task(() => fire.apply(undefined, [nowMs, ...jobs] as never))) === true;
  }

  /** Runs a job of the module; what is thrown out of it was caught by nobody. */
  async #task(job: () => Promise<unknown>): Promise<unknown> {
    try {
      return await this.#jobs.run(job);
    } catch (error) {
      if (this.#ending === undefined) this.#options.onUncaught(error);
      return undefined;
    }
  }

  /** Has what is ready to go on in the isolate go on: V8 does not by itself after a message of a debugger. */
  async goOn(): Promise<void> {
    await this.#task(() => this.#doors.settle.apply(undefined, [[]] as never, { arguments: { copy: true } }));
  }

  /** Stands for a debugger where a call was made that waits, unless it has its answer by then. */
  async standAtCall(id: number, wait: object): Promise<void> {
    const args = [id, wait];
    await this.#task(() => this.#doors.standAtCall.apply(undefined, args as never, { arguments: { copy: true } }));
  }

  /** Opens an inspector session for a debugger. */
  inspect(onMessage: (message: InspectorMessage) => void): InspectorChannel {
    const channel = new InspectorChannel(this.native, onMessage);
    this.#channels.add(channel);
    return channel;
  }

  /** Begins a CPU profile. */
  profile(): CpuProfile {
    const profile = new CpuProfile(this.native);
    this.#channels.add(profile);
    return profile;
  }

  /** Ends an inspector session; the isolate goes on. */
  async leaveInspector(channel: InspectorChannel): Promise<void> {
    await channel.leave();
    this.#channels.delete(channel);
  }

  /**
   * Ends the isolate, whatever it is doing.
   *
   * @returns False when it could not be ended from inside the process.
   */
  dispose(): Promise<boolean> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<boolean> {
    this.#bridge.close();
    this.#jobs.close();
    const closed = await Promise.all([...this.#channels].map((each) => each.close()));
    if (closed.includes(false)) return false;
    const free = Promise.all([this.#jobs.done(), this.#nextJob()]);
    const isFree = await inTime(free, (moment) => {
      // Whatever the module is doing, as often as it begins something again.
      if (moment > 0 || this.#jobs.running > 0) this.#guard.terminateExecution();
    });
    if (!isFree || !(await this.#guard.close())) return false;
    // A session that was closed goes when the isolate looks up, and one that is left crashes the end of the isolate.
    if (!(await inTime(this.#nextJob()))) return false;
    if (!this.native.isDisposed) this.native.dispose();
    return true;
  }

  /** Resolves when the isolate comes to its next job. One that V8 gave up on is gone, and says so. */
  async #nextJob(): Promise<void> {
    await this.native.getHeapStatistics().catch(() => {});
  }
}

/** Whether something comes while an isolate that is to end is waited for. */
async function inTime(coming: Promise<unknown>, meanwhile?: (moment: number) => void): Promise<boolean> {
  const came = coming.then(() => true);
  for (let moment = 0; moment < PATIENCE_MOMENTS; moment++) {
    meanwhile?.(moment);
    if (await Promise.race([came, aMoment()])) return true;
  }
  return false;
}
