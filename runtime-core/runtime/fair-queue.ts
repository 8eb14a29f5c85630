/**
 * Who may run next, when more want to than may run at once.
 *
 * Of those that wait with the same priority, the client with the fewest that run comes first, then the one that was served
 * longest ago; each client's own stand in order of arrival. Low priority waits for normal, but of `LOW_ONCE_IN` turns one is
 * its own, so that it never starves. Whoever gives up costs nothing.
 *
 * Of too many that wait, the last one of the client with the most is turned away: no client can take the places of the others.
 * Source: https://www.rfc-editor.org/rfc/rfc8290#section-4.1
 */
import { AmbitError } from "../base/ambit-error.ts";

/** Every so many turns one goes to low priority, if somebody waits there. */
const LOW_ONCE_IN = 5;

/** How soon something is to run. */
export type Priority = "normal" | "low";

/** How many may run and wait. */
export interface FairQueueOptions {
  /** At the same time, of all clients together. */
  readonly running: number;
  /** At the same time, of one client. */
  readonly perClient: number;
  readonly waiting: number;
}

/** One that wants to run. */
export interface Asker {
  readonly client: string;
  readonly priority: Priority;
  /** Gives its place up. */
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly client: string;
  readonly begin: (turn: Disposable) => void;
  /** Takes it out of the queue. */
  readonly refuse: (reason: unknown) => void;
}

interface Client {
  running: number;
  /** The turn at which it was last served. */
  servedAt: number;
  readonly waiting: Record<Priority, Waiter[]>;
}

/** A queue. */
export class FairQueue {
  readonly #options: FairQueueOptions;
  readonly #clients = new Map<string, Client>();
  readonly #waiting: Record<Priority, number> = { normal: 0, low: 0 };
  #running = 0;
  #turns = 0;
  #sinceLow = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** How many run. */
  get running(): number {
    return this.#running;
  }

  /** How many wait with a priority. */
  waiting(priority: Priority): number {
    return this.#waiting[priority];
  }

  /**
   * Waits for a turn; disposing it makes room for the next.
   *
   * @throws {AmbitError} `run/queue-full`; the reason of the signal when it fires before.
   */
  async take({ client, priority, signal }: Asker): Promise<Disposable> {
    signal.throwIfAborted();
    return await new Promise<Disposable>((resolve, reject) => {
      const giveUp = (): void => waiter.refuse(signal.reason);
      const waiter: Waiter = {
        client,
        begin: (turn) => {
          signal.removeEventListener("abort", giveUp);
          resolve(turn);
        },
        refuse: (reason) => {
          signal.removeEventListener("abort", giveUp);
          this.#leave(waiter, priority);
          reject(reason);
        },
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#client(client).waiting[priority].push(waiter);
      this.#waiting[priority] += 1;
      this.#serve();
      const { waiting } = this.#options;
      if (this.#waiting.normal + this.#waiting.low > waiting)
        this.#lastOfMost(client)?.refuse(new AmbitError("run/queue-full", { waiting }));
    });
  }

  /** The last that waits of the client with the most; of several such clients it is `client`. */
  #lastOfMost(client: string): Waiter | undefined {
    let most = this.#client(client);
    for (const other of this.#clients.values()) if (waitingOf(other) > waitingOf(most)) most = other;
    return most.waiting.low.at(-1) ?? most.waiting.normal.at(-1);
  }

  #serve(): void {
    while (this.#running < this.#options.running) {
      const lowFirst = this.#sinceLow >= LOW_ONCE_IN - 1;
      const next = lowFirst ? (this.#next("low") ?? this.#next("normal")) : (this.#next("normal") ?? this.#next("low"));
      if (next === undefined) return;
      this.#begin(...next);
    }
  }

  /** The client whose turn it is. */
  #next(priority: Priority): [Client, Priority] | undefined {
    let best: Client | undefined;
    for (const client of this.#clients.values()) {
      if (client.waiting[priority].length === 0 || client.running >= this.#options.perClient) continue;
      const fewer = client.running - (best?.running ?? Infinity);
      if (fewer < 0 || (fewer === 0 && client.servedAt < (best?.servedAt ?? 0))) best = client;
    }
    return best === undefined ? undefined : [best, priority];
  }

  #begin(client: Client, priority: Priority): void {
    const waiter = client.waiting[priority].shift();
    if (waiter === undefined) return;
    this.#waiting[priority] -= 1;
    this.#sinceLow = priority === "low" ? 0 : this.#sinceLow + 1;
    this.#turns += 1;
    client.servedAt = this.#turns;
    client.running += 1;
    this.#running += 1;
    let over = false;
    waiter.begin({
      [Symbol.dispose]: () => {
        if (over) return;
        over = true;
        client.running -= 1;
        this.#running -= 1;
        this.#forget(waiter.client);
        this.#serve();
      },
    });
  }

  #leave(waiter: Waiter, priority: Priority): void {
    const waiting = this.#client(waiter.client).waiting[priority];
    waiting.splice(waiting.indexOf(waiter), 1);
    this.#waiting[priority] -= 1;
    this.#forget(waiter.client);
  }

  #client(name: string): Client {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client: Client = { running: 0, servedAt: 0, waiting: { normal: [], low: [] } };
    this.#clients.set(name, client);
    return client;
  }

  /** A client of whom nothing runs or waits is like one that never came. */
  #forget(name: string): void {
    const client = this.#clients.get(name);
    if (client !== undefined && client.running + waitingOf(client) === 0) this.#clients.delete(name);
  }
}

function waitingOf({ waiting }: Client): number {
  return waiting.normal.length + waiting.low.length;
}
