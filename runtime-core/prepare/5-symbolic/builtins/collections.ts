/** `Map`, `Set` and their weak cousins. */
import { argument } from "../closures.ts";
import type { Call, Native } from "../machine.ts";
import { anyElement, arrayOf, keyName, keyValue, listOf, mapEntries } from "../objects.ts";
import { equality } from "../operators.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT } from "../values/object.ts";
import { hole } from "../values/text.ts";
import {
  BOOLEAN,
  FALSE,
  joinValues,
  NEVER,
  numberValue,
  rangeValue,
  TRUE,
  truthOf,
  UNDEFINED,
  type Value,
} from "../values/value.ts";
import { callEach } from "./callbacks.ts";
import { appended } from "./lists.ts";

function selfOf(call: Call): AbstractObject | undefined {
  return call.self.find(
    (atom): atom is AbstractObject => atom.kind === "object" && (atom.type === "map" || atom.type === "set"),
  );
}

function size(content: Content): Value {
  const count = content.members.size + content.items.length;
  const open = content.rest !== undefined || content.more !== undefined;
  return open ? rangeValue(count, Infinity, { integer: true, hole: hole("context-merged") }) : numberValue(count);
}

export { size as sizeOfCollection };

/** A map's content after `set(key, value)`. */
function withEntry(content: Content, key: Value, value: Value): Content {
  const name = keyName(key);
  if (name !== undefined) return { ...content, members: new Map(content.members).set(name, value) };
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
    if (known !== undefined) return content.rest === undefined ? known : joinValues(known, content.rest);
    if (name !== undefined) return content.rest === undefined ? UNDEFINED : joinValues(content.rest, UNDEFINED);
    return joinValues(...content.members.values(), content.rest ?? NEVER, UNDEFINED);
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
    return content.members.has(name) ? TRUE : content.rest === undefined ? FALSE : BOOLEAN;
  },
  delete: (call) => {
    const map = selfOf(call);
    const name = keyName(argument(call.args, 0));
    if (map === undefined) return BOOLEAN;
    const members = new Map(map.state.members);
    if (name !== undefined) members.delete(name);
    call.frame.machine.journal.write(map, { ...map.state, members });
    return BOOLEAN;
  },
  clear: (call) => {
    const map = selfOf(call);
    if (map !== undefined) call.frame.machine.journal.write(map, EMPTY_CONTENT);
    return UNDEFINED;
  },
  forEach: (call) => {
    const map = selfOf(call);
    if (map === undefined) return UNDEFINED;
    const pairs = mapEntries(call.frame.machine, map);
    const values = { items: [...map.state.members.values()], more: map.state.rest };
    const keys = [...map.state.members.keys()].map(keyValue);
    callEach(call, values, (value, index) => {
      const [only] = index;
      const key =
        (only?.kind === "number" ? keys[only.value] : undefined) ?? anyElement({ items: keys, more: pairs.more });
      return call.frame.machine.operations.call(argument(call.args, 0), {
        ...call,
        self: UNDEFINED,
        args: { values: [value, key, call.self] },
      });
    });
    return UNDEFINED;
  },
  keys: (call) => {
    const content = selfOf(call)?.state ?? EMPTY_CONTENT;
    return [
      arrayOf(call.frame.machine, [...content.members.keys()].map(keyValue), { more: content.slots.get("keys") }),
    ];
  },
  values: (call) => {
    const content = selfOf(call)?.state ?? EMPTY_CONTENT;
    return [arrayOf(call.frame.machine, [...content.members.values()], { more: content.rest })];
  },
  entries: (call) => {
    const map = selfOf(call);
    const list = map === undefined ? { items: [] } : mapEntries(call.frame.machine, map);
    return [arrayOf(call.frame.machine, list.items, { more: list.more })];
  },
};

function hasItem(content: Content, value: Value): Value {
  const truths = content.items.map((item) => truthOf(equality(item, value, false)));
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
    const items = set.state.items.filter((item) => truthOf(equality(item, value, false)).false);
    call.frame.machine.journal.write(set, { ...set.state, items });
    return BOOLEAN;
  },
  clear: (call) => {
    const set = selfOf(call);
    if (set !== undefined) call.frame.machine.journal.write(set, EMPTY_CONTENT);
    return UNDEFINED;
  },
  forEach: (call) => (callEach(call, selfOf(call)?.state ?? EMPTY_CONTENT), UNDEFINED),
  keys: (call) => setArray(call),
  values: (call) => setArray(call),
};

function setArray(call: Call): Value {
  const content = selfOf(call)?.state ?? EMPTY_CONTENT;
  return [arrayOf(call.frame.machine, content.items, { more: content.more, count: content.moreCount })];
}

/** `new Map(entries)` */
export const makeMap: Native = (call) => {
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
        slots: new Map([["keys", pair.items[0] ?? pair.more ?? UNDEFINED]]),
      };
    }
  }
  return [call.frame.machine.newObject("map", { content, site: call.site })];
};

/** `new Set(values)` */
export const makeSet: Native = (call) => {
  const given = argument(call.args, 0);
  if (given.every((atom) => atom.kind === "undefined" || atom.kind === "null"))
    return [call.frame.machine.newObject("set", { site: call.site })];
  const list = listOf(call.frame, given, call.site);
  let content: Content = { ...EMPTY_CONTENT, more: list.more, moreCount: list.moreCount };
  for (const item of list.items)
    if (truthOf(hasItem(content, item)).false) content = { ...content, items: [...content.items, item] };
  return [call.frame.machine.newObject("set", { content, site: call.site })];
};
