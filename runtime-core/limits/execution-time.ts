/**
 * When the clocks of one context run: CPU time while its isolate runs its own code, total time from its start on.
 *
 * CPU time drains the budget of the context and of every ancestor. Total time drains the budget of the owner only, once,
 * whatever its children do; a breakpoint anywhere in a tree of contexts holds the total time of the whole tree.
 */
import type { TimeBudget } from "./time-budget.ts";

/** What all contexts of one tree share. */
export interface ExecutionTree {
  readonly members: Set<ExecutionTime>;
  readonly atBreakpoint: Set<ExecutionTime>;
}

/** What the clocks of a context need. */
export interface ExecutionTimeOptions {
  /** The nearest budget of CPU time, the context's own or an ancestor's; undefined when CPU time is charged, or unbounded. */
  readonly cpu: TimeBudget | undefined;
  /** The context's own budget of total time. */
  readonly total: TimeBudget | undefined;
  readonly parent: ExecutionTime | undefined;
}

/** The clocks of one context. */
export class ExecutionTime {
  readonly #cpu: TimeBudget | undefined;
  readonly #total: TimeBudget | undefined;
  readonly #tree: ExecutionTree;
  #started = false;
  #stopped = false;
  #pauses = 0;
  #rests = false;
  #cpuRuns = false;
  #totalRuns = false;

  constructor(options: ExecutionTimeOptions) {
    this.#cpu = options.cpu;
    this.#total = options.total;
    const { parent } = options;
    this.#tree = parent === undefined ? { members: new Set(), atBreakpoint: new Set() } : parent.#tree;
    this.#tree.members.add(this);
  }

  /** The isolate runs from now on. */
  start(): void {
    this.#started = true;
    this.#update();
  }

  /** The isolate leaves its own code. Counted, so that nested and concurrent calls need not know of each other. */
  pause(): void {
    this.#pauses++;
    this.#update();
  }

  /** The isolate is back from one call. */
  resume(): void {
    this.#pauses = Math.max(0, this.#pauses - 1);
    this.#update();
  }

  /** Nothing is wanted of the context, whose own total time stands until `wake`. */
  rest(): void {
    this.#rests = true;
    this.#update();
  }

  /** Something is wanted of it again. */
  wake(): void {
    this.#rests = false;
    this.#update();
  }

  /** The debugger stops the isolate. */
  breakpoint(): void {
    if (this.#stopped) return;
    this.#tree.atBreakpoint.add(this);
    this.#updateTree();
  }

  /** The debugger lets the isolate go on. */
  continue(): void {
    if (this.#tree.atBreakpoint.delete(this)) this.#updateTree();
  }

  /** The context has ended: its clocks stand for ever. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#update();
    this.#tree.members.delete(this);
    this.continue();
  }

  #updateTree(): void {
    for (const member of this.#tree.members) member.#update();
  }

  #update(): void {
    const lives = this.#started && !this.#stopped;
    this.#setCpu(lives && this.#pauses === 0 && !this.#tree.atBreakpoint.has(this));
    this.#setTotal(lives && !this.#rests && this.#tree.atBreakpoint.size === 0);
  }

  #setCpu(runs: boolean): void {
    if (runs === this.#cpuRuns) return;
    this.#cpuRuns = runs;
    for (let budget = this.#cpu; budget !== undefined; budget = budget.outer) {
      if (runs) budget.addUser();
      else budget.removeUser();
    }
  }

  #setTotal(runs: boolean): void {
    if (runs === this.#totalRuns) return;
    this.#totalRuns = runs;
    if (runs) this.#total?.addUser();
    else this.#total?.removeUser();
  }
}
