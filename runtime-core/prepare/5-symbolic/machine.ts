/**
 * The machine of the virtual run: its state, its budget and what every part of the evaluation calls of the others.
 *
 * The parts (expressions, statements, calls, …) import this file and never each other in a circle: what runs both ways
 * goes through `Operations`.
 */
import type { FilePath } from "../../base/span.ts";
import type { Profile } from "../../capabilities/profiles/profile.ts";
import type { ts } from "../1-parse/syntax.ts";
import type { Phase, UnknownReason } from "../effect.ts";
import type { Recorder } from "./effects/recorder.ts";
import type { SymbolicInput } from "./evaluate.ts";
import type { Frame } from "./frame.ts";
import { AbsentResults } from "./hosts/absent-results.ts";
import { Journal } from "./values/journal.ts";
import { AbstractObject, type Content, type ObjectType } from "./values/object.ts";
import type { ModuleRecord } from "./modules.ts";
import { joinValues, NEVER, type Value } from "./values/value.ts";

/** The arguments of a call; `rest` when a spread of unknown length stands at the end. */
export interface Arguments {
  readonly values: readonly Value[];
  readonly rest?: Value | undefined;
}

/** A call as functions of the evaluation see it. */
export interface Call {
  readonly frame: Frame;
  readonly self: Value;
  readonly args: Arguments;
  /** The expression of the source that calls. */
  readonly site: ts.Node;
  /** Set for `new`. */
  readonly construct?: boolean;
}

/** A built-in function. */
export type Native = (call: Call) => Value;

/** What the parts of the evaluation do for each other. */
export interface Operations {
  evaluate(frame: Frame, node: ts.Node): Value;
  execute(frame: Frame, node: ts.Node): void;
  call(callee: Value, call: Call): Value;
  construct(callee: Value, call: Call): Value;
  get(frame: Frame, base: Value, name: string, site: ts.Node): Value;
  set(frame: Frame, base: Value, member: { readonly name: Value; readonly value: Value; readonly site: ts.Node }): void;
  loadModule(path: FilePath): ModuleRecord | undefined;
}

/** A function that runs later: a timer, a listener, a function that escaped. */
export interface Deferred {
  readonly callee: Value;
  readonly call: Call;
  readonly max: number;
}

/** Thrown inside the evaluation when the budget is used up; caught at the phase. */
export class BudgetExhausted extends Error {}

/** Thrown inside the evaluation when a recursion does not end; caught at its outermost activation. */
export class RecursionTooDeep extends Error {
  readonly node: ts.Node;

  constructor(node: ts.Node) {
    super("recursion");
    this.node = node;
  }
}

/** One call of a function of the source that has not returned. */
export interface Activation {
  readonly node: ts.Node;
  readonly closure: AbstractObject;
  readonly args: Arguments;
  readonly self: Value;
  /** What it returned in the round before. */
  result: Value;
  recursive: boolean;
}

const MAX_DEPTH = 900;

/** The state of one evaluation. */
export class Machine {
  readonly input: SymbolicInput;
  readonly profile: Profile;
  readonly operations: Operations;
  readonly journal = new Journal();
  readonly recorder: Recorder;
  readonly modules = new Map<FilePath, ModuleRecord>();
  readonly natives = new Map<string, AbstractObject>();
  readonly activations: Activation[] = [];
  /** Functions whose recursion makes new closures without end: calls of any of them count as the same. */
  readonly endless = new Set<ts.Node>();
  readonly deferred: Deferred[] = [];
  readonly absentResults = new AbsentResults();
  globals: AbstractObject | undefined;
  /** In a program of another host: the functions that came into being, and those that ran. */
  readonly functions: { readonly made: Map<ts.Node, AbstractObject>; readonly ran: Set<ts.Node> } | undefined;
  phase: Phase = "init";
  /** False while single functions are looked at that the run did not reach. */
  followsCalls = true;
  degraded = false;
  /** The functions that ran in the present phase, and the calls of host functions that it reached. */
  ran = new Set<ts.Node>();
  /** The same of all phases, also of those whose findings were known already. */
  readonly allRan = new Set<ReadonlySet<ts.Node>>();
  steps: number;
  depth = 0;
  /** Above 0 while a branch runs whose condition is not known. */
  undecided = 0;

  constructor(
    input: SymbolicInput,
    parts: { profile: Profile; operations: Operations; recorder: Recorder; steps: number },
  ) {
    this.input = input;
    this.profile = parts.profile;
    this.operations = parts.operations;
    this.recorder = parts.recorder;
    this.functions = parts.profile.foreign === undefined ? undefined : { made: new Map(), ran: new Set() };
    this.steps = parts.steps;
  }

  get dead(): boolean {
    return this.journal.dead;
  }

  /** Counts a step of work. Throws when there are no more. */
  step(): void {
    this.steps -= 1 + (this.journal.takeWork() >> 2);
    if (this.steps < 0) throw new BudgetExhausted();
  }

  /** Goes one level deeper; false when that is too deep. Each true needs a `leave`. */
  enter(): boolean {
    if (this.depth >= MAX_DEPTH) {
      this.degraded = true;
      return false;
    }
    this.depth++;
    return true;
  }

  leave(): void {
    this.depth--;
  }

  newObject(
    type: ObjectType,
    rest: { content?: Content; proto?: AbstractObject | undefined; essence?: unknown; site?: ts.Node | undefined } = {},
  ): AbstractObject {
    return new AbstractObject(type, this.journal.born(), rest);
  }

  /** Runs alternatives from the same state and goes on from where any of them ended. */
  branch(alternatives: readonly (() => Value)[]): Value {
    if (this.dead) return NEVER;
    const mark = this.journal.mark();
    const values: Value[] = [];
    this.undecided++;
    const deltas = alternatives.map((alternative) => {
      const value = alternative();
      if (!this.dead) values.push(value);
      return this.journal.take(mark);
    });
    this.undecided--;
    this.journal.merge(mark, deltas);
    return joinValues(...values);
  }

  /** Runs something that only a failing host makes happen, or that may not happen at all. */
  maybe(run: () => void, options: { readonly implicit?: boolean } = {}): void {
    this.branch([
      () => {
        if (options.implicit === true) this.journal.implicit = true;
        run();
        return NEVER;
      },
      () => NEVER,
    ]);
  }

  /** The built-in function of a name, made once. */
  native(name: string, implementation: Native): AbstractObject {
    let known = this.natives.get(name);
    if (known === undefined) {
      known = new AbstractObject("native", 0, { essence: { name, implementation } });
      this.natives.set(name, known);
    }
    return known;
  }

  /** The value of something that is too much work. */
  tooMuch(): UnknownReason {
    this.degraded = true;
    return "budget";
  }
}

/** What a built-in function object is made of. */
export interface NativeEssence {
  readonly name: string;
  readonly implementation: Native;
}
