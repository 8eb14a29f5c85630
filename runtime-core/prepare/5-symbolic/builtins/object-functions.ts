/** Methods of every object, and the functions of `Object`, `Array` and `JSON`. */
import { argument } from "../closures.ts";
import { readVariables } from "../hosts/foreign/environment.ts";
import { isEnvironment } from "../hosts/foreign/environment-value.ts";
import { sourcesIn } from "../hosts/sources.ts";
import { contentOf, newBuilding, put, spread } from "../literals.ts";
import type { Call, Native } from "../machine.ts";
import { anyElement, arrayOf, type List, listOf, listOfMembers, objectOf, withMore } from "../objects.ts";
import { equality } from "../operators.ts";
import { textsOf } from "../texts.ts";
import { AbstractObject, type Content, EMPTY_CONTENT, hasMember, joinContents, namesMember } from "../values/object.ts";
import { hole, isHole, literalOf } from "../values/text.ts";
import { memberStore } from "../values/unknown.ts";
import {
  type Atom,
  BOOLEAN,
  booleanValue,
  FALSE,
  joinValues,
  knownNumber,
  knownString,
  NEVER,
  NULL,
  numberValue,
  stringValue,
  textValue,
  TRUE,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { callEach, invoke } from "./callbacks.ts";
import { PROPERTY_FUNCTIONS } from "./properties.ts";

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
  ["toString", (call) => joinValues(...call.self.map(tagOf))],
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
function tagOf(atom: Atom): Value {
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

function anyMember(call: Call, value: Value): Value {
  return joinValues(
    ...value.map((atom): Value =>
      atom.kind === "object"
        ? joinValues(...atom.state.members.values(), atom.state.rest ?? NEVER, atom.state.more ?? NEVER)
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

const identity: Native = (call) => argument(call.args, 0);

export const OBJECT_FUNCTIONS: Readonly<Record<string, Native>> = {
  ...PROPERTY_FUNCTIONS,
  keys: (call) => entryList(call, (name) => name),
  values: (call) => entryList(call, (_, value) => value),
  entries: (call) => entryList(call, (name, value) => [arrayOf(call.frame.machine, [name, value])]),
  assign,
  fromEntries,
  groupBy,
  freeze: identity,
  seal: identity,
  preventExtensions: identity,
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
    ? arrayLike(frame.machine.operations.get(frame, source, "length", site), only.state)
    : listOf(frame, source, site);
  if (!mapped) return [arrayOf(frame.machine, list.items, { more: list.more, count: list.moreCount, site })];
  const results = callEach(call, list, (element, index) => invoke(call, argument(call.args, 1), [element, index]));
  const count =
    results.items.length === list.items.length ? list.moreCount : { min: list.items.length, max: list.items.length };
  return [arrayOf(frame.machine, results.items, { more: results.more, count, site })];
};

/** `{ length: n }` */
function arrayLike(given: Value, content: Content): List {
  const length = knownNumber(given);
  if (length === undefined || length > MAX_MADE) {
    const count = length === undefined ? { min: 0, max: Infinity } : { min: length, max: length };
    return { items: [], more: UNDEFINED, moreCount: count };
  }
  return { items: Array.from({ length: Math.max(0, length) }, (_, i) => content.members.get(String(i)) ?? UNDEFINED) };
}

export const ARRAY_FUNCTIONS: Readonly<Record<string, Native>> = {
  from: arrayFrom,
  fromAsync: (call) => arrayFrom(call),
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
  const list = arrayLike(count === undefined ? UNDEFINED : numberValue(count), EMPTY_CONTENT);
  return [arrayOf(call.frame.machine, list.items, { more: list.more, count: list.moreCount })];
};

/** A plain value of JavaScript as a value of the run. */
export function fromJson(call: Call, value: unknown): Value {
  const { machine } = call.frame;
  switch (typeof value) {
    case "string":
      return stringValue(value);
    case "number":
      return numberValue(value);
    case "boolean":
      return value ? TRUE : FALSE;
    default:
      if (value === null) return NULL;
      if (Array.isArray(value))
        return [
          arrayOf(
            machine,
            value.map((each) => fromJson(call, each)),
          ),
        ];
      return [
        objectOf(machine, new Map(Object.entries(value as object).map(([name, each]) => [name, fromJson(call, each)]))),
      ];
  }
}

const MAX_JSON = 200_000;

const parse: Native = (call) => {
  const reviver = argument(call.args, 1).filter((atom) => atom.kind === "object");
  if (reviver.length > 0) {
    const value = memberStore(call.frame.machine, unknownValue("callee"));
    return invoke(call, reviver, [unknownValue("callee"), value]);
  }
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  return joinValues(
    ...texts.map((text): Value => {
      const literal = literalOf(text);
      const from = text.find(isHole);
      if (literal === undefined || literal.length > MAX_JSON)
        return memberStore(
          call.frame.machine,
          unknownValue(from?.reason ?? "budget", { sources: from?.sources ?? [] }),
        );
      try {
        return fromJson(call, JSON.parse(literal));
      } catch {
        return NEVER; // It throws at run time, too.
      }
    }),
  );
};

/** Runs what the objects of a value have to say to `JSON.stringify`: `toJSON`, and what is computed when it is read. */
function readForJson(call: Call, value: Value, depth = 0): Value {
  const { operations } = call.frame.machine;
  return value.flatMap((atom): Value => {
    if (atom.kind !== "object" || depth > 8 || (atom.type !== "object" && atom.type !== "array")) return [atom];
    const toJson = operations
      .get(call.frame, [atom], "toJSON", call.site)
      .filter((method) => method.kind === "object" && method.type === "function");
    if (toJson.length > 0) return operations.call(toJson, { ...call, self: [atom], args: { values: [] } });
    for (const name of atom.state.accessors?.keys() ?? []) operations.get(call.frame, [atom], name, call.site);
    for (const each of [...atom.state.members.values(), ...atom.state.items]) readForJson(call, each, depth + 1);
    return [atom];
  });
}

const stringify: Native = (call) => {
  const replacer = argument(call.args, 1).filter((atom) => atom.kind === "object" && atom.type === "function");
  const read = readForJson(call, argument(call.args, 0));
  if (replacer.length > 0) {
    invoke(call, replacer, [unknownValue("callee"), anyMember(call, read)]);
    return unknownValue("callee");
  }
  const plain = toPlain(read, 0);
  if (plain !== undefined) return stringValue(JSON.stringify(plain.value) ?? "undefined");
  const texts = textsOf(
    call.frame,
    argument(call.args, 0).filter((atom) => atom.kind !== "object"),
    call.site,
  );
  const from = texts.flat().find(isHole) ?? hole("context-merged");
  return textValue([{ ...from, symbol: undefined, sources: sourcesIn(call.args) }]);
};

/** The plain value, when it is known wholly. */
function toPlain(value: Value, depth: number): { readonly value: unknown } | undefined {
  const [only] = value;
  if (value.length !== 1 || only === undefined || depth > 8) return undefined;
  if (only.kind === "string") {
    const literal = literalOf(only.text);
    return literal === undefined ? undefined : { value: literal };
  }
  if (only.kind === "number" || only.kind === "boolean") return { value: only.value };
  if (only.kind === "undefined") return { value: undefined };
  if (only.kind === "null") return { value: null };
  return only instanceof AbstractObject ? plainObject(only, depth) : undefined;
}

function plainObject(object: AbstractObject, depth: number): { readonly value: unknown } | undefined {
  const { state, type } = object;
  if (state.rest !== undefined || state.more !== undefined || (type !== "object" && type !== "array")) return undefined;
  if (type === "array") {
    const items = state.items.map((item) => toPlain(item, depth + 1));
    return items.every((item) => item !== undefined) ? { value: items.map((item) => item?.value) } : undefined;
  }
  const entries = [...state.members].map(([name, value]) => [name, toPlain(value, depth + 1)] as const);
  return entries.every(([, value]) => value !== undefined)
    ? { value: Object.fromEntries(entries.map(([name, value]) => [name, value?.value])) }
    : undefined;
}

export const JSON_FUNCTIONS: Readonly<Record<string, Native>> = { parse, stringify };

/** `structuredClone(value)`: new objects with the same content. */
export const cloneValue: Native = (call) => cloned(call, argument(call.args, 0), 0);

function cloned(call: Call, value: Value, depth: number): Value {
  return value.map((atom) => {
    if (atom.kind !== "object" || depth > 8 || !["object", "array", "map", "set"].includes(atom.type)) return atom;
    const { state } = atom;
    const copy = (each: Value): Value => cloned(call, each, depth + 1);
    const read = [...(state.accessors?.keys() ?? [])].map((name): [string, Value] => [
      name,
      call.frame.machine.operations.get(call.frame, [atom], name, call.site),
    ]);
    const content: Content = {
      members: new Map([...state.members, ...read].map(([name, each]) => [name, copy(each)])),
      rest: state.rest === undefined ? undefined : copy(state.rest),
      items: state.items.map(copy),
      more: state.more === undefined ? undefined : copy(state.more),
      moreCount: state.moreCount,
      slots: state.slots,
    };
    return call.frame.machine.newObject(atom.type, { content, site: call.site });
  });
}
