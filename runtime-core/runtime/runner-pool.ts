/**
 * Runner processes that are ready before a module needs them: starting one takes longer than all that most modules do.
 *
 * A runner serves one run. Those that wait do not keep this process alive, and end with it.
 */
import { Runner } from "./supervisor.ts";

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

  /** A runner for one run: one that waited, or a new one. Its user ends it. */
  take(): Runner {
    const runner = this.#waiting.shift() ?? new Runner(this.#options.root);
    runner.ref();
    // After what its user does now: the run that begins comes first.
    setImmediate(() => this.#fill()).unref();
    return runner;
  }

  /** Ends the runners that wait. */
  close(): void {
    this.#closed = true;
    this.#empty();
  }

  #fill(): void {
    if (this.#closed) return;
    while (this.#waiting.length < this.#options.size) this.#add();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#empty(), this.#options.idleMs ?? IDLE_ALLOWED_MS).unref();
  }

  #add(): void {
    const runner = new Runner(this.#options.root);
    runner.unref();
    this.#waiting.push(runner);
    void runner.exit.then(() => {
      const at = this.#waiting.indexOf(runner);
      if (at >= 0) this.#waiting.splice(at, 1);
    });
  }

  #empty(): void {
    clearTimeout(this.#idle);
    for (const runner of this.#waiting.splice(0)) runner.kill();
  }
}
