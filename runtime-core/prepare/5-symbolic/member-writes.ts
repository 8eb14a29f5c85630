/**
 * Writing and deleting members of values.
 */
import type { ts } from "../1-parse/syntax.ts";
import { elementOfIndex, unknownElement } from "./builtins/members.ts";
import { isOpenUrl, openParts, partsOf, slotsOf, urlTexts } from "./builtins/url-parts.ts";
import { withUrlProperty } from "./builtins/url-setters.ts";
import { oneTextOf } from "./builtins/one-text.ts";
import { inherit } from "./builtins/properties.ts";
import type { Frame } from "./frame.ts";
import { primitives } from "./primitives.ts";
import { setForeign } from "./hosts/foreign/environment.ts";
import { escape } from "./hosts/escape.ts";
import { setGlobalListener, setHostMember } from "./hosts/host-members.ts";
import { anyElement, countOf, MAX_ITEMS } from "./objects.ts";
import { nameOfKey } from "./values/keys.ts";
import { notePatch } from "./patches.ts";
import { setOfProxy } from "./proxies.ts";
import {
  type AbstractObject,
  ancestorsOf,
  type Content,
  EMPTY_CONTENT,
  protosOf,
  slotOfMember,
  withMember,
  withSlot,
} from "./values/object.ts";
import { textsOf } from "./texts.ts";
import {
  ABSENT,
  type Atom,
  isMaybe,
  joinValues,
  knownNumber,
  NEVER,
  numberValue,
  stringValue,
  UNDEFINED,
  type Value,
} from "./values/value.ts";

const MAX_PROTO = 20;

/** Writes a member of every object that the base can be; surely when it is one object and one name. */
export function setMember(
  frame: Frame,
  base: Value,
  member: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  const name = nameOf(frame, member);
  const sure = base.length === 1;
  for (const atom of base) {
    if (atom.kind === "unknown" && !setForeign(frame, atom, member)) setOfUnknown(frame, atom, member);
    if (atom.kind !== "object") continue;
    if (atom.type === "proxy") {
      frame.machine.deeper(() => (setOfProxy(frame, atom, member), NEVER));
      continue;
    }
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
  const { machine } = frame;
  const proxy = proxyAbove(object);
  if (proxy !== undefined) machine.maybe(() => setOfProxy(frame, proxy, { ...write, name: stringValue(write.name) }));
  const setter = settersOf(object, write.name);
  if (setter === ABSENT) return writeNamed(frame, object, write);
  const callee = setter.filter((atom) => atom.kind !== "undefined");
  const args = { values: [write.value] };
  const call = (): Value => {
    return machine.operations.call(callee, { frame, self: [object], args, site: write.site });
  };
  if (callee.length === setter.length && write.sure) return void call();
  const others = isMaybe(setter) ? [() => (writeNamed(frame, object, write), NEVER)] : [];
  machine.branch([...(callee.length === 0 ? [] : [call]), ...others, ...(write.sure ? [] : [() => NEVER])]);
}

/** A proxy that an object inherits from. */
function proxyAbove(object: AbstractObject): AbstractObject | undefined {
  return ancestorsOf(object).find(({ type }) => type === "proxy");
}

/** The setters that a write of a member calls; absent as well where it writes the member of the object itself. */
function settersOf(object: AbstractObject, name: string, seen = new Set<AbstractObject>()): Value {
  const { state } = object;
  const own = state.members.get(name);
  if (own !== undefined && !isMaybe(own)) return ABSENT;
  const accessor = state.accessors?.get(name);
  const set = accessor === undefined ? NEVER : (accessor.set ?? UNDEFINED);
  if (accessor !== undefined && accessor.maybe !== true) return own === undefined ? set : joinValues(set, ABSENT);
  const protos = seen.size < MAX_PROTO ? protosOf(object) : [];
  const next = protos.filter((each) => !seen.has(each));
  for (const each of next) seen.add(each);
  const inherited = next.length === 0 ? [ABSENT] : next.map((each) => settersOf(each, name, seen));
  return joinValues(set, ...inherited);
}

function writeNamed(frame: Frame, object: AbstractObject, write: NamedWrite): void {
  const { machine } = frame;
  notePatch(frame, object, write);
  if (object.type === "url" && setUrl(frame, object, write)) return;
  if (object.type === "host" && setHostMember(frame, object, write)) return;
  if (object === machine.globals) setGlobalListener(frame, write);
  if (object.type === "array" && setItem(frame, object, write)) return;
  if (write.name === "__proto__") return inherit(frame, [object], write);
  machine.journal.write(object, withWritten(object, write));
}

/** A content with a member that is written, surely or maybe. */
function withWritten(object: AbstractObject, { name, sure, value }: Omit<NamedWrite, "site">): Content {
  const content = object.state;
  if (object.type === "map") {
    const slot = slotOfMember(name);
    return withSlot(content, slot, sure ? value : joinValues(value, content.slots.get(slot) ?? ABSENT));
  }
  const before = content.members.get(name) ?? (content.rest === undefined ? ABSENT : joinValues(content.rest, ABSENT));
  return withMember(content, name, sure ? value : joinValues(value, before));
}

/** Defines a field of an instance, whatever setters its class inherits. */
export function defineField(
  frame: Frame,
  base: Value,
  field: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  const name = nameOf(frame, field);
  const { journal } = frame.machine;
  for (const atom of base) {
    if (atom.kind !== "object") continue;
    if (name === undefined || atom.type === "array") setMember(frame, [atom], field);
    else journal.write(atom, withWritten(atom, { name, value: field.value, sure: base.length === 1 }));
  }
}

/** The one name that a key stands for; undefined when there are several, or when it is not known. */
function nameOf(frame: Frame, { name, site }: { readonly name: Value; readonly site: ts.Node }): string | undefined {
  const key = primitives(frame, name, { hint: "string", site });
  const [only] = key;
  return key.length === 1 && only !== undefined ? nameOfKey(only) : undefined;
}

/** `delete base[name]` */
export function deleteMember(
  frame: Frame,
  base: Value,
  member: { readonly name: Value; readonly site: ts.Node },
): void {
  const name = nameOf(frame, member);
  for (const atom of base) {
    if (atom.kind === "object" && KEEPS_MEMBERS.has(atom.type)) {
      const isElement = atom.type === "array" && (name === undefined || elementOfIndex(atom.state, name) !== undefined);
      if (isElement) setMember(frame, base.length === 1 ? base : [atom], { ...member, value: UNDEFINED });
      frame.machine.journal.write(atom, withoutMember(atom.state, name, base.length === 1));
    } else setMember(frame, base.length === 1 ? base : [atom], { ...member, value: UNDEFINED });
  }
}

const KEEPS_MEMBERS: ReadonlySet<string> = new Set(["object", "array", "function", "error", "native"]);

/** A content without a member, or without any member when its name is not known: surely or maybe. */
function withoutMember(content: Content, name: string | undefined, sure: boolean): Content {
  const members = new Map(content.members);
  const accessors = new Map(content.accessors);
  for (const each of name === undefined ? members.keys() : members.has(name) ? [name] : [])
    if (sure && name !== undefined) members.delete(each);
    else members.set(each, joinValues(members.get(each) ?? NEVER, ABSENT));
  for (const [each, accessor] of accessors) {
    if (name !== undefined && each !== name) continue;
    if (sure && name !== undefined) accessors.delete(each);
    else accessors.set(each, { ...accessor, maybe: true });
  }
  return { ...content, members, accessors: accessors.size === 0 ? undefined : accessors };
}

function setUrl(frame: Frame, url: AbstractObject, write: NamedWrite): boolean {
  const texts = textsOf(frame, write.value, write.site);
  const { journal } = frame.machine;
  if (write.name === "href") {
    const hrefs = [...(write.sure ? [] : urlTexts(url)), oneTextOf(frame, write.value, write.site)];
    journal.write(url, { ...EMPTY_CONTENT, slots: slotsOf(...hrefs.map((href) => ({ href }))) });
    return true;
  }
  const before = [...partsOf(url), ...(isOpenUrl(url) ? [openParts(url)] : [])];
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
    journal.write(array, { ...state, ...withLength(state, write) });
    return true;
  }
  const index = Number(write.name);
  if (!Number.isInteger(index) || index < 0) return false;
  const isNext = index === state.items.length && state.more === undefined && write.sure;
  if (index < MAX_ITEMS && (index < state.items.length || isNext)) {
    const items = [...state.items];
    items[index] = write.sure ? write.value : joinValues(write.value, items[index] ?? UNDEFINED);
    journal.write(array, { ...state, items });
  } else setSomeMember(frame, array, { ...write, name: numberValue(index) });
  return true;
}

/** What is left of an array when its length is set. */
function withLength(content: Content, write: NamedWrite): Pick<Content, "items" | "more" | "moreCount"> {
  const { items, more, moreCount } = content;
  const { max, min } = countOf(content);
  const length = knownNumber(write.value);
  if (length === min && length === max) return { items, more, moreCount };
  if (write.sure && length !== undefined && length <= items.length)
    return { items: items.slice(0, length), more: undefined, moreCount: undefined };
  const least = write.sure ? (length ?? 0) : Math.min(min, length ?? 0);
  const most = write.sure ? (length ?? Infinity) : Math.max(max, length ?? Infinity);
  return { items: [], more: joinValues(anyElement(content), UNDEFINED), moreCount: { min: least, max: most } };
}

/** A write under a name that is not known: every member may have changed. */
function setSomeMember(
  frame: Frame,
  object: AbstractObject,
  member: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  const { value } = member;
  const { machine } = frame;
  notePatch(frame, object, member);
  for (const holder of [object, ...ancestorsOf(object)]) {
    for (const { set } of holder.state.accessors?.values() ?? []) {
      const call = { frame, self: [object], args: { values: [value] }, site: member.site };
      if (set !== undefined) machine.maybe(() => void machine.operations.call(set, call));
    }
  }
  frame.machine.journal.write(object, withSomeMember(object, value));
}

/** A content in which any member may have been written. */
export function withSomeMember({ state, type }: AbstractObject, value: Value): Content {
  if (type === "array")
    return {
      ...state,
      items: state.items.map((item) => joinValues(item, value)),
      more: joinValues(state.more ?? NEVER, value),
      moreCount: { min: state.moreCount?.min ?? 0, max: Infinity },
    };
  return {
    ...state,
    members: new Map([...state.members].map(([name, before]) => [name, joinValues(before, value)])),
    rest: joinValues(state.rest ?? NEVER, value),
  };
}
