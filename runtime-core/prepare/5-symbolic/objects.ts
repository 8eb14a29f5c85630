/**
 * Making and reading the common objects: arrays, promises, plain objects, and anything that can be iterated.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { beginGenerator } from "./generators.ts";
import type { Machine } from "./machine.ts";
import { nameOfKey } from "./values/keys.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT } from "./values/object.ts";
import { isHole, type Text } from "./values/text.ts";
import {
  type Atom,
  isMaybe,
  joinValues,
  knownNumber,
  NEVER,
  present,
  stringValue,
  textValue,
  truthOf,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";

/** Arrays keep this many elements apart. */
export const MAX_ITEMS = 256;

/** The elements of something that can be iterated. */
export interface List {
  readonly items: readonly Value[];
  readonly more?: Value | undefined;
  readonly moreCount?: { readonly min: number; readonly max: number } | undefined;
  /** What there is when what goes over it has come further. */
  readonly later?: (() => List) | undefined;
}

/** Makes an array. `more` stands for further elements whose number is not known. */
export function arrayOf(
  machine: Machine,
  items: readonly Value[],
  rest: { more?: Value | undefined; count?: { min: number; max: number } | undefined; site?: ts.Node | undefined } = {},
): AbstractObject {
  if (items.length > MAX_ITEMS) machine.charge(items.length >> 4);
  return machine.newObject("array", { site: rest.site, content: arrayContent(items, rest) });
}

/** The content of an array; elements past the cap are joined. */
export function arrayContent(
  items: readonly Value[],
  rest: { more?: Value | undefined; count?: { min: number; max: number } | undefined } = {},
): Content {
  const count = rest.more === undefined ? undefined : (rest.count ?? { min: 0, max: Infinity });
  if (items.length <= MAX_ITEMS) return { ...EMPTY_CONTENT, items, more: rest.more, moreCount: count };
  const behind = items.slice(8);
  const more = behind.reduce((joined, value) => joinValues(joined, value), rest.more ?? NEVER);
  return {
    ...EMPTY_CONTENT,
    items: items.slice(0, 8),
    more,
    moreCount: { min: behind.length + (count?.min ?? 0), max: behind.length + (count?.max ?? 0) },
  };
}

/** One element for each member; those of members that may be missing come last. */
export function listOfMembers(
  members: Iterable<readonly [string, Value]>,
  elementOf: (name: string, value: Value) => Value,
): List {
  const items: Value[] = [];
  const unsure: Value[] = [];
  for (const [name, value] of inOrder(members)) (isMaybe(value) ? unsure : items).push(elementOf(name, present(value)));
  if (unsure.length === 0) return { items };
  return { items, more: joinValues(...unsure), moreCount: { min: 0, max: unsure.length } };
}

/** Members as they are listed: those that are indices come first, and in their order. */
function inOrder(members: Iterable<readonly [string, Value]>): Iterable<readonly [string, Value]> {
  let has = false;
  for (const [name] of members) has ||= isIndex(name);
  if (!has) return members;
  const all = [...members];
  const indices = all.filter(([name]) => isIndex(name)).sort(([a], [b]) => Number(a) - Number(b));
  return [...indices, ...all.filter(([name]) => !isIndex(name))];
}

function isIndex(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 48 && code <= 57 && /^(?:0|[1-9]\d{0,9})$/.test(name);
}

/** Two lists one behind the other, of which the second has elements of unknown number only. */
export function withMore(list: List, more: Value | undefined): List {
  if (more === undefined) return list;
  return { items: list.items, more: joinValues(list.more ?? NEVER, more) };
}

/** How a promise can be rejected: surely, when `rejects` is true, or maybe, when it can be undefined, too. */
export interface Rejection {
  readonly rejects: Value;
  readonly error: Value;
}

/** Makes a promise that is resolved with a value; promises inside are taken out, with their rejections. */
export function promiseOf(machine: Machine, value: Value, rejection?: Rejection): Value {
  const slots = new Map([["value", valueInside(value)]]);
  const { error, rejects } = rejectionInside(value, rejection);
  if (truthOf(rejects).true) slots.set("rejects", rejects);
  if (error.length > 0) slots.set("error", error);
  return [machine.newObject("promise", { content: { ...EMPTY_CONTENT, slots } })];
}

/** What is left of a value when its promises are taken out; one that nothing has settled yet is settled by something later. */
export function valueInside(value: Value): Value {
  if (!value.some(isPromise)) return value;
  const inside = value.map((atom) =>
    isPromise(atom) ? (atom.state.slots.get("value") ?? unknownValue("callee")) : [atom],
  );
  return joinValues(...inside);
}

/** How a promise that is resolved with a value can be rejected, besides what `own` says. */
export function rejectionInside(value: Value, own?: Rejection): Rejection {
  if (!value.some(isPromise)) return own ?? FULFILLED;
  const all = value.map((atom) => (isPromise(atom) ? rejectionOf(atom) : FULFILLED));
  if (own !== undefined) all.push(own);
  return {
    rejects: joinValues(...all.map(({ rejects }) => rejects)),
    error: joinValues(...all.map(({ error }) => error)),
  };
}

const FULFILLED: Rejection = { rejects: UNDEFINED, error: NEVER };

/** How a promise can be rejected. */
export function rejectionOf({ state: { slots } }: AbstractObject): Rejection {
  return { rejects: slots.get("rejects") ?? UNDEFINED, error: slots.get("error") ?? NEVER };
}

export function isPromise(atom: Atom): atom is AbstractObject {
  return atom.kind === "object" && atom.type === "promise";
}

/** Makes an object with these members. */
export function objectOf(machine: Machine, members: ReadonlyMap<string, Value>, site?: ts.Node): AbstractObject {
  return machine.newObject("object", { site, content: { ...EMPTY_CONTENT, members } });
}

/** The elements that iterating a value gives, in order as far as it is known. */
export function listOf(frame: Frame, value: Value, site: ts.Node): List {
  const lists = value.map((atom) => listOfAtom(frame, atom, site)).filter((list) => list !== undefined);
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  if (lists.length === 0) return { items: [], more: value.length === 0 ? undefined : unknownValue("callee") };
  const length = Math.min(...lists.map((list) => list.items.length));
  const items = Array.from({ length }, (_, i) => joinValues(...lists.map((list) => list.items[i] ?? NEVER)));
  const behind = lists.flatMap((list) => [
    ...list.items.slice(length),
    ...(list.more === undefined ? [] : [list.more]),
  ]);
  if (behind.length === 0) return { items };
  const counts = lists.map((list) => countOf(list));
  return {
    items,
    more: joinValues(...behind),
    moreCount: {
      min: Math.min(...counts.map((c) => c.min)) - length,
      max: Math.max(...counts.map((c) => c.max)) - length,
    },
  };
}

/** How many elements there are. */
export function countOf(list: List): { readonly min: number; readonly max: number } {
  if (list.more === undefined) return { min: list.items.length, max: list.items.length };
  const more = list.moreCount ?? { min: 0, max: Infinity };
  return { min: list.items.length + more.min, max: list.items.length + more.max };
}

/** What is left of a list behind so many elements. */
export function listBehind(list: List, count: number): List {
  const past = Math.max(0, count - list.items.length);
  const { min, max } = list.moreCount ?? { min: 0, max: Infinity };
  return {
    items: list.items.slice(count),
    more: past < max ? list.more : undefined,
    moreCount: { min: Math.max(0, min - past), max: Math.max(0, max - past) },
  };
}

function listOfAtom(frame: Frame, atom: Atom, site: ts.Node): List | undefined {
  switch (atom.kind) {
    case "string":
      return listOfText(atom.text);
    case "unknown":
      return { items: [], more: elementOfUnknown(frame, atom, site) };
    case "object":
      return listOfObject(frame, atom, site);
    default:
      return undefined;
  }
}

function elementOfUnknown(frame: Frame, atom: Atom & { kind: "unknown" }, site: ts.Node): Value {
  return frame.machine.operations.get(frame, [atom], "[]", site);
}

function listOfText(text: Text): List {
  const items: Value[] = [];
  for (const part of text) {
    if (isHole(part)) return { items, more: textValue([{ ...part, symbol: undefined }]) };
    for (const character of part) {
      if (items.length >= MAX_ITEMS) return { items, more: unknownValue("budget") };
      items.push(stringValue(character));
    }
  }
  return { items };
}

function listOfObject(frame: Frame, object: AbstractObject, site: ts.Node): List {
  const { state } = object;
  switch (object.type) {
    case "array":
    case "set":
      return state;
    case "iterator":
      return listOfIterator(frame, object, site);
    case "map":
      return mapEntries(frame.machine, object);
    case "params":
      return { items: [], more: [arrayOf(frame.machine, [unknownValue("callee"), unknownValue("callee")])] };
    case "promise":
      return listOf(frame, state.slots.get("value") ?? NEVER, site);
    default:
      return listOfProtocol(frame, object, site);
  }
}

/** What an iterator gives that a method of an object made: what there is when it is asked. */
export class Live {
  readonly list: (frame: Frame, of: Value, site: ts.Node) => List;

  constructor(list: (frame: Frame, of: Value, site: ts.Node) => List) {
    this.list = list;
  }
}

/** What is left of an iterator behind what `next` took. */
function listOfIterator(frame: Frame, iterator: AbstractObject, site: ts.Node): List {
  const list = wholeListOf(frame, iterator, site);
  const taken = iterator.state.slots.get("at");
  if (taken === undefined) return list;
  const count = knownNumber(taken);
  return count === undefined ? { items: [], more: anyElement(list) } : listBehind(list, count);
}

/** All that an iterator gives, also what `next` took. */
export function wholeListOf(frame: Frame, iterator: AbstractObject, site: ts.Node): List {
  beginGenerator(frame, iterator, { site });
  const { essence, state } = iterator;
  return essence instanceof Live ? essence.list(frame, state.slots.get("of") ?? NEVER, site) : state;
}

/** Follows `[Symbol.iterator]` or `[Symbol.asyncIterator]` of an object that the source made. */
function listOfProtocol(frame: Frame, object: AbstractObject, site: ts.Node): List {
  const { operations } = frame.machine;
  const essence = object.essence as { readonly elements?: Value } | undefined;
  if (object.type === "host" && essence?.elements !== undefined) return { items: [], more: essence.elements };
  for (const name of ["@@iterator", "@@asyncIterator"]) {
    const method = operations.get(frame, [object], name, site);
    if (method.some((atom) => atom.kind === "object" && (atom.type === "function" || atom.type === "native"))) {
      const result = operations.call(method, { frame, self: [object], args: { values: [] }, site });
      const [only] = result;
      const isOwn = result.length === 1 && only?.kind === "object" && only.type === "object";
      return isOwn ? listOfNext(frame, only, site) : listOf(frame, result, site);
    }
  }
  return listOfNext(frame, object, site);
}

const MAX_NEXT = 16;

/** What the method `next` of an object gives, as long as it is known that there is more. */
function listOfNext(frame: Frame, iterator: AbstractObject, site: ts.Node): List {
  const { operations } = frame.machine;
  const items: Value[] = [];
  const method = operations.get(frame, [iterator], "next", site).filter((atom) => atom.kind === "object");
  if (method.length === 0) return { items, more: unknownValue("callee") };
  // Whoever stops before the end says so.
  const end = operations.get(frame, [iterator], "return", site).filter((atom) => atom.kind === "object");
  const call = { frame, self: [iterator], args: { values: [] }, site };
  if (end.length > 0) frame.machine.maybe(() => void operations.call(end, call));
  for (let i = 0; i < MAX_NEXT; i++) {
    const given = operations.call(method, call);
    const result = given.flatMap((atom) => (isPromise(atom) ? (atom.state.slots.get("value") ?? NEVER) : [atom]));
    const done = truthOf(operations.get(frame, result, "done", site));
    const value = operations.get(frame, result, "value", site);
    if (!done.false) return { items };
    if (done.true || frame.machine.dead) return { items, more: joinValues(value, unknownValue("callee")) };
    items.push(value);
  }
  return { items: [], more: joinValues(...items, unknownValue("callee")) };
}

const LIVE: ReadonlySet<string> = new Set(["array", "map", "set"]);

/** What there is to go over at any time: a loop goes on with what it adds itself. */
export function liveList(
  frame: Frame,
  iterated: Value,
  { list, site }: { readonly list: List; readonly site: ts.Node },
): (() => List) | undefined {
  const sources = iterated.filter((atom) => atom.kind === "object");
  if (sources.length < iterated.length || sources.some(({ type }) => !LIVE.has(type))) return undefined;
  let [states, now] = [sources.map(({ state }) => state), list];
  return () => {
    if (sources.every(({ state }, i) => state === states[i])) return now;
    [states, now] = [sources.map(({ state }) => state), listOf(frame, iterated, site)];
    return now;
  };
}

/** The entries of a `Map` as arrays of key and value. */
export function mapEntries(machine: Machine, map: AbstractObject): List {
  const { state } = map;
  const list = listOfMembers(state.members, (key, value) => [arrayOf(machine, [keyValue(key, state), value])]);
  if (state.rest === undefined) return list;
  return withMore(list, [arrayOf(machine, [state.slots.get("keys") ?? unknownValue("callee"), state.rest])]);
}

/** How a key of a `Map` is kept as a name; undefined for one that is neither a known primitive nor one object. */
export function keyName(value: Value): string | undefined {
  const [only] = value;
  if (value.length !== 1 || only === undefined) return undefined;
  if (only.kind === "string" && only.text.every((part) => typeof part === "string")) return `s${only.text.join("")}`;
  if (only.kind === "object" && only.identity > 0) return `o${only.identity}`;
  if (only.kind === "symbol") return nameOfKey(only) === undefined ? undefined : `y${only.name}`;
  return only.kind === "number" ? `n${only.value}` : undefined;
}

/** The key of a `Map` that a name stands for. */
export function keyValue(name: string, { slots }: Content): Value {
  if (name.startsWith("o")) return slots.get(name) ?? NEVER;
  if (name.startsWith("y")) return [{ kind: "symbol", name: name.slice(1) }];
  return name.startsWith("n") ? [{ kind: "number", value: Number(name.slice(1)) }] : stringValue(name.slice(1));
}

/** The element at a place of a list. */
export function elementAt(list: List, index: number): Value {
  const value = list.items[index];
  if (value !== undefined) return value;
  if (list.more === undefined) return UNDEFINED;
  return index < list.items.length + (list.moreCount?.min ?? 0) ? list.more : joinValues(list.more, UNDEFINED);
}

/** Any element of a list. */
export function anyElement(list: List): Value {
  return joinValues(...list.items, ...(list.more === undefined ? [] : [list.more]));
}
