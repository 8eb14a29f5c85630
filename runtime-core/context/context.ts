/**
 * Who may do what, how much, until when: the grants, limiters, hosts and environment of one running module.
 *
 * Invariants: what a context has, its parent has; descendants end first; the first cause of an end wins, and every call
 * that waits rejects with it.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import type { FilePath } from "../base/span.ts";
import { boundedLimits, unnamedBounds } from "../limits/bounded-limits.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { Limit } from "../limits/limit.ts";
import { LimiterSet } from "../limits/limiter-set.ts";
import type { SharedLimits } from "../limits/shared-limits.ts";
import { printQuantity } from "../limits/parse-limit.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { type Decision, Grants } from "../permissions/grants.ts";
import { printPermission } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import { type ContextHappening, ContextEvents, type ContextStatus } from "./context-events.ts";
import { runTearDown, type TearDownProblem, type TearDownTask } from "./tear-down.ts";

/** What a context is made of; `createContext` checks it first. */
export interface ContextParts {
  /** Unique in its tree. */
  readonly id: string;
  readonly module: FilePath;
  readonly manifest: Manifest;
  readonly parent?: Context;
  /** All grants of this context, also those it need not write. */
  readonly grants: readonly Permission[];
  /** The limits that this context has itself; the others are inherited. */
  readonly limits: readonly Limit[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly cpuTime: "clock" | "charged";
  /** What the runtime allows every module, for a context without a parent; the others have their parent's. */
  readonly bounds?: ContextBounds;
}

/** What no context of a run exceeds, whatever its manifest says. */
export interface ContextBounds {
  /** No bound when absent. */
  readonly grants?: Grants;
  readonly limits: readonly Limit[];
  /** Limits that other runs take from too. */
  readonly shared?: SharedLimits;
}

/** Milliseconds that a tear-down task has when it does not say. */
const DEFAULT_DEADLINE_MS = 1000;
const NO_BOUNDS: ContextBounds = { limits: [] };

/** The context of one module that runs. */
export class Context {
  readonly id: string;
  readonly module: FilePath;
  readonly manifest: Manifest;
  readonly parent: Context | undefined;
  readonly grants: Grants;
  readonly limiters: LimiterSet;
  /** Its own and its ancestors'. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The variables that it may read, with their defaults. */
  readonly env: Readonly<Record<string, string>>;
  readonly events = new ContextEvents();
  readonly #clock: Clock;
  readonly #limits: readonly Limit[];
  readonly #bounds: ContextBounds | undefined;
  readonly #children = new Set<Context>();
  readonly #tasks = new Set<TearDownTask>();
  readonly #problems: TearDownProblem[] = [];
  readonly #abort = new AbortController();
  #status: ContextStatus = "running";
  #cause: AmbitError | undefined;
  readonly #ended = Promise.withResolvers<void>();

  /** @throws {AmbitError} The cause of the parent's end, if it has ended. */
  constructor(parts: ContextParts) {
    const { parent } = parts;
    if (parent?.cause !== undefined) throw parent.cause;
    this.id = parts.id;
    this.module = parts.module;
    this.manifest = parts.manifest;
    this.parent = parent;
    this.hosts = parts.hosts;
    this.env = parts.env;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
    this.#bounds = parent === undefined ? parts.bounds : parent.#bounds;
    this.grants = new Grants(parts.grants, parent?.grants, this.#bounds?.grants);
    this.limiters = new LimiterSet(this.#effectiveLimits(), {
      clock: parts.clock,
      ...(this.#bounds?.shared === undefined ? {} : { shared: this.#bounds.shared }),
      owner: parts.id,
      cpuTime: parts.cpuTime,
      ...(parent === undefined ? {} : { parent: parent.limiters }),
      onExhausted: (limit) => this.exhaust(limit),
      waits: {
        waitBegan: (limit, amount, wait) => this.#emit({ kind: "wait-begin", limit, amount, wait }),
        waitEnded: (limit, amount, end) => this.#emit({ kind: "wait-end", limit, amount, ...end }),
      },
    });
    if (parent !== undefined) parent.#children.add(this);
  }

  /** Aborts when the context begins to end, with the cause as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Where it is in its life. */
  get status(): ContextStatus {
    return this.#status;
  }

  /** What it ended for, or ends for; undefined while it runs. */
  get cause(): AmbitError | undefined {
    return this.#cause;
  }

  /** The contexts below this one that have not ended, in order of creation. */
  get children(): readonly Context[] {
    return [...this.#children];
  }

  /** Whether a context is this one or one above it. */
  isWithin(ancestor: Context): boolean {
    return this === ancestor || this.parent?.isWithin(ancestor) === true;
  }

  /** What went wrong while it was torn down. */
  get tearDownProblems(): readonly TearDownProblem[] {
    return this.#problems;
  }

  /** The limits that this context has itself, with the defaults, before the bounds; the others are inherited. */
  get limits(): readonly Limit[] {
    return this.#limits;
  }

  /** Whether something is granted, and by what. Each answer is an event. */
  check(asked: Permission | Subject): Decision {
    const decision = this.grants.check(asked);
    this.#emit({ kind: "decision", asked, decision });
    return decision;
  }

  /**
   * The grant that covers what is asked.
   *
   * @throws {AmbitError} `permission/denied`, with the nearest grant; the cause of the end if the context has ended.
   */
  require(asked: Permission | Subject): Permission {
    if (this.#cause !== undefined) throw this.#cause;
    const decision = this.check(asked);
    if (decision.verdict === "allowed") return decision.grant;
    const permission = printPermission(asked);
    if (decision.dropped !== undefined) {
      const nearest = printPermission(decision.dropped);
      throw new AmbitError("permission/denied", { permission, nearest, why: "it was dropped" });
    }
    const by = decision.by === undefined ? {} : { by: decision.by };
    if (decision.nearest === undefined) throw new AmbitError("permission/denied", { permission, ...by });
    const { grant, why } = decision.nearest;
    throw new AmbitError("permission/denied", { permission, nearest: printPermission(grant), why, ...by });
  }

  /** Takes a permission away for the rest of the life of this context and of its living and future descendants. */
  drop(permission: Permission): void {
    this.grants.drop(permission);
    this.#emit({ kind: "drop", permission });
  }

  /**
   * Has `task` run when the context ends, before tasks that were registered earlier.
   *
   * @param name What it does, for people: "close the database main".
   * @param options.deadlineMs How long it is waited for; a second when absent.
   * @returns Disposing takes the task back.
   * @throws {AmbitError} The cause of the end if the context has ended, because the task would never run.
   */
  onTearDown(name: string, task: () => void | Promise<void>, options: { deadlineMs?: number } = {}): Disposable {
    if (this.#cause !== undefined) throw this.#cause;
    const entry = { name, run: task, deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS };
    this.#tasks.add(entry);
    return { [Symbol.dispose]: () => void this.#tasks.delete(entry) };
  }

  /**
   * Ends this context and its descendants. At once: every waiting call rejects with `cause`, the clocks stand, the signals
   * abort, descendants first. Then the tear-down tasks run, descendants first, and leases return.
   *
   * @returns Settles when all is torn down; never rejects. A second call changes nothing and waits for the first.
   */
  cancel(cause: AmbitError): Promise<void> {
    const ending: Context[] = [];
    this.#collectRunning(ending);
    for (const context of ending) context.#cause = cause;
    this.limiters.close(cause);
    for (const context of ending) context.#begin(cause);
    for (const context of ending) context.#ended.resolve(context.#tearDown(cause));
    return this.#ended.promise;
  }

  /** Ends this context because its module has finished; what still waits rejects. */
  finish(): Promise<void> {
    return this.cancel(new AmbitError("context/cancelled", { cause: "finished" }));
  }

  /**
   * Ends this context because a limit of its own is used up.
   *
   * @param told.processBytes By how much the process of the run has grown, when that is how it is known.
   */
  exhaust(limit: LimitName, told: { readonly processBytes?: number } = {}): void {
    const own = this.#effectiveLimits().find((candidate) => candidate.name === limit);
    const { capacity = 0, available = 0, holders = [], quantity } = this.limiters.snapshotOf(limit) ?? {};
    const amount = own === undefined || quantity === undefined ? {} : { quantity: printQuantity(quantity) };
    const others = holders.some((holder) => holder !== this.id) ? { holders } : {};
    const by = own?.by === undefined ? {} : { by: own.by };
    const data = { limit, asked: capacity, available, ...others, ...amount, ...by, ...told };
    void this.cancel(new AmbitError("limit/exhausted", data));
  }

  /** This context and its descendants that run, descendants first. */
  #collectRunning(running: Context[]): void {
    if (this.#cause !== undefined) return;
    for (const child of this.#children) child.#collectRunning(running);
    running.push(this);
  }

  #begin(cause: AmbitError): void {
    this.#status = "ending";
    this.#emit({ kind: "status", status: "ending", cause });
    this.#abort.abort(cause);
  }

  async #tearDown(cause: AmbitError): Promise<void> {
    for (const child of this.#children) await child.#ended.promise;
    await runTearDown([...this.#tasks], {
      clock: this.#clock,
      onProblem: (problem) => {
        this.#problems.push(problem);
        this.#emit({ kind: "tear-down-problem", problem });
      },
    });
    this.#tasks.clear();
    this.limiters.end(cause);
    if (this.parent !== undefined) this.parent.#children.delete(this);
    this.#status = "ended";
    this.#emit({ kind: "status", status: "ended", cause });
  }

  /** Its own limits within the bounds; a context without a parent also has bounds of what it has no limit for. */
  #effectiveLimits(): readonly Limit[] {
    const { limits: bounds } = this.#bounds ?? NO_BOUNDS;
    const bounded = boundedLimits(this.#limits, bounds);
    return this.parent === undefined ? [...bounded, ...unnamedBounds(this.#limits, bounds)] : bounded;
  }

  #emit(happening: ContextHappening): void {
    if (this.events.wanted) this.events.emit({ ...happening, context: this.id, at: this.#clock.now() });
  }
}
