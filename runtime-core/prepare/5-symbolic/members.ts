/**
 * Reading members of values.
 */
import type { ts } from "../1-parse/syntax.ts";
import { builtinMember, elementOfIndex, unknownElement } from "./builtins/members.ts";
import type { Frame } from "./frame.ts";
import { primitives } from "./primitives.ts";
import { memberOfPromise } from "./hosts/foreign/binding-methods.ts";
import { isEnvironment } from "./hosts/foreign/environment-value.ts";
import { foreignMember, memberOfCopies, missingOfForeign, variableOfKey } from "./hosts/foreign/environment.ts";
import { nameOfKey } from "./values/keys.ts";
import { getOfProxy } from "./proxies.ts";
import {
  type AbstractObject,
  type Accessor,
  ancestorsOf,
  OF_PLATFORM,
  protosOf,
  slotOfMember,
} from "./values/object.ts";
import { isHole } from "./values/text.ts";
import {
  ABSENT,
  type Atom,
  isMaybe,
  joinValues,
  NEVER,
  present,
  stringValue,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "./values/value.ts";

const MAX_PROTO = 20;

/** The value of a member. What has no such member gives undefined; null and undefined themselves give nothing. */
export function getMember(frame: Frame, base: Value, rest: Asked): Value {
  const [only] = base;
  if (base.length === 1 && only !== undefined) return memberOfAtom(frame, only, rest);
  return joinValues(...base.map((atom) => memberOfAtom(frame, atom, rest)));
}

/** A member that is asked for, and the `this` of its getter when that is not the object. */
interface Asked {
  readonly name: string;
  readonly site: ts.Node;
  readonly self?: Value | undefined;
}

function memberOfAtom(frame: Frame, atom: Atom, rest: Asked): Value {
  switch (atom.kind) {
    case "undefined":
    case "null":
      return NEVER;
    case "object":
      if (atom.type === "proxy")
        return frame.machine.deeper(() => getOfProxy(frame, atom, { key: stringValue(rest.name), site: rest.site }));
      return (
        memberOfObject(frame, atom, rest) ??
        builtinMember(frame, atom, rest.name) ??
        missingOfForeign(frame, atom, rest) ??
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
  if (object.essence === OF_PLATFORM) return unknownValue("model");
  if (object.type === "object" || object.type === "array" || object.type === "function") return UNDEFINED;
  return unknownValue("model");
}

/** A member that is looked up, and the object for which: the `this` of getters. */
interface LookUp {
  readonly name: string;
  readonly site: ts.Node;
  readonly object: AbstractObject;
  readonly self?: Value | undefined;
}

/** Own and inherited members, getters called; undefined when there is none. */
function memberOfObject(frame: Frame, object: AbstractObject, { name, self, site }: Asked): Value | undefined {
  const value = lookUp(frame, object, { name, site, object, self });
  if (value === ABSENT) return undefined;
  return isMaybe(value) ? joinValues(present(value), builtinMember(frame, object, name) ?? missing(object)) : value;
}

/** What a member is in an object or in what it inherits from; absent as well where it may be in none of them. */
function lookUp(frame: Frame, object: AbstractObject, at: LookUp, passed?: Set<AbstractObject>): Value {
  let holder = object;
  let possible: Value = NEVER;
  for (let i = passed?.size ?? 0; i < MAX_PROTO; i++) {
    if (holder.type === "proxy")
      return joinValues(possible, getOfProxy(frame, holder, { key: stringValue(at.name), site: at.site }));
    const own = ownMember(frame, holder, at);
    if (own !== ABSENT) {
      if (!isMaybe(own)) return joinValues(possible, own);
      possible = joinValues(possible, present(own));
    }
    const protos = protosOf(holder);
    const [only] = protos;
    if (only === undefined) break;
    if (protos.length > 1) {
      // Those that several inherit from are looked through once.
      const seen = passed ?? new Set();
      const next = protos.filter((each) => !seen.has(each));
      for (const each of next) seen.add(each);
      if (next.length === 0) break;
      return joinValues(possible, frame.machine.branch(next.map((each) => () => lookUp(frame, each, at, seen))));
    }
    holder = only;
  }
  return joinValues(possible, ABSENT);
}

function ownMember(frame: Frame, holder: AbstractObject, at: LookUp): Value {
  const { state } = holder;
  const isMap = holder.type === "map";
  const value = isMap ? state.slots.get(slotOfMember(at.name)) : state.members.get(at.name);
  if (value !== undefined && !isMaybe(value)) return value;
  const accessor = state.accessors?.get(at.name);
  const element = holder.type === "array" ? elementOfIndex(state, at.name) : undefined;
  const rest = isMap || state.rest === undefined ? undefined : memberOfCopies(frame.machine, state.rest, at.name);
  if (accessor === undefined && element === undefined && rest === undefined) return value ?? ABSENT;
  const got = accessor === undefined ? NEVER : readAccessor(frame, accessor, at);
  const isSure = element !== undefined || (accessor !== undefined && accessor.maybe !== true);
  return joinValues(present(value ?? NEVER), got, rest ?? NEVER, element ?? NEVER, isSure ? NEVER : ABSENT);
}

/** Calls a getter; maybe, where it may not be there. */
function readAccessor(frame: Frame, { get = UNDEFINED, maybe }: Accessor, at: Omit<LookUp, "name">): Value {
  const getter = get.filter((atom) => atom.kind !== "undefined");
  const { self = [at.object], site } = at;
  const call = (): Value => frame.machine.operations.call(getter, { frame, self, args: { values: [] }, site });
  if (getter.length === 0) return UNDEFINED;
  if (maybe !== true && getter.length === get.length) return call();
  return frame.machine.branch([call, () => (getter.length === get.length ? NEVER : UNDEFINED)]);
}

/** A member of a value from outside: unknown as well, but the same each time and narrowed by tests. */
function memberOfUnknown(frame: Frame, atom: Atom & { kind: "unknown" }, name: string): Value {
  const { members } = atom;
  if (members === undefined) return unknownElement(frame, atom, name);
  return members.member(frame.machine, name, () => unknownElement(frame, atom, name)).state;
}

/** The value of a member whose name is a value. */
export function getElement(
  frame: Frame,
  base: Value,
  rest: { readonly key: Value; readonly site: ts.Node; readonly self?: Value | undefined },
): Value {
  const of = (atom: Atom): Value => {
    const name = nameOfKey(atom);
    if (name !== undefined) return getMember(frame, base, { name, site: rest.site, self: rest.self });
    return joinValues(...base.map((each) => anyMember(frame, each, { key: [atom], site: rest.site })));
  };
  const all = primitives(frame, rest.key, { hint: "string", site: rest.site });
  // No variable is meant by what stands behind the end of a list of names.
  const meant = base.some(isEnvironment) ? all.filter((atom) => atom.kind !== "undefined") : all;
  const key = meant.length === 0 ? all : meant;
  const [only] = key;
  return key.length === 1 && only !== undefined ? of(only) : joinValues(...key.map(of));
}

function anyMember(frame: Frame, atom: Atom, at: { readonly key: Value; readonly site: ts.Node }): Value {
  const { site } = at;
  if (atom.kind === "unknown")
    return isEnvironment(atom) ? variableOfKey(frame, at) : getMember(frame, [atom], { name: "[]", site });
  if (atom.kind === "string")
    return textValue(
      atom.text.some(isHole)
        ? atom.text
        : [{ reason: "context-merged", sources: [], chars: 65535, deep: false, dotless: false }],
    );
  if (atom.kind !== "object") return isNothing(atom) ? NEVER : UNDEFINED;
  if (atom.type === "proxy") return frame.machine.deeper(() => getOfProxy(frame, atom, at));
  const ofBinding = atom.type === "promise" ? memberOfPromise(frame.machine, atom, { name: "[]", site }) : undefined;
  if (ofBinding !== undefined) return ofBinding;
  const all: Value[] = [];
  for (const { state } of [atom, ...ancestorsOf(atom)]) {
    for (const [name, value] of state.members) if (name !== "constructor") all.push(present(value));
    all.push(...state.items, state.more ?? NEVER, state.rest ?? NEVER);
    for (const accessor of state.accessors?.values() ?? [])
      all.push(readAccessor(frame, { ...accessor, maybe: true }, { object: atom, site }));
  }
  if (atom.type === "host" || atom.type === "response") all.push(unknownValue("model"));
  return joinValues(...all, UNDEFINED);
}

function isNothing(atom: Atom): boolean {
  return atom.kind === "undefined" || atom.kind === "null";
}
