/**
 * One part of a run: what it read, what it did, what it made, and whether it can stand for the same part of a later run.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import { Counter, type Event } from "./effects/recorder.ts";
import type { CallChain, Frame, Target } from "./frame.ts";
import { Look } from "./hosts/absent-results.ts";
import type { Deferred, Machine } from "./machine.ts";
import type { Cell, Scope } from "./scope.ts";
import { type AnyPlace, Held, type Journal, type Mark } from "./values/journal.ts";
import type { AbstractObject } from "./values/object.ts";
import { Member, type MemberStore } from "./values/unknown.ts";
import type { Value } from "./values/value.ts";

/** That the run of a part reached a place where jumps of its surroundings end. */
interface Note {
  readonly target: Target;
  /** Which of the targets around the part it is, in whatever run. */
  readonly role: string;
  readonly changes: readonly Held[];
  readonly value: Value;
  /** The state was one that only a failing host reaches. */
  readonly implicit: boolean;
  /** It counts as such in any case. */
  readonly asImplicit: boolean;
}

/** What a part made itself, in order. */
interface Made {
  readonly objects: AbstractObject[];
  readonly cells: Cell[];
  readonly stores: MemberStore[];
  readonly members: Member[];
  readonly scopes: Scope[];
  readonly frames: Frame[];
}

/** How a part is opened. */
export interface PartOptions {
  /** The node that it runs, or a name. */
  readonly key: ts.Node | string;
  /** What makes it the same besides the key: the statements that it runs, the function that it calls. */
  readonly of?: readonly unknown[] | undefined;
  readonly id: number;
  readonly frame?: Frame | undefined;
  /** The part that stood in its place in the last evaluation. */
  readonly earlier: Part | undefined;
}

/** A part of the run: first open, then closed. */
export class Part {
  readonly key: ts.Node | string;
  readonly of: readonly unknown[];
  readonly id: number;
  readonly birth: number;
  /** The number of functions that ran when it began. */
  readonly depth: number;
  readonly frame: Frame | undefined;
  isStable = true;
  reads: AnyPlace[] = [];
  notes: Note[] = [];
  readonly names = new Set<string>();
  readonly ran = new Set<ts.Node>();
  /** What the recorder was told, and inner parts where they ran, in order. */
  readonly told: (Event | Part)[] = [];
  readonly children: Part[] = [];
  readonly made: Made = { objects: [], cells: [], stores: [], members: [], scopes: [], frames: [] };
  deferred: readonly Deferred[] = [];
  steps: number;
  readonly #mark: Mark;
  readonly #surroundings: Surroundings;
  readonly #targets: readonly (readonly [Target | undefined, string])[];
  readonly #deferredBefore: number;
  /** What stood in its place in the last evaluation, until it ends; it gives away what is made again. */
  earlier: Part | undefined;
  readonly #inputs: Held[] = [];
  /** What it left in places that were there before it, and in its own ones. */
  readonly #changes: Held[] = [];
  readonly #ownChanges: Held[] = [];
  /** The contents that its own places began with. */
  readonly #contents: Held[] = [];
  #events: readonly Event[] | undefined;
  #unexplained: readonly Counter[] | undefined;
  #members: readonly Member[] | undefined;
  /** When it ended. */
  #end = 0;
  /** Members that it asked for of values that were there before it. */
  readonly #asked = new Set<Member>();
  /** Variables that it declared in scopes that were there before it. */
  readonly #declared: Cell[] = [];
  #isSeen = true;
  /** What it made came into being later than between its beginning and its end. */
  #isReborn = false;
  #dead = false;
  #implicit = false;

  constructor(machine: Machine, { key, of = [], id, frame, earlier }: PartOptions) {
    this.key = key;
    this.of = of;
    this.id = id;
    this.frame = frame;
    if (earlier !== undefined) machine.journal.waitFor(earlier.birth);
    this.birth = machine.journal.born();
    this.depth = machine.activations.length;
    this.steps = machine.steps;
    this.#mark = machine.journal.mark();
    this.#surroundings = surroundingsOf(machine, frame);
    this.#targets = targetsAround(machine, frame);
    this.#deferredBefore = machine.deferred.length;
    this.earlier = earlier;
  }

  /** The part of the last evaluation that stands for what runs next: the same node, or one that the edit replaced. */
  claim(key: ts.Node | string, isAlive: (node: ts.Node) => boolean): Part | undefined {
    const { children } = this.earlier ?? NOTHING;
    const same = children.findIndex((child) => child.key === key);
    const at =
      same >= 0 || typeof key === "string"
        ? same
        : children.findIndex(
            (child) => typeof child.key !== "string" && child.key.kind === key.kind && !isAlive(child.key),
          );
    return at < 0 ? undefined : children.splice(at, 1)[0];
  }

  /** Notes that the run reached a target, if it lies around this part. */
  note(machine: Machine, target: Target, how: { readonly value: Value; readonly asImplicit: boolean }): void {
    if (target.birth > this.birth) return;
    const role = this.#targets.find(([each]) => each === target)?.[1];
    if (role === undefined) {
      this.isStable = false;
      return;
    }
    const { journal } = machine;
    this.notes.push({ ...how, target, role, changes: journal.heldSince(this.#mark), implicit: journal.implicit });
  }

  /** The target of a role around the part as it is now. */
  around(role: string, machine: Machine): Target | undefined {
    return targetsAround(machine, this.frame).find((each) => each[1] === role)?.[0];
  }

  /** Takes in what an inner part read and found. */
  collect(inner: Part): void {
    for (const { place } of inner.#inputs) {
      if (place.heardBy === this.id) continue;
      place.heardBy = this.id;
      this.reads.push(place);
    }
    for (const node of inner.ran) this.ran.add(node);
    this.told.push(inner);
  }

  /** All that the recorder was told, in order. */
  get events(): readonly Event[] {
    return (this.#events ??= this.told.flatMap((each) => (each instanceof Part ? each.events : [each])));
  }

  /** Counters that it did not find first, so that it cannot say why they are what they are. */
  get unexplained(): readonly Counter[] {
    return (this.#unexplained ??= unexplainedIn(this.events));
  }

  /** The members that it asked for, with those of inner parts. */
  get members(): readonly Member[] {
    return (this.#members ??= [...this.children.flatMap((child) => child.members), ...this.made.members]);
  }

  /** Whether it looked up any of some names. */
  looksUpAny(names: ReadonlySet<string>): boolean {
    return !this.names.isDisjointFrom(names) || this.children.some((child) => child.looksUpAny(names));
  }

  /** Ends the part: what it read and did is what lies between its beginning and now. */
  close(machine: Machine): void {
    const { journal } = machine;
    this.#noteNames();
    const changesOthers = this.#notePlaces(journal);
    this.deferred = machine.deferred.slice(this.#deferredBefore);
    this.steps -= machine.steps;
    this.#isSeen =
      changesOthers ||
      this.deferred.length > 0 ||
      this.notes.length > 0 ||
      this.#asked.size > 0 ||
      this.#declared.length > 0;
    this.#dead = journal.dead;
    this.#implicit = journal.implicit;
    const { earlier } = this;
    if (earlier === undefined || !journal.waitFor(earlier.#end)) journal.waitFor(journal.born() + SPARE);
    this.#end = journal.born();
    this.earlier = undefined;
  }

  /** Notes what it asked for and declared in what was there before it. */
  #noteNames(): void {
    const note = (members: Iterable<Member>, cells: readonly Cell[]): void => {
      for (const member of members) if (member.birth < this.birth) this.#asked.add(member);
      for (const cell of cells)
        if (cell.scope !== undefined && cell.scope.birth < this.birth) this.#declared.push(cell);
    };
    note(this.made.members, this.made.cells);
    for (const child of this.children) note(child.#asked, child.#declared);
  }

  /** Notes what places were before it and are after it; whether it changed any but those of findings that were there before. */
  #notePlaces(journal: Journal): boolean {
    const [own, changed] = [-2 * this.id, -2 * this.id - 1];
    for (const place of this.made.objects) place.heardBy = own;
    for (const place of this.made.cells) place.heardBy = own;
    let changesOthers = false;
    journal.eachChange(this.#mark, changed, (place, base) => {
      if (place.heardBy === own) this.#contents.push(new Held(place, base));
      const isOwn = place.birth >= this.birth;
      (isOwn ? this.#ownChanges : this.#changes).push(new Held(place, place.content));
      if (isOwn) return;
      this.#noteInput(place, base);
      if (!(place instanceof Counter || place instanceof Look)) changesOthers = true;
    });
    for (const place of [...this.made.objects, ...this.made.cells])
      if (place.heardBy === own) this.#contents.push(new Held(place as AnyPlace, place.content));
    for (const place of this.reads) {
      if (place.heardBy === changed || place.birth >= this.birth) continue;
      place.heardBy = changed;
      this.#noteInput(place, place.content);
    }
    this.reads = [];
    return changesOthers;
  }

  #noteInput(place: AnyPlace, content: unknown): void {
    if (!(place instanceof Member && this.#asked.has(place))) this.#inputs.push(new Held(place, content));
  }

  /** Whether it began where the run stands now. */
  fits({ journal, recorder, repeated, undecided }: Machine, frame: Frame | undefined): boolean {
    const before = this.#surroundings;
    return (
      this.frame === frame &&
      before.scope === frame?.scope &&
      before.self === frame?.self &&
      before.home === frame?.home &&
      before.yields === frame?.yields &&
      before.chain === frame?.chain &&
      before.jumps === (frame?.jumps.length ?? 0) &&
      before.catches === (frame?.failures.catches ?? false) &&
      before.implicit === journal.implicit &&
      before.undecided === undecided &&
      before.repeated === repeated &&
      before.muted === recorder.muted &&
      before.phase === recorder.phase
    );
  }

  /** Whether all that it read is what it was. What is equal becomes the same. */
  readsTheSame(): boolean {
    for (const { place, content } of this.#inputs) {
      if (!place.isCurrent() || (place.content !== content && !place.isSame(content))) return false;
    }
    for (const member of this.#asked) if (member.store.known(member.name) !== undefined) return false;
    for (const { place, content } of this.#inputs) place.content = content;
    return true;
  }

  /** Whether anything outside of it can come across what it made. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** What it made comes into being now; as then, as long as it is not too late for that. */
  beBorn(journal: Journal): void {
    if (!this.#isSeen) return;
    if (!this.#isReborn && journal.waitFor(this.birth)) journal.waitFor(this.#end);
    else this.#rebirth(journal.born());
    for (const cell of this.#declared) cell.scope?.cells.set(cell.name, cell);
    for (const member of this.members) {
      member.birth = member.store.birth;
      member.content = member.initial;
      member.store.put(member);
    }
  }

  #rebirth(birth: number): void {
    this.#isReborn = true;
    for (const child of this.children) child.#rebirth(birth);
    for (const { place, content } of this.#contents) {
      place.birth = birth;
      place.content = content;
    }
    for (const store of this.made.stores) store.birth = birth;
  }

  /** Does to the state what it did. Places that nothing comes across were born in another run and stay out of this one. */
  apply(journal: Journal): void {
    for (const { place, content } of this.#changes) journal.write(place, content);
    if (this.#isSeen) for (const { place, content } of this.#ownChanges) journal.write(place, content);
    journal.dead = this.#dead;
    journal.implicit = this.#implicit;
  }
}

/** Those of which the first event has no explanation. */
function unexplainedIn(events: readonly Event[]): readonly Counter[] {
  const explained = new Set<Counter>();
  const unexplained = new Set<Counter>();
  for (const event of events) {
    if (!("counter" in event) || explained.has(event.counter)) continue;
    (event.explanation === undefined ? unexplained : explained).add(event.counter);
  }
  return [...unexplained];
}

/** So many moments are left behind each part, for when it makes more the next time. */
const SPARE = 32;

const NOTHING = { children: [] as Part[] };

/** What a part depends on besides what it reads. */
interface Surroundings {
  readonly implicit: boolean;
  readonly undecided: number;
  readonly repeated: number;
  readonly muted: number;
  readonly phase: Phase;
  readonly scope: Scope | undefined;
  readonly self: Cell | undefined;
  readonly home: AbstractObject | undefined;
  readonly yields: AbstractObject | undefined;
  readonly chain: CallChain | undefined;
  readonly jumps: number;
  readonly catches: boolean;
}

function surroundingsOf({ journal, recorder, repeated, undecided }: Machine, frame: Frame | undefined): Surroundings {
  return {
    implicit: journal.implicit,
    undecided,
    repeated,
    muted: recorder.muted,
    phase: recorder.phase,
    scope: frame?.scope,
    self: frame?.self,
    home: frame?.home,
    yields: frame?.yields,
    chain: frame?.chain,
    jumps: frame?.jumps.length ?? 0,
    catches: frame?.failures.catches ?? false,
  };
}

/** The targets that jumps out of a part lead to, with names that mean the same in every run. */
function targetsAround(
  machine: Machine,
  frame: Frame | undefined,
): readonly (readonly [target: Target | undefined, role: string])[] {
  const end = [machine.recorder.phaseEnd, "end"] as const;
  if (frame === undefined) return [end];
  const jumps = frame.jumps.flatMap(({ breaks, continues }, i) => [
    [breaks, `breaks ${i}`] as const,
    [continues, `continues ${i}`] as const,
  ]);
  return [[frame.returns, "returns"], [frame.throws, "throws"], [frame.failures, "failures"], ...jumps, end];
}
