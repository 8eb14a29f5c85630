/**
 * Abstract objects: one for each allocation of the virtual run, with a content that the journal can take back.
 */
import type { ts } from "../../1-parse/syntax.ts";
import { Place } from "./journal.ts";
import { anyContent, joinContents, widenContents } from "./contents.ts";
import { sameContent } from "./same.ts";
import { ABSENT, BOOLEAN, FALSE, isMaybe, joinValues, NEVER, present, TRUE, type Value } from "./value.ts";
import type { Repeats } from "./widen.ts";

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
  /** The function that it came with as its prototype. */
  prototypeOf: AbstractObject | undefined;
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

  override widen(before: Content, after: Content, repeats?: Repeats): Content {
    const all = [{ state: before }, { state: after }];
    return widenContents(this.#withProto(before, all), this.#withProto(after, all), repeats);
  }

  override anything(state: Content): Content {
    return anyContent(state);
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
export function plainMember(object: AbstractObject, name: string): Value {
  const own = object.state.members.get(name);
  if (own !== undefined && !isMaybe(own)) return own;
  const value = inheritedMember(object, name, new Set([object]));
  return value.length === 0 ? ABSENT : value;
}

/** Objects that are looked through once, whatever inherits from them. */
function inheritedMember(object: AbstractObject, name: string, seen: Set<AbstractObject>): Value {
  const own = object.state.members.get(name);
  if (own !== undefined && !isMaybe(own)) return own;
  const protos = seen.size < MAX_ANCESTORS ? protosOf(object) : NO_OBJECTS;
  const next = protos.filter((each) => !seen.has(each));
  for (const each of next) seen.add(each);
  const inherited = protos.length === 0 ? [ABSENT] : next.map((each) => inheritedMember(each, name, seen));
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

/** The slot of an object that may refuse to be written. */
export const CLOSED = "closed";

/** Whether there is a member of a name. */
export function hasMember({ members, rest }: Content, name: string): Value {
  const value = members.get(name);
  if (value === undefined) return rest === undefined ? FALSE : BOOLEAN;
  return isMaybe(value) ? BOOLEAN : TRUE;
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
