/**
 * What the host can call: each exported function is a phase of its own, with arguments from outside.
 */
import { hasModifier, ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import { closureEssence } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { callFromOutside } from "./from-outside.ts";
import { type Instances, makeAgain } from "./instances.ts";
import type { Machine } from "./machine.ts";
import { exportNames, exportValue, type ModuleRecord } from "./modules.ts";
import { calledIn, isOfSource, makesInstances, publicIn, type Reached, reachedIn } from "./reached.ts";
import type { AbstractObject } from "./values/object.ts";
import { type Atom, NEVER, UNDEFINED, type Value } from "./values/value.ts";

/** One function that the host can call. */
export interface EntryPoint {
  readonly phase: Phase;
  /** What it calls and as a member of what: two with the same ones do the same. */
  readonly of: readonly Atom[];
  run(): void;
}

/** All entry points of a module, as it is now. */
export function entryPoints(machine: Machine, record: ModuleRecord, instances: Instances): readonly EntryPoint[] {
  const { frame } = record;
  if (frame?.node === undefined) return [];
  const at = { machine, instances, frame, site: frame.node, reached: reachedIn };
  const self = record.commonJs?.state.members.get("exports") ?? UNDEFINED;
  const seen = new Set<AbstractObject>();
  const all = exportNames(record).flatMap((name) => entriesOf(exportValue(record, name), { ...at, name, self, seen }));
  // In a program of another host each has steps of its own.
  if (machine.profile.foreign !== undefined) return all;
  return [...Map.groupBy(all, ({ phase }) => phase).values()].map((entries) => oneOf(machine, entries));
}

/** One entry point for those of one name, of which the host calls one. */
function oneOf(machine: Machine, entries: readonly EntryPoint[]): EntryPoint {
  const [first] = entries as readonly [EntryPoint];
  if (entries.length === 1) return first;
  const runs = entries.map(({ run }) => (): Value => {
    run();
    return NEVER;
  });
  return { phase: first.phase, of: entries.flatMap(({ of }) => of), run: () => void machine.branch(runs) };
}

/** Where an export stands: its name, what it is a member of, and the objects that it stands in. */
interface Exported {
  readonly machine: Machine;
  readonly instances: Instances;
  readonly frame: Frame;
  readonly site: ts.Node;
  readonly name: string;
  readonly self: Value;
  readonly seen: ReadonlySet<AbstractObject>;
  /** What gives the things in an object. */
  readonly reached: typeof reachedIn;
}

/** Objects in objects are looked at so deep. */
const MAX_DEPTH = 4;

/** The calls of what a value can be, and of what stands in it. */
function entriesOf(value: Value, at: Exported): readonly EntryPoint[] {
  const callees = value.filter(isCalled);
  const inner = value.flatMap((atom) => (atom.kind === "object" ? entriesIn(atom, at) : []));
  return [...callees.map((callee) => entry([callee], at)), ...inner];
}

/** Whether the host calls a value as it is: what makes instances is called with `new`. */
function isCalled(atom: Atom): boolean {
  if (atom.kind !== "object") return false;
  return atom.type === "native" || atom.type === "host" || (isOfSource(atom) && !makesInstances(atom));
}

/** The call of a function. */
function entry(callee: Value, at: Exported, given?: readonly Value[]): EntryPoint {
  const { frame, machine, name, self } = at;
  const main = (name === "default" || name === "main") && given === undefined;
  const run = (): void => callFromOutside(machine, { callee, self, frame, main, given });
  return { phase: `export:${name}`, of: [...callee, ...self], run };
}

/** What stands in an object, and in the instances of a class. */
function entriesIn(object: AbstractObject, at: Exported): readonly EntryPoint[] {
  const makes = object.type === "function" && isOfSource(object) && makesInstances(object);
  const made = makes ? classEntries(object, at) : [];
  // The members of a function that is all that a CommonJS file exports are exports themselves.
  if (object.type === "function" && at.name === "default" && at.self.includes(object)) return made;
  return [...made, ...memberEntries(object, at)];
}

function memberEntries(object: AbstractObject, at: Exported): readonly EntryPoint[] {
  if (at.seen.has(object) || at.seen.size >= MAX_DEPTH) return [];
  const seen = new Set([...at.seen, object]);
  return at.reached(at.frame, object, at.site).flatMap((each) => reachedEntries(each, { ...at, seen }));
}

function reachedEntries({ name, runs, self, value }: Reached, at: Exported): readonly EntryPoint[] {
  const inner = { ...at, self, name: name === undefined ? at.name : `${at.name}.${name}` };
  if (runs === undefined) return entriesOf(value, inner);
  const callees = value.filter(isCalled);
  return callees.map((callee) => entry([callee], inner, runs.given));
}

/** The constructor and what an instance has. */
function classEntries(object: AbstractObject, at: Exported): readonly EntryPoint[] {
  const { classNode } = closureEssence(object);
  const phase: Phase = `export:${at.name}`;
  const instance = at.instances.of(object, { phase, frame: at.frame, site: at.site });
  const isAbstract = classNode !== undefined && hasModifier(classNode, ts.SyntaxKind.AbstractKeyword);
  const run = (): void => makeAgain(at.machine, instance);
  const inner = { ...at, reached: at.machine.profile.foreign === undefined ? publicIn : calledIn };
  const members = instance.self.flatMap((atom) => (atom.kind === "object" ? memberEntries(atom, inner) : []));
  return [...(isAbstract ? [] : [{ phase, of: [object, ...instance.self], run }]), ...members];
}
