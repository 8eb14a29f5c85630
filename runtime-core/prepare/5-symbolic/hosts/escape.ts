/**
 * What escapes to a function that is not known: host functions bound it, functions of the source may be called by it.
 */
import { ts } from "../../1-parse/syntax.ts";
import { closureEssence, methodsOf } from "../closures.ts";
import type { Call, Deferred, Machine, Native, NativeEssence } from "../machine.ts";
import type { AbstractObject } from "../values/object.ts";
import { UNDEFINED, unknownValue, type Value } from "../values/value.ts";
import { defer } from "./deferred.ts";
import { ENVIRONMENT } from "./foreign/environment-value.ts";
import { allKinds } from "./kinds.ts";
import { hostEssence } from "./host-values.ts";

const MAX_DEPTH = 5;

/** The kinds of the host functions that escape with the arguments; functions of the source are noted to run. */
export function escape(call: Call): readonly string[] {
  const kinds = new Set<string>();
  const seen = new Set<AbstractObject>();
  for (const value of [...call.args.values, ...(call.args.rest === undefined ? [] : [call.args.rest])])
    follow(value, { call, kinds, seen, depth: 0 });
  return [...kinds].sort();
}

interface Search {
  readonly call: Call;
  readonly kinds: Set<string>;
  readonly seen: Set<AbstractObject>;
  readonly depth: number;
  /** The object that a function is a member of. */
  readonly holder?: AbstractObject | undefined;
}

function follow(value: Value, search: Search): void {
  const { call, kinds, seen, depth } = search;
  for (const atom of value) {
    if (atom.kind !== "object" || seen.has(atom) || depth > MAX_DEPTH) continue;
    seen.add(atom);
    if (atom.type === "host") for (const kind of kindsOfHost(atom)) kinds.add(kind);
    if (atom.type === "function") defer(call.frame.machine, calledFromOutside(call, atom, search.holder));
    if (atom.type === "native")
      follow((atom.essence as NativeEssence & { bound?: Value }).bound ?? [], { ...search, depth: depth + 1 });
    const inner = { ...search, depth: depth + 1 };
    const { items, more, rest } = atom.state;
    const holder = atom.type === "object" ? atom : undefined;
    const methods = methodsOf(atom);
    call.frame.machine.charge(1 + ((methods.length + items.length) >> 2));
    for (const each of methods) follow(each, { ...inner, holder });
    for (const each of [...items, more ?? [], rest ?? []]) follow(each, inner);
  }
}

/**
 * A function of the source that is called any number of times by nobody knows whom; of a class, instances are made and
 * their methods called.
 */
export function calledFromOutside(call: Call, object: AbstractObject, holder?: AbstractObject): Deferred {
  const self: Value = holder === undefined ? unknownValue("callee") : [holder];
  if (!isClass(object)) {
    const returns = (result: Value): void => giveResult(call, result);
    return { callee: [object], call: outsideCall(call, object, self), max: Infinity, returns };
  }
  const implementation: Native = () => {
    const { machine } = call.frame;
    const made = machine.operations.construct([object], { ...outsideCall(call, object, UNDEFINED), construct: true });
    for (const atom of made)
      for (const method of atom.kind === "object" ? methodsOf(atom) : [])
        for (const each of method)
          if (each.kind === "object" && each.type === "function" && !isClass(each))
            machine.maybe(() => void machine.operations.call([each], outsideCall(call, each, [atom])));
    return UNDEFINED;
  };
  const callee = call.frame.machine.newObject("native", { essence: { name: "new", implementation, bound: [object] } });
  return { callee: [callee], call, max: Infinity };
}

/** What a function gives that nobody knows the caller of: functions in it can be called too. */
function giveResult(call: Call, result: Value): void {
  const given = result.flatMap((atom): Value =>
    atom.kind === "object" && atom.type === "promise" ? (atom.state.slots.get("value") ?? []) : [atom],
  );
  follow(given, { call, kinds: new Set(), seen: new Set(), depth: MAX_DEPTH - 2 });
}

function outsideCall(call: Call, object: AbstractObject, self: Value): Call {
  const args = { values: namedArguments(call.frame.machine, object), rest: unknownValue("callee") };
  return { ...call, self, args };
}

/** What those get that are called by an unknown function and have a name for it: the environment. */
function namedArguments(machine: Machine, object: AbstractObject): readonly Value[] {
  if (machine.profile.foreign?.bindings !== true) return [];
  return (closureEssence(object).node.parameters ?? []).map(({ name }) =>
    isEnvironmentName(name) ? ENVIRONMENT : unknownValue("callee"),
  );
}

/** Whether a parameter is named as the environment is, or taken apart into what is named as bindings are: `{ DB, API_KEY }`. */
export function isEnvironmentName(name: ts.BindingName): boolean {
  if (ts.isIdentifier(name)) return name.text === "env";
  if (ts.isArrayBindingPattern(name) || name.elements.length === 0) return false;
  return name.elements.every((each) => {
    const key = each.propertyName ?? each.name;
    return each.dotDotDotToken !== undefined || (ts.isIdentifier(key) && /^[A-Z][A-Z0-9_]*$/.test(key.text));
  });
}

function isClass(object: AbstractObject): boolean {
  return (object.essence as { readonly classNode?: unknown }).classNode !== undefined;
}

function kindsOfHost(object: AbstractObject): readonly string[] {
  const { model } = hostEssence(object);
  if (model.kind !== "function") return [];
  return model.needs.flatMap(({ domain, kind }) => allKinds(kind).map((each) => `${domain}.${each}`));
}
