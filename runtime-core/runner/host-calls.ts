/**
 * What the crossing of one isolate can call: the capability table, alarms, pure functions, and what `ambit:context`
 * asks of the context itself.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { folderOf } from "../base/file-path.ts";
import type { FilePath } from "../base/span.ts";
import { capability } from "../capabilities/table.ts";
import type { Context } from "../context/context.ts";
import type { LentTimers } from "../host/effect.ts";
import { NodeCrypto } from "../host/node-crypto.ts";
import { takeLoadingMs } from "../host/node-later.ts";
import { isCapability, Performer, printCall } from "../host/perform.ts";
import type { Powers } from "../host/powers.ts";
import { PURE_CALLS } from "../host/pure-calls.ts";
import type { CallLife, HostCalls } from "../isolate/bridge.ts";
import { isLimitName } from "../limits/known-limits.ts";
import { parsePermission, parseSubject } from "../permissions/parse-permission.ts";
import type { HostCallLog, NotedCall } from "./host-call-log.ts";
import type { LongWaits } from "./long-waits.ts";
import type { MessagePort } from "./message-port.ts";
import { readMessage } from "./message-queue.ts";
import { type ModuleWait, ModuleWaits } from "./module-waits.ts";
import type { TimeBands } from "./time-bands.ts";
import { Timers } from "./timers.ts";

const MAX_REFUSALS = 200;

/** The children of a module, by their ids. */
export interface Children {
  /** Waits for its result, as JSON; rejects when it ends in another way. */
  result(id: string): Promise<string>;
  /**
   * Calls an export of it.
   *
   * @param argsJson The arguments, an array.
   * @returns What it gave, as JSON.
   */
  call(id: string, name: string, argsJson: string, signal: AbortSignal): Promise<string>;
  /** Ends one that stays, after the calls that were made before. */
  finish(id: string): Promise<void>;
  /** Ends it. */
  cancel(id: string, reason: string): Promise<void>;
  /** @throws {AmbitError} `host/invalid-argument` when there is no such child. */
  port(id: string): MessagePort;
}

/** What only the run knows. */
export interface RunCalls {
  readonly children: Children;
  /** To the module that has spawned this one. */
  readonly parent: MessagePort | undefined;
  /** Loads a file for `import()`; "" when it is no file of the program. */
  loadDynamic(referrer: string, specifier: string): Promise<string>;
  /** Has the isolate run timers that are due; gives whether there are more. */
  fireTimers(nowMs: number): Promise<boolean>;
  /** Takes back the places for timers that no module of the run uses. */
  reclaimTimers(): void;
  /** Takes note of a synchronous call, for which the host worked some milliseconds: they are the module's CPU time. */
  noteSyncCall(workMs: number): void;
  readonly longWaits: LongWaits;
  readonly bands: TimeBands;
  /** Where calls are noted, when somebody watches. */
  readonly log: () => HostCallLog | undefined;
}

/** The calls of one context. */
export class ModuleHostCalls implements HostCalls {
  readonly timers: Timers;
  readonly #context: Context;
  readonly #performer: Performer;
  readonly #children: Children;
  readonly #parent: MessagePort | undefined;
  readonly #crypto = new NodeCrypto();
  readonly #run: RunCalls;
  readonly #startedMs = performance.now();
  readonly #waits = new ModuleWaits();
  #listens = false;
  /** Refusals by their sentence, so that an error that nobody caught can be told by its code. */
  readonly #refusals = new Map<string, AmbitError>();

  constructor(context: Context, powers: Powers, run: RunCalls) {
    this.#context = context;
    this.#performer = new Performer(context, powers);
    this.#children = run.children;
    this.#parent = run.parent;
    this.#run = run;
    this.timers = new Timers({
      take: (atMost) => this.#performer.performSync("timers/set", [atMost]) as LentTimers,
      fire: (nowMs) => run.fireTimers(nowMs),
    });
  }

  /** Whether the module has asked to be told when it is to end. */
  get listens(): boolean {
    return this.#listens;
  }

  /** Calls that only another module of the run can end. */
  get waits(): readonly ModuleWait[] {
    // What waits for tokens comes by itself.
    return this.#waits.all.filter(({ kind, id }) => {
      if (kind === "room") return !this.#port(id).outgoing.isPaying;
      return kind !== "message" || !this.#port(id).incoming.isPaying;
    });
  }

  /** A refusal of this context by its sentence. */
  refusal(message: string): AmbitError | undefined {
    return this.#refusals.get(message);
  }

  /**
   * Makes sure that the module may read a file, also where links lead from its path. One that is not on the disk is a text
   * of the workspace.
   */
  async requireFile(path: FilePath): Promise<void> {
    const { signal } = this.#context;
    await this.#performer.perform("fs/exists", [path], {
      signal,
      delivered: Promise.resolve(),
      mayAnswerNow: () => true,
    });
  }

  call(name: string, args: readonly unknown[], life: CallLife): unknown {
    const noted = this.#note(name, args, life.startedMs);
    try {
      const result = this.#run.longWaits.wanted
        ? this.#run.longWaits.during({ id: life.id, print: () => print(name, args) }, () =>
            this.#dispatch(name, args, life),
          )
        : this.#dispatch(name, args, life);
      if (result instanceof Promise) return this.#finish(result, noted);
      noted?.end();
      return result;
    } catch (error) {
      noted?.end(error);
      throw this.#remember(error);
    }
  }

  async #finish(result: Promise<unknown>, noted: NotedCall | undefined): Promise<unknown> {
    try {
      const value = await result;
      noted?.end();
      return value;
    } catch (error) {
      noted?.end(error);
      throw this.#remember(error);
    }
  }

  callSync(name: string, args: readonly unknown[], startedMs: number): unknown {
    const noted = this.#note(name, args, startedMs);
    try {
      const result = this.#dispatchSync(name, args);
      noted?.end();
      return result;
    } catch (error) {
      noted?.end(error);
      throw this.#remember(error);
    }
  }

  awaited(calls: number): void {
    this.#run.bands.calls = calls;
  }

  /** What this process does on the spot for a module is the module's CPU time too, and so is the way there and back. */
  worked(ms: number): void {
    this.#run.noteSyncCall(Math.max(0, ms - takeLoadingMs()));
  }

  /** Notes a call that needs a permission, while somebody watches. */
  #note(name: string, args: readonly unknown[], startedMs: number): NotedCall | undefined {
    const log = this.#run.log();
    if (log === undefined || !isCapability(name)) return undefined;
    const row = capability(name);
    return row.needs.length === 0 ? undefined : log.begin({ isolate: this.#context.id, row, args, startedMs });
  }

  #dispatch(name: string, args: readonly unknown[], life: CallLife): unknown {
    if (isCapability(name)) return this.#performer.perform(name, args, life);
    if (name.startsWith("stream/")) return this.#performer.performOnStream(name, args, life);
    if (name.startsWith("server/")) return this.#performer.performOnServer(name, args);
    if (name.startsWith("socket/")) return this.#performer.performOnSocket(name, args, life);
    if (name.startsWith("port/")) return this.#callPort(name, args, life);
    const id = String(args[0]);
    switch (name) {
      case "module/load":
        return this.#load(id, String(args[1]));
      case "modules/result":
        return this.#waits.during({ kind: "result", id }, this.#children.result(id));
      case "modules/call":
        return this.#waits.during(
          { kind: "call", id },
          this.#children.call(id, String(args[1]), String(args[2]), life.signal),
        );
      case "modules/finish":
        return this.#waits.during({ kind: "end", id }, this.#children.finish(id));
      case "modules/cancel":
        return this.#children.cancel(id, String(args[1]));
      default:
        throw new AmbitError("host/invalid-argument", { call: name, detail: "there is no such host function" });
    }
  }

  #dispatchSync(name: string, args: readonly unknown[]): unknown {
    const pure = PURE_CALLS[name] as ((...args: readonly unknown[]) => unknown) | undefined;
    if (pure !== undefined) return pure(...args);
    switch (name) {
      case "timers/lend":
        return this.#lendTimers();
      case "crypto/random":
        return this.#crypto.random(args[0]);
      case "crypto/hash":
        return this.#crypto.hash(args[0], args[1], args[2], args[3]);
      case "time/now":
        return performance.now() - this.#startedMs;
      case "port/open":
        return this.#parent !== undefined;
      case "port/post":
        return this.#port(String(args[0])).outgoing.post(args[1], this.#context);
      case "port/close":
        return this.#port(String(args[0])).outgoing.close();
      case "context/has":
        return this.#has(String(args[0]), String(args[1]));
      case "context/signal":
        this.#listens = true;
        return undefined;
      case "context/drop":
        return this.#drop(String(args[0]), String(args[1]));
      case "context/remaining":
        return this.#remaining(String(args[0]));
      default:
        if (isCapability(name)) return this.#performer.performSync(name, args);
        throw new AmbitError("host/invalid-argument", { call: name, detail: "there is no such host function" });
    }
  }

  #lendTimers(): void {
    try {
      this.timers.lend();
    } catch {
      this.#run.reclaimTimers();
      this.timers.lend();
    }
  }

  /** Waits for messages, or for room for some. */
  async #callPort(name: string, args: readonly unknown[], options: CallLife): Promise<unknown> {
    const id = String(args[0]);
    const port = this.#port(id);
    if (name === "port/ready")
      return await this.#waits.during({ kind: "room", id }, port.outgoing.ready(options.signal));
    const messages = await this.#waits.during({ kind: "message", id }, port.incoming.take(options.signal));
    if (messages === undefined) return null;
    await this.#performer.reserve(
      messages.reduce((sum, { length }) => sum + length, 0),
      options,
    );
    return messages.map(readMessage);
  }

  #port(id: string): MessagePort {
    if (id !== "") return this.#children.port(id);
    if (this.#parent !== undefined) return this.#parent;
    throw new AmbitError("host/invalid-argument", { call: "parent", detail: "no module has spawned this one" });
  }

  async #load(referrer: string, specifier: string): Promise<string> {
    let path: string;
    try {
      path = await this.#run.loadDynamic(referrer, specifier);
    } catch (error) {
      throw new AmbitError("host/failed", { call: "import()", detail: (error as Error).message });
    }
    if (path !== "") return path;
    const detail = `"${specifier}" is not among the files that were checked; write the specifier as a literal`;
    throw new AmbitError("host/failed", { call: "import()", detail });
  }

  #has(kind: string, resource: string): boolean {
    const subject = parseSubject(this.#permissionText(kind, resource), this.#moduleDir);
    return subject.ok && this.#context.grants.check(subject.value).verdict === "allowed";
  }

  #drop(kind: string, resource: string): void {
    const pattern = parsePermission(this.#permissionText(kind, resource), this.#moduleDir);
    if (!pattern.ok) throw new AmbitError("host/invalid-argument", { call: "drop", detail: pattern.error.message });
    this.#context.drop(pattern.value);
  }

  #remaining(limit: string): number | undefined {
    this.#run.reclaimTimers();
    return isLimitName(limit) ? this.#context.limiters.snapshotOf(limit)?.available : undefined;
  }

  #permissionText(kind: string, resource: string): { domain: string; kind: string; resource: string } {
    const dot = kind.indexOf(".");
    return { domain: dot === -1 ? kind : kind.slice(0, dot), kind: kind.slice(dot + 1), resource };
  }

  get #moduleDir(): string {
    return folderOf(this.#context.module);
  }

  #remember(error: unknown): unknown {
    if (!(error instanceof AmbitError)) return error;
    this.#refusals.delete(error.message);
    this.#refusals.set(error.message, error);
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > MAX_REFUSALS && oldest !== undefined) this.#refusals.delete(oldest);
    return error;
  }
}

function print(name: string, args: readonly unknown[]): string {
  return isCapability(name) ? printCall(capability(name), args) : name;
}
