/** Methods of arrays. */
import { argument } from "../closures.ts";
import type { Call, Native } from "../machine.ts";
import {
  anyElement,
  arrayContent,
  arrayOf,
  countOf,
  elementAt,
  type List,
  listOf,
  Live,
  liveList,
} from "../objects.ts";
import { equality, sameValueZero } from "../operators.ts";
import { concatValues, orEmpty } from "../texts.ts";
import {
  type AbstractObject,
  type Content,
  EMPTY_CONTENT,
  namesMember,
  PROTO,
  protosOf,
  withSlot,
} from "../values/object.ts";
import { hole, joinedHole } from "../values/text.ts";
import {
  type Atom,
  atomTruth,
  BOOLEAN,
  FALSE,
  isNative,
  joinValues,
  knownNumber,
  knownString,
  NEVER,
  numberValue,
  rangeValue,
  stringValue,
  textValue,
  TRUE,
  truthOf,
  UNDEFINED,
  type Value,
} from "../values/value.ts";
import { callEach, invoke, type Results } from "./callbacks.ts";
import { takingNumbers } from "./conversions.ts";
import { appended } from "./lists.ts";
import { sorted } from "./sorting.ts";

function selfList(call: Call): List {
  return listOf(call.frame, call.self, call.site);
}

function newArray(call: Call, list: List): Value {
  const made = arrayOf(call.frame.machine, list.items, { more: list.more, count: list.moreCount, site: call.site });
  const isOfClass = call.self.some(
    (atom) => atom.kind === "object" && atom.type === "array" && protosOf(atom).length > 0,
  );
  return isOfClass ? ofSpecies(call, made) : [made];
}

/** What a method of a class gives that extends `Array`: an object of that class, or of another one that it names. */
function ofSpecies(call: Call, made: AbstractObject): Value {
  const protos = call.self.flatMap((atom) => (atom.kind === "object" && atom.type === "array" ? protosOf(atom) : []));
  const { journal, operations } = call.frame.machine;
  const maker = operations.get(call.frame, call.self, "constructor", call.site);
  const species = operations.get(call.frame, maker, "@@species", call.site);
  journal.write(made, withSlot(made.state, PROTO, protos));
  const other = species.filter((atom) => atom.kind === "object" && atom.type === "function" && !maker.includes(atom));
  if (other.length === 0) return [made];
  return joinValues(
    [made],
    operations.construct(other, { ...call, args: { values: [numberValue(0)] }, construct: true }),
  );
}

/** An iterator of the elements of a list. */
export function newIterator(call: Call, { items, more, moreCount }: List): Value {
  const content = { ...EMPTY_CONTENT, items, more, moreCount };
  return [call.frame.machine.newObject("iterator", { content, site: call.site })];
}

/** An iterator of what the object has on which a method is called, also of what is put there later. */
export function liveIterator(call: Call, essence: Live): Value {
  const content = { ...EMPTY_CONTENT, slots: new Map([["of", call.self]]) };
  return [call.frame.machine.newObject("iterator", { content, essence, site: call.site })];
}

/** `value[Symbol.iterator]()` */
export const iterate: Native = (call) => liveIterator(call, VALUES);

const VALUES = new Live(listOf);
const KEYS = new Live((frame, of, site) => {
  const list = listOf(frame, of, site);
  return { items: list.items.map((_, i) => numberValue(i)), ...moreIndices(list) };
});
const ENTRIES = new Live((frame, of, site) => {
  const list = listOf(frame, of, site);
  const pair = (index: Value, item: Value): Value => [arrayOf(frame.machine, [index, item])];
  const more = list.more === undefined ? {} : { more: pair(anyIndex(list), list.more), moreCount: list.moreCount };
  return { items: list.items.map((item, i) => pair(numberValue(i), item)), ...more };
});

function resultList(list: List, results: Results): List {
  if (results.items.length === list.items.length)
    return { items: results.items, more: results.more, moreCount: list.moreCount };
  return { items: results.items, more: results.more, moreCount: countOf(list) };
}

/** Rewrites the array that a method is called on. */
function rewrite(call: Call, make: (content: Content) => List): void {
  const arrays = call.self.filter((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "array");
  for (const array of arrays) {
    const list = make(array.state);
    const next = arrayContent(list.items, { more: list.more, count: list.moreCount });
    call.frame.machine.journal.write(array, {
      ...array.state,
      items: next.items,
      more: next.more,
      moreCount: next.moreCount,
    });
  }
}

function sliced(list: List, from: number, to: number | undefined): List {
  if (list.more === undefined) return { items: list.items.slice(from, to) };
  if (from >= 0 && from <= list.items.length) {
    if (to !== undefined && to >= 0 && to <= list.items.length) return { items: list.items.slice(from, to) };
    if (to === undefined) return { ...list, items: list.items.slice(from) };
  }
  return { items: [], more: anyElement(list) };
}

function indexOfArgument(call: Call, index: number, fallback: number | undefined): number | undefined {
  const value = argument(call.args, index);
  if (value.length === 1 && value[0]?.kind === "undefined") return fallback;
  return knownNumber(value) ?? Number.NaN;
}

const slice: Native = (call) => {
  const list = selfList(call);
  const [from = 0, to] = [indexOfArgument(call, 0, 0), indexOfArgument(call, 1, undefined)];
  if (Number.isNaN(from) || Number.isNaN(to)) return newArray(call, { items: [], more: anyElement(list) });
  return newArray(call, sliced(list, from, to));
};

const filter: Native = (call) => {
  const list = selfList(call);
  const results = callEach(call, list);
  const truths = results.items.map(truthOf);
  if (results.items.length === list.items.length && truths.every((truth) => !(truth.true && truth.false))) {
    const items = results.elements.filter((_, i) => truths[i]?.true);
    return newArray(call, { items, more: list.more, moreCount: { min: 0, max: list.moreCount?.max ?? Infinity } });
  }
  const isTruth = argument(call.args, 0).every((atom) => isNative(atom, "Boolean"));
  const elements = results.elements.length > 0 ? results.elements : list.items;
  const kept = [...elements.filter((_, i) => truths[i]?.true !== false), list.more ?? NEVER];
  return newArray(call, {
    items: [],
    more: joinValues(...(isTruth ? kept.map((each) => each.filter((atom) => atomTruth(atom) !== false)) : kept)),
    moreCount: { min: 0, max: countOf(list).max },
  });
};

const reduce: Native = (call) => {
  const list = selfList(call);
  const [callback, ...initial] = call.args.values;
  const now = liveList(call.frame, call.self, { list, site: call.site }) ?? (() => list);
  let value = initial[0] ?? elementAt(list, 0);
  for (let i = initial.length === 0 ? 1 : 0; i < list.items.length && !call.frame.machine.dead; i++)
    value = invoke(call, callback ?? UNDEFINED, [value, elementAt(now(), i), numberValue(i), call.self]);
  if (list.more === undefined) return value;
  const { more } = list;
  for (let round = 0; round < 3; round++) {
    const next = callEach(call, { items: [], more, moreCount: list.moreCount }, (element, index) =>
      invoke(call, callback ?? UNDEFINED, [value, element, index, call.self]),
    );
    const known = value;
    value = joinValues(known, next.more ?? NEVER);
    if (value.length === known.length) return value;
  }
  return joinValues(value, concatValues(call.frame, [value, textValue([hole("loop-widened")])], call.site));
};

const flatMap: Native = (call) => {
  const list = selfList(call);
  return flattened(call, resultList(list, callEach(call, list)));
};

/** So deep are arrays in each other flattened. */
const MAX_FLAT = 10;

function canFlatten(list: List): boolean {
  return anyElement(list).some((atom) => atom.kind === "object" && atom.type === "array");
}

/** `fill(value, start, end)` */
function filled(call: Call, list: List): List {
  const value = argument(call.args, 0);
  const [from = 0, to] = [indexOfArgument(call, 1, 0), indexOfArgument(call, 2, undefined)];
  const isWhole = from === 0 && to === undefined;
  const more = list.more === undefined ? undefined : isWhole ? value : joinValues(list.more, value);
  const isKnown = list.more === undefined && !Number.isNaN(from) && !Number.isNaN(to);
  const within = new Set(isKnown ? [...list.items.keys()].slice(from, to) : []);
  const items = list.items.map((item, i) => {
    if (isWhole || within.has(i)) return value;
    return isKnown ? item : joinValues(item, value);
  });
  return { ...list, items, more };
}

function flattened(call: Call, list: List): Value {
  let content: Content = arrayContent([]);
  for (const item of list.items) content = appended(content, flatItem(call, item));
  if (list.more !== undefined) content = appended(content, { items: [], more: anyElement(flatItem(call, list.more)) });
  return [call.frame.machine.newObject("array", { content, site: call.site })];
}

/** What stands for an element: those of an array, or itself; what is not known can be either. */
function flatItem(call: Call, item: Value): List {
  const isSpread = (atom: Atom): boolean =>
    atom.kind === "unknown" || (atom.kind === "object" && atom.type === "array");
  const spread = item.filter(isSpread);
  if (spread.length === 0) return { items: [item] };
  const list = listOf(call.frame, spread, call.site);
  const others = item.filter((atom) => atom.kind === "unknown" || !isSpread(atom));
  return others.length === 0 ? list : { items: [], more: joinValues(anyElement(list), others) };
}

const join: Native = (call) => {
  const list = selfList(call);
  const given = argument(call.args, 0);
  const separator = given.some((atom) => atom.kind === "undefined") ? stringValue(",") : given;
  const parts = list.items.flatMap((item, i) => (i === 0 ? [orEmpty(item)] : [separator, orEmpty(item)]));
  if (list.more === undefined) return concatValues(call.frame, parts, call.site);
  const more = concatValues(call.frame, [separator, list.more], call.site);
  const pieces = more.flatMap((atom) => (atom.kind === "string" ? atom.text : []));
  const deep = knownString(separator)?.startsWith("/") === true;
  const rest = { ...joinedHole(pieces, "loop-widened"), deep, below: (deep && parts.length > 0) || undefined };
  return concatValues(call.frame, [...parts, textValue([rest])], call.site);
};

/** What is left of a list behind where the second argument says; the list itself when it says nothing. */
function listFrom(call: Call, list: List): List {
  const from = indexOfArgument(call, 1, 0);
  if (from === 0) return list;
  const isKnown = from !== undefined && !Number.isNaN(from) && list.more === undefined;
  return isKnown ? { items: list.items.slice(from) } : { items: [], more: anyElement(list) };
}

function search(call: Call): Value {
  const list = listFrom(call, selfList(call));
  const wanted = argument(call.args, 0);
  const results = list.items.map((item) => truthOf(sameValueZero(item, wanted)));
  if (results.some((truth) => !truth.false)) return TRUE;
  return list.more !== undefined || results.some((truth) => truth.true) ? BOOLEAN : FALSE;
}

function find(call: Call, list: List): Value {
  const results = callEach(call, list);
  const kept: Value[] = [];
  for (const [i, result] of results.items.entries()) {
    const truth = truthOf(result);
    if (truth.true) kept.push(results.elements[i] ?? NEVER);
    if (!truth.false) return joinValues(...kept);
  }
  if (results.items.length < list.items.length) kept.push(...list.items);
  return joinValues(...kept, list.more ?? NEVER, UNDEFINED);
}

/** The index of the first element that is surely the one that is wanted, when none before it can be. */
function indexOf(list: List, isWanted: (item: Value, index: number) => Value): Value {
  for (const [i, item] of list.items.entries()) {
    const truth = truthOf(isWanted(item, i));
    if (truth.true) return truth.false ? anyIndex(list) : numberValue(i);
  }
  return list.more === undefined ? numberValue(-1) : anyIndex(list);
}

function anyIndex(list: List): Value {
  return rangeValue(-1, countOf(list).max, { integer: true, hole: hole("context-merged") });
}

const push: Native = (call) => {
  rewrite(call, (content) => appended(content, { items: call.args.values, more: call.args.rest }));
  return rangeValue(0, Infinity, { integer: true, hole: hole("context-merged") });
};

function taken(call: Call, from: "start" | "end"): Value {
  const list = selfList(call);
  const value =
    from === "start"
      ? elementAt(list, 0)
      : list.more === undefined
        ? (list.items.at(-1) ?? UNDEFINED)
        : joinValues(anyElement(list), UNDEFINED);
  rewrite(call, (content) => {
    if (content.more !== undefined && (from === "end" || content.items.length === 0))
      return { items: [], more: anyElement(content) };
    return { ...content, items: from === "start" ? content.items.slice(1) : content.items.slice(0, -1) };
  });
  return value;
}

const splice: Native = (call) => {
  const list = selfList(call);
  const [from, count] = [knownNumber(argument(call.args, 0)), indexOfArgument(call, 1, list.items.length)];
  const added = call.args.values.slice(2);
  if (from === undefined || count === undefined || Number.isNaN(count) || list.more !== undefined) {
    rewrite(call, (content) => ({ items: [], more: joinValues(anyElement(content), ...added) }));
    return newArray(call, { items: [], more: anyElement(list) });
  }
  rewrite(call, (content) => ({ items: content.items.toSpliced(from, count, ...added) }));
  const start = from < 0 ? Math.max(0, list.items.length + from) : from;
  return newArray(call, { items: list.items.slice(start, start + count) });
};

function reversed(list: List): List {
  return list.more === undefined
    ? { items: list.items.toReversed() }
    : { items: [], more: anyElement(list), moreCount: countOf(list) };
}

function inPlace(call: Call, list: List): Value {
  rewrite(call, () => list);
  return call.self;
}

export const ARRAY_METHODS: Readonly<Record<string, Native>> = {
  map: (call) => {
    const list = selfList(call);
    return newArray(call, resultList(list, callEach(call, list)));
  },
  forEach: (call) => (callEach(call, selfList(call)), UNDEFINED),
  filter,
  reduce,
  reduceRight: (call) => reduce({ ...call, self: newArray(call, reversed(selfList(call))) }),
  flatMap,
  flat: (call) => {
    const depth = knownNumber(argument(call.args, 0)) ?? (call.args.values.length === 0 ? 1 : Infinity);
    let list = selfList(call);
    for (let i = 0; i < Math.min(depth, MAX_FLAT) && canFlatten(list); i++)
      list = listOf(call.frame, flattened(call, list), call.site);
    return newArray(call, list);
  },
  join,
  toString: join,
  toLocaleString: (call: Call) => join({ ...call, args: { values: [] } }),
  slice: takingNumbers(slice, 0, 1),
  concat: (call) => {
    const all = call.args.values.map((value) => spreadable(call, value));
    return flattened(call, { items: [newArray(call, selfList(call)), ...all], more: call.args.rest });
  },
  includes: search,
  indexOf: (call) => {
    const list = selfList(call);
    if (listFrom(call, list) !== list) return anyIndex(list);
    return indexOf(list, (item) => equality(item, argument(call.args, 0), false));
  },
  lastIndexOf: (call) => anyIndex(selfList(call)),
  find: (call) => find(call, selfList(call)),
  findLast: (call) => find(call, reversed(selfList(call))),
  findIndex: (call) => {
    const list = selfList(call);
    const { items } = callEach(call, list);
    return indexOf(list, (_, i) => items[i] ?? BOOLEAN);
  },
  findLastIndex: (call) => (callEach(call, selfList(call)), anyIndex(selfList(call))),
  some: (call) => quantified(call, "some"),
  every: (call) => quantified(call, "every"),
  push,
  unshift: (call) => {
    rewrite(call, (content) => ({ ...content, items: [...call.args.values, ...content.items] }));
    return rangeValue(0, Infinity, { integer: true, hole: hole("context-merged") });
  },
  pop: (call) => taken(call, "end"),
  shift: (call) => taken(call, "start"),
  splice: takingNumbers(splice, 0, 1),
  toSpliced: (call) => {
    const self = newArray(call, selfList(call));
    splice({ ...call, self });
    return self;
  },
  reverse: (call) => inPlace(call, reversed(selfList(call))),
  toReversed: (call) => newArray(call, reversed(selfList(call))),
  sort: (call) => inPlace(call, sorted(call, selfList(call))),
  toSorted: (call) => newArray(call, sorted(call, selfList(call))),
  fill: (call) => inPlace(call, filled(call, selfList(call))),
  with: (call) => {
    const [list, at] = [selfList(call), knownNumber(argument(call.args, 0))];
    if (at === undefined || list.more !== undefined || at >= list.items.length)
      return newArray(call, { items: [], more: joinValues(anyElement(list), argument(call.args, 1)) });
    return newArray(call, { items: list.items.with(at, argument(call.args, 1)) });
  },
  at: (call) => {
    const [list, at] = [selfList(call), knownNumber(argument(call.args, 0))];
    if (at === undefined) return joinValues(anyElement(list), UNDEFINED);
    if (at >= 0) return elementAt(list, at);
    return list.more === undefined ? (list.items.at(at) ?? UNDEFINED) : joinValues(anyElement(list), UNDEFINED);
  },
  keys: (call) => liveIterator(call, KEYS),
  values: iterate,
  entries: (call) => liveIterator(call, ENTRIES),
  toArray: (call) => newArray(call, selfList(call)),
  take: (call) => newArray(call, sliced(selfList(call), 0, knownNumber(argument(call.args, 0)))),
  drop: (call) => newArray(call, sliced(selfList(call), knownNumber(argument(call.args, 0)) ?? 0, undefined)),
};

/** What `concat` adds: an object can say that its elements are meant. */
function spreadable({ frame, site }: Call, value: Value): Value {
  const { operations } = frame.machine;
  const own = value.filter(
    (atom) => atom.kind === "object" && (atom.type === "proxy" || namesMember(atom, "@@isConcatSpreadable")),
  );
  if (own.length === 0) return value;
  const truth = truthOf(operations.get(frame, own, "@@isConcatSpreadable", site));
  if (!truth.true) return value;
  return joinValues(value, operations.element(frame, own, { key: [{ kind: "unknown", hole: hole("callee") }], site }));
}

function moreIndices(list: List): Partial<List> {
  return list.more === undefined ? {} : { more: anyIndex(list), moreCount: list.moreCount };
}

function quantified(call: Call, which: "some" | "every"): Value {
  const list = selfList(call);
  const results = callEach(call, list);
  const truths = [...results.items, ...(results.more === undefined ? [] : [results.more])].map(truthOf);
  if (results.items.length < list.items.length) return BOOLEAN;
  if (which === "some")
    return results.items.some((item) => !truthOf(item).false)
      ? TRUE
      : truths.some((truth) => truth.true)
        ? BOOLEAN
        : FALSE;
  return results.items.some((item) => !truthOf(item).true)
    ? FALSE
    : truths.some((truth) => truth.false)
      ? BOOLEAN
      : TRUE;
}

/** The length of an array. */
export function lengthOf(content: Content): Value {
  const { min, max } = countOf(content);
  return min === max ? numberValue(min) : rangeValue(min, max, { integer: true, hole: hole("loop-widened") });
}
