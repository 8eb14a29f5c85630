/**
 * Runner processes that are ready before a module needs them: starting one takes longer than all that most modules do.
 *
 * A runner serves one run. Those that wait do not keep this process alive, and end with it.
 */
import { availableParallelism } from "node:os";
import { AmbitError } from "../base/ambit-error.ts";
import { Runner } from "./supervisor.ts";

/** Why a run does not begin, or is ended. */
export const RUNTIME_CLOSED = "the runtime was closed";
/** So many processes start at the same time: of more, each would only be ready later. */
const MAX_STARTING = availableParallelism();
/** How long a runner waits for a module before it is ended, in milliseconds. */
const IDLE_ALLOWED_MS = 5 * 60_000;

/** What a pool is made from. */
export interface RunnerPoolOptions {
  /** Real path of the project's folder. */
  readonly root: string;
  /** How many runners wait. */
  readonly size: number;
  /** Ends runners that nobody wanted for so long, in milliseconds; new ones start after the next `take`. */
  readonly idleMs?: number;
}

/** Runners of one project. */
export class RunnerPool {
  readonly #options: RunnerPoolOptions;
  /** First the one that has waited longest. */
  readonly #waiting: Runner[] = [];
  /** Those that were started and are not gone. */
  readonly #living = new Set<Runner>();
  /** Who waits for a process that may start, first to last. */
  readonly #queue: (() => void)[] = [];
  #starting = 0;
  /** Runners that are to wait and have not been started. */
  #lacking = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RunnerPoolOptions) {
    this.#options = options;
    this.#fill();
  }

  /** Process ids of the runners that wait. */
  get pids(): readonly (number | undefined)[] {
    return this.#waiting.map((runner) => runner.pid);
  }

  /**
   * A runner for one run: one that waited, or a new one, in order of arrival. Its user ends it.
   *
   * @param signal Gives the place among those who wait for a new one up.
   * @throws {AmbitError} `context/cancelled` when the pool was closed; the reason of the signal.
   */
  async take(signal?: AbortSignal): Promise<Runner> {
    const waiting = this.#waiting.shift();
    waiting?.ref();
    const runner = waiting ?? (await this.#startNext(signal));
    // After what its user does now: the run that begins comes first.
    setImmediate(() => this.#fill()).unref();
    return runner;
  }

  /** Takes a runner back that was told nothing, unless it is gone; the ones that came last make room for it. */
  giveBack(runner: Runner): void {
    if (!this.#living.has(runner)) return;
    runner.unref();
    this.#waiting.unshift(runner);
    this.#end(this.#waiting.splice(this.#closed ? 0 : this.#options.size));
  }

  /** Ends all runners, also those that were taken; resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#empty();
    for (const resolve of this.#queue.splice(0)) resolve();
    for (const runner of this.#living) runner.kill();
    await Promise.all([...this.#living].map((runner) => runner.exit));
  }

  async #startNext(signal: AbortSignal | undefined): Promise<Runner> {
    if (this.#starting >= MAX_STARTING) await this.#turn(signal);
    if (this.#closed) throw new AmbitError("context/cancelled", { cause: RUNTIME_CLOSED });
    return this.#start();
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push(resolve);
    signal?.addEventListener("abort", () => {
      const at = this.#queue.indexOf(resolve);
      if (at >= 0) this.#queue.splice(at, 1);
      reject(signal.reason);
    });
    await promise;
  }

  #start(): Runner {
    this.#starting += 1;
    const runner = new Runner(this.#options.root);
    this.#living.add(runner);
    void runner.exit.then(() => {
      this.#living.delete(runner);
      const at = this.#waiting.indexOf(runner);
      if (at >= 0) this.#waiting.splice(at, 1);
    });
    void runner.ready.then(() => {
      this.#starting -= 1;
      const next = this.#queue.shift();
      if (next !== undefined) next();
      else if (this.#lacking > 0) this.#addLacking();
    });
    return runner;
  }

  #fill(): void {
    if (this.#closed) return;
    this.#lacking = this.#options.size - this.#waiting.length;
    this.#addLacking();
  }

  /** Those that may not start yet do when another one is ready. */
  #addLacking(): void {
    for (; this.#lacking > 0 && this.#starting < MAX_STARTING; this.#lacking--) this.#add();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#empty(), this.#options.idleMs ?? IDLE_ALLOWED_MS).unref();
  }

  #add(): void {
    const runner = this.#start();
    runner.unref();
    this.#waiting.push(runner);
  }

  #empty(): void {
    this.#lacking = 0;
    clearTimeout(this.#idle);
    this.#end(this.#waiting.splice(0));
  }

  /** Somebody may wait until they have left their places among those that start: until then this process does not end. */
  #end(runners: readonly Runner[]): void {
    for (const runner of runners) {
      runner.ref();
      runner.kill();
    }
  }
}
