/**
 * What the virtual run has found: counted effects and unknown calls.
 *
 * Counters are part of the state, so that branches, loops and early returns give bounds without extra work.
 */
import type { FilePath, Location, Span } from "../../../base/span.ts";
import { ts } from "../../1-parse/syntax.ts";
import type { CallFault, EffectReport, Phase, UnknownCall } from "../../effect.ts";
import type { Target } from "../frame.ts";
import { type Journal, type Mark, Place } from "../values/journal.ts";
import { locate, type Step } from "./explain.ts";
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
  readonly finding: Omit<Finding, "must" | "explain">;
  readonly explanation: readonly Step[];
  carries: readonly string[];

  constructor(phase: Phase, finding: Finding) {
    super({ min: 0, max: 0 }, 0);
    const { file, site, kind, resource, carries, call } = finding;
    this.phase = phase;
    // Without `explain`, which holds the frame of the call and with it the whole run.
    this.finding = { file, site, kind, resource, carries, call };
    this.carries = finding.carries;
    this.explanation = finding.explain();
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
}

/** Collects findings. Above 0, `muted` keeps them out: a run that is only there to see what it changes. */
export class Recorder {
  readonly #counters = new Map<string, Counter>();
  readonly #unknowns = new Map<string, PhaseUnknown>();
  readonly #faults = new Map<string, FoundFault>();
  #journal: Journal | undefined;
  /** Everything that was found, in order and with repetitions, counted or not. */
  readonly log: Finding[] = [];
  phase: Phase = "init";
  phaseEnd: Target | undefined;
  muted = 0;

  begin(journal: Journal): void {
    this.#journal = journal;
  }

  record(finding: Finding): void {
    const journal = this.#journal;
    this.log.push(finding);
    if (journal === undefined || journal.dead || this.muted > 0) return;
    const { site, kind, resource } = finding;
    const key = `${finding.file}:${site.pos}:${site.end}|${this.phase}|${kind}|${resource.resource ?? `?${resource.reason}`}`;
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      counter = new Counter(this.phase, finding);
      this.#counters.set(key, counter);
    } else if (finding.carries.some((source) => !counter?.carries.includes(source))) {
      counter.carries = [...new Set([...counter.carries, ...finding.carries])];
    }
    const { min, max } = counter.state;
    journal.write(counter, { min: min + (finding.must ? 1 : 0), max: max + 1 });
  }

  unknown(call: FoundUnknown): void {
    if (this.#journal?.dead === true || this.muted > 0) return;
    const key = `${call.file}:${call.site.pos}|${this.phase}|${call.reason}`;
    this.#unknowns.set(key, { ...call, phase: this.phase });
  }

  fault(found: FoundFault): void {
    if (this.#journal?.dead === true || this.muted > 0) return;
    const key = `${found.file}:${found.site.pos}|${JSON.stringify(found.fault)}`;
    const known = this.#faults.get(key);
    if (known === undefined || !known.sure) this.#faults.set(key, found);
  }

  /** What happened so far happens although this run does not come to its end. */
  diverges(): void {
    this.phaseEnd?.note();
  }

  /** What happened since the mark can happen any number of times. */
  unbounded(mark: Mark): void {
    for (const [counter, { base, now }] of this.changedSince(mark)) {
      if (now.max > base.max) this.#journal?.write(counter, { min: now.min, max: Infinity });
    }
  }

  /** The counters that changed since the mark. */
  changedSince(mark: Mark): readonly (readonly [Counter, { readonly base: Count; readonly now: Count }])[] {
    const changes = this.#journal?.capture(mark)?.changes ?? new Map();
    const out: (readonly [Counter, { base: Count; now: Count }])[] = [];
    for (const [place, change] of changes) if (place instanceof Counter) out.push([place, change]);
    return out;
  }

  set(counter: Counter, count: Count): void {
    this.#journal?.write(counter, count);
  }

  /** Counts of exported functions begin anew: they run again from a state that covers more. */
  restart(): void {
    for (const counter of this.#counters.values()) if (counter.phase !== "init") counter.state = { min: 0, max: 0 };
  }

  /** What was found, by phase. */
  byPhase(): {
    readonly counters: ReadonlyMap<Phase, readonly Counter[]>;
    readonly unknowns: ReadonlyMap<Phase, readonly PhaseUnknown[]>;
  } {
    const phaseOf = (each: { readonly phase: Phase }): Phase => each.phase;
    return {
      counters: Map.groupBy(this.#counters.values(), phaseOf),
      unknowns: Map.groupBy(this.#unknowns.values(), phaseOf),
    };
  }

  /** Takes over what an earlier evaluation found in a phase that this one does not run. */
  adopt(found: { readonly counters: readonly Counter[]; readonly unknowns: readonly PhaseUnknown[] }): void {
    found.counters.forEach((counter, i) => this.#counters.set(`${counter.phase} ${i}`, counter));
    found.unknowns.forEach((unknown, i) => this.#unknowns.set(`${unknown.phase} ${i}`, unknown));
  }

  get hasFaults(): boolean {
    return this.#faults.size > 0;
  }

  /** All that was found, in order of place. */
  report(degraded: boolean): Omit<EffectReport, "unreached"> {
    return {
      effects: finishEffects([...this.#counters.values()]),
      unknowns: [...this.#unknowns.values()].map(({ site, ...rest }) => ({ ...rest, span: spanOf(site) })),
      faults: [...this.#faults.values()].map(({ site, explanation, ...rest }) => ({
        ...rest,
        span: spanOf(site),
        explanation: locate(explanation),
      })),
      degraded,
    };
  }
}

/** Where a node stands now; a whole file stands at its start. */
function spanOf(node: ts.Node): Span {
  return ts.isSourceFile(node) ? { start: 0, end: 0 } : { start: node.getStart(), end: node.end };
}
