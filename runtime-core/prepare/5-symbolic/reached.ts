/**
 * What stands in an object that comes into the hands of the host: what it can read there, and what runs when it does.
 */
import { HOST_FOLDER } from "../1-parse/foreign-program.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { closureEssence, prototypesOf } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { keyValue } from "./objects.ts";
import { type AbstractObject, type Accessor, ancestorsOf, plainMember, protosOf } from "./values/object.ts";
import { type Atom, knownString, NEVER, type Value } from "./values/value.ts";

/** One thing that stands in an object. */
export interface Reached {
  /** Its name there; undefined for what the object is only a wrapping of. */
  readonly name: string | undefined;
  readonly value: Value;
  /** What runs when the host reads or writes: a getter, a setter, a trap; with these arguments first. */
  readonly runs?: { readonly given: readonly Value[] } | undefined;
  /** The `this` of a call. */
  readonly self: Value;
}

/** What stands under a name that is not known. */
const ANY_NAME = "*";

/** Everything that stands in an object, own and inherited. */
export function reachedIn(frame: Frame, object: AbstractObject, site: ts.Node): readonly Reached[] {
  const self: Value = [object];
  const { items, more, rest, slots } = object.state;
  const plain = (name: string | undefined, value: Value = NEVER): Reached => ({ name, value, self });
  switch (object.type) {
    case "promise":
      return [plain(undefined, slots.get("value")), ...membersOf(frame, object, site)];
    case "proxy":
      return [plain(undefined, slots.get("target")), ...trapsOf(object)];
    case "native":
    case "host":
      return [];
    default:
      const unnamed = [more, rest].filter((value) => value !== undefined).map((value) => plain(ANY_NAME, value));
      return [...membersOf(frame, object, site), ...items.map((value, i) => plain(`${i}`, value)), ...unnamed];
  }
}

/** The same, but of what a class declares as private only functions: what stands in other private things stays there. */
export function publicIn(frame: Frame, object: AbstractObject, site: ts.Node): readonly Reached[] {
  const hidden = privateNames(object);
  const all = reachedIn(frame, object, site);
  if (hidden.size === 0) return all;
  return all.map((each) =>
    each.name !== undefined && hidden.has(each.name) ? { ...each, value: each.value.filter(isFunction) } : each,
  );
}

/** The same, but only what is called: in a program with packages an object leads to all others. */
export function calledIn(frame: Frame, object: AbstractObject, site: ts.Node): readonly Reached[] {
  return reachedIn(frame, object, site).map((each) => ({ ...each, value: each.value.filter(isFunction) }));
}

function isFunction(atom: Atom): boolean {
  return atom.kind === "object" && atom.type === "function";
}

/** The fields of an instance that its classes declare as private or protected. */
function privateNames(object: AbstractObject): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { state } of ancestorsOf(object)) {
    for (const made of state.members.get("constructor") ?? []) {
      if (made.kind !== "object" || made.type !== "function") continue;
      const { classNode, node } = closureEssence(made);
      for (const member of classNode === undefined ? [] : [...classNode.members, ...(node.parameters ?? [])])
        if (isPrivate(member) && member.name !== undefined && ts.isIdentifier(member.name)) names.add(member.name.text);
    }
  }
  return names;
}

function isPrivate(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.PrivateKeyword) || hasModifier(node, ts.SyntaxKind.ProtectedKeyword);
}

function membersOf(frame: Frame, object: AbstractObject, site: ts.Node): readonly Reached[] {
  const self: Value = [object];
  const all: Reached[] = [];
  for (const [name, value] of object.state.members) {
    if (isHidden(object, name)) continue;
    all.push({ name: object.type === "map" ? nameOfEntry(object, name) : name, value, self });
  }
  const { members, slots } = object.state;
  // A map keeps its own members apart from its entries.
  if (object.type === "map")
    for (const [name, value] of slots) if (name.startsWith(".")) all.push({ name: name.slice(1), value, self });
  for (const name of methodNames(object, protosOf(object)))
    if (object.type === "map" || !members.has(name)) all.push({ name, value: plainMember(object, name), self });
  const seen = new Set<string>();
  for (const holder of [object, ...ancestorsOf(object)]) {
    for (const [name, accessor] of holder.state.accessors ?? []) {
      if (seen.has(name) || isHidden(object, name)) continue;
      if (accessor.maybe !== true) seen.add(name);
      all.push(...reachedBy(frame, accessor, { name, object, site }));
    }
  }
  return all;
}

function isHidden({ type }: AbstractObject, name: string): boolean {
  if (type === "map") return false;
  return name === "constructor" || name.startsWith("#") || (type === "function" && name === "prototype");
}

/** The entry of a map under its key. */
function nameOfEntry({ state }: AbstractObject, name: string): string {
  return knownString(keyValue(name, state)) ?? name.slice(1);
}

/** A getter and a setter. What a getter of the platform gives is there without it: an export of a module. */
function reachedBy(
  frame: Frame,
  { get = NEVER, set = NEVER }: Accessor,
  { name, object, site }: { readonly name: string; readonly object: AbstractObject; readonly site: ts.Node },
): readonly Reached[] {
  const self: Value = [object];
  const isGiven = get.length > 0 && get.every((atom) => atom.kind === "object" && atom.type === "native");
  if (isGiven) {
    const value = frame.machine.operations.call(get, { frame, self, args: { values: [] }, site });
    return [{ name, value, self }];
  }
  return [get, set]
    .filter((value) => value.some(({ kind }) => kind === "object"))
    .map((value) => ({ name, value, self, runs: { given: [] } }));
}

/** The traps of a proxy; each gets the target. */
function trapsOf({ state: { slots } }: AbstractObject): readonly Reached[] {
  const target = slots.get("target") ?? NEVER;
  return (slots.get("handler") ?? NEVER).flatMap((handler) =>
    handler.kind === "object"
      ? [...handler.state.members.keys(), ...methodNames(handler, protosOf(handler))].map((name) => ({
          name,
          value: plainMember(handler, name),
          self: [handler],
          runs: { given: [target] },
        }))
      : [],
  );
}

const NO_NAMES: readonly string[] = [];

/** The methods that the source gave to these objects and to what they inherit from, without getters and setters. */
function methodNames({ type }: AbstractObject, holders: readonly AbstractObject[]): readonly string[] {
  if (holders.length === 0) return NO_NAMES;
  const names = new Set<string>();
  for (const holder of holders.flatMap((each) => [each, ...ancestorsOf(each)]))
    for (const [name, value] of holder.state.members)
      if (value.some(isOfSource) && !isHidden(holder, name) && !(type === "function" && name === "prototype"))
        names.add(name);
  return [...names];
}

/** Whether `new` of a function gives objects with methods: it is a class, or something was put into its prototype. */
export function makesInstances(object: AbstractObject): boolean {
  if (closureEssence(object).classNode !== undefined) return true;
  const prototypes = prototypesOf(object);
  return (
    methodNames(object, prototypes).length > 0 ||
    prototypes.some((each) => [each, ...ancestorsOf(each)].some(({ state }) => (state.accessors?.size ?? 0) > 0))
  );
}

/** Whether something is a function of the source. */
export function isOfSource(atom: Atom): atom is AbstractObject {
  return atom.kind === "object" && atom.type === "function" && !closureEssence(atom).file.startsWith(HOST_FOLDER);
}
