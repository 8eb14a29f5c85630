/**
 * What the virtual run has found: counted effects and unknown calls.
 *
 * Counters are part of the state, so that branches, loops and early returns give bounds without extra work.
 */
import type { FilePath, Location } from "../../../base/span.ts";
import type { ts } from "../../1-parse/syntax.ts";
import type { CallFault, EffectReport, Phase, UnknownCall } from "../../effect.ts";
import type { Target } from "../frame.ts";
import type { Machine } from "../machine.ts";
import { type Mark, Place } from "../values/journal.ts";
import { locate, placeOf, type Step } from "./explain.ts";
import { finishEffects } from "./finish.ts";
import type { Resource } from "./resource.ts";

/** How often something happens: `max` may be infinite. */
export interface Count {
  readonly min: number;
  readonly max: number;
}

/** One effect at one place, found. */
export interface Finding {
  readonly file: FilePath;
  readonly site: ts.Node;
  readonly kind: string;
  readonly resource: Resource;
  readonly carries: readonly string[];
  readonly call: string;
  readonly explain: () => readonly Step[];
  /** False when it is one of several alternatives. */
  readonly must: boolean;
}

/** A finding without `explain`, which holds the frame of the call and with it the whole run. */
type Found = Omit<Finding, "must" | "explain">;

/** A finding; who is the first of its counter says why it is so. */
export interface CountEvent {
  readonly counter: Counter;
  readonly found: Found;
  readonly explanation: readonly Step[] | undefined;
}

/** Something that the recorder was told, in terms that hold in a later evaluation. */
export type Event = CountEvent | { readonly unknown: PhaseUnknown } | { readonly fault: FoundFault };

/** What is found at a node; an edit elsewhere may move it. */
type AtNode<T extends Location> = Omit<T, "span" | "phase" | "explanation"> & { readonly site: ts.Node };

/** An unknown call, found. */
export type FoundUnknown = AtNode<UnknownCall>;

/** An unknown call of one phase. */
export type PhaseUnknown = FoundUnknown & { readonly phase: Phase };

/** A wrong argument, found. */
export type FoundFault = AtNode<CallFault> & { readonly explanation: readonly Step[] };

/** Counts one finding along the run. */
export class Counter extends Place<Count> {
  readonly phase: Phase;
  /** What is counted at one place with the same one is one thing that a call does. */
  readonly group: string;
  /** What was found first. */
  finding: Found;
  explanation: readonly Step[] = [];
  carries: readonly string[] = [];

  constructor(phase: Phase, finding: Found) {
    super({ min: 0, max: 0 }, 0);
    this.phase = phase;
    this.group = `${phase}|${finding.kind}`;
    this.finding = finding;
  }

  override isSame(state: Count): boolean {
    return this.content.min === state.min && this.content.max === state.max;
  }

  /** Failing hosts do not lower the least number: it supposes that they succeed. */
  override merge(states: readonly { readonly state: Count; readonly implicit: boolean }[]): Count {
    const explicit = states.filter((each) => !each.implicit);
    const sure = explicit.length === 0 ? states : explicit;
    return {
      min: Math.min(...sure.map((each) => each.state.min)),
      max: Math.max(...states.map((each) => each.state.max)),
    };
  }

  override widen(before: Count): Count {
    return before;
  }

  override anything(state: Count): Count {
    return state;
  }
}

/** Collects findings. Above 0, `muted` keeps them out: a run that is only there to see what it changes. */
export class Recorder {
  /** All counters that there ever were, by phase and place, so that a later evaluation has the same ones. */
  readonly #known = new Map<Phase, Map<ts.Node, Counter[]> | WeakMap<ts.Node, Counter[]>>();
  /** Those that count in this evaluation, in order. */
  #counters = new Set<Counter>();
  #unknowns = new Map<string, PhaseUnknown>();
  #faults = new Map<string, FoundFault>();
  readonly #machine: Machine;
  /** Everything that was found, in order and with repetitions, counted or not; of programs of another host. */
  readonly log: (Finding | FoundUnknown)[] = [];
  phase: Phase = "init";
  phaseEnd: Target | undefined;
  muted = 0;
  /** Above 0, what was found at a place counts as it is: a run that is only there to find what else can happen. */
  late = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Begins anew. */
  begin(): void {
    for (const counter of this.#counters) counter.content = { min: 0, max: 0 };
    this.#counters = new Set();
    this.#unknowns = new Map();
    this.#faults = new Map();
    this.phase = "init";
    this.phaseEnd = undefined;
    this.muted = 0;
    this.late = 0;
  }

  record(finding: Finding): void {
    const { journal, profile } = this.#machine;
    if (profile.foreign !== undefined) this.log.push(finding);
    if (journal.dead || this.muted > 0) return;
    const { call, carries, explain, file, kind, must, resource, site } = finding;
    const found = { file, site, kind, resource, carries, call };
    const counter = this.#counterOf(found);
    if (this.late > 0 && this.#counters.has(counter) && counter.state.max > 0) return;
    const event = { counter, found, explanation: this.#counters.has(counter) ? undefined : explain() };
    this.#machine.trace?.happened(event);
    this.#count(event);
    const { min, max } = counter.state;
    journal.write(counter, { min: min + (must ? 1 : 0), max: max + 1 });
  }

  #counterOf(found: Found): Counter {
    const { kind, resource, site } = found;
    let ofPhase = this.#known.get(this.phase);
    // A run without a trace is the only one of its recorder, and a `Map` is the quicker of the two.
    if (ofPhase === undefined)
      this.#known.set(this.phase, (ofPhase = this.#machine.trace === undefined ? new Map() : new WeakMap()));
    let here = ofPhase.get(site);
    if (here === undefined) ofPhase.set(site, (here = []));
    // Outside of a phase nobody hears that the budget is used up.
    if (this.phaseEnd !== undefined) this.#machine.charge(here.length >> 5);
    let counter = here.find(({ finding }) => finding.kind === kind && isSameResource(finding.resource, resource));
    if (counter === undefined) here.push((counter = new Counter(this.phase, found)));
    return counter;
  }

  #count(event: CountEvent): void {
    const { counter, explanation, found } = event;
    if (!this.#counters.has(counter)) {
      this.#counters.add(counter);
      Object.assign(counter, { finding: found, explanation: explanation ?? [], carries: found.carries });
    } else if (found.carries.some((source) => !counter.carries.includes(source)))
      counter.carries = [...new Set([...counter.carries, ...found.carries])];
  }

  unknown(call: FoundUnknown): void {
    if (this.#machine.profile.foreign !== undefined) this.log.push(call);
    if (this.#machine.dead || this.muted > 0) return;
    const unknown = { ...call, phase: this.phase };
    this.#machine.trace?.happened({ unknown });
    this.#addUnknown(unknown);
  }

  #addUnknown(unknown: PhaseUnknown): void {
    this.#unknowns.set(`${unknown.file}:${unknown.site.pos}|${unknown.phase}|${unknown.reason}`, unknown);
  }

  fault(fault: FoundFault): void {
    if (this.#machine.dead || this.muted > 0 || this.late > 0) return;
    this.#machine.trace?.happened({ fault });
    this.#addFault(fault);
  }

  #addFault(fault: FoundFault): void {
    const key = `${fault.file}:${fault.site.pos}|${JSON.stringify(fault.fault)}`;
    const known = this.#faults.get(key);
    if (known === undefined || !known.sure) this.#faults.set(key, fault);
  }

  /** Whether a counter counts in this evaluation already. */
  counts(counter: Counter): boolean {
    return this.#counters.has(counter);
  }

  /** Is told again what it was told in an earlier evaluation. */
  repeat(events: readonly Event[]): void {
    for (const event of events) {
      if ("counter" in event) this.#count(event);
      else if ("unknown" in event) this.#addUnknown(event.unknown);
      else this.#addFault(event.fault);
    }
  }

  /** What happened so far happens although this run does not come to its end. */
  diverges(): void {
    this.phaseEnd?.note();
  }

  /** What happened since the mark can happen any number of times. */
  unbounded(mark: Mark): void {
    for (const [counter, { base, now }] of this.changedSince(mark)) {
      if (now.max > base.max) this.#machine.journal.write(counter, { min: now.min, max: Infinity });
    }
  }

  /** The counters that changed since the mark. */
  changedSince(mark: Mark): readonly (readonly [Counter, { readonly base: Count; readonly now: Count }])[] {
    const changes = this.#machine.journal.capture(mark)?.changes ?? new Map();
    const out: (readonly [Counter, { base: Count; now: Count }])[] = [];
    for (const [place, change] of changes) if (place instanceof Counter) out.push([place, change]);
    return out;
  }

  set(counter: Counter, count: Count): void {
    this.#machine.journal.write(counter, count);
  }

  /**
   * Counts of exported functions begin anew: they run again from a state that covers more.
   *
   * @returns What adds the counts so far, for when that run is cut off.
   */
  restart(): () => void {
    const found = [...this.#counters]
      .filter(({ phase }) => phase !== "init")
      .map((counter) => [counter, counter.content] as const);
    for (const [counter] of found) counter.content = { min: 0, max: 0 };
    return () => {
      for (const [counter, { max }] of found) counter.content = { min: 0, max: Math.max(max, counter.content.max) };
    };
  }

  /** Counts something that may happen in the place of what else was found there; nothing that was counted. */
  countInstead(counter: Counter, max: number): void {
    if (counter.state.max > 0) return;
    for (const other of this.#known.get(counter.phase)?.get(counter.finding.site) ?? [])
      if (other.group === counter.group) this.set(other, { ...other.state, min: 0 });
    this.set(counter, { min: 0, max });
  }

  /** The places where something was found. */
  sites(): ReadonlySet<ts.Node> {
    const found = [...this.#counters].map(({ finding }) => finding);
    return new Set([...found, ...this.#unknowns.values()].map(({ site }) => site));
  }

  /** All that was found, in order of place. */
  report(degraded: boolean): Omit<EffectReport, "unreached"> {
    const trees = this.#machine.input.files;
    return {
      effects: finishEffects(this.#counters, trees),
      unknowns: [...this.#unknowns.values()].map(({ site, ...rest }) => ({
        ...rest,
        span: placeOf(site, rest.file, trees),
      })),
      faults: [...this.#faults.values()].map(({ site, explanation, ...rest }) => ({
        ...rest,
        span: placeOf(site, rest.file, trees),
        explanation: locate(explanation, trees),
      })),
      degraded,
    };
  }
}

/** Whether two resources at one place are counted together. */
function isSameResource(a: Resource, b: Resource): boolean {
  return a.resource === null ? b.resource === null && a.reason === b.reason : a.resource === b.resource;
}
