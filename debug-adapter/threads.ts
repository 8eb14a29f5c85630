/** The threads of a session, which are its isolates: who is there, who stands, and who goes on. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { moduleOf, threadsOf } from "./announce.ts";
import type { Stop } from "./control.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate, Pause } from "./debuggee.ts";
import type { References } from "./references.ts";
import type { StepKind } from "./stepping.ts";
import type { Target } from "./target.ts";

/** A thread that stands still. */
export interface StoppedThread {
  readonly isolate: Isolate;
  readonly pause: Pause;
  readonly stop: Stop;
}

/** What the threads need. */
export interface ThreadLinks {
  readonly references: References;
  /** None before the launch. */
  readonly isolates: () => readonly Isolate[];
  /** @throws {DapError} `wrongOrder` before the launch. */
  readonly target: (command: string) => Target;
}

/** All of a session. */
export class Threads {
  readonly #links: ThreadLinks;

  constructor(links: ThreadLinks) {
    this.#links = links;
  }

  /** All isolates as threads. */
  all(): DebugProtocol.ThreadsResponse["body"] {
    return { threads: threadsOf(this.#links.isolates()) };
  }

  /** The files that isolates run. */
  modules({ startModule = 0, moduleCount = 0 }: DebugProtocol.ModulesArguments): DebugProtocol.ModulesResponse["body"] {
    const { isolates, paths } = this.#links.target("modules");
    const all = isolates.map((isolate) => moduleOf(isolate, paths));
    const end = moduleCount > 0 ? startModule + moduleCount : all.length;
    return { modules: all.slice(startModule, end), totalModules: all.length };
  }

  /** The isolate of a thread. @throws {DapError} `missingThread` */
  isolate(id: number): Isolate {
    const isolate = this.#links.isolates().find((each) => each.id === String(id));
    if (isolate === undefined) throw new DapError("missingThread", { threadId: String(id) });
    return isolate;
  }

  /** A thread that stands still. @throws {DapError} `missingThread`, `notPaused` */
  stopped(id: number): StoppedThread {
    const isolate = this.isolate(id);
    const stop = this.#links.target("stackTrace").control.stopOf(isolate);
    if (stop === undefined || isolate.pause === undefined) throw new DapError("notPaused", { threadId: id });
    return { isolate, pause: isolate.pause, stop };
  }

  /** Lets a thread run on. */
  async continue(id: number): Promise<DebugProtocol.ContinueResponse["body"]> {
    const { isolate } = this.stopped(id);
    await this.#links.target("continue").control.continue(isolate);
    return { allThreadsContinued: false };
  }

  /** Takes a step in a thread; with a target, into that call. */
  async step(id: number, kind: StepKind, targetId?: number): Promise<void> {
    const { isolate } = this.stopped(id);
    const target = targetId === undefined ? undefined : this.#links.references.target(targetId);
    await this.#links.target("step").control.step(isolate, kind, target);
  }

  /** Goes back to the start of a frame's function. */
  async restartFrame(frameId: number): Promise<void> {
    const { isolate, frame } = this.#links.references.frame(frameId);
    if (frame?.canBeRestarted !== true)
      throw new DapError("cannotRestart", { reason: "it waits, or V8 cannot go back to its start" });
    await this.#links.target("restartFrame").control.restartFrame(isolate, frame.callFrameId);
  }

  /** Stops a thread. */
  async pause(id: number): Promise<void> {
    await this.#links.target("pause").control.pause(this.isolate(id));
  }
}
