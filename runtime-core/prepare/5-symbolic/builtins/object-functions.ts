/** Methods of every object, and the functions of `Object` and `Array`. */
import { argument } from "../closures.ts";
import { readVariables } from "../hosts/foreign/environment.ts";
import { isEnvironment } from "../hosts/foreign/environment-value.ts";
import { contentOf, newBuilding, put, spread } from "../literals.ts";
import type { Call, Native } from "../machine.ts";
import { anyElement, arrayOf, type List, listOf, listOfMembers, promiseOf, withMore } from "../objects.ts";
import { equality } from "../operators.ts";
import { tagText, textsOf } from "../texts.ts";
import { joinContents } from "../values/contents.ts";
import type { AbstractObject } from "../values/object.ts";
import { ancestorsOf, EMPTY_CONTENT, hasMember, namesMember } from "../values/object.ts";
import {
  type Atom,
  BOOLEAN,
  booleanValue,
  isMaybe,
  joinValues,
  knownNumber,
  knownString,
  NEVER,
  numberValue,
  present,
  stringValue,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { callEach, invoke, invokeOn } from "./callbacks.ts";
import { awaitValue } from "./promises.ts";
import { close, PROPERTY_FUNCTIONS } from "./properties.ts";

const hasOwn = (call: Call, object: Value, key: Value): Value => {
  if (object.some(isEnvironment)) readVariables(call.frame, key, call.site);
  const name = knownString(key);
  return joinValues(
    ...object.map((atom): Value =>
      atom.kind === "object" && name !== undefined ? hasMember(atom.state, name) : BOOLEAN,
    ),
  );
};

export const OBJECT_METHODS: Readonly<Record<string, Native>> = Object.fromEntries<Native>([
  ["hasOwnProperty", (call) => hasOwn(call, call.self, argument(call.args, 0))],
  ["valueOf", (call) => call.self],
  ["toString", (call) => joinValues(...call.self.map((atom) => tagOf(call, atom)))],
  ["toLocaleString", (call) => textsOf(call.frame, call.self, call.site).flatMap((text) => textValue(text))],
  ["isPrototypeOf", () => BOOLEAN],
  ["propertyIsEnumerable", (call) => hasOwn(call, call.self, argument(call.args, 0))],
]);

const TAGS: Readonly<Record<string, string>> = {
  string: "String",
  number: "Number",
  range: "Number",
  boolean: "Boolean",
  undefined: "Undefined",
  null: "Null",
  array: "Array",
  function: "Function",
  native: "Function",
  map: "Map",
  set: "Set",
  promise: "Promise",
};

/** What `Object.prototype.toString` says; a plain object can have a tag of its own. */
function tagOf({ frame, site }: Call, atom: Atom): Value {
  if (atom.kind === "object" && (atom.type === "proxy" || namesMember(atom, "@@toStringTag")))
    return tagText(frame, atom, site);
  const tag = TAGS[atom.kind === "object" ? atom.type : atom.kind];
  return tag === undefined ? unknownValue("callee") : stringValue(`[object ${tag}]`);
}

/** Names and values of the members of a value. */
function entriesOf(call: Call): {
  readonly items: readonly (readonly [string, Value])[];
  readonly more: readonly [Value, Value] | undefined;
} {
  const value = argument(call.args, 0);
  const [only] = value;
  if (value.length !== 1 || only === undefined)
    return { items: [], more: [unknownKeys(value), anyMember(call, value)] };
  if (only.kind === "unknown") return { items: [], more: [unknownKeys(value), anyMember(call, value)] };
  if (only.kind !== "object") return { items: [], more: undefined };
  const { state } = only;
  const members = [...state.members].filter(([name]) => !name.startsWith("#") && !name.startsWith("@@"));
  const items = state.items.map((item, i): readonly [string, Value] => [String(i), item]);
  for (const name of state.accessors?.keys() ?? [])
    members.push([name, call.frame.machine.operations.get(call.frame, [only], name, call.site)]);
  const more = state.rest ?? state.more;
  return { items: [...items, ...members], more: more === undefined ? undefined : [unknownKeys(value), more] };
}

function unknownKeys(value: Value): Value {
  const reason = value.find((atom) => atom.kind === "unknown")?.hole.reason ?? "parameter";
  return unknownValue(reason);
}

/** What the getters of an object may be asked for. */
function gotten({ frame, site }: Call, object: AbstractObject): readonly Value[] {
  const names = [...(object.state.accessors?.keys() ?? [])];
  return names.map((name) =>
    frame.machine.branch([() => frame.machine.operations.get(frame, [object], name, site), () => NEVER]),
  );
}

/** Any member of a value. */
export function anyMember(call: Call, value: Value): Value {
  return joinValues(
    ...value.map((atom): Value =>
      atom.kind === "object"
        ? joinValues(
            ...[...atom.state.members.values()].map(present),
            ...atom.state.items,
            atom.state.rest ?? NEVER,
            atom.state.more ?? NEVER,
            ...gotten(call, atom),
          )
        : atom.kind === "unknown"
          ? call.frame.machine.operations.get(call.frame, [atom], "[]", call.site)
          : NEVER,
    ),
  );
}

function entryList(call: Call, make: (name: Value, value: Value) => Value): Value {
  const { items, more } = entriesOf(call);
  const known = listOfMembers(items, (name, value) => make(stringValue(name), value));
  const list = withMore(known, more === undefined ? undefined : make(more[0], more[1]));
  return [arrayOf(call.frame.machine, list.items, { more: list.more, count: list.moreCount, site: call.site })];
}

const assign: Native = (call) => {
  const [target = UNDEFINED, ...sources] = call.args.values;
  const hears = (atom: Atom): boolean =>
    isEnvironment(atom) || (atom.kind === "object" && (!KEEPS_MEMBERS.has(atom.type) || hasAccessors(atom)));
  if (target.some(hears)) return assignEach(call, target, sources);
  for (const atom of target) {
    if (atom.kind !== "object") continue;
    const building = newBuilding();
    for (const [name, value] of atom.state.members) put(building, name, value);
    for (const source of sources) spread(call.frame, source, { building, site: call.site });
    const { members, rest } = contentOf(building);
    const assigned = { ...atom.state, members, rest: joinRest(atom.state.rest, rest) };
    const content = target.length === 1 ? assigned : joinContents(atom.state, assigned);
    call.frame.machine.journal.write(atom, content);
  }
  return target;
};

/** Writing a member of the other objects does more than to keep it. */
const KEEPS_MEMBERS: ReadonlySet<string> = new Set(["object", "function", "error", "native"]);

function hasAccessors(object: AbstractObject): boolean {
  return [object, ...ancestorsOf(object)].some(({ state }) => state.accessors !== undefined);
}

/** Writes one member after the other, for some can have setters. */
function assignEach({ frame, site }: Call, target: Value, sources: readonly Value[]): Value {
  const { machine } = frame;
  const building = newBuilding();
  for (const source of sources) spread(frame, source, { building, site });
  for (const [name, value] of building.members) {
    const member = { name: stringValue(name), value: present(value), site };
    if (isMaybe(value)) machine.maybe(() => machine.operations.set(frame, target, member));
    else machine.operations.set(frame, target, member);
  }
  if (building.rest !== undefined)
    machine.operations.set(frame, target, { name: unknownValue("callee"), value: building.rest, site });
  return target;
}

function joinRest(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a === undefined || b === undefined ? (a ?? b) : joinValues(a, b);
}

const fromEntries: Native = (call) => {
  const building = newBuilding();
  const list = listOf(call.frame, argument(call.args, 0), call.site);
  const add = (pair: Value): void => {
    const { items, more } = listOf(call.frame, pair, call.site);
    put(building, knownString(items[0] ?? more ?? UNDEFINED), items[1] ?? more ?? UNDEFINED);
  };
  list.items.forEach(add);
  if (list.more !== undefined) {
    const { items, more } = listOf(call.frame, list.more, call.site);
    put(building, undefined, items[1] ?? more ?? UNDEFINED);
  }
  return [call.frame.machine.newObject("object", { content: contentOf(building), site: call.site })];
};

const groupBy: Native = (call) => {
  const { machine } = call.frame;
  const list = listOf(call.frame, argument(call.args, 0), call.site);
  const groups = new Map<string, Value[]>();
  let open = list.more !== undefined;
  callEach(call, list, (element, index) => {
    const key = invoke(call, argument(call.args, 1), [element, index]);
    const name = knownString(key);
    if (name === undefined) open = true;
    else groups.set(name, [...(groups.get(name) ?? []), element]);
    return key;
  });
  const members = new Map([...groups].map(([name, items]): [string, Value] => [name, [arrayOf(machine, items)]]));
  const rest: Value | undefined = open ? [arrayOf(machine, [], { more: anyElement(list) })] : undefined;
  return [machine.newObject("object", { content: { ...EMPTY_CONTENT, members, rest } })];
};

/** `Object.is` */
function isSame(left: Value, right: Value): Value {
  const same = left.flatMap((a) =>
    right.map((b) =>
      a.kind === "number" && b.kind === "number"
        ? booleanValue(Object.is(a.value, b.value))
        : equality([a], [b], false),
    ),
  );
  return joinValues(...same);
}

export const OBJECT_FUNCTIONS: Readonly<Record<string, Native>> = {
  ...PROPERTY_FUNCTIONS,
  keys: (call) => entryList(call, (name) => name),
  values: (call) => entryList(call, (_, value) => value),
  entries: (call) => entryList(call, (name, value) => [arrayOf(call.frame.machine, [name, value])]),
  assign,
  fromEntries,
  groupBy,
  freeze: close,
  seal: close,
  preventExtensions: close,
  isFrozen: () => BOOLEAN,
  is: (call) => isSame(argument(call.args, 0), argument(call.args, 1)),
  hasOwn: (call) => hasOwn(call, argument(call.args, 0), argument(call.args, 1)),
  getOwnPropertyNames: (call) => entryList(call, (name) => name),
};

const MAX_MADE = 256;

const arrayFrom: Native = (call) => {
  const { frame, site } = call;
  const source = argument(call.args, 0);
  const [only] = source;
  const mapped = argument(call.args, 1).some((atom) => atom.kind !== "undefined");
  const isLike = only?.kind === "object" && only.type === "object" && namesMember(only, "length");
  const list = isLike
    ? arrayLike(frame.machine.operations.get(frame, source, "length", site), (i) =>
        frame.machine.operations.get(frame, source, String(i), site),
      )
    : listOf(frame, source, site);
  if (!mapped) return [arrayOf(frame.machine, list.items, { more: list.more, count: list.moreCount, site })];
  const results = callEach(call, list, (element, index) =>
    invokeOn(call, argument(call.args, 2), { callee: argument(call.args, 1), values: [element, index] }),
  );
  const count =
    results.items.length === list.items.length ? list.moreCount : { min: list.items.length, max: list.items.length };
  return [arrayOf(frame.machine, results.items, { more: results.more, count, site })];
};

/** `{ length: n }` */
function arrayLike(given: Value, elementAt: (index: number) => Value): List {
  const length = knownNumber(given);
  if (length === undefined || length > MAX_MADE) {
    const count = length === undefined ? { min: 0, max: Infinity } : { min: length, max: length };
    return { items: [], more: UNDEFINED, moreCount: count };
  }
  return { items: Array.from({ length: Math.max(0, length) }, (_, i) => elementAt(i)) };
}

export const ARRAY_FUNCTIONS: Readonly<Record<string, Native>> = {
  from: arrayFrom,
  fromAsync: (call) => {
    const { items, more, moreCount } = listOf(call.frame, arrayFrom(call), call.site);
    const given = (value: Value): Value => awaitValue(call.frame, value, call.site);
    const rest = { more: more === undefined ? undefined : given(more), count: moreCount, site: call.site };
    return promiseOf(call.frame.machine, [arrayOf(call.frame.machine, items.map(given), rest)]);
  },
  of: (call) => [arrayOf(call.frame.machine, call.args.values, { more: call.args.rest })],
  isArray: (call) =>
    joinValues(
      ...argument(call.args, 0).map((atom) =>
        atom.kind === "unknown" ? BOOLEAN : booleanValue(atom.kind === "object" && atom.type === "array"),
      ),
    ),
};

/** `new Array(n)` or `new Array(a, b)` */
export const makeArray: Native = (call) => {
  const [length] = call.args.values;
  const count = length === undefined ? undefined : knownNumber(length);
  if (call.args.values.length !== 1 || (length !== undefined && length[0]?.kind === "string"))
    return [arrayOf(call.frame.machine, call.args.values)];
  const list = arrayLike(count === undefined ? UNDEFINED : numberValue(count), () => UNDEFINED);
  return [arrayOf(call.frame.machine, list.items, { more: list.more, count: list.moreCount })];
};

/** An object that is cloned is as much work as so many steps. */
const CLONE_STEPS = 20;

/** `structuredClone(value)`: new objects with the same content, one for each. */
export const cloneValue: Native = (call) => cloned(call, argument(call.args, 0), new Map());

function cloned(call: Call, value: Value, known: Map<AbstractObject, AbstractObject>): Value {
  return value.map((atom) => {
    if (atom.kind !== "object" || !["object", "array", "map", "set"].includes(atom.type)) return atom;
    return known.get(atom) ?? clone(call, atom, known);
  });
}

function clone(call: Call, object: AbstractObject, known: Map<AbstractObject, AbstractObject>): AbstractObject {
  const { machine } = call.frame;
  const { state, type } = object;
  machine.step();
  // A loop that clones what it has made doubles it in each round.
  machine.charge(CLONE_STEPS);
  const made = machine.newObject(type, { site: call.site });
  known.set(object, made);
  const copy = (each: Value): Value => cloned(call, each, known);
  const read = [...(state.accessors?.keys() ?? [])].map((name): [string, Value] => [
    name,
    machine.operations.get(call.frame, [object], name, call.site),
  ]);
  machine.journal.write(made, {
    members: new Map([...state.members, ...read].map(([name, each]) => [name, copy(each)])),
    rest: state.rest === undefined ? undefined : copy(state.rest),
    items: state.items.map(copy),
    more: state.more === undefined ? undefined : copy(state.more),
    moreCount: state.moreCount,
    slots: state.slots,
  });
  return made;
}
