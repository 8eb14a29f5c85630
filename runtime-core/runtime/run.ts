/**
 * One run as its host sees it: events while it goes on, a report at its end.
 */
import type { InspectorMessage } from "../base/inspector-message.ts";
import { AmbitError } from "../base/ambit-error.ts";
import { callFailed, unfinishedCall } from "../base/call-end.ts";
import type { Outcome } from "../base/outcome.ts";
import type { FilePath } from "../base/span.ts";
import type { LimitName } from "../limits/known-limits.ts";
import { messageOf } from "../base/codes/table.ts";
import type { Adjustment } from "../manifest/adjustment.ts";
import type { FromRunner, ModuleEnd, ModuleImage, RunReport, RunSnapshot, StartMessage } from "../runner/protocol.ts";
import { argumentText, textOf } from "./argument-text.ts";
import { checkCall, checkListener } from "./check-options.ts";
import { EventQueue, type EventsLost } from "./event-queue.ts";
import { outcomeOfExit } from "./outcome-of-exit.ts";
import type { Runner, RunnerExit } from "./supervisor.ts";

/** What happens while a module runs. */
export type RunEvent = Extract<
  FromRunner,
  { kind: "isolate" | "output" | "inspector" | "host-calls" | "snapshot" | "profile" }
>;

/** An isolate begins or ends. */
export type IsolateEvent = Extract<RunEvent, { kind: "isolate" }>;

/** What a run needs besides its start message. */
export interface RunLinks {
  /** Prepares a child; the problem is told to the module that wants it. */
  readonly image: (path: FilePath) => Promise<{ image: ModuleImage } | { problem: string }>;
  /** Takes from a limit that runs share; rejects when the signal fires before. */
  readonly take: (limit: LimitName, amount: number, signal: AbortSignal) => Promise<void>;
  /** Told of every call of an export that has ended. */
  readonly callEnded: (outcome: Outcome, durationMs: number) => void;
}

/** How a call of an export is made. */
export interface CallOptions {
  /** Gives the call up when it fires. The signal of the call fires in the module, which goes on. */
  readonly signal?: AbortSignal;
}

/** A run. */
export class Run {
  /** Resolves at the end, whatever it is; never rejects. */
  readonly report: Promise<RunReport>;
  readonly #runner: Runner;
  readonly #links: RunLinks;
  readonly #listeners = new Set<(event: RunEvent) => void>();
  /** Of the root. */
  readonly module: FilePath;
  readonly #isolates = new Map<string, IsolateEvent>();
  readonly #snapshots = new Map<number, (snapshot: RunSnapshot) => void>();
  readonly #adjustments = new Map<number, (problem: string | undefined) => void>();
  readonly #calls = new Map<number, (end: ModuleEnd) => void>();
  /** Takes from limits that runs share, by the number of the request. */
  readonly #takes = new Map<number, AbortController>();
  readonly #queues = new Set<EventQueue>();
  readonly #ended = Promise.withResolvers<RunReport>();
  readonly #startedMs = performance.now();
  /** How it ended; undefined while it goes on. */
  #outcome: Outcome | undefined;
  #lastRequest = 0;
  /** As far as it was told. */
  #usage: Pick<RunReport, "permissions" | "refusals" | "cpuTimeMs" | "peakHeapBytes"> = {
    permissions: [],
    refusals: {},
    cpuTimeMs: 0,
    peakHeapBytes: 0,
  };

  /** @param runner A process that was started for this run and has not been told anything. */
  constructor(runner: Runner, start: StartMessage, links: RunLinks) {
    this.#links = links;
    this.module = start.image.program.entry;
    this.#runner = runner;
    runner.listen((message) => this.#receive(message));
    this.report = this.#ended.promise;
    void this.#runner.exit.then((exit) => this.#exited(exit));
    runner.send(start);
  }

  /** Process id of the runner. */
  get pid(): number | undefined {
    return this.#runner.pid;
  }

  /** Those that are there, as they were told, parents first. */
  get isolates(): readonly IsolateEvent[] {
    return [...this.#isolates.values()];
  }

  /**
   * Calls `listener` with every event from now on, until the result is disposed. What it throws is an uncaught exception of this process; the run
   * and other listeners go on.
   */
  subscribe(listener: (event: RunEvent) => void): Disposable {
    checkListener(listener);
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /**
   * The events from the moment on at which somebody begins to iterate, until the run has ended. Who is far behind misses
   * some, and is told how many.
   */
  get events(): AsyncIterable<RunEvent | EventsLost> {
    return {
      [Symbol.asyncIterator]: () => {
        const queue = new EventQueue(() => this.#queues.delete(queue));
        if (this.#outcome === undefined) this.#queues.add(queue);
        else queue.end();
        return queue;
      },
    };
  }

  /**
   * Calls an export of the module, as soon as it is loaded. Calls run at the same time; one that fails ends nothing else.
   *
   * @param name "default" is the entry, whose argument has to fit the manifest's parameters.
   * @param args JSON data, one for each parameter of the function.
   * @returns What the function returned, as JSON data.
   * @throws {AmbitError} `run/invalid-options`; `run/invalid-arguments` when they cannot be written as JSON; `run/call-failed` when the
   *   function throws, when there is none of that name, and when the run ends before the call; the reason of the signal when it fires.
   */
  async call(name: string, args: readonly unknown[] = [], options: CallOptions = {}): Promise<unknown> {
    checkCall(name, args, options);
    const { signal } = options;
    signal?.throwIfAborted();
    const argsJson = argumentText(this.module, args);
    if (this.#outcome !== undefined) throw callFailed({ module: this.module, name }, unfinishedCall(this.#outcome));
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const startedMs = performance.now();
    const place = Promise.withResolvers<ModuleEnd>();
    const giveUp = (): void => {
      if (!this.#calls.delete(request)) return;
      this.#runner.send({ kind: "call-given-up", request, reason: textOf(signal?.reason) });
      this.#links.callEnded({ kind: "cancelled" }, performance.now() - startedMs);
      place.reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#calls.set(request, place.resolve);
    this.#runner.send({ kind: "call", request, name, args: argsJson });
    try {
      const { outcome, resultJson } = await place.promise;
      this.#links.callEnded(outcome, performance.now() - startedMs);
      if (outcome.kind === "completed") return JSON.parse(resultJson) as unknown;
      throw callFailed({ module: this.module, name }, outcome);
    } finally {
      this.#calls.delete(request);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /**
   * Ends a run that stays when the calls that were made before have ended; the outcome is "completed". Those that were given
   * up have a second.
   */
  async finish(): Promise<RunReport> {
    this.#runner.send({ kind: "finish" });
    return await this.report;
  }

  /** All contexts now; none when the run has ended. */
  async snapshot(): Promise<RunSnapshot> {
    if (this.#outcome !== undefined) return NO_CONTEXTS;
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const place = Promise.withResolvers<RunSnapshot>();
    this.#snapshots.set(request, place.resolve);
    this.#runner.send({ kind: "snapshot", request });
    return await place.promise;
  }

  /**
   * Changes what a module may use or touch for the rest of its run, for a debugger: a grant also for its ancestors, a limit
   * where it is nearest.
   *
   * @throws {AmbitError} `run/cannot-adjust`
   */
  async adjust(isolate: string, adjustment: Adjustment): Promise<void> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const place = Promise.withResolvers<string | undefined>();
    if (this.#outcome === undefined) this.#adjustments.set(request, place.resolve);
    else place.resolve(RUN_ENDED);
    this.#runner.send({ kind: "adjust", request, isolate, adjustment });
    const problem = await place.promise;
    if (problem !== undefined) throw new AmbitError("run/cannot-adjust", { detail: problem });
  }

  /**
   * A debugger comes: isolates wait at their start for `go`, and calls of the host and snapshots are told this often, in
   * milliseconds, until `detach`.
   */
  attach(snapshotEveryMs: number): void {
    this.#runner.send({ kind: "attach", snapshotEveryMs });
  }

  /** The debugger has gone: its sessions end, and isolates that stand or wait go on. */
  detach(): void {
    this.#runner.send({ kind: "detach" });
  }

  /** Lets an isolate that was held at its start go on. */
  go(isolate: string): void {
    this.#runner.send({ kind: "go", isolate });
  }

  /** Opens an inspector session on an isolate; its messages come as events. */
  inspect(isolate: string): void {
    this.#runner.send({ kind: "inspector-open", isolate });
  }

  /** Sends a message of Chrome's DevTools Protocol to an isolate. */
  sendToInspector(isolate: string, message: InspectorMessage): void {
    this.#runner.send({ kind: "inspector", isolate, message });
  }

  /**
   * Ends the run with its tear-down; the outcome is "cancelled" with this reason. With the isolate of a child only that
   * child ends, with its own children, and the module that has spawned it is told the reason.
   */
  cancel(reason: string, isolate?: string): void {
    this.#runner.send({ kind: "cancel", reason: textOf(reason), ...(isolate === undefined ? {} : { isolate }) });
  }

  /** Ends the run at once, without tear-down. */
  kill(reason: string): void {
    const message = messageOf("context/cancelled", { cause: textOf(reason) });
    this.#finish({ outcome: { kind: "cancelled", cause: { code: "context/cancelled", message } } });
  }

  #receive(message: FromRunner): void {
    // What was on its way when the run ended is nobody's any more.
    if (this.#outcome !== undefined) return;
    switch (message.kind) {
      case "ended":
        return this.#finish({ ...message.report, result: JSON.parse(message.report.resultJson) as unknown });
      case "image-wanted":
        return void this.#sendImage(message.request, message.path);
      case "snapshot":
        if (message.request !== undefined) {
          this.#snapshots.get(message.request)?.(message.snapshot);
          this.#snapshots.delete(message.request);
          return;
        }
        return this.#emit(message);
      case "adjusted":
        this.#adjustments.get(message.request)?.(message.problem);
        return void this.#adjustments.delete(message.request);
      case "usage": {
        const { permissions, refusals, cpuTimeMs, peakHeapBytes } = message;
        this.#usage = { permissions, refusals, cpuTimeMs, peakHeapBytes };
        return;
      }
      case "take":
        return void this.#take(message);
      case "give-up":
        return this.#takes.get(message.request)?.abort();
      case "called":
        return this.#calls.get(message.request)?.(message.end);
      case "isolate":
        if (message.state === "created") this.#isolates.set(message.isolate, message);
        else this.#isolates.delete(message.isolate);
        return this.#emit(message);
      case "output":
      case "profile":
      case "inspector":
      case "host-calls":
        return this.#emit(message);
      case "ready":
      case "pong":
        return;
      default:
        return message satisfies never;
    }
  }

  async #sendImage(request: number, path: FilePath): Promise<void> {
    let answer: Awaited<ReturnType<RunLinks["image"]>>;
    try {
      answer = await this.#links.image(path);
    } catch (error) {
      answer = { problem: error instanceof Error ? error.message : String(error) };
    }
    this.#runner.send({ kind: "image", request, ...answer });
  }

  async #take({ request, limit, amount }: Extract<FromRunner, { kind: "take" }>): Promise<void> {
    const abort = new AbortController();
    this.#takes.set(request, abort);
    try {
      await this.#links.take(limit, amount, abort.signal);
      this.#runner.send({ kind: "taken", request });
    } catch {
      // Whoever wanted it has given up, or the run has ended.
    } finally {
      this.#takes.delete(request);
    }
  }

  #emit(event: RunEvent): void {
    for (const queue of this.#queues) queue.add(event);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // As of an `EventTarget`: the others hear of the event, and the program of the error.
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }

  #exited(exit: RunnerExit): void {
    this.#finish({ outcome: outcomeOfExit(exit) });
  }

  #finish(end: Partial<RunReport> & { readonly outcome: Outcome }): void {
    if (this.#outcome !== undefined) return;
    const { outcome } = end;
    this.#outcome = outcome;
    this.#ended.resolve({
      result: null,
      limits: [],
      grants: [],
      wallTimeMs: performance.now() - this.#startedMs,
      ...this.#usage,
      ...end,
    });
    for (const answer of this.#calls.values()) answer({ outcome: unfinishedCall(outcome), resultJson: "null" });
    this.#calls.clear();
    for (const answer of this.#snapshots.values()) answer(NO_CONTEXTS);
    this.#snapshots.clear();
    for (const answer of this.#adjustments.values()) answer(RUN_ENDED);
    this.#adjustments.clear();
    for (const take of this.#takes.values()) take.abort();
    for (const queue of this.#queues) queue.end();
    this.#queues.clear();
    this.#listeners.clear();
    this.#runner.kill();
  }
}

const NO_CONTEXTS: RunSnapshot = { contexts: [] };
const RUN_ENDED = "the run has ended";
