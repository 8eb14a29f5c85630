/**
 * One run as its host sees it: events while it goes on, a report at its end.
 */
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { Outcome } from "../base/outcome.ts";
import type { FilePath } from "../base/span.ts";
import { messageOf } from "../base/codes/table.ts";
import type { FromRunner, ModuleImage, RunReport, RunSnapshot, StartMessage } from "../runner/protocol.ts";
import type { Runner, RunnerExit } from "./supervisor.ts";

/** What happens while a module runs. */
export type RunEvent = Extract<FromRunner, { kind: "isolate" | "output" | "inspector" | "snapshot" }>;

/** What a run needs besides its start message. */
export interface RunLinks {
  /** Prepares a child; the problem is told to the module that wants it. */
  readonly image: (path: FilePath) => Promise<{ image: ModuleImage } | { problem: string }>;
}

/** A run. */
export class Run {
  /** Resolves at the end, whatever it is; never rejects. */
  readonly report: Promise<RunReport>;
  readonly #runner: Runner;
  readonly #links: RunLinks;
  readonly #listeners = new Set<(event: RunEvent) => void>();
  readonly #snapshots = new Map<number, (snapshot: RunSnapshot) => void>();
  readonly #ended = Promise.withResolvers<RunReport>();
  readonly #startedMs = performance.now();
  #lastRequest = 0;

  /** @param runner A process that was started for this run and has not been told anything. */
  constructor(runner: Runner, start: StartMessage, links: RunLinks) {
    this.#links = links;
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

  /** Calls `listener` with every event from now on, until the result is disposed. */
  subscribe(listener: (event: RunEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** All contexts now; the last known nothing when the run has ended. */
  async snapshot(): Promise<RunSnapshot> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const place = Promise.withResolvers<RunSnapshot>();
    this.#snapshots.set(request, place.resolve);
    this.#runner.send({ kind: "snapshot", request });
    return await Promise.race([place.promise, this.report.then(() => ({ contexts: [] }))]);
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

  /** Ends the run with its tear-down; the outcome is "cancelled" with this reason. */
  cancel(reason: string): void {
    this.#runner.send({ kind: "cancel", reason });
  }

  /** Ends the run at once, without tear-down. */
  kill(reason: string): void {
    this.#finish({ outcome: { kind: "cancelled", cause: { code: "context/cancelled", message: reason } } });
  }

  #receive(message: FromRunner): void {
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
      case "isolate":
      case "output":
      case "inspector":
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

  #emit(event: RunEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #exited(exit: RunnerExit): void {
    this.#finish({ outcome: outcomeOfExit(exit) });
  }

  #finish(end: Partial<RunReport> & { readonly outcome: Outcome }): void {
    this.#ended.resolve({
      result: null,
      limits: [],
      permissions: [],
      grants: [],
      cpuTimeMs: 0,
      wallTimeMs: performance.now() - this.#startedMs,
      peakHeapBytes: 0,
      ...end,
    });
    this.#listeners.clear();
    this.#runner.kill();
  }
}

function outcomeOfExit(exit: RunnerExit): Outcome {
  if (exit.silentMs !== undefined) {
    const message = messageOf("run/unresponsive", { timeoutMs: exit.silentMs });
    return { kind: "crashed", cause: { code: "run/unresponsive", message } };
  }
  const detail = (exit.signal ?? `exit code ${exit.code}`) + lastLine(exit.stderr);
  const cause = { code: "run/crashed", message: messageOf("run/crashed", { detail }) };
  return /out of memory|heap limit/i.test(exit.stderr) ? { kind: "out-of-memory", cause } : { kind: "crashed", cause };
}

function lastLine(stderr: string): string {
  const line = stderr.split("\n").find((each) => /FATAL|Error|heap/i.test(each)) ?? "";
  return line === "" ? "" : ` (${line.trim().slice(0, 200)})`;
}
