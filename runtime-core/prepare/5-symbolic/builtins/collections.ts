/** `Map`, `Set` and their weak cousins. */
import { argument } from "../closures.ts";
import type { Call, Native } from "../machine.ts";
import {
  anyElement,
  arrayOf,
  keyName,
  keyValue,
  type List,
  listOf,
  listOfMembers,
  Live,
  withMore,
} from "../objects.ts";
import { sameValueZero } from "../operators.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT, hasMember, WEAK } from "../values/object.ts";
import { hole } from "../values/text.ts";
import {
  ABSENT,
  BOOLEAN,
  FALSE,
  isMaybe,
  joinValues,
  NEVER,
  numberValue,
  present,
  rangeValue,
  readMember,
  TRUE,
  truthOf,
  UNDEFINED,
  type Value,
} from "../values/value.ts";
import { iterate, liveIterator } from "./arrays.ts";
import { callEach } from "./callbacks.ts";
import { appended } from "./lists.ts";

function selfOf(call: Call): AbstractObject | undefined {
  return call.self.find(
    (atom): atom is AbstractObject => atom.kind === "object" && (atom.type === "map" || atom.type === "set"),
  );
}

function size(content: Content): Value {
  const sure = [...content.members.values()].filter((value) => !isMaybe(value)).length + content.items.length;
  const most =
    content.rest === undefined && content.more === undefined ? content.members.size + content.items.length : Infinity;
  return sure === most ? numberValue(sure) : rangeValue(sure, most, { integer: true, hole: hole("context-merged") });
}

export { size as sizeOfCollection };

/** A map's content after `set(key, value)`. */
function withEntry(content: Content, key: Value, value: Value): Content {
  const name = keyName(key);
  if (name !== undefined) {
    const slots = name.startsWith("o") ? new Map(content.slots).set(name, key) : content.slots;
    return { ...content, slots, members: new Map(content.members).set(name, value) };
  }
  return {
    ...content,
    members: new Map([...content.members].map(([each, before]) => [each, joinValues(before, value)])),
    rest: joinValues(content.rest ?? NEVER, value),
    slots: new Map(content.slots).set("keys", joinValues(content.slots.get("keys") ?? NEVER, key)),
  };
}

export const MAP_METHODS: Readonly<Record<string, Native>> = {
  get: (call) => {
    const content = selfOf(call)?.state ?? EMPTY_CONTENT;
    const name = keyName(argument(call.args, 0));
    const known = name === undefined ? undefined : content.members.get(name);
    if (known !== undefined) return readMember(content.rest === undefined ? known : joinValues(known, content.rest));
    if (name !== undefined) return content.rest === undefined ? UNDEFINED : joinValues(content.rest, UNDEFINED);
    return joinValues(...[...content.members.values()].map(present), content.rest ?? NEVER, UNDEFINED);
  },
  set: (call) => {
    const map = selfOf(call);
    if (map !== undefined)
      call.frame.machine.journal.write(map, withEntry(map.state, argument(call.args, 0), argument(call.args, 1)));
    return call.self;
  },
  has: (call) => {
    const content = selfOf(call)?.state ?? EMPTY_CONTENT;
    const name = keyName(argument(call.args, 0));
    if (name === undefined) return content.members.size === 0 && content.rest === undefined ? FALSE : BOOLEAN;
    return hasMember(content, name);
  },
  delete: (call) => {
    const map = selfOf(call);
    const name = keyName(argument(call.args, 0));
    if (map === undefined) return BOOLEAN;
    const members = new Map(map.state.members);
    if (name !== undefined) members.delete(name);
    else for (const [each, value] of members) members.set(each, joinValues(value, ABSENT));
    call.frame.machine.journal.write(map, { ...map.state, members });
    return BOOLEAN;
  },
  clear: (call) => {
    const map = selfOf(call);
    if (map !== undefined) call.frame.machine.journal.write(map, { ...EMPTY_CONTENT, slots: map.state.slots });
    return UNDEFINED;
  },
  forEach: (call) => {
    const map = selfOf(call);
    if (map === undefined) return UNDEFINED;
    const values = (): List => valuesOf(map.state);
    callEach(call, { ...values(), later: values }, (value, index) => {
      const [[only], keys] = [index, keysOf(map.state)];
      const key = (only?.kind === "number" ? keys.items[only.value] : undefined) ?? anyElement(keys);
      return call.frame.machine.operations.call(argument(call.args, 0), {
        ...call,
        self: argument(call.args, 1),
        args: { values: [value, key, call.self] },
      });
    });
    return UNDEFINED;
  },
  keys: (call) => liveIterator(call, MAP_KEYS),
  values: (call) => liveIterator(call, MAP_VALUES),
  entries: iterate,
};

function keysOf(content: Content): List {
  const known = listOfMembers(content.members, (name) => keyValue(name, content));
  return withMore(known, content.slots.get("keys"));
}

/** What iterators of maps give. */
const MAP_KEYS = new Live((_, of) => ofMaps(of, keysOf));
const MAP_VALUES = new Live((_, of) => ofMaps(of, valuesOf));

function valuesOf({ members, rest }: Content): List {
  return withMore(
    listOfMembers(members, (_, value) => value),
    rest,
  );
}

function ofMaps(value: Value, list: (content: Content) => List): List {
  const map = value.find((atom) => atom.kind === "object" && atom.type === "map");
  return map?.kind === "object" ? list(map.state) : { items: [] };
}

function hasItem(content: Content, value: Value): Value {
  const truths = content.items.map((item) => truthOf(sameValueZero(item, value)));
  if (truths.some((truth) => !truth.false)) return TRUE;
  return truths.some((truth) => truth.true) || content.more !== undefined ? BOOLEAN : FALSE;
}

export const SET_METHODS: Readonly<Record<string, Native>> = {
  add: (call) => {
    const set = selfOf(call);
    const value = argument(call.args, 0);
    if (set !== undefined && truthOf(hasItem(set.state, value)).false)
      call.frame.machine.journal.write(set, appended(set.state, { items: [value] }));
    return call.self;
  },
  has: (call) => hasItem(selfOf(call)?.state ?? EMPTY_CONTENT, argument(call.args, 0)),
  delete: (call) => {
    const set = selfOf(call);
    if (set === undefined) return BOOLEAN;
    const value = argument(call.args, 0);
    const truths = set.state.items.map((item) => truthOf(sameValueZero(item, value)));
    const items = set.state.items.filter((_, i) => truths[i]?.true === false);
    const unsure = set.state.items.filter((_, i) => truths[i]?.true === true && truths[i]?.false === true);
    const more = unsure.length === 0 ? set.state.more : joinValues(...unsure, set.state.more ?? NEVER);
    const { min = 0, max = Infinity } = set.state.moreCount ?? {};
    const moreCount = unsure.length === 0 ? { min: Math.max(0, min - 1), max } : undefined;
    call.frame.machine.journal.write(set, { ...set.state, items, more, moreCount });
    return BOOLEAN;
  },
  clear: (call) => {
    const set = selfOf(call);
    if (set !== undefined)
      call.frame.machine.journal.write(set, { ...set.state, items: [], more: undefined, moreCount: undefined });
    return UNDEFINED;
  },
  forEach: (call) => (callEach(call, selfOf(call)?.state ?? EMPTY_CONTENT), UNDEFINED),
  keys: iterate,
  values: iterate,
  union: (call) => union(call, contentOf(call), otherOf(call)),
  intersection: (call) => setWith(call, filtered(contentOf(call), otherOf(call), { held: true })),
  difference: (call) => setWith(call, filtered(contentOf(call), otherOf(call), { held: false })),
  symmetricDifference: (call) => {
    const [own, other] = [contentOf(call), otherOf(call)];
    return union(call, filtered(own, other, { held: false }), filtered(other, own, { held: false }));
  },
  isSubsetOf: () => BOOLEAN,
  isSupersetOf: () => BOOLEAN,
  isDisjointFrom: () => BOOLEAN,
};

function contentOf(call: Call): Content {
  return selfOf(call)?.state ?? EMPTY_CONTENT;
}

/** The set that is the argument, or what has keys like one. */
function otherOf(call: Call): Content {
  const { items, more, moreCount } = listOf(call.frame, argument(call.args, 0), call.site);
  return { ...EMPTY_CONTENT, items, more, moreCount };
}

function setWith(call: Call, content: Content): Value {
  return [call.frame.machine.newObject("set", { content, site: call.site })];
}

function union(call: Call, one: Content, other: Content): Value {
  const more =
    one.more === undefined && other.more === undefined ? undefined : joinValues(one.more ?? NEVER, other.more ?? NEVER);
  const all = arrayOf(call.frame.machine, [...one.items, ...other.items], { more });
  return makeSet({ ...call, args: { values: [[all]] } });
}

/** The items of a set that another one holds, or does not hold. */
function filtered(content: Content, by: Content, { held }: { readonly held: boolean }): Content {
  const truths = content.items.map((item) => truthOf(hasItem(by, item)));
  const items = content.items.filter((_, i) => truths[i]?.[`${!held}`] === false);
  const unsure = content.items.filter((_, i) => truths[i]?.true === true && truths[i]?.false === true);
  if (unsure.length === 0 && content.more === undefined) return { ...EMPTY_CONTENT, items };
  const more = joinValues(...unsure, content.more ?? NEVER);
  return { ...EMPTY_CONTENT, items, more, moreCount: { min: 0, max: Infinity } };
}

/** `new Map(entries)` */
export const makeMap: Native = (call) => mapOf(call);

/** `new WeakMap(entries)` */
export const makeWeakMap: Native = (call) => mapOf(call, WEAK);

function mapOf(call: Call, essence?: string): Value {
  const given = argument(call.args, 0);
  let content = EMPTY_CONTENT;
  if (!given.every((atom) => atom.kind === "undefined" || atom.kind === "null")) {
    const list = listOf(call.frame, given, call.site);
    for (const item of list.items) {
      const pair = listOf(call.frame, item, call.site);
      content = withEntry(content, pair.items[0] ?? pair.more ?? UNDEFINED, pair.items[1] ?? pair.more ?? UNDEFINED);
    }
    if (list.more !== undefined) {
      const pair = listOf(call.frame, list.more, call.site);
      content = {
        ...content,
        rest: pair.items[1] ?? pair.more ?? UNDEFINED,
        slots: new Map(content.slots).set("keys", pair.items[0] ?? pair.more ?? UNDEFINED),
      };
    }
  }
  return [call.frame.machine.newObject("map", { content, essence, site: call.site })];
}

/** `new Set(values)` */
export const makeSet: Native = (call) => setOf(call);

/** `new WeakSet(values)` */
export const makeWeakSet: Native = (call) => setOf(call, WEAK);

function setOf(call: Call, essence?: string): Value {
  const given = argument(call.args, 0);
  if (given.every((atom) => atom.kind === "undefined" || atom.kind === "null"))
    return [call.frame.machine.newObject("set", { essence, site: call.site })];
  const list = listOf(call.frame, given, call.site);
  let content: Content = { ...EMPTY_CONTENT, more: list.more, moreCount: list.moreCount };
  for (const item of list.items)
    if (truthOf(hasItem(content, item)).false) content = { ...content, items: [...content.items, item] };
  return [call.frame.machine.newObject("set", { content, essence, site: call.site })];
}
