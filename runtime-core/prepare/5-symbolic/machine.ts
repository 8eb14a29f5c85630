/**
 * The machine of the virtual run: its state, its budget and what every part of the evaluation calls of the others.
 *
 * The parts (expressions, statements, calls, …) import this file and never each other in a circle: what runs both ways
 * goes through `Operations`.
 */
import type { FilePath } from "../../base/span.ts";
import { AMBIT_PROFILE } from "../../capabilities/profiles/ambit.ts";
import type { Profile } from "../../capabilities/profiles/profile.ts";
import type { ts } from "../1-parse/syntax.ts";
import type { Phase, UnknownReason } from "../effect.ts";
import { type Counter, Recorder } from "./effects/recorder.ts";
import type { SymbolicInput } from "./evaluate.ts";
import { Frame, type FrameParts } from "./frame.ts";
import { AbsentResults } from "./hosts/absent-results.ts";
import type { OwnLook } from "./hosts/foreign/own-functions.ts";
import type { AnyPlace, Journal, Mark } from "./values/journal.ts";
import { AbstractObject, type Content, EMPTY_CONTENT, type ObjectType } from "./values/object.ts";
import type { ModuleRecord } from "./modules.ts";
import type { Platform } from "./platform.ts";
import type { Recursion } from "./recursion.ts";
import { Cell, Scope } from "./scope.ts";
import type { Trace } from "./trace.ts";
import type { Hole } from "./values/text.ts";
import { MemberStore } from "./values/unknown.ts";
import { joinValues, NEVER, unknownValue, type Value } from "./values/value.ts";

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
  /** What `new.target` is, when it is not the function that is called. */
  readonly newTarget?: Value | undefined;
  /** Set when a generator runs that was called before: to its end, or perhaps not. */
  readonly begins?: "wholly" | "partly";
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
  /** The member whose name is a value; getters see the object itself as `this`, or `self`. */
  element(
    frame: Frame,
    base: Value,
    at: { readonly key: Value; readonly site: ts.Node; readonly self?: Value | undefined },
  ): Value;
  set(frame: Frame, base: Value, member: { readonly name: Value; readonly value: Value; readonly site: ts.Node }): void;
  remove(frame: Frame, base: Value, member: { readonly name: Value; readonly site: ts.Node }): void;
  loadModule(path: FilePath): ModuleRecord | undefined;
  requireModule(frame: Frame, specifier: string): Value;
}

/** A function that runs later: a timer, a listener, a function that escaped. */
export interface Deferred {
  readonly callee: Value;
  readonly call: Call;
  readonly max: number;
  /** It is noted by what was only looked at ahead of time, and will be noted again. */
  readonly isForeseen?: boolean;
  /** It ran where it was called, and runs again only for what it finds late: all of it, or what stands behind its first `await`. */
  readonly late?: "wholly" | "behind-await";
  /** What becomes of its result. */
  readonly returns?: (result: Value) => void;
}

/** A function that was an argument of a call, or stood in one. */
export interface Handed {
  readonly closure: AbstractObject;
  readonly call: Call;
  readonly phase: Phase;
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
  /** Where it began. */
  readonly mark: Mark;
  /** Set when it leads to a call that it covers. */
  recursion: Recursion | undefined;
}

const DEFAULT_STEPS = 100_000;
/** Long modules have more to do: one step more for so many UTF-16 units, up to a limit. */
const UNITS_A_STEP = 4;
const MOST_STEPS_FOR_LENGTH = 300_000;
/** Half of what the stack of V8 has room for while nothing is compiled: how much that is must not decide a result. */
const MAX_DEPTH = 600;

/** The state of one evaluation. */
export class Machine {
  input: SymbolicInput;
  /** What evaluations leave for later ones; undefined when nothing is kept. */
  trace: Trace | undefined;
  readonly profile: Profile;
  readonly operations: Operations;
  readonly platform: Platform;
  readonly journal: Journal;
  readonly recorder: Recorder;
  modules = new Map<FilePath, ModuleRecord>();
  readonly #namespaces = new Map<string, AbstractObject>();
  /** Host modules that the program has as namespaces, which inherit from nothing; what it requires does. */
  hostNamespaces = new Set<AbstractObject>();
  readonly activations: Activation[] = [];
  /** Functions whose recursion makes new closures without end: calls of any of them count as the same. */
  readonly endless = new Set<ts.Node>();
  /** In a program of another host: steps that functions took for calling themselves. */
  readonly recursionSteps = new Map<ts.Node, number>();
  readonly deferred: Deferred[] = [];
  readonly absentResults = new AbsentResults();
  /** The objects `arguments` of calls that asked for them. */
  readonly argumentObjects = new WeakMap<Arguments, AbstractObject>();
  /** In a program of another host: the functions that came into being, those that ran, and those given to packages. */
  readonly functions:
    | {
        readonly made: Map<ts.Node, AbstractObject>;
        readonly ran: Set<ts.Node>;
        readonly handed: Map<ts.Node, Handed>;
        /** Those that came into being in more than one scope, and those of the program itself that are looked at in the end. */
        readonly several: Set<ts.Node>;
        readonly own: Map<ts.Node, OwnLook>;
      }
    | undefined;
  phase: Phase = "init";
  /** False while single functions are looked at that the run did not reach. */
  followsCalls = true;
  /** The function that runs late, as long as it did not come to its first `await`, and where it began. */
  beforeAwait: { readonly node: ts.Node; readonly mark: Mark } | undefined;
  /** What was only found late in this phase: how often it can happen. */
  readonly foundLate = new Map<Counter, number>();
  /** What the last look at a function that may run meanwhile read, and what that was. */
  readonly looks = new Map<Deferred, ReadonlyMap<AnyPlace, unknown>>();
  /** Functions of packages that were too much work. */
  tooLarge = new Set<ts.Node>();
  /** How often something was cut off because it was too much work. */
  cuts = 0;
  /** The first phase in which that happened. */
  cutIn: Phase | undefined;
  /** The budget was used up, and what came after that point was not looked at. */
  isExhausted = false;
  /** The functions that ran, and the calls of host functions that were reached. */
  ran = new Set<ts.Node>();
  steps: number;
  depth = 0;
  /** Above 0 while a branch runs whose condition is not known. */
  undecided = 0;
  /** Above 0 while something runs that stands for any number of runs. */
  repeated = 0;

  #identities = 0;

  constructor(input: SymbolicInput, operations: Operations, platform: Platform) {
    this.input = input;
    this.profile = input.profile ?? AMBIT_PROFILE;
    this.operations = operations;
    this.platform = platform;
    this.journal = platform.journal;
    this.recorder = new Recorder(this);
    this.functions =
      this.profile.foreign === undefined
        ? undefined
        : { made: new Map(), ran: new Set(), handed: new Map(), several: new Set(), own: new Map() };
    this.steps = this.#budget;
  }

  /**
   * Makes it ready for an evaluation: everything is as before the first one.
   *
   * Collections are made anew, here and in what it begins: one that was cleared leads from its old table to the new one,
   * so that a table which is old garbage keeps all that came later until the whole heap is looked through.
   */
  begin(input: SymbolicInput): void {
    this.input = input;
    this.platform.restart();
    this.recorder.begin();
    this.modules = new Map();
    this.hostNamespaces = new Set();
    this.ran = new Set();
    this.tooLarge = new Set();
    this.deferred.length = 0;
    this.foundLate.clear();
    this.looks.clear();
    this.cuts = 0;
    this.cutIn = undefined;
    this.isExhausted = false;
    this.steps = this.#budget;
    this.trace?.begin();
  }

  /** A run that leaves a trace costs more, and is for modules that are far from what the budget allows. */
  get #budget(): number {
    const steps = this.input.steps ?? DEFAULT_STEPS + this.#stepsForLength;
    return this.trace === undefined ? steps : steps / 2;
  }

  get #stepsForLength(): number {
    if (this.profile.foreign !== undefined) return 0;
    let units = 0;
    for (const { text } of this.input.files.values()) units += text.length;
    return Math.min(units / UNITS_A_STEP, MOST_STEPS_FOR_LENGTH);
  }

  /** Whether another run over the same texts, with a smaller budget, finds the same. */
  get isRepeatable(): boolean {
    return !this.degraded && this.endless.size === 0 && (this.trace !== undefined || this.steps > this.#budget / 2);
  }

  /** Something was cut off: what is found is not all. */
  get degraded(): boolean {
    return this.cuts > 0;
  }

  get globals(): AbstractObject | undefined {
    return this.platform.globals;
  }

  get dead(): boolean {
    return this.journal.dead;
  }

  /** The code of a node runs: a function, the field of a class, a call of the host. */
  runs(node: ts.Node): void {
    this.ran.add(node);
    this.trace?.ran(node);
  }

  /** Counts a step of work. Throws when there are no more. */
  step(): void {
    this.charge(1 + (this.journal.takeWork() >> 2));
  }

  /** Counts steps that were done before. */
  charge(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) throw new BudgetExhausted();
  }

  /** Goes one level deeper; false when that is too deep. Each true needs a `leave`. */
  enter(): boolean {
    if (this.depth >= MAX_DEPTH) {
      this.cuts++;
      return false;
    }
    this.depth++;
    return true;
  }

  leave(): void {
    this.depth--;
  }

  /** Runs something one level deeper; where that is too deep, its value is not known. */
  deeper(run: () => Value): Value {
    if (!this.enter()) return unknownValue("budget");
    try {
      return run();
    } finally {
      this.leave();
    }
  }

  newObject(
    type: ObjectType,
    rest: { content?: Content; proto?: AbstractObject | undefined; essence?: unknown; site?: ts.Node | undefined } = {},
  ): AbstractObject {
    const { trace } = this;
    const { content = EMPTY_CONTENT, essence, proto, site } = rest;
    this.charge((content.items.length + content.members.size) >> 4);
    const known = trace?.object(type, { content, essence, proto, site });
    const object = known ?? new AbstractObject(type, this.journal.born(), rest);
    if (known === undefined) object.identity = ++this.#identities;
    trace?.madeObject(object);
    return object;
  }

  /** A new scope for the names of a node. */
  newScope(parent: Scope | undefined, owner: ts.Node | undefined): Scope {
    const scope = this.trace?.scope(parent, owner) ?? new Scope(parent, { birth: this.journal.born(), owner });
    this.trace?.madeScope(scope);
    return scope;
  }

  /** Declares a variable in a scope, in the place of one that has the name. */
  declare(
    scope: Scope,
    name: string,
    { declaration, value }: { readonly value?: Value | undefined; readonly declaration: ts.Node | undefined },
  ): Cell {
    const known = this.trace?.cell(scope, name, { value, declaration });
    const cell = known ?? new Cell(name, this.journal.born(), { value, declaration, scope });
    scope.cells.set(name, cell);
    this.trace?.madeCell(cell);
    return cell;
  }

  newFrame(parts: FrameParts): Frame {
    const known = this.trace?.frame(parts);
    const frame = known ?? new Frame(this, parts);
    const own = known?.self;
    if (parts.ownSelf !== undefined) {
      const self = own ?? new Cell("this", 0);
      self.birth = this.journal.born();
      self.content = parts.ownSelf;
      this.trace?.madeCell(self);
      frame.renew({ ...parts, self });
    } else known?.renew(parts);
    this.trace?.madeFrame(frame);
    return frame;
  }

  newStore(of: Hole): MemberStore {
    const store = this.trace?.store(of) ?? new MemberStore(of, this.journal);
    this.trace?.madeStore(store);
    return store;
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

  /** The object that holds the exports of a module, made once for the same exports. */
  namespace(key: string, content: () => Content): AbstractObject {
    let known = this.#namespaces.get(key);
    if (known === undefined)
      this.#namespaces.set(key, (known = new AbstractObject("object", 0, { content: content() })));
    return known;
  }

  /** The built-in function of a name, made once. */
  native(name: string, implementation: Native): AbstractObject {
    return this.platform.native(name, implementation);
  }

  /** The value of something that is too much work. */
  tooMuch(): UnknownReason {
    this.cuts++;
    return "budget";
  }
}

/** What a built-in function object is made of. */
export interface NativeEssence {
  readonly name: string;
  readonly implementation: Native;
}
