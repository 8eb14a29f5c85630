/** Defining members by descriptors, and what objects inherit from: the functions of `Object` for both. */
import { notePatch } from "../patches.ts";
import { argument } from "../closures.ts";
import type { Frame } from "../frame.ts";
import type { Call, Native } from "../machine.ts";
import { objectOf } from "../objects.ts";
import { nameOfKey } from "../values/keys.ts";
import { joinAccessor } from "../values/contents.ts";
import {
  type AbstractObject,
  type Accessor,
  ancestorsOf,
  EMPTY_CONTENT,
  CLOSED,
  PROTO,
  protosOf,
  withProtos,
  withSlot,
} from "../values/object.ts";
import {
  ABSENT,
  BOOLEAN,
  FALSE,
  isMaybe,
  joinValues,
  NEVER,
  present,
  stringValue,
  TRUE,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";

/** `Object.defineProperty(target, name, descriptor)` */
const defineProperty: Native = (call) => {
  const target = argument(call.args, 0);
  define(call, target, { name: argument(call.args, 1), descriptor: argument(call.args, 2) });
  return target;
};

/** `Object.defineProperties(target, descriptors)` */
const defineProperties: Native = (call) => {
  const target = argument(call.args, 0);
  defineAll(call, target, argument(call.args, 1));
  return target;
};

function defineAll(call: Call, target: Value, descriptors: Value): void {
  for (const atom of descriptors) {
    if (atom.kind !== "object") continue;
    for (const [name, descriptor] of atom.state.members) define(call, target, { name: stringValue(name), descriptor });
    if (atom.state.rest !== undefined)
      define(call, target, { name: unknownValue("callee"), descriptor: atom.state.rest });
  }
}

function define(call: Call, target: Value, member: { readonly name: Value; readonly descriptor: Value }): void {
  const { frame, site } = call;
  const { operations } = frame.machine;
  const part = (name: string): Value => operations.get(frame, member.descriptor, name, site);
  const [get, set] = [part("get").filter(isFunction), part("set").filter(isFunction)];
  if (get.length > 0 || set.length > 0) {
    const accessor = { ...(get.length > 0 ? { get } : {}), ...(set.length > 0 ? { set } : {}) };
    if (addAccessor(call, target, { name: member.name, accessor })) return;
    operations.set(frame, target, {
      name: member.name,
      value: operations.call(get, { frame, self: target, args: { values: [] }, site }),
      site,
    });
    return;
  }
  const [object, ...others] = target;
  const [key] = member.name;
  const name = key === undefined || member.name.length > 1 ? undefined : nameOfKey(key);
  const accessor =
    object?.kind === "object" && others.length === 0 ? object.state.accessors?.get(name ?? "") : undefined;
  if (object?.kind === "object" && name !== undefined && accessor !== undefined) {
    // How a getter is listed says nothing of what it gives; a value takes its place.
    if (saysNoValue(member.descriptor)) return;
    const accessors = new Map(object.state.accessors);
    accessors.delete(name);
    frame.machine.journal.write(object, { ...object.state, accessors });
  }
  operations.set(frame, target, { name: member.name, value: part("value"), site });
}

/** `{ enumerable: true }` */
function saysNoValue(descriptor: Value): boolean {
  return descriptor.every(
    (atom) => atom.kind === "object" && !atom.state.members.has("value") && atom.state.rest === undefined,
  );
}

function isFunction(atom: Value[number]): boolean {
  return atom.kind === "object" || atom.kind === "unknown";
}

/** Gives objects a getter and a setter under a known name; whether that was possible. */
function addAccessor(
  call: Call,
  target: Value,
  member: { readonly name: Value; readonly accessor: Accessor },
): boolean {
  const [key] = member.name;
  const name = key === undefined || member.name.length !== 1 ? undefined : nameOfKey(key);
  if (name === undefined) return false;
  for (const object of target) {
    if (object.kind !== "object") continue;
    const { get = NEVER, set = NEVER } = member.accessor;
    notePatch(call.frame, object, { value: joinValues(get, set), site: call.site });
    const members = new Map(object.state.members);
    const before = object.state.accessors?.get(name);
    const value = members.get(name);
    const sure = target.length === 1;
    if (sure) members.delete(name);
    else if (value !== undefined) members.set(name, joinValues(value, ABSENT));
    const accessor = sure ? member.accessor : joinAccessor(member.accessor, before);
    const accessors = new Map(object.state.accessors).set(name, accessor);
    call.frame.machine.journal.write(object, { ...object.state, members, accessors });
  }
  return true;
}

/** `Object.getOwnPropertyDescriptor(object, name)` */
const getOwnPropertyDescriptor: Native = (call) => {
  const names = argument(call.args, 1).map(nameOfKey);
  return joinValues(
    ...argument(call.args, 0).flatMap((object) =>
      names.map((name): Value => {
        if (object.kind !== "object") return [descriptorOf(call, undefined), ...UNDEFINED];
        return name === undefined ? anyDescriptorIn(call, object) : descriptorIn(call, object, name);
      }),
    ),
  );
};

/** The descriptor of a member whose name is not known. */
function anyDescriptorIn(call: Call, object: AbstractObject): Value {
  const { accessors, items, members, more, rest } = object.state;
  const values = joinValues(...[...members.values()].map(present), ...items, more ?? NEVER, rest ?? NEVER);
  const descriptor = descriptorOf(call, values.length === 0 ? undefined : values);
  const others = [...(accessors?.keys() ?? [])].map((name) => descriptorIn(call, object, name));
  return joinValues([descriptor], UNDEFINED, ...others);
}

function descriptorIn(call: Call, object: AbstractObject, name: string): Value {
  const accessor = object.state.accessors?.get(name);
  if (accessor !== undefined)
    return [
      objectOf(
        call.frame.machine,
        new Map<string, Value>([
          ["get", accessor.get ?? UNDEFINED],
          ["set", accessor.set ?? UNDEFINED],
          ["enumerable", BOOLEAN],
          ["configurable", TRUE],
        ]),
      ),
    ];
  const value = object.state.members.get(name) ?? object.state.rest;
  if (value === undefined) return UNDEFINED;
  const descriptor = descriptorOf(call, present(value));
  return isMaybe(value) ? [descriptor, ...UNDEFINED] : [descriptor];
}

function descriptorOf(call: Call, value: Value = unknownValue("callee")): AbstractObject {
  return objectOf(
    call.frame.machine,
    new Map<string, Value>([
      ["value", value],
      ["writable", BOOLEAN],
      ["enumerable", BOOLEAN],
      ["configurable", BOOLEAN],
    ]),
  );
}

/** `Object.getOwnPropertyDescriptors(object)` */
const getOwnPropertyDescriptors: Native = (call) => {
  return joinValues(
    ...argument(call.args, 0).map((object): Value => {
      if (object.kind !== "object") return unknownValue("callee");
      const names = [...object.state.members.keys(), ...(object.state.accessors?.keys() ?? [])];
      const members = new Map(names.map((name) => [name, descriptorIn(call, object, name)]));
      return [objectOf(call.frame.machine, members)];
    }),
  );
};

/** What `Object.setPrototypeOf` and assigning to `__proto__` do: it throws where an object would inherit from itself. */
export function inherit(
  frame: Frame,
  target: Value,
  { sure = target.length === 1, value }: { readonly value: Value; readonly sure?: boolean },
): void {
  const { journal } = frame.machine;
  for (const atom of target) {
    if (atom.kind !== "object") continue;
    const possible = value.filter(
      (each) => each !== atom && (each.kind !== "object" || !ancestorsOf(each).includes(atom)),
    );
    if (possible.length < value.length) frame.throws.note();
    if (possible.length === 0 && value.length > 0) {
      if (sure) journal.dead = true;
      continue;
    }
    const protos = sure ? possible : joinValues(protosOf(atom), possible);
    journal.write(atom, withSlot(atom.state, PROTO, protos));
  }
}

const setPrototypeOf: Native = (call) => {
  inherit(call.frame, argument(call.args, 0), { value: argument(call.args, 1) });
  return argument(call.args, 0);
};

const getPrototypeOf: Native = (call) =>
  joinValues(
    ...argument(call.args, 0).map((atom): Value => {
      if (atom.kind !== "object") return unknownValue("callee");
      const protos = protosOf(atom);
      if (protos.length > 0) return protos;
      const owner = atom.type === "object" ? "Object" : atom.type === "array" ? "Array" : undefined;
      const known = owner === undefined ? undefined : call.frame.machine.globals?.state.members.get(owner);
      if (known === undefined) return unknownValue("callee");
      return call.frame.machine.operations.get(call.frame, known, "prototype", call.site);
    }),
  );

/** `Object.freeze(object)` and its kin: what is written later may be refused. */
export const close: Native = (call) => {
  const given = argument(call.args, 0);
  for (const atom of given)
    if (atom.kind === "object" && !atom.state.slots.has(CLOSED))
      call.frame.machine.journal.write(atom, withSlot(atom.state, CLOSED, TRUE));
  return given;
};

/** `Object.create(proto, descriptors)` */
const create: Native = (call) => {
  const { machine } = call.frame;
  const given = argument(call.args, 0);
  const protos = given.filter((atom) => atom.kind === "object");
  const content =
    protos.length === given.length ? withProtos(EMPTY_CONTENT, protos) : withSlot(EMPTY_CONTENT, PROTO, given);
  const made: Value = [machine.newObject("object", { proto: protos[0], site: call.site, content })];
  defineAll(call, made, call.args.values[1] ?? NEVER);
  return made;
};

/** Functions of `Object`. */
export const PROPERTY_FUNCTIONS: Readonly<Record<string, Native>> = {
  defineProperty,
  defineProperties,
  getOwnPropertyDescriptor,
  getOwnPropertyDescriptors,
  getPrototypeOf,
  setPrototypeOf,
  create,
  isExtensible: () => BOOLEAN,
  isSealed: () => FALSE,
};
