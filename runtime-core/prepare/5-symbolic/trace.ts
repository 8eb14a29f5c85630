/**
 * What one evaluation leaves for the next one: the parts of the run, each with what it read and what it did.
 *
 * A part is taken over when its text is the same, nothing that ran in it was edited, and all that it read is what it was;
 * everything else runs again. What is made again is the same thing as before (the same object, variable, scope), so that
 * parts behind it find what they read unchanged. After self-adjusting computation with keyed allocation (Hammer and Acar,
 * "Memory management for self-adjusting computation", ISMM 2008).
 *
 * Invariant: a report made with a trace equals the one made without.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import { closureEssence, type ClosureEssence } from "./closures.ts";
import type { Event } from "./effects/recorder.ts";
import type { Frame, FrameParts, Target } from "./frame.ts";
import type { Machine } from "./machine.ts";
import type { ModuleRecord } from "./modules.ts";
import { Part, type PartOptions } from "./parts.ts";
import type { Cell, Scope } from "./scope.ts";
import { type AnyPlace, listenToReads, type Reader } from "./values/journal.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT, type ObjectType } from "./values/object.ts";
import { sameHole, sameValue } from "./values/same.ts";
import type { Hole } from "./values/text.ts";
import type { Member, MemberStore } from "./values/unknown.ts";
import type { Value } from "./values/value.ts";

/** Parts in parts at most; what a deep recursion does is not taken apart. */
const MAX_OPEN = 32;

/** So far ahead is looked for what is made again; runs that differ make things in another order. */
const WINDOW = 24;

/** An export as a name that is looked up; "*": all that the file exports. */
export function exportKey(path: FilePath, name: string): string {
  return `${path} ${name}`;
}

/** The trace of one machine, over all its evaluations. */
export class Trace implements Reader {
  /** Parts of the present evaluation: those that ran, and those that were taken over. */
  readonly counts = { ran: 0, takenOver: 0 };
  readonly #machine: Machine;
  #root: Part | undefined;
  /** The parts that run now, from the outermost inwards. */
  #open: Part[] = [];
  #ids = 1;
  /** Names that scopes have now and had not before, and imports and exports that came, went or stand for something else. */
  #added = new Set<string>();
  /** What the names that each file imports and exports stood for in the last evaluation. */
  readonly #bound = new Map<FilePath, ReadonlyMap<string, string>>();
  /** All functions that ever ran, and those that were edited since the last evaluation. */
  readonly #ran = new Set<ts.Node>();
  #dead: ReadonlySet<ts.Node> = new Set();
  #files: ReadonlySet<ts.Node> = new Set();
  /** The members of unknown values that this evaluation has; some came back with the member whose value they are of. */
  #stores = new Set<MemberStore>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Begins an evaluation of the files as they are now. */
  begin(): void {
    Object.assign(this.counts, { ran: 0, takenOver: 0 });
    this.#added = new Set();
    this.#stores = new Set();
    this.#files = new Set(this.#machine.input.files.values());
    this.#dead = new Set([...this.#ran].filter((node) => !this.#isAlive(node)));
    for (const node of this.#dead) this.#ran.delete(node);
    const earlier = this.#root;
    if (earlier !== undefined) earlier.earlier = undefined;
    this.#root = new Part(this.#machine, { key: "", id: this.#ids++, earlier });
    this.#open = [this.#root];
  }

  /** Whether reads are heard: only while the run goes on. */
  listen(on: boolean): void {
    listenToReads(on ? this : undefined);
  }

  /** Runs a part, or takes it over from the last evaluation. */
  run({ frame, key, of = [] }: Omit<PartOptions, "id" | "earlier">, work: () => void): void {
    const around = this.#open.at(-1);
    if (around === undefined || this.#machine.dead || this.#open.length > MAX_OPEN) return work();
    // What is found late depends on all that was found before.
    if (this.#machine.recorder.late > 0) return work();
    const earlier = around.claim(key, this.#isAlive);
    if (earlier?.key === key && isSameList(earlier.of, of) && this.#holds(earlier, frame))
      return this.#takeOver(earlier, around);
    const part = new Part(this.#machine, { key, of, id: this.#ids++, earlier, frame });
    this.#open.push(part);
    this.counts.ran++;
    let done = false;
    try {
      work();
      done = true;
    } finally {
      this.#open.pop();
      part.close(this.#machine);
      if (done) around.children.push(part);
      if (around !== this.#root) around.collect(part);
    }
  }

  #holds(part: Part, frame: Frame | undefined): boolean {
    return (
      part.isStable &&
      part.fits(this.#machine, frame) &&
      part.ran.isDisjointFrom(this.#dead) &&
      (this.#added.size === 0 || !part.looksUpAny(this.#added)) &&
      part.unexplained.every((counter) => this.#machine.recorder.counts(counter)) &&
      part.readsTheSame()
    );
  }

  #takeOver(part: Part, around: Part): void {
    const { journal, recorder } = this.#machine;
    this.counts.takenOver++;
    part.beBorn(journal);
    recorder.repeat(part.events);
    for (const note of part.notes) {
      const mark = journal.mark();
      for (const { place, content } of note.changes) journal.write(place, content);
      journal.implicit = note.implicit;
      part.around(note.role, this.#machine)?.note(note.value, { implicit: note.asImplicit });
      journal.rollBack(mark);
    }
    part.apply(journal);
    for (const node of part.ran) this.#machine.ran.add(node);
    this.#machine.deferred.push(...part.deferred);
    around.children.push(part);
    if (around !== this.#root) around.collect(part);
    this.#machine.charge(part.steps);
  }

  /** Whether a node stands in a file as it is now. */
  readonly #isAlive = (node: ts.Node): boolean => {
    let root = node;
    while ((root.parent as ts.Node | undefined) !== undefined) root = root.parent;
    return this.#files.has(root);
  };

  read(place: AnyPlace): void {
    const part = this.#open.at(-1);
    if (part === undefined || place.heardBy === part.id) return;
    place.heardBy = part.id;
    part.reads.push(place);
  }

  /** A name was looked up. */
  looksUp(name: string): void {
    this.#open.at(-1)?.names.add(name);
  }

  /** A file imports and exports these names. */
  binds(path: FilePath, { exports, imports }: Pick<ModuleRecord, "exports" | "imports">): void {
    const names = [...exports.keys()];
    const bound = new Map([...imports, ...names.map((name) => [exportKey(path, name), ""] as const)]);
    bound.set(exportKey(path, "*"), names.join());
    const before = this.#bound.get(path) ?? bound;
    this.#bound.set(path, bound);
    for (const name of [...before.keys(), ...bound.keys()])
      if (before.get(name) !== bound.get(name)) this.#added.add(name);
  }

  /** The code of a node ran: a function, a field of a class. */
  ran(node: ts.Node): void {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) this.#ran.add(node);
    this.#open.at(-1)?.ran.add(node);
  }

  /** The parts concerned depend on something that is not noted: they run again each time. */
  unstable(concerns: (part: Part) => boolean = () => true): void {
    for (const part of this.#open) if (concerns(part)) part.isStable = false;
  }

  /** The run reached a target. */
  noted(target: Target, how: { readonly value: Value; readonly asImplicit: boolean }): void {
    for (const part of this.#open) if (part !== this.#root) part.note(this.#machine, target, how);
  }

  /** Gives what forgets all that reaches a target from now on. */
  savedNotes(target: Target): () => void {
    const counts = this.#open.map((part) => ({ part, count: part.notes.length }));
    return () => {
      for (const { part, count } of counts)
        if (part.notes.length > count) part.notes = part.notes.filter((note, i) => i < count || note.target !== target);
    };
  }

  /** The recorder was told of something. */
  happened(event: Event): void {
    this.#open.at(-1)?.told.push(event);
  }

  /** An object that was made before, to be made again; or undefined. */
  object(
    type: ObjectType,
    made: {
      readonly content: Content;
      readonly proto: AbstractObject | undefined;
      readonly essence: unknown;
      readonly site: ts.Node | undefined;
    },
  ): AbstractObject | undefined {
    const { content, essence, proto, site } = made;
    const again = this.#take("objects", (old) => {
      if (old.type !== type || old.proto !== proto || old.essence !== essence) return false;
      return this.#isAgain(old.site, site);
    });
    return again === undefined ? undefined : this.#revived(again, { content, site });
  }

  /** The function object of a function that is made again. What is in the function may have changed. */
  closure(essence: ClosureEssence, proto: AbstractObject | undefined): AbstractObject | undefined {
    const again = this.#take("objects", (old) => {
      return old.type === "function" && old.proto === proto && this.#isClosureAgain(closureEssence(old), essence);
    });
    if (again === undefined) return undefined;
    const { prototype } = closureEssence(again);
    if (prototype !== undefined && essence.prototype === undefined) {
      this.#take("objects", (old) => old === prototype);
      this.madeObject(this.#revived(prototype, { content: EMPTY_CONTENT, site: prototype.site }));
    }
    Object.assign(closureEssence(again), { prototype, ...essence });
    const site = essence.classNode ?? essence.node;
    this.madeObject(this.#revived(again, { content: EMPTY_CONTENT, site }));
    return again;
  }

  #isClosureAgain(old: ClosureEssence, now: ClosureEssence): boolean {
    return (
      old.file === now.file &&
      old.scope === now.scope &&
      old.lexical === now.lexical &&
      old.home === now.home &&
      (now.prototype === undefined || old.prototype === now.prototype) &&
      sameValue(old.superClass, now.superClass) &&
      this.#isSameOutside(old.classNode, now.classNode) &&
      this.#isSameOutside(old.node, now.node)
    );
  }

  /** Whether two nodes of functions or classes are the same but for what runs when they are called. */
  #isSameOutside(before: ts.Node | undefined, now: ts.Node | undefined): boolean {
    if (before === now) return true;
    return before !== undefined && now !== undefined && !this.#isAlive(before) && isSameOutside(before, now);
  }

  #revived(
    object: AbstractObject,
    now: { readonly content: Content; readonly site: ts.Node | undefined },
  ): AbstractObject {
    object.birth = this.#machine.journal.born();
    object.content = now.content;
    object.site = now.site;
    return object;
  }

  /** An object came into being. */
  madeObject(object: AbstractObject): void {
    this.#open.at(-1)?.made.objects.push(object);
  }

  /** A scope that was made before, to be made again. */
  scope(parent: Scope | undefined, owner: ts.Node | undefined): Scope | undefined {
    const again = this.#take("scopes", (old) => old.parent === parent && this.#isAgain(old.owner, owner));
    if (again === undefined) return undefined;
    again.owner = owner;
    again.earlier = again.cells;
    again.cells = new Map();
    return again;
  }

  /** A scope came into being. */
  madeScope(scope: Scope): void {
    this.#open.at(-1)?.made.scopes.push(scope);
  }

  /** The variable that a scope had before. */
  cell(
    scope: Scope,
    name: string,
    made: { readonly value: Value | undefined; readonly declaration: ts.Node | undefined },
  ): Cell | undefined {
    const { earlier } = scope;
    if (earlier === undefined) return undefined;
    const old = earlier.get(name);
    if (old === undefined || typeof old === "function") this.#added.add(name);
    if (old === undefined || typeof old === "function" || old.declaration !== made.declaration) return undefined;
    old.birth = this.#machine.journal.born();
    old.content = made.value;
    return old;
  }

  /** A variable came into being. */
  madeCell(cell: Cell): void {
    this.#open.at(-1)?.made.cells.push(cell);
  }

  /** A frame that was made before, to be made again. */
  frame(parts: FrameParts): Frame | undefined {
    return this.#take("frames", (old) => {
      return old.file === parts.file && old.closure === parts.closure && this.#isAgain(old.node, parts.node);
    });
  }

  /** A frame came into being. */
  madeFrame(frame: Frame): void {
    this.#open.at(-1)?.made.frames.push(frame);
  }

  /** The members of an unknown value that was made before. */
  store(of: Hole): MemberStore | undefined {
    const again = this.#take("stores", (old) => sameHole(old.hole, of) && !this.#stores.has(old));
    if (again !== undefined) again.birth = this.#machine.journal.born();
    return again;
  }

  /** The members of an unknown value came into being. */
  madeStore(store: MemberStore): void {
    this.#stores.add(store);
    this.#open.at(-1)?.made.stores.push(store);
  }

  /** A member that was asked for before. */
  member(store: MemberStore, name: string): Member | undefined {
    const again = store.earlier(name);
    if (again === undefined) return undefined;
    again.birth = store.birth;
    again.content = again.initial;
    for (const atom of again.initial) {
      if (atom.kind !== "unknown" || atom.members === undefined) continue;
      atom.members.birth = this.#machine.journal.born();
      this.madeStore(atom.members);
    }
    return again;
  }

  /** A member was asked for. */
  madeMember(member: Member): void {
    this.#open.at(-1)?.made.members.push(member);
  }

  /** Takes the first that fits out of what stood in the place of the present part. */
  #take<K extends keyof Part["made"]>(
    kind: K,
    fits: (old: Part["made"][K][number]) => boolean,
  ): Part["made"][K][number] | undefined {
    const all = this.#open.at(-1)?.earlier?.made[kind] as Part["made"][K][number][] | undefined;
    if (all === undefined) return undefined;
    const most = Math.min(all.length, WINDOW);
    for (let i = 0; i < most; i++) {
      const old = all[i] as Part["made"][K][number];
      if (fits(old)) {
        all.splice(i, 1);
        return old;
      }
    }
    return undefined;
  }

  /** Whether what is made at one node now may be what was made at the other one. */
  #isAgain(before: ts.Node | undefined, now: ts.Node | undefined): boolean {
    if (before === now) return true;
    return before !== undefined && before.kind === now?.kind && !this.#isAlive(before);
  }
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

function isSameOutside(a: ts.Node, b: ts.Node): boolean {
  if (a.kind !== b.kind || nameOf(a) === undefined || nameOf(a) !== nameOf(b)) return false;
  if (ts.isClassLike(a) && ts.isClassLike(b)) {
    const [before, now] = [fieldsOf(a), fieldsOf(b)];
    return before.length === now.length && before.every((field, i) => field === now[i]);
  }
  if (!ts.isFunctionLike(a) || !ts.isFunctionLike(b)) return false;
  const [before, now] = [shapeOf(a), shapeOf(b)];
  return before === now;
}

/** The name of a function or a class, "" without one; undefined when it has to be evaluated. */
function nameOf(node: ts.Node): string | undefined {
  const { name } = node as ts.NamedDeclaration;
  if (name === undefined) return "";
  if (name.kind === ts.SyntaxKind.PrivateIdentifier) return (name as { readonly text: string } & ts.Node).text;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

function fieldsOf(node: ts.ClassLikeDeclaration): readonly ts.Node[] {
  return node.members.filter(
    (member) => ts.isPropertyDeclaration(member) || (ts.isConstructorDeclaration(member) && member.body === undefined),
  );
}

/** What can be seen of a function from outside: its modifiers and its parameters. */
function shapeOf(node: ts.SignatureDeclaration): string {
  const modifiers = (ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []).map(({ kind }) => kind);
  const parameters = node.parameters.map(({ dotDotDotToken, initializer }) => [
    dotDotDotToken !== undefined,
    initializer !== undefined,
  ]);
  const body = "body" in node && node.body !== undefined;
  return JSON.stringify([modifiers, parameters, body, "asteriskToken" in node && node.asteriskToken !== undefined]);
}
