/**
 * Reading and writing members of values.
 */
import type { ts } from "../1-parse/syntax.ts";
import { builtinMember, elementOfIndex, unknownElement } from "./builtins/members.ts";
import { openParts, partsOf, slotsOf, withUrlProperty } from "./builtins/url-parts.ts";
import { oneTextOf } from "./builtins/one-text.ts";
import { inherit } from "./builtins/properties.ts";
import type { Frame } from "./frame.ts";
import { foreignMember, missingOfForeign, setForeign } from "./hosts/foreign/environment.ts";
import { escape } from "./hosts/escape.ts";
import { setGlobalListener, setHostMember } from "./hosts/host-members.ts";
import { MAX_ITEMS } from "./objects.ts";
import { nameOfKey } from "./values/keys.ts";
import { getOfProxy, setOfProxy } from "./proxies.ts";
import { type AbstractObject, type Content, EMPTY_CONTENT, protoOf, withMember } from "./values/object.ts";
import { textsOf } from "./texts.ts";
import { isHole } from "./values/text.ts";
import {
  type Atom,
  joinValues,
  NEVER,
  numberValue,
  stringValue,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";

const MAX_PROTO = 20;

/** The value of a member. What has no such member gives undefined; null and undefined themselves give nothing. */
export function getMember(frame: Frame, base: Value, rest: { readonly name: string; readonly site: ts.Node }): Value {
  const [only] = base;
  if (base.length === 1 && only !== undefined) return memberOfAtom(frame, only, rest);
  return joinValues(...base.map((atom) => memberOfAtom(frame, atom, rest)));
}

function memberOfAtom(frame: Frame, atom: Atom, rest: { readonly name: string; readonly site: ts.Node }): Value {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return NEVER;
    case "object":
      if (atom.type === "proxy") return getOfProxy(frame, atom, { key: stringValue(rest.name), site: rest.site });
      return (
        memberOfObject(frame, atom, rest) ??
        builtinMember(frame, atom, rest.name) ??
        missingOfForeign(frame, atom, rest.name) ??
        missing(atom)
      );
    case "unknown":
      return foreignMember(frame, atom, rest) ?? memberOfUnknown(frame, atom, rest.name);
    default:
      return builtinMember(frame, atom, rest.name) ?? UNDEFINED;
  }
}

/** A member that nobody gave: undefined for what the source made, unknown for what the platform made. */
function missing(object: AbstractObject): Value {
  if (object.type === "object" || object.type === "array" || object.type === "function") return UNDEFINED;
  return unknownValue("model");
}

/** Own and inherited members, getters called. */
function memberOfObject(
  frame: Frame,
  object: AbstractObject,
  rest: { readonly name: string; readonly site: ts.Node },
): Value | undefined {
  const { name } = rest;
  let holder: AbstractObject | undefined = object;
  let possible: Value | undefined;
  const found = (value: Value): Value => (possible === undefined ? value : joinValues(possible, value));
  for (let i = 0; holder !== undefined && i < MAX_PROTO; i++) {
    const { state }: { state: Content } = holder;
    const value = state.members.get(name);
    if (value !== undefined && holder.type !== "map") return found(value);
    const accessor = state.accessors?.get(name);
    if (accessor !== undefined) return found(callGetter(frame, accessor.get, { self: object, site: rest.site }));
    if (state.rest !== undefined && holder.type !== "map") possible = found(state.rest);
    if (holder.type === "array") {
      const element = elementOfIndex(state, name);
      if (element !== undefined) return found(element);
    }
    holder = protoOf(holder);
  }
  return possible === undefined ? undefined : joinValues(possible, builtinMember(frame, object, name) ?? UNDEFINED);
}

function callGetter(frame: Frame, getter: Value | undefined, rest: { self: AbstractObject; site: ts.Node }): Value {
  if (getter === undefined) return UNDEFINED;
  return frame.machine.operations.call(getter, { frame, self: [rest.self], args: { values: [] }, site: rest.site });
}

/** A member of a value from outside: unknown as well, but the same each time and narrowed by tests. */
function memberOfUnknown(frame: Frame, atom: Atom & { kind: "unknown" }, name: string): Value {
  const { members } = atom;
  if (members === undefined) return unknownElement(frame, atom, name);
  return members.member(frame.machine, name, () => unknownElement(frame, atom, name)).state;
}

/** The value of a member whose name is a value. */
export function getElement(frame: Frame, base: Value, rest: { readonly key: Value; readonly site: ts.Node }): Value {
  const of = (atom: Atom): Value => {
    const name = nameOfKey(atom);
    if (name !== undefined) return getMember(frame, base, { name, site: rest.site });
    return joinValues(...base.map((each) => anyMember(frame, each, { key: [atom], site: rest.site })));
  };
  const [only] = rest.key;
  return rest.key.length === 1 && only !== undefined ? of(only) : joinValues(...rest.key.map(of));
}

function anyMember(frame: Frame, atom: Atom, at: { readonly key: Value; readonly site: ts.Node }): Value {
  const { site } = at;
  if (atom.kind === "unknown") return getMember(frame, [atom], { name: "[]", site });
  if (atom.kind === "string")
    return textValue(
      atom.text.some(isHole)
        ? atom.text
        : [{ reason: "context-merged", sources: [], chars: 65535, deep: false, dotless: false }],
    );
  if (atom.kind !== "object") return isNothing(atom) ? NEVER : UNDEFINED;
  if (atom.type === "proxy") return getOfProxy(frame, atom, at);
  const { state } = atom;
  const all = [
    ...state.members.values(),
    ...state.items,
    ...(state.more === undefined ? [] : [state.more]),
    ...(state.rest === undefined ? [] : [state.rest]),
  ];
  for (const { get } of state.accessors?.values() ?? []) all.push(callGetter(frame, get, { self: atom, site }));
  if (atom.type === "host" || atom.type === "response") all.push(unknownValue("model"));
  return joinValues(...all, UNDEFINED);
}

function isNothing(atom: Atom): boolean {
  return atom.kind === "undefined" || atom.kind === "null";
}

/** Writes a member of every object that the base can be; surely when it is one object and one name. */
export function setMember(
  frame: Frame,
  base: Value,
  member: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  const [onlyName] = member.name;
  const sure = base.length === 1 && member.name.length === 1;
  for (const atom of base) {
    if (atom.kind === "unknown" && !setForeign(frame, atom, member)) setOfUnknown(frame, atom, member);
    if (atom.kind !== "object") continue;
    if (atom.type === "proxy") {
      setOfProxy(frame, atom, member);
      continue;
    }
    const name = member.name.length === 1 && onlyName !== undefined ? nameOfKey(onlyName) : undefined;
    if (name === undefined) setSomeMember(frame, atom, member);
    else setNamed(frame, atom, { name, value: member.value, site: member.site, sure });
  }
}

function setOfUnknown(
  frame: Frame,
  atom: Atom & { kind: "unknown" },
  { name: names, site, value }: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  // Whoever has the object can call what it is given: a listener, a handler.
  escape({ frame, self: [atom], args: { values: [value] }, site });
  const [only] = names;
  const name = only === undefined ? undefined : nameOfKey(only);
  if (atom.members === undefined || name === undefined) return;
  const asked = atom.members.known(name);
  const member = asked ?? atom.members.member(frame.machine, name, () => unknownElement(frame, atom, name));
  frame.machine.journal.write(member, asked === undefined ? value : joinValues(value, asked.state));
}

/** One write of a member with a known name. */
interface NamedWrite {
  readonly name: string;
  readonly value: Value;
  readonly site: ts.Node;
  readonly sure: boolean;
}

function setNamed(frame: Frame, object: AbstractObject, write: NamedWrite): void {
  const { journal, operations } = frame.machine;
  const setter = findSetter(object, write.name);
  if (setter !== undefined) {
    operations.call(setter, { frame, self: [object], args: { values: [write.value] }, site: write.site });
    return;
  }
  if (object.type === "url" && setUrl(frame, object, write)) return;
  if (object.type === "host" && setHostMember(frame, object, write)) return;
  if (object === frame.machine.globals) setGlobalListener(frame, write);
  if (object.type === "array" && setItem(frame, object, write)) return;
  if (write.name === "__proto__") return inherit(frame.machine, [object], write.value);
  const before = object.state.members.get(write.name) ?? object.state.rest;
  const value = write.sure ? write.value : joinValues(write.value, before ?? UNDEFINED);
  journal.write(object, withMember(object.state, write.name, value));
}

function findSetter(object: AbstractObject, name: string): Value | undefined {
  let holder: AbstractObject | undefined = object;
  for (let i = 0; holder !== undefined && i < MAX_PROTO; i++) {
    if (holder.state.members.has(name)) return undefined;
    const accessor = holder.state.accessors?.get(name);
    if (accessor !== undefined) return accessor.set;
    holder = protoOf(holder);
  }
  return undefined;
}

function setUrl(frame: Frame, url: AbstractObject, write: NamedWrite): boolean {
  const texts = textsOf(frame, write.value, write.site);
  const { journal } = frame.machine;
  if (write.name === "href") {
    const slots = slotsOf({ href: oneTextOf(frame, write.value, write.site) });
    journal.write(url, { ...EMPTY_CONTENT, slots: write.sure ? slots : new Map([...url.state.slots, ...slots]) });
    return true;
  }
  const before = partsOf(url) ?? [openParts(url)];
  const after = before.flatMap((parts) => texts.map((text) => withUrlProperty(parts, write.name, text)));
  const next = after.filter((parts) => parts !== undefined);
  if (next.length === 0) return false;
  const slots = slotsOf(...(write.sure ? next : [...before, ...next]));
  journal.write(url, { ...EMPTY_CONTENT, members: url.state.members, slots });
  return true;
}

function setItem(frame: Frame, array: AbstractObject, write: NamedWrite): boolean {
  const { journal } = frame.machine;
  const { state } = array;
  if (write.name === "length") {
    journal.write(array, { ...state, items: [], more: undefined, moreCount: undefined });
    return true;
  }
  const index = Number(write.name);
  if (!Number.isInteger(index) || index < 0) return false;
  if (index < MAX_ITEMS && (index < state.items.length || (index === state.items.length && state.more === undefined))) {
    const items = [...state.items];
    items[index] = write.sure ? write.value : joinValues(write.value, items[index] ?? UNDEFINED);
    journal.write(array, { ...state, items });
  } else setSomeMember(frame, array, { name: numberValue(index), value: write.value });
  return true;
}

/** A write under a name that is not known: every member may have changed. */
function setSomeMember(
  frame: Frame,
  object: AbstractObject,
  member: { readonly name: Value; readonly value: Value },
): void {
  const { state } = object;
  const { value } = member;
  const content: Content =
    object.type === "array"
      ? {
          ...state,
          items: state.items.map((item) => joinValues(item, value)),
          more: joinValues(state.more ?? NEVER, value),
          moreCount: { min: state.moreCount?.min ?? 0, max: Infinity },
        }
      : {
          ...state,
          members: new Map([...state.members].map(([name, before]) => [name, joinValues(before, value)])),
          rest: joinValues(state.rest ?? NEVER, value),
        };
  frame.machine.journal.write(object, content);
}
