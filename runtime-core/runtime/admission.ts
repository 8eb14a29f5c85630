/** How many runs a runtime has at the same time, and how long the others wait. */
import { AmbitError, isAmbitError } from "../base/ambit-error.ts";
import { FairQueue, type Priority } from "./fair-queue.ts";
import type { RuntimeMetrics, WaitEnd } from "./metrics.ts";

/** Bounds of a runtime. */
export interface ConcurrencyOptions {
  /** Runs at the same time. One that stays counts until its end. */
  readonly runs: number;
  /** Runs of one client at the same time; as many as there are when absent. */
  readonly perClient?: number;
  /** Runs that wait; 1000 when absent. Of more, the last one of the client with the most is refused. */
  readonly waiting?: number;
  /** How long a run waits at most, in milliseconds; 30 seconds when absent. */
  readonly deadlineMs?: number;
}

/** Who wants to run, and how soon. */
export interface AdmissionRequest {
  /** Whose share it takes from; runs without one share one. */
  readonly client?: string;
  /** "normal" when absent; "low" waits for it, and has one turn in five. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

const DEFAULT_WAITING = 1000;
const DEFAULT_DEADLINE_MS = 30_000;

/** Gives turns. */
export class Admission {
  readonly #options: ConcurrencyOptions;
  readonly #metrics: RuntimeMetrics | undefined;
  readonly #queue: FairQueue;
  readonly #closed = new AbortController();

  constructor(options: ConcurrencyOptions, metrics: RuntimeMetrics | undefined) {
    const { runs, perClient = runs, waiting = DEFAULT_WAITING } = options;
    this.#options = options;
    this.#metrics = metrics;
    this.#queue = new FairQueue({ running: runs, perClient, waiting });
  }

  /**
   * Waits for a turn; disposing it makes room for the next.
   *
   * @throws {AmbitError} `run/queue-full`; `run/queue-timed-out`; the reason of the signal, or of the end of the runtime.
   */
  async enter({ client = "", priority = "normal", signal }: AdmissionRequest): Promise<Disposable> {
    const deadlineMs = this.#options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    const startedMs = performance.now();
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new AmbitError("run/queue-timed-out", { client, deadlineMs })),
      deadlineMs,
    );
    const given = signal === undefined ? [] : [signal];
    this.#metrics?.waitBegan(priority);
    let kind: WaitEnd = "given-up";
    try {
      const turn = await this.#queue.take({
        client,
        priority,
        signal: AbortSignal.any([late.signal, this.#closed.signal, ...given]),
      });
      kind = "turn";
      return turn;
    } catch (error) {
      if (error === late.signal.reason) kind = "timed-out";
      else if (isAmbitError(error, "run/queue-full")) kind = "full";
      throw error;
    } finally {
      clearTimeout(timer);
      this.#metrics?.waitEnded(priority, { kind, waitedMs: performance.now() - startedMs });
    }
  }

  /** Refuses those who wait, and whoever comes. */
  close(reason: AmbitError): void {
    this.#closed.abort(reason);
  }
}
