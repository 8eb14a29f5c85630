/**
 * Which work is due: at most one run per key, the newest; an older one is aborted.
 *
 * There is no delay. Work that is scheduled starts when the messages that already wait have been handled, so that
 * a burst of edits is analysed once. Whoever needs the answer earlier starts it at once with `settled()`.
 */

/** How work is put off behind the messages that wait. Disposing takes it back. */
export type Defer = (callback: () => void) => Disposable;

/** What a scheduler needs. */
export interface SchedulerOptions<Key> {
  /** Does the work for a key. What it gives up because of `signal` is not missed: a newer run has taken its place. */
  readonly run: (key: Key, signal: AbortSignal) => Promise<void>;
  /** Told of what `run` throws, unless it was aborted. */
  readonly onError: (error: unknown) => void;
  readonly defer: Defer;
}

interface Job {
  readonly controller: AbortController;
  waiting: Disposable | undefined;
  running: Promise<void> | undefined;
}

/** Runs work by key, newest first served, older aborted. */
export class Scheduler<Key> {
  readonly #jobs = new Map<Key, Job>();
  readonly #options: SchedulerOptions<Key>;

  constructor(options: SchedulerOptions<Key>) {
    this.#options = options;
  }

  /** Whether work is due for any key. */
  get isBusy(): boolean {
    return this.#jobs.size > 0;
  }

  /** Whether work is due for this key. */
  isDue(key: Key): boolean {
    return this.#jobs.has(key);
  }

  /** Work for this key is due; what runs or waits for it is out of date. */
  schedule(key: Key): void {
    this.cancel(key);
    const job: Job = { controller: new AbortController(), waiting: undefined, running: undefined };
    this.#jobs.set(key, job);
    job.waiting = this.#options.defer(() => void this.#start(key, job));
  }

  /** Takes back what runs or waits for this key. */
  cancel(key: Key): void {
    const job = this.#jobs.get(key);
    if (job === undefined) return;
    this.#jobs.delete(key);
    job.waiting?.[Symbol.dispose]();
    job.controller.abort();
  }

  /** Resolves when nothing is due for this key any more; starts at once what waits. Never rejects. */
  async settled(key: Key): Promise<void> {
    for (let job = this.#jobs.get(key); job !== undefined; job = this.#jobs.get(key)) {
      await (job.running ?? this.#start(key, job));
    }
  }

  #start(key: Key, job: Job): Promise<void> {
    job.waiting?.[Symbol.dispose]();
    job.waiting = undefined;
    job.running = this.#run(key, job);
    return job.running;
  }

  async #run(key: Key, job: Job): Promise<void> {
    try {
      await this.#options.run(key, job.controller.signal);
    } catch (error) {
      if (!job.controller.signal.aborted) this.#options.onError(error);
    } finally {
      if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    }
  }
}

/**
 * Puts work off behind all messages that have arrived.
 *
 * The JSON-RPC queue handles one message per turn of the event loop and asks for the next turn only after it has
 * handled one. Two turns of our own let it go first, and let input that has just come be read.
 */
export function afterMessages(callback: () => void): Disposable {
  let handle = setImmediate(() => {
    handle = setImmediate(callback);
  });
  return { [Symbol.dispose]: () => clearImmediate(handle) };
}
