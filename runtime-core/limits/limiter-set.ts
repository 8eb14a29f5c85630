/**
 * The limiters of one context, chained to its parent's.
 *
 * A take goes through the context's own limiter and every ancestor's, all or nothing. A limit that nobody on the way up
 * has does not exist: taking from it is free. A set ends with its context; what it held returns then.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import { ExecutionTime } from "./execution-time.ts";
import { Gauge } from "./gauge.ts";
import { isLimitName, knownLimit, LIMIT_NAMES, type LimitName } from "./known-limits.ts";
import { HeldLease, type Lease, SpentLease } from "./lease.ts";
import type { Limit, Quantity } from "./limit.ts";
import type { SharedLimits } from "./shared-limits.ts";
import type { LimitSnapshot } from "./limit-snapshot.ts";
import { chainOf, isFree, Limiter, putBackIntoAll, scarcest, takeFromAll } from "./limiter.ts";
import { printQuantity } from "./parse-limit.ts";
import { PendingTake, type WaitObserver } from "./pending-take.ts";
import { TimeBudget } from "./time-budget.ts";
import { serve, serveChain } from "./waiter.ts";

/** What a take may say. */
export interface TakeOptions {
  /** Gives the place in the queue back when aborted; nothing is taken then. */
  readonly signal?: AbortSignal;
  /** Waits at most so long. */
  readonly timeoutMs?: number;
}

/** What a set of limiters needs. */
export interface LimiterSetOptions {
  readonly clock: Clock;
  readonly parent?: LimiterSet;
  /** Id of the context, for `holders`. */
  readonly owner: string;
  /** Whether CPU time drains by the clock between `start` and `pause`, or is measured and charged. */
  readonly cpuTime: "clock" | "charged";
  /** Limits that other runs take from too; those of the parent when there is one. */
  readonly shared?: SharedLimits;
  /** Called when a limit of this very set is used up that ends its owner: `execution/*`, `memory/heap`. */
  onExhausted(limit: LimitName): void;
  /** Sees the takes that have to wait. */
  readonly waits?: WaitObserver;
}

const NO_OPTIONS: TakeOptions = {};
const SPENT = new SpentLease(0);
const GRANTED: Promise<Lease> = Promise.resolve(SPENT);

/** The limiters of one context. */
export class LimiterSet {
  readonly owner: string;
  readonly #options: LimiterSetOptions;
  readonly #clock: Clock;
  readonly #children = new Set<LimiterSet>();
  readonly #own = new Map<LimitName, Limit>();
  readonly #shared: SharedLimits | undefined;
  /** By name, the context's own or the nearest ancestor's. */
  readonly #limiters: Map<LimitName, Limiter>;
  readonly #budgets: Map<LimitName, TimeBudget>;
  readonly #gauges: Map<LimitName, Gauge>;
  readonly #time: ExecutionTime;
  readonly #pending = new Set<PendingTake>();
  readonly #leases = new Set<HeldLease>();
  /** How many of the leases are of each limit. */
  readonly #leased = new Map<LimitName, number>();
  /** What this context itself holds of each gauge. */
  readonly #held = new Map<LimitName, number>();
  #cause: AmbitError | undefined;

  constructor(limits: readonly Limit[], options: LimiterSetOptions) {
    const { parent } = options;
    this.#options = options;
    this.#clock = options.clock;
    this.owner = options.owner;
    this.#cause = parent === undefined ? undefined : parent.#cause;
    this.#limiters = new Map(parent === undefined ? [] : parent.#limiters);
    this.#budgets = new Map(parent === undefined ? [] : parent.#budgets);
    this.#gauges = new Map(parent === undefined ? [] : parent.#gauges);
    this.#shared = parent === undefined ? options.shared : parent.#shared;
    for (const limit of limits) this.#add(limit);
    this.#time = new ExecutionTime({
      cpu: options.cpuTime === "clock" ? this.#budgets.get("execution/cpu-time") : undefined,
      total: this.#own.has("execution/total-time") ? this.#budgets.get("execution/total-time") : undefined,
      parent: parent === undefined ? undefined : parent.#time,
    });
    if (parent !== undefined) parent.#children.add(this);
  }

  /** What the set was closed with; undefined while it is open. */
  get cause(): AmbitError | undefined {
    return this.#cause;
  }

  /**
   * Takes `amount` tokens, waiting in order of arrival until they are there; more than the capacity is taken in parts.
   *
   * @param amount Tokens, from 0. For byte limits one token is one byte.
   * @returns The lease. Cost without waiting: one pass over the chain, no allocation unless it is given back.
   * @throws {AmbitError} `limit/invalid-amount`; `limit/exhausted` for a total that lacks tokens; `limit/timed-out`;
   *   `context/aborted` if the signal fires; the cause of the end if the context ends.
   */
  take(limit: LimitName, amount: number, options: TakeOptions = NO_OPTIONS): Promise<Lease> {
    const taking = this.#takeHere(limit, amount, options);
    if (this.#shared?.has(limit) !== true || amount === 0) return taking;
    return this.#takeShared(taking, this.#shared, { limit, amount, signal: options.signal });
  }

  #takeHere(limit: LimitName, amount: number, options: TakeOptions): Promise<Lease> {
    if (!(amount >= 0 && amount < Infinity)) {
      return Promise.reject(new AmbitError("limit/invalid-amount", { limit, amount }));
    }
    if (this.#cause !== undefined) return Promise.reject(this.#cause);
    if (options.signal?.aborted === true) return Promise.reject(new AmbitError("context/aborted", undefined));
    if (amount === 0) return GRANTED;
    const first = this.#limiters.get(limit);
    if (first === undefined) return this.#takeUnqueued(limit, amount);
    const now = this.#clock.now();
    if (!isFree(first, amount, now)) return this.#takeLacking(first, amount, options);
    takeFromAll(first, amount, now);
    return first.givenBack ? Promise.resolve(this.#lease(first, amount)) : GRANTED;
  }

  /**
   * Takes `amount` tokens at once, or nothing: never waits, never overtakes who waits, never throws. Of limits that other
   * runs take from nothing can be had at once.
   */
  tryTake(limit: LimitName, amount: number): Lease | undefined {
    if (!(amount >= 0) || this.#cause !== undefined) return undefined;
    if (amount === 0) return SPENT;
    if (this.#shared?.has(limit) === true) return undefined;
    const first = this.#limiters.get(limit);
    if (first === undefined) return this.#tryTakeUnqueued(limit, amount);
    const now = this.#clock.now();
    if (!isFree(first, amount, now)) {
      serveChain(first, now);
      if (!isFree(first, amount, now)) return undefined;
    }
    takeFromAll(first, amount, now);
    return first.givenBack ? this.#lease(first, amount) : SPENT;
  }

  /** Puts back what was taken for something that did not come about. Also after the end, for the ancestors. */
  putBack(limit: LimitName, amount: number): void {
    const first = this.#limiters.get(limit);
    if (first === undefined) return;
    putBackIntoAll(first, amount, this.#clock.now());
    serve([...chainOf(first)], this.#clock.now());
  }

  /** The error of a take that failed, of a limit for whose tokens nobody waits. */
  exhausted(limit: LimitName, asked: number): AmbitError {
    const first = this.#limiters.get(limit);
    const now = this.#clock.now();
    const scarce = first === undefined ? undefined : scarcest(first, now);
    const available = scarce?.bucket.available(now) ?? 0;
    const of = scarce === undefined ? {} : { of: printQuantity(scarce.quantity) };
    const holders = this.#holdersOf(limit);
    // That it holds what it took itself is no news to a module.
    const others = holders.some((holder) => holder !== this.owner) ? { holders } : {};
    return new AmbitError("limit/exhausted", { limit, asked, available, ...of, ...others, ...this.#byOf(limit) });
  }

  /** Says how much of a gauge this context holds from now on. More than there is room for ends the owner of the gauge. */
  hold(limit: LimitName, amount: number): void {
    const gauge = this.#gauges.get(limit);
    if (gauge === undefined || this.#cause !== undefined) return;
    if (!(amount >= 0 && amount < Infinity)) throw new AmbitError("limit/invalid-amount", { limit, amount });
    const before = this.#held.get(limit) ?? 0;
    this.#held.set(limit, amount);
    gauge.add(amount - before);
  }

  /** Charges measured time, in milliseconds: to this context and every ancestor. Also after the end, when it comes late. */
  charge(limit: "execution/cpu-time" | "execution/total-time", amount: number): void {
    if (!(amount >= 0 && amount < Infinity)) throw new AmbitError("limit/invalid-amount", { limit, amount });
    const first = this.#budgets.get(limit);
    for (let budget = first; budget !== undefined; budget = budget.outer) budget.charge(amount);
    for (let budget = first; budget !== undefined; budget = budget.outer) budget.check();
  }

  /** The isolate runs from now on. */
  start(): void {
    this.#time.start();
  }

  /** The isolate leaves its own code; counted. */
  pause(): void {
    this.#time.pause();
  }

  /** The isolate is back from one call that `pause` announced. */
  resume(): void {
    this.#time.resume();
  }

  /** Nothing is wanted of the context: its own total time stands until `wake`. */
  rest(): void {
    this.#time.rest();
  }

  /** Something is wanted of the context again. */
  wake(): void {
    this.#time.wake();
  }

  /** The debugger stops the isolate: its CPU time and the total time of the whole tree stand. */
  breakpoint(): void {
    this.#time.breakpoint();
  }

  /** The debugger lets the isolate go on. */
  continue(): void {
    this.#time.continue();
  }

  /** Tokens, bytes or milliseconds left of a limit, in the nearest bucket on the way up; `Infinity` for no such limit. */
  available(limit: LimitName): number {
    const limiter = this.#limiters.get(limit);
    if (limiter === undefined)
      return this.#budgets.get(limit)?.leftMs ?? this.#gauges.get(limit)?.available ?? Infinity;
    const now = this.#clock.now();
    serveChain(limiter, now);
    return limiter.bucket.available(now);
  }

  /** Every limit that binds this context as it is now, in the order of the table. Costs nothing until it is called. */
  snapshot(): readonly LimitSnapshot[] {
    return LIMIT_NAMES.map((name) => this.snapshotOf(name)).filter((snapshot) => snapshot !== undefined);
  }

  /** One limit that binds this context as it is now; undefined when nobody on the way up has it. */
  snapshotOf(name: LimitName): LimitSnapshot | undefined {
    const { kind, quantity: unit } = knownLimit(name);
    const common = { name, kind, holders: this.#holdersOf(name), own: this.#own.has(name) };
    const budget = this.#budgets.get(name);
    if (budget !== undefined) {
      const quantity: Quantity = { kind: unit, value: budget.capacityMs };
      const { capacityMs: capacity, leftMs: available, usedMs: taken } = budget;
      return { ...common, quantity, capacity, available, taken, waiting: 0 };
    }
    const gauge = this.#gauges.get(name);
    if (gauge !== undefined) {
      const quantity: Quantity = { kind: unit, value: gauge.capacity };
      return {
        ...common,
        quantity,
        capacity: gauge.capacity,
        available: gauge.available,
        taken: gauge.held,
        waiting: 0,
      };
    }
    const limiter = this.#limiters.get(name);
    if (limiter === undefined) return undefined;
    const { quantity, bucket, queue, taken } = limiter;
    const available = bucket.available(this.#clock.now());
    const state = { quantity, capacity: bucket.capacity, available, taken, waiting: queue.size };
    return limiter.waits ? { ...common, ...state, ratePerSecond: quantity.value } : { ...common, ...state };
  }

  /** Fills the nearest bucket of a limit, for the debugger; a gauge is left alone. */
  refill(limit: LimitName): void {
    this.#budgets.get(limit)?.refill();
    const limiter = this.#limiters.get(limit);
    if (limiter === undefined) return;
    limiter.bucket.fill(this.#clock.now());
    serve([limiter], this.#clock.now());
  }

  /** Changes how much there is of a limit, where it is nearest on the way up; false if nobody has it. For the debugger. */
  change(limit: Limit): boolean {
    if (!isLimitName(limit.name)) return false;
    const { value } = limit.quantity;
    this.#budgets.get(limit.name)?.change(value);
    this.#gauges.get(limit.name)?.change(value);
    const limiter = this.#limiters.get(limit.name);
    limiter?.change(limit.quantity, this.#clock.now());
    if (limiter !== undefined) serve([limiter], this.#clock.now());
    return this.#budgets.has(limit.name) || this.#gauges.has(limit.name) || limiter !== undefined;
  }

  /**
   * Closes this set and its descendants: what waits and what comes later rejects with `cause`, the clocks stand, gauges
   * no longer count what is held.
   * A set that is closed already keeps its cause. Leases stay until `end`.
   */
  close(cause: AmbitError): void {
    const closing: LimiterSet[] = [];
    this.#collectOpen(closing);
    for (const set of closing) set.#cause = cause;
    for (const set of closing) set.#time.stop();
    for (const set of closing) set.#release();
    const changed: Limiter[] = [];
    for (const set of closing) {
      for (const take of set.#pending) take.cancel(cause, changed);
    }
    serve(changed, this.#clock.now());
  }

  /** Closes this set and its descendants, and gives back what they hold, descendants first. */
  end(cause: AmbitError): void {
    this.close(cause);
    for (const child of this.#children) child.end(cause);
    for (const lease of this.#leases) lease.giveBack();
    const { parent } = this.#options;
    if (parent !== undefined) parent.#children.delete(this);
  }

  #add(limit: Limit): void {
    const { name, quantity } = limit;
    if (!isLimitName(name) || this.#own.has(name)) return;
    this.#own.set(name, limit);
    const onExhausted = (): void => this.#options.onExhausted(name);
    const known = knownLimit(name);
    if (known.selfDepleting === true) {
      const outer = this.#budgets.get(name);
      const isCpu = name === "execution/cpu-time";
      const options = { capacityMs: quantity.value, clock: this.#clock, outer: isCpu ? outer : undefined, onExhausted };
      this.#budgets.set(name, new TimeBudget(options));
    } else if (known.kind === "gauge") {
      const outer = this.#gauges.get(name);
      this.#gauges.set(name, new Gauge({ capacity: quantity.value, outer, onExceeded: onExhausted }));
    } else {
      const outer = this.#limiters.get(name);
      this.#limiters.set(name, new Limiter({ name, quantity, outer, now: this.#clock.now() }));
    }
  }

  #takeLacking(first: Limiter, amount: number, options: TakeOptions): Promise<Lease> {
    const lease = this.tryTake(first.name, amount);
    if (lease !== undefined) return Promise.resolve(lease);
    if (!first.waits) return Promise.reject(this.exhausted(first.name, amount));
    const take = new PendingTake(
      {
        clock: this.#clock,
        first,
        amount,
        signal: options.signal,
        timeoutMs: options.timeoutMs,
        observer: this.#options.waits,
      },
      (settled) => void this.#pending.delete(settled),
    );
    this.#pending.add(take);
    take.begin();
    return take.granted;
  }

  /** Takes outside what was taken here; what cannot be had there returns. */
  async #takeShared(
    taking: Promise<Lease>,
    shared: SharedLimits,
    { limit, amount, signal }: { limit: LimitName; amount: number; signal: AbortSignal | undefined },
  ): Promise<Lease> {
    const lease = await taking;
    try {
      await shared.take(limit, amount, signal);
      return lease;
    } catch (error) {
      this.putBack(limit, amount);
      throw this.#cause ?? error;
    }
  }

  /** Takes from a gauge or a budget of time, which have no queue, or from no limit at all. */
  #takeUnqueued(limit: LimitName, amount: number): Promise<Lease> {
    const lease = this.#spend(limit, amount);
    return this.#cause === undefined ? Promise.resolve(lease) : Promise.reject(this.#cause);
  }

  #tryTakeUnqueued(limit: LimitName, amount: number): Lease | undefined {
    for (let gauge = this.#gauges.get(limit); gauge !== undefined; gauge = gauge.outer) {
      if (gauge.available < amount) return undefined;
    }
    for (let budget = this.#budgets.get(limit); budget !== undefined; budget = budget.outer) {
      if (budget.leftMs <= amount) return undefined;
    }
    return this.#spend(limit, amount);
  }

  #spend(limit: LimitName, amount: number): Lease {
    if (limit === "execution/cpu-time" || limit === "execution/total-time") this.charge(limit, amount);
    if (!this.#gauges.has(limit)) return SPENT;
    const giveBack = (): void => this.hold(limit, Math.max(0, (this.#held.get(limit) ?? 0) - amount));
    const lease = this.#newLease(limit, giveBack);
    this.hold(limit, (this.#held.get(limit) ?? 0) + amount);
    return lease;
  }

  #lease(first: Limiter, amount: number): Lease {
    return this.#newLease(first.name, () => putBackIntoAll(first, amount, this.#clock.now()));
  }

  #newLease(limit: LimitName, giveBack: () => void): Lease {
    const lease = new HeldLease((released) => {
      this.#leases.delete(released);
      this.#leased.set(limit, (this.#leased.get(limit) ?? 0) - 1);
      giveBack();
    });
    this.#leases.add(lease);
    this.#leased.set(limit, (this.#leased.get(limit) ?? 0) + 1);
    return lease;
  }

  /** Whose bound the nearest limit of a name is. */
  #byOf(limit: LimitName): { readonly by?: "runtime" } {
    const own = this.#own.get(limit);
    const { parent } = this.#options;
    if (own === undefined) return parent === undefined ? {} : parent.#byOf(limit);
    return own.by === undefined ? {} : { by: own.by };
  }

  /** Takes what this context holds out of the gauges: an ancestor must not end for memory that is being freed. */
  #release(): void {
    for (const [limit, amount] of this.#held) this.#gauges.get(limit)?.add(-amount);
    this.#held.clear();
  }

  #collectOpen(open: LimiterSet[]): void {
    if (this.#cause !== undefined) return;
    for (const child of this.#children) child.#collectOpen(open);
    open.push(this);
  }

  /** Ids of the contexts that hold some of the nearest bucket of a limit. */
  #holdersOf(limit: LimitName): readonly string[] {
    const parent = this.#options.parent;
    if (!this.#own.has(limit) && parent !== undefined) return parent.#holdersOf(limit);
    const holders: string[] = [];
    this.#collectHolders(limit, holders);
    return holders;
  }

  #collectHolders(limit: LimitName, holders: string[]): void {
    if ((this.#leased.get(limit) ?? 0) > 0 || (this.#held.get(limit) ?? 0) > 0) holders.push(this.owner);
    for (const child of this.#children) child.#collectHolders(limit, holders);
  }
}
