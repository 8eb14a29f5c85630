/**
 * What objects hold, after several branches and after several rounds.
 *
 * All contents are written out with the same fields in the same order, as `EMPTY_CONTENT` is.
 */
import type { AbstractObject, Accessor, Content } from "./object.ts";
import { sameAccessors } from "./same.ts";
import { hole } from "./text.ts";
import { ABSENT, joinValues, NEVER, textValue, UNDEFINED, type Value } from "./value.ts";
import { anythingOf, isAlike, isAnything, MAX_REPEATS, type Repeats, widenValues } from "./widen.ts";

/** A content that covers both. A member that only one has may be missing. */
export function joinContents(a: Content, b: Content): Content {
  if (a === b) return a;
  const { items, more, moreCount } = joinItems(a, b);
  return {
    members: joinMembers(a, b),
    accessors: joinAccessors(a.accessors, b.accessors),
    rest: a.rest === undefined ? b.rest : b.rest === undefined ? a.rest : joinValues(a.rest, b.rest),
    items,
    more,
    moreCount,
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
  if (a.items === b.items && a.more === b.more && a.moreCount === b.moreCount)
    return { items: a.items, more: a.more, moreCount: a.moreCount };
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

type Join = (a: Value, b: Value) => Value;

/** Like `joinContents`, with widened values; an array that grew has any number of elements. */
export function widenContents(before: Content, after: Content, repeats: Repeats | undefined): Content {
  const widen = (old: Value, value: Value): Value => widenValues(old, value, repeats);
  const joined = joinContents(before, withoutNames(before, after, repeats));
  if (joined === before) return before;
  const members = widenMap(before.members, joined.members, widen);
  const slots = widenMap(before.slots, joined.slots, widen);
  const items = widenItems(before.items, joined.items, widen);
  const more = widenPart(before.more, joined.more, widen);
  const moreCount = more === undefined ? undefined : widenCount(before, joined);
  const rest = widenPart(before.rest, joined.rest, widen);
  const accessors = widenAccessors(before.accessors, joined.accessors, widen);
  const same =
    members === before.members &&
    slots === before.slots &&
    items === before.items &&
    more === before.more &&
    moreCount === before.moreCount &&
    accessors === before.accessors &&
    rest === before.rest;
  return same ? before : { members, accessors, rest, items, more, moreCount, slots };
}

/**
 * No more names are told apart of an object that can hold anything. The entries of a map by objects of one allocation are
 * those of the objects that stand for all later ones.
 */
function withoutNames(before: Content, after: Content, repeats: Repeats | undefined): Content {
  if (after.members === before.members) return after;
  const isOpen = before.rest !== undefined && isAnything(before.rest);
  const [members, slots] = [new Map(after.members), new Map(after.slots)];
  let { rest } = after;
  for (const [name, value] of after.members) {
    if (before.members.has(name)) continue;
    const object = keyObject(after, name);
    const standIn = object === undefined ? undefined : standInOf(before, object);
    if (object === undefined ? !isOpen : standIn === undefined) continue;
    members.delete(name);
    if (object === undefined || standIn === undefined) rest = joinValues(rest ?? NEVER, value);
    else {
      slots.delete(name);
      members.set(standIn.name, joinValues(members.get(standIn.name) ?? NEVER, value));
      repeats?.found.push({ object, standIn: standIn.object });
    }
  }
  return members.size === after.members.size ? after : { ...after, members, slots, rest };
}

/** The object that an entry of a map belongs to. */
function keyObject({ slots }: Content, name: string): AbstractObject | undefined {
  const [key] = (/^o\d/.test(name) ? slots.get(name) : undefined) ?? [];
  return key?.kind === "object" ? key : undefined;
}

function standInOf(content: Content, object: AbstractObject): { name: string; object: AbstractObject } | undefined {
  const alike: { name: string; object: AbstractObject }[] = [];
  for (const name of content.members.keys()) {
    const known = keyObject(content, name);
    if (known !== undefined && isAlike(object, known)) alike.push({ name, object: known });
  }
  return alike.length < MAX_REPEATS ? undefined : alike.at(-1);
}

function widenItems(before: readonly Value[], joined: readonly Value[], widen: Join): readonly Value[] {
  if (before === joined) return before;
  const items = joined.map((value, i) => widen(before[i] ?? value, value));
  return items.length === before.length && items.every((value, i) => value === before[i]) ? before : items;
}

function widenPart(before: Value | undefined, joined: Value | undefined, widen: Join): Value | undefined {
  return before === undefined || joined === undefined ? joined : widen(before, joined);
}

function widenAccessors(before: Content["accessors"], joined: Content["accessors"], widen: Join): Content["accessors"] {
  if (before === joined || joined === undefined) return joined;
  const out = new Map<string, Accessor>();
  for (const [name, { get, set, maybe }] of joined) {
    const old = before?.get(name);
    out.set(name, { get: widenPart(old?.get, get, widen), set: widenPart(old?.set, set, widen), maybe });
  }
  return sameAccessors(before, out) ? before : out;
}

/** The bounds that moved are lost. */
function widenCount(before: Content, joined: Content): Content["moreCount"] {
  const [from, to] = [before.moreCount ?? ANY_COUNT, joined.moreCount ?? ANY_COUNT];
  if (before.more === undefined) return ANY_COUNT;
  if (to.min >= from.min && to.max <= from.max) return before.moreCount;
  return { min: to.min < from.min ? 0 : from.min, max: to.max > from.max ? Infinity : from.max };
}

const ANY_COUNT = { min: 0, max: Infinity };

/** What an object holds of which nothing is known but which objects it may hold. */
export function anyContent(content: Content): Content {
  const any = (values: ReadonlyMap<string, Value>, of: (value: Value) => Value): ReadonlyMap<string, Value> =>
    new Map([...values].map(([name, value]) => [name, of(value)]));
  const elements = joinValues(...content.items, content.more ?? NEVER);
  return {
    members: any(content.members, anythingOf),
    accessors: content.accessors,
    rest: anythingOf(content.rest ?? NEVER),
    items: [],
    more: anythingOf(elements),
    moreCount: ANY_COUNT,
    slots: any(content.slots, anySlot),
  };
}

/** Inner texts stay texts. */
function anySlot(value: Value): Value {
  const isText = value.length > 0 && value.every(({ kind }) => kind === "string");
  return isText ? textValue([hole("context-merged")]) : anythingOf(value);
}

function widenMap(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  widen: Join,
): ReadonlyMap<string, Value> {
  let changed = before.size !== after.size;
  const out = new Map<string, Value>();
  for (const [name, value] of after) {
    const old = before.get(name);
    const wide = old === undefined ? value : widen(old, value);
    if (wide !== old) changed = true;
    out.set(name, wide);
  }
  return changed ? out : before;
}
