/**
 * Abstract objects: one for each allocation of the virtual run, with a content that the journal can take back.
 */
import type { ts } from "../../1-parse/syntax.ts";
import { Place } from "./journal.ts";
import { sameAccessors, sameContent } from "./same.ts";
import {
  ABSENT,
  BOOLEAN,
  FALSE,
  isMaybe,
  joinValues,
  NEVER,
  present,
  TRUE,
  UNDEFINED,
  type Value,
  widenValues,
} from "./value.ts";

/** What an object is besides its members. */
export type ObjectType =
  | "object"
  | "array"
  | "function"
  | "native"
  | "host"
  | "map"
  | "set"
  | "promise"
  | "regexp"
  | "url"
  | "params"
  | "request"
  | "response"
  | "headers"
  | "iterator"
  | "error"
  | "opaque"
  | "proxy";

/** A getter and a setter. */
export interface Accessor {
  readonly get?: Value | undefined;
  readonly set?: Value | undefined;
  /** It may not be there. */
  readonly maybe?: boolean | undefined;
}

/** What an object holds. Immutable; a change makes a new one. */
export interface Content {
  readonly members: ReadonlyMap<string, Value>;
  readonly accessors?: ReadonlyMap<string, Accessor> | undefined;
  /** Values under names that are not known; undefined when all names are known. */
  readonly rest?: Value | undefined;
  /** The elements of an array, the entries of a map (alternating key and value), the values of a set. */
  readonly items: readonly Value[];
  /** What lies behind the items when their number is not known. */
  readonly more?: Value | undefined;
  /** How many lie behind the items; meaningful with `more`. */
  readonly moreCount?: { readonly min: number; readonly max: number } | undefined;
  /** Inner values by name: "value" of a promise, "href" of a URL. */
  readonly slots: ReadonlyMap<string, Value>;
}

/** What makes a map or a set a `WeakMap` or a `WeakSet`. */
export const WEAK = "weak";

const NO_MEMBERS: ReadonlyMap<string, Value> = new Map();
const NO_ITEMS: readonly Value[] = [];
const NO_OBJECTS: readonly AbstractObject[] = [];
/** With all fields, and made first: contents that are spread out of it have one shape, which keeps reading them quick. */
export const EMPTY_CONTENT: Content = {
  members: NO_MEMBERS,
  accessors: undefined,
  rest: undefined,
  items: NO_ITEMS,
  more: undefined,
  moreCount: undefined,
  slots: NO_MEMBERS,
};

/** The essence of an instance of a class that inherits from one of the platform, or from one that is not known. */
export const OF_PLATFORM = {};

/** An object, told apart from others by identity. */
export class AbstractObject extends Place<Content> {
  readonly kind = "object";
  readonly type: ObjectType;
  /** Where members are looked up next when it is made; undefined for the built-in prototype of the type. */
  readonly proto: AbstractObject | undefined;
  /** The same, as a list. */
  readonly protos: readonly AbstractObject[];
  /** What makes a function, a host object or a native object special; given once. */
  readonly essence: unknown;
  /** Where it was made. */
  site: ts.Node | undefined;
  /** Tells it from all others that runs of the machine made; 0 for what is there before. */
  identity = 0;

  constructor(
    type: ObjectType,
    birth: number,
    rest: { content?: Content; proto?: AbstractObject | undefined; essence?: unknown; site?: ts.Node | undefined } = {},
  ) {
    super(rest.content ?? EMPTY_CONTENT, birth);
    this.type = type;
    this.proto = rest.proto;
    this.protos = rest.proto === undefined ? NO_OBJECTS : [rest.proto];
    this.essence = rest.essence;
    this.site = rest.site;
  }

  override weigh({ items, members }: Content): number {
    return items.length + members.size;
  }

  override isSame(state: Content): boolean {
    return sameContent(this.content, state);
  }

  override merge(states: readonly { readonly state: Content; readonly implicit: boolean }[]): Content {
    const joined = states.map((each) => this.#withProto(each.state, states)).reduce((a, b) => joinContents(a, b));
    return this.type === "promise" && states.some(({ implicit }) => !implicit)
      ? withoutFailures(joined, states)
      : joined;
  }

  /** A state that says what the object inherits from, where another one says that it was set. */
  #withProto(state: Content, all: readonly { readonly state: Content }[]): Content {
    if (state.slots.has(PROTO) || !all.some((each) => each.state.slots.has(PROTO))) return state;
    return withSlot(state, PROTO, this.protos);
  }

  override widen(before: Content, after: Content): Content {
    const all = [{ state: before }, { state: after }];
    return widenContents(this.#withProto(before, all), this.#withProto(after, all));
  }
}

/** A promise that only a failing host rejects is one that fails as any host call does. */
function withoutFailures(
  content: Content,
  states: readonly { readonly state: Content; readonly implicit: boolean }[],
): Content {
  if (!content.slots.has("rejects") || states.some(({ implicit, state }) => !implicit && state.slots.has("rejects")))
    return content;
  const slots = new Map(content.slots);
  slots.delete("rejects");
  return { ...content, slots };
}

/** Where members of an object are looked up next: what was set for it later, or what it was made with. Several are alternatives. */
export function protosOf(object: AbstractObject): readonly AbstractObject[] {
  const { slots } = object.state;
  const set = slots.size === 0 ? undefined : slots.get(PROTO);
  return set === undefined ? object.protos : set.filter((atom) => atom.kind === "object");
}

const MAX_ANCESTORS = 40;

/** All that an object inherits from, the nearest first. */
export function ancestorsOf(object: AbstractObject): readonly AbstractObject[] {
  let next = protosOf(object);
  if (next.length === 0) return next;
  const all: AbstractObject[] = [];
  while (next.length > 0 && all.length < MAX_ANCESTORS) {
    const found = next.filter((each) => !all.includes(each));
    all.push(...found);
    next = found.flatMap(protosOf);
  }
  return all;
}

/** What a member of an object is, own or inherited, without calling a getter; absent as well where it may be missing. */
export function plainMember(object: AbstractObject, name: string, depth = 0): Value {
  const own = object.state.members.get(name);
  if (own !== undefined && !isMaybe(own)) return own;
  const protos = depth < MAX_ANCESTORS ? protosOf(object) : NO_OBJECTS;
  const inherited = protos.length === 0 ? [ABSENT] : protos.map((each) => plainMember(each, name, depth + 1));
  return joinValues(present(own ?? NEVER), ...inherited);
}

/** Whether an object has or inherits a member of a name. */
export function namesMember(object: AbstractObject, name: string): boolean {
  const isNamed = ({ state }: AbstractObject): boolean =>
    state.members.has(name) || state.accessors?.has(name) === true;
  return isNamed(object) || ancestorsOf(object).some(isNamed);
}

/** A content whose object inherits from any of these. */
export function withProtos(content: Content, protos: readonly AbstractObject[]): Content {
  return protos.length > 1 ? withSlot(content, PROTO, protos) : content;
}

/** The slot of what an object inherits from, when that was set after the object was made. */
export const PROTO = "proto";

/** Like `joinContents`, with widened values; an array that grew has any number of elements. */
function widenContents(before: Content, after: Content): Content {
  const joined = joinContents(before, after);
  if (joined === before) return before;
  const members = widenMap(before.members, joined.members);
  const slots = widenMap(before.slots, joined.slots);
  const items = sameValues(before.items, joined.items)
    ? before.items
    : joined.items.map((value, i) => widenValues(before.items[i] ?? value, value));
  const more =
    joined.more === undefined
      ? undefined
      : before.more === undefined
        ? joined.more
        : widenValues(before.more, joined.more);
  const moreCount =
    more === undefined
      ? undefined
      : before.more === undefined || before.moreCount?.max !== Infinity
        ? { min: 0, max: Infinity }
        : before.moreCount;
  const rest =
    joined.rest === undefined
      ? undefined
      : before.rest === undefined
        ? joined.rest
        : widenValues(before.rest, joined.rest);
  const same =
    members === before.members &&
    slots === before.slots &&
    items === before.items &&
    more === before.more &&
    rest === before.rest;
  return same && joined.accessors === before.accessors
    ? before
    : { members, accessors: joined.accessors, rest, items, more, moreCount, slots };
}

function sameValues(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function widenMap(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  let changed = before.size !== after.size;
  const out = new Map<string, Value>();
  for (const [name, value] of after) {
    const old = before.get(name);
    const wide = old === undefined ? value : widenValues(old, value);
    if (wide !== old) changed = true;
    out.set(name, wide);
  }
  return changed ? out : before;
}

/** A content that covers both. A member that only one has may be missing. */
export function joinContents(a: Content, b: Content): Content {
  if (a === b) return a;
  return {
    ...EMPTY_CONTENT,
    members: joinMembers(a, b),
    accessors: joinAccessors(a.accessors, b.accessors),
    rest: a.rest === undefined ? b.rest : b.rest === undefined ? a.rest : joinValues(a.rest, b.rest),
    ...joinItems(a, b),
    slots: joinSlots(a.slots, b.slots),
  };
}

function joinMembers(a: Content, b: Content): ReadonlyMap<string, Value> {
  if (a.members === b.members) return a.members;
  const out = new Map<string, Value>();
  for (const [name, value] of a.members) out.set(name, joinValues(value, b.members.get(name) ?? missing(b)));
  for (const [name, value] of b.members) {
    if (!a.members.has(name)) out.set(name, joinValues(value, missing(a)));
  }
  return out;
}

/** Getters and setters of either; one that only one has may be missing. */
function joinAccessors(a: Content["accessors"], b: Content["accessors"]): Content["accessors"] {
  if (a === b) return a;
  const out = new Map<string, Accessor>();
  for (const [name, one] of a ?? []) out.set(name, joinAccessor(one, b?.get(name)));
  for (const [name, one] of b ?? []) if (a?.has(name) !== true) out.set(name, joinAccessor(one, undefined));
  return sameAccessors(a, out) ? a : out;
}

/** What either is; a getter or setter that only one has may be undefined. */
export function joinAccessor(a: Accessor, b: Accessor | undefined): Accessor {
  if (b === undefined) return { ...a, maybe: true };
  const join = (one: Value | undefined, other: Value | undefined): Value | undefined =>
    one === undefined && other === undefined ? undefined : joinValues(one ?? UNDEFINED, other ?? UNDEFINED);
  return { get: join(a.get, b.get), set: join(a.set, b.set), maybe: a.maybe === true || b.maybe };
}

/** What a member is that is not known to be there. */
function missing({ rest }: Content): Value {
  return rest === undefined ? ABSENT : joinValues(rest, ABSENT);
}

/** Whether there is a member of a name. */
export function hasMember({ members, rest }: Content, name: string): Value {
  const value = members.get(name);
  if (value === undefined) return rest === undefined ? FALSE : BOOLEAN;
  return isMaybe(value) ? BOOLEAN : TRUE;
}

/** A slot that only one side has keeps its value; but a promise that only one side rejects may be fulfilled. */
function joinSlots(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  if (a === b) return a;
  const out = new Map(a);
  for (const [name, value] of b) out.set(name, joinValues(value, a.get(name) ?? value));
  const rejects = out.get("rejects");
  if (rejects !== undefined && a.has("rejects") !== b.has("rejects"))
    out.set("rejects", joinValues(rejects, UNDEFINED));
  return out;
}

function joinItems(a: Content, b: Content): Pick<Content, "items" | "more" | "moreCount"> {
  if (a.items === b.items && a.more === b.more) return { items: a.items, more: a.more, moreCount: a.moreCount };
  const shared = Math.min(a.items.length, b.items.length);
  const items = a.items.slice(0, shared).map((value, i) => joinValues(value, b.items[i] ?? value));
  const tail = [...a.items.slice(shared), ...b.items.slice(shared)];
  if (tail.length === 0 && a.more === undefined && b.more === undefined) return { items };
  const [left, right] = [behind(a, shared), behind(b, shared)];
  return {
    items,
    more: joinValues(...tail, ...(a.more === undefined ? [] : [a.more]), ...(b.more === undefined ? [] : [b.more])),
    moreCount: { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) },
  };
}

function behind(content: Content, shared: number): { min: number; max: number } {
  const extra = content.items.length - shared;
  const more = content.more === undefined ? { min: 0, max: 0 } : (content.moreCount ?? { min: 0, max: Infinity });
  return { min: extra + more.min, max: extra + more.max };
}

/** A content with one member set. */
export function withMember(content: Content, name: string, value: Value): Content {
  return { ...content, members: new Map(content.members).set(name, value) };
}

/** A content with one slot set. */
export function withSlot(content: Content, name: string, value: Value): Content {
  return { ...content, slots: new Map(content.slots).set(name, value) };
}

/** A map keeps its own members apart from its entries. */
export function slotOfMember(name: string): string {
  return `.${name}`;
}
