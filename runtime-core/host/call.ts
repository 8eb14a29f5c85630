/** One call on its way to its effect. What it may need is made when the effect asks for it: most calls need little. */
import type { FilePath } from "../base/span.ts";
import type { Capability, Take } from "../capabilities/capability.ts";
import type { Context } from "../context/context.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { Checked } from "./subjects.ts";
import type { EffectCall } from "./effect.ts";
import type { TakeBytes } from "./metered.ts";
import type { Powers } from "./powers.ts";
import type { ReplyBudget } from "./reply-budget.ts";
import type { HostServers } from "./servers.ts";
import type { HostSockets } from "./sockets.ts";
import type { HostStreams } from "./streams.ts";

/** What a call is done under. */
export interface CallOptions {
  /** Fires when the module gives the call up. */
  readonly signal: AbortSignal;
  /** Resolves when the module has the answer, or will never have it. */
  readonly delivered: Promise<void>;
  /** Whether a large answer of so many bytes may be made on the spot. */
  mayAnswerNow(bytes: number): boolean;
}

/** What all calls of a context share. */
export interface CallPlaces {
  readonly context: Context;
  readonly powers: Powers;
  readonly streams: HostStreams;
  readonly servers: HostServers;
  readonly sockets: HostSockets;
  readonly replies: ReplyBudget;
}

/** What one call has. */
export interface CallParts {
  readonly row: Capability;
  readonly args: readonly unknown[];
  readonly checked: Checked;
  readonly options: CallOptions;
}

/** A call that was allowed. */
export class Call implements EffectCall {
  readonly #places: CallPlaces;
  readonly #parts: CallParts;
  #signal: AbortSignal | undefined;
  #held: DisposableStack | undefined;

  constructor(places: CallPlaces, parts: CallParts) {
    this.#places = places;
    this.#parts = parts;
  }

  get call(): string {
    return this.#parts.row.name;
  }

  get args(): readonly unknown[] {
    return this.#parts.args;
  }

  get checkedPath(): FilePath | undefined {
    return this.#parts.checked.path;
  }

  get context(): Context {
    return this.#places.context;
  }

  get powers(): Powers {
    return this.#places.powers;
  }

  get streams(): HostStreams {
    return this.#places.streams;
  }

  get servers(): HostServers {
    return this.#places.servers;
  }

  get sockets(): HostSockets {
    return this.#places.sockets;
  }

  get signal(): AbortSignal {
    this.#signal ??= AbortSignal.any([this.#parts.options.signal, this.context.signal]);
    return this.#signal;
  }

  /** What is given back at the end of the call. */
  get held(): DisposableStack {
    this.#held ??= new DisposableStack();
    return this.#held;
  }

  keepHeld(): Disposable {
    return this.held.move();
  }

  readonly take: TakeBytes = async (limit, amount) => {
    await this.context.limiters.take(limit, amount, { signal: this.signal });
  };

  tryTake(limit: LimitName, amount: number): boolean {
    return this.context.limiters.tryTake(limit, amount) !== undefined;
  }

  mayAnswerNow(bytes: number): boolean {
    return this.#parts.options.mayAnswerNow(bytes);
  }

  async reserve(bytes: number): Promise<void> {
    const release = await this.#places.replies.reserve(bytes, this.signal);
    void this.#parts.options.delivered.then(release);
  }
}

/** Whether a limit is taken from before the effect. */
export function isTakenBefore({ per }: Take): boolean {
  return per === "call" || per === "held";
}
