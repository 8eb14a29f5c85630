/**
 * Where the virtual run stands: one frame for each call of a function, and where jumps of it end.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import { type Adjustment, Failures } from "./failures.ts";
import type { Arguments, Machine } from "./machine.ts";
import type { Cell, Scope } from "./scope.ts";
import { type AnyPlace, type Delta, joinDeltas, type Mark } from "./values/journal.ts";
import type { AbstractObject } from "./values/object.ts";
import { joinValues, NEVER, type Value } from "./values/value.ts";

const MAX_PENDING = 12;
const NONE: readonly Jumped[] = [];
const NOTED = {};

/** What jumps changed, and the number of the last of them. */
interface Jumped extends Delta {
  readonly number: number;
}

/** A place in the source that jumps lead to: the end of a function, of a loop, of a `try` block. */
export class Target {
  readonly mark: Mark;
  /** When it came into being. */
  readonly birth: number;
  readonly #machine: Machine;
  #pending: readonly Jumped[] = NONE;
  #failures: Failures | undefined;
  #lastFailure = 0;
  #count = 0;
  #value: Value = NEVER;

  /** It takes what a failing host call throws: a `try` block, not the end of the run. */
  readonly catches: boolean;

  constructor(machine: Machine, options?: { readonly catches?: boolean }) {
    this.#machine = machine;
    this.catches = options?.catches ?? false;
    this.birth = machine.journal.born();
    this.mark = machine.journal.mark();
  }

  get reached(): boolean {
    return this.#pending.length > 0 || this.#failures !== undefined;
  }

  /** Notes that execution can go on at this target from here; the run itself goes on. */
  note(value: Value = NEVER, { implicit = false }: { readonly implicit?: boolean } = NOTED): void {
    const { journal, trace } = this.#machine;
    if (journal.dead) return;
    trace?.noted(this, { value, asImplicit: implicit });
    this.#value = joinValues(this.#value, value);
    const number = ++this.#count;
    if (implicit) {
      this.#lastFailure = number;
      (this.#failures ??= new Failures(this.mark)).add(journal);
      return;
    }
    const delta = journal.capture(this.mark);
    if (delta !== undefined) this.#pending = [...this.#pending, { ...delta, number }];
    if (this.#pending.length > MAX_PENDING) this.#compress();
  }

  /** Jumps here: what follows is dead. */
  jump(value: Value = NEVER): void {
    this.note(value);
    this.#machine.journal.dead = true;
  }

  /** Joins the last ones, and those before that are not much larger: so what changed once is not joined again each time. */
  #compress(): void {
    const sizes = this.#pending.map(({ changes }) => changes.size);
    let from = sizes.length - 1;
    for (let size = sizes[from] ?? 0; from > 0 && (sizes[from - 1] ?? 0) <= 2 * size;) size += sizes[--from] ?? 0;
    const last = this.#pending.slice(from);
    const joined = [true, false].flatMap((implicit): readonly Jumped[] => {
      const same = last.filter((delta) => delta.implicit === implicit);
      const delta = joinDeltas(this.mark, same);
      return delta === undefined ? [] : [{ ...delta, number: same.at(-1)?.number ?? 0 }];
    });
    this.#pending = [...this.#pending.slice(0, from), ...joined];
  }

  /** Goes on here from the present state and all that jumped here; the value of those that jumped. */
  arrive(options: { readonly onlyJumps?: boolean } = {}): Value {
    const { journal } = this.#machine;
    if (!this.reached && options.onlyJumps !== true) return NEVER;
    const here = journal.take(this.mark);
    const { deltas, value } = this.takePending();
    journal.merge(this.mark, options.onlyJumps === true ? deltas : [here, ...deltas]);
    return value;
  }

  /** What is noted so far, to be given to `restore` when what follows is done again. */
  save(): () => void {
    const [pending, value, count] = [this.#pending, this.#value, this.#count];
    const [failures, lastFailure] = [this.#failures, this.#lastFailure];
    const restoreFailures = failures?.save();
    const forget = this.#machine.trace?.savedNotes(this);
    return () => {
      forget?.();
      [this.#pending, this.#value, this.#count] = [pending, value, count];
      [this.#failures, this.#lastFailure] = [failures, lastFailure];
      restoreFailures?.();
    };
  }

  /** Adjusts the states that jumped here since there were `from` jumps. */
  adjust(from: number, adjustments: ReadonlyMap<AnyPlace, Adjustment>): void {
    if (from === this.#count) return;
    this.#machine.trace?.unstable((part) => this.birth < part.birth);
    this.#pending = this.#pending.map((delta) => (delta.number <= from ? delta : adjusted(delta, adjustments)));
    if (this.#lastFailure > from) this.#failures?.adjust(adjustments);
  }

  /** How many jumps came here. */
  get count(): number {
    return this.#count;
  }

  /** What jumped here, to be merged by a construct that needs it apart. */
  takePending(): { readonly deltas: readonly Delta[]; readonly value: Value } {
    const deltas = this.#failures === undefined ? this.#pending : [...this.#pending, this.#failures.delta()];
    const value = this.#value;
    this.#pending = NONE;
    this.#failures = undefined;
    this.#value = NEVER;
    return { deltas, value };
  }
}

function adjusted(delta: Jumped, adjustments: ReadonlyMap<AnyPlace, Adjustment>): Jumped {
  const changes = new Map(delta.changes);
  for (const [place, { base, change }] of adjustments) {
    const known = changes.get(place) ?? { base, now: base };
    changes.set(place, { base: known.base, now: change(known.now) });
  }
  return { ...delta, changes };
}

/** Where `break` and `continue` lead. */
export interface Jump {
  readonly labels: readonly string[];
  readonly breaks: Target;
  /** Undefined for a `switch` or a labelled block. */
  readonly continues?: Target | undefined;
  /** It takes a `break` without a label. */
  readonly plain: boolean;
}

/** The activation of a function, or of a module. */
export class Frame {
  readonly machine: Machine;
  readonly file: FilePath;
  scope: Scope;
  returns: Target;
  throws: Target;
  /** Where a failing host call leads: a `try` block, also one around the call of an async function. */
  failures: Target;
  jumps: readonly Jump[] = [];
  self: Cell | undefined;
  home: AbstractObject | undefined;
  newTarget: Value | undefined;
  args: Arguments | undefined;
  caller: { readonly frame: Frame; readonly site: ts.Node } | undefined;
  readonly closure: AbstractObject | undefined;
  /** Collects what a generator yields. */
  yields: AbstractObject | undefined;
  /** Where a generator leads that is asked for nothing more. */
  suspends: Target | undefined;
  node: ts.Node | undefined;
  /** The calls that lead here, the same for the same calls; for a trace. */
  chain: CallChain | undefined;

  /** `Machine.newFrame` makes them. */
  constructor(machine: Machine, parts: FrameParts) {
    this.machine = machine;
    this.file = parts.file;
    this.closure = parts.closure;
    this.scope = parts.scope;
    this.returns = parts.returns;
    this.throws = parts.throws;
    this.failures = parts.failures ?? parts.throws;
    this.renew(parts);
  }

  /** Makes it the frame of another call of the same function. */
  renew(parts: FrameParts): void {
    this.scope = parts.scope;
    this.returns = parts.returns;
    this.throws = parts.throws;
    this.failures = parts.failures ?? parts.throws;
    this.jumps = [];
    this.self = parts.self;
    this.home = parts.home;
    this.newTarget = parts.newTarget;
    this.args = parts.args;
    this.caller = parts.caller;
    this.yields = parts.yields;
    this.suspends = parts.yields === undefined ? undefined : new Target(this.machine);
    this.node = parts.node;
    this.chain = parts.caller === undefined || this.machine.trace === undefined ? undefined : chainOf(parts.caller);
  }

  evaluate(node: ts.Node): Value {
    return this.machine.operations.evaluate(this, node);
  }

  execute(node: ts.Node): void {
    this.machine.operations.execute(this, node);
  }

  /** Something that may throw when a host or a built-in fails was done; `error` is what the source throws then. */
  mayThrow(error: Value = NEVER): void {
    if (this.failures.catches) this.failures.note(error, { implicit: true });
  }
}

/** A call and those around it. */
export interface CallChain {
  readonly site: ts.Node;
  readonly outer: CallChain | undefined;
}

const OUTERMOST = {};
const chains = new WeakMap<ts.Node, WeakMap<object, CallChain>>();

/** Only calls count that the source shows as such. */
function chainOf({ frame, site }: { readonly frame: Frame; readonly site: ts.Node }): CallChain | undefined {
  const outer = frame.chain;
  if (!ts.isCallExpression(site)) return outer;
  const known = chains.get(site) ?? new WeakMap<object, CallChain>();
  chains.set(site, known);
  let chain = known.get(outer ?? OUTERMOST);
  if (chain === undefined) known.set(outer ?? OUTERMOST, (chain = { site, outer }));
  return chain;
}

/** What a frame is made of. */
export interface FrameParts {
  readonly file: FilePath;
  readonly scope: Scope;
  readonly returns: Target;
  readonly throws: Target;
  readonly failures?: Target | undefined;
  /** What `this` is where the function has its own. */
  readonly ownSelf?: Value | undefined;
  /** The `this` of another frame. */
  readonly self?: Cell | undefined;
  readonly home?: AbstractObject | undefined;
  readonly newTarget?: Value | undefined;
  readonly args?: Arguments | undefined;
  readonly caller?: { readonly frame: Frame; readonly site: ts.Node } | undefined;
  readonly closure?: AbstractObject | undefined;
  readonly yields?: AbstractObject | undefined;
  readonly node?: ts.Node | undefined;
}
