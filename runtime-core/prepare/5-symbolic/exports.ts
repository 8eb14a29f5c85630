/**
 * What the host can call: each exported function is a phase of its own, with arguments from outside.
 */
import { HOST_FOLDER } from "../1-parse/foreign-program.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import { closureEssence, prototypesOf } from "./closures.ts";
import type { Frame } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { exportNames, exportValue, type ModuleRecord } from "./modules.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import { asRequest } from "./hosts/incoming.ts";
import { parameterValue } from "./parameters.ts";
import { type AbstractObject, ancestorsOf, plainMember, protosOf } from "./values/object.ts";
import { memberStore } from "./values/unknown.ts";
import { type Atom, isNullish, NEVER, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** One function that the host can call. */
export interface EntryPoint {
  readonly phase: Phase;
  /** What it calls and as a member of what: two with the same ones do the same. */
  readonly of: readonly Atom[];
  run(): void;
}

/** All entry points of a module. */
export function entryPoints(machine: Machine, record: ModuleRecord): readonly EntryPoint[] {
  const { frame } = record;
  if (frame?.node === undefined) return [];
  const at = { frame, site: frame.node };
  const self = record.commonJs?.state.members.get("exports") ?? UNDEFINED;
  const seen = new Set<AbstractObject>();
  return exportNames(record).flatMap((name) =>
    exportValue(record, name).flatMap((atom) =>
      atom.kind === "object" ? entriesOf(machine, atom, { ...at, name, self, seen }) : [],
    ),
  );
}

/** Where an export stands: its name, what it is a member of, and the objects that it stands in. */
interface Exported {
  readonly frame: Frame;
  readonly site: ts.Node;
  readonly name: string;
  readonly self: Value;
  readonly seen: ReadonlySet<AbstractObject>;
}

/** Objects in objects are looked at so deep. */
const MAX_DEPTH = 4;

function entriesOf(machine: Machine, object: AbstractObject, at: Exported): readonly EntryPoint[] {
  switch (object.type) {
    case "native":
    case "host":
      return [entry(machine, [object], at)];
    case "function":
      if (!isOfSource(object)) return [];
      return closureEssence(object).classNode === undefined && methodNames(object).length === 0
        ? [entry(machine, [object], at), ...staticEntries(machine, object, at)]
        : classEntries(machine, object, at);
    case "object":
    case "array":
      return memberEntries(machine, object, at);
    default:
      return [];
  }
}

/** The call of one function. */
function entry(machine: Machine, callee: Value, at: Exported): EntryPoint {
  const { frame, name, self } = at;
  const main = name === "default" || name === "main";
  const of = [...callee, ...self];
  return { phase: `export:${name}`, of, run: () => callFromOutside(machine, { callee, self, frame, main }) };
}

/** The functions in an object, its own and those that it inherits. */
function memberEntries(machine: Machine, object: AbstractObject, at: Exported): readonly EntryPoint[] {
  if (at.seen.has(object) || at.seen.size >= MAX_DEPTH) return [];
  const seen = new Set([...at.seen, object]);
  const { members, items } = object.state;
  const named = [...members, ...items.map((value, i): [string, Value] => [`${i}`, value])];
  const own = named.flatMap(([name, value]) =>
    value.flatMap((atom) =>
      atom.kind === "object"
        ? entriesOf(machine, atom, { ...at, name: `${at.name}.${name}`, self: [object], seen })
        : [],
    ),
  );
  const inherited = protosOf(object).length === 0 ? [] : methodNames(object);
  return [
    ...own,
    ...inherited.map((method) => methodEntry(machine, { ...at, method, object, instance: () => [object] })),
  ];
}

/** The methods that the source gave to the instances of a class or function, or to what an object inherits from. */
function methodNames(object: AbstractObject): readonly string[] {
  const names = new Set<string>();
  const first = object.type === "function" ? prototypesOf(object) : protosOf(object);
  for (const holder of first.flatMap((each) => [each, ...ancestorsOf(each)])) {
    for (const [name, value] of holder.state.members) if (value.some(isOfSource)) names.add(name);
    for (const name of holder.state.accessors?.keys() ?? []) names.add(name);
  }
  return [...names].filter((name) => name !== "constructor" && !name.startsWith("#"));
}

function isOfSource(atom: Atom): boolean {
  return atom.kind === "object" && atom.type === "function" && !closureEssence(atom).file.startsWith(HOST_FOLDER);
}

/** The constructor and each method of an instance made with arguments from outside; static methods. */
function classEntries(machine: Machine, object: AbstractObject, at: Exported): readonly EntryPoint[] {
  const { classNode } = closureEssence(object);
  const phase: Phase = `export:${at.name}`;
  const { frame, site } = at;
  const make = (): Value =>
    machine.operations.construct([object], {
      frame,
      self: UNDEFINED,
      args: { values: constructorArguments(machine, object), rest: fromOutside(machine) },
      site,
      construct: true,
    });
  const isAbstract = classNode !== undefined && hasModifier(classNode, ts.SyntaxKind.AbstractKeyword);
  const instance = (): Value => instanceFor(machine, make);
  const methods = methodNames(object).map((method) => methodEntry(machine, { ...at, method, object, instance }));
  return [
    ...(isAbstract ? [] : [{ phase, of: [object], run: () => void make() }]),
    ...methods,
    ...staticEntries(machine, object, at),
  ];
}

/** The call of a method of an instance. */
function methodEntry(
  machine: Machine,
  at: Exported & { method: string; object: AbstractObject; instance: () => Value },
): EntryPoint {
  const { frame, site, method, object } = at;
  return {
    phase: `export:${at.name}.${method}`,
    of: [object],
    run: () => {
      const self = at.instance();
      const callee = machine.operations.get(frame, self, method, site).filter(isCallable);
      if (callee.length > 0) callFromOutside(machine, { callee, self, frame, main: false });
    },
  };
}

/** An instance to call a method of; what making it does belongs to the phase of the constructor. */
function instanceFor(machine: Machine, make: () => Value): Value {
  const { recorder, deferred } = machine;
  const count = deferred.length;
  recorder.muted++;
  const self = make();
  recorder.muted--;
  deferred.length = count;
  return self;
}

function staticEntries(machine: Machine, object: AbstractObject, at: Exported): readonly EntryPoint[] {
  // The members of a function that is all that a CommonJS file exports are exports themselves.
  if (at.name === "default" && at.self.includes(object)) return [];
  return [...object.state.members].flatMap(([name, value]) =>
    name !== "prototype" && value.some(isOfSource)
      ? [entry(machine, value, { ...at, name: `${at.name}.${name}`, self: [object] })]
      : [],
  );
}

/** What the host gives to a constructor; where the environment holds bindings, it is the second argument. */
function constructorArguments(machine: Machine, object: AbstractObject): readonly Value[] {
  const { foreign } = machine.profile;
  if (foreign === undefined) return [];
  if (foreign.bindings === true) return [fromOutside(machine, "ctx"), ENVIRONMENT];
  const { node } = closureEssence(object);
  return ts.isClassLike(node)
    ? []
    : node.parameters.map((_, i) => fromOutside(machine, nameOfParameter(machine, node, i)));
}

/** A value that the caller gives. */
export function fromOutside(machine: Machine, name?: string): Value {
  const symbol = machine.profile.foreign === undefined || name === undefined ? undefined : `param:${name}`;
  if (symbol !== undefined && name === "env" && machine.profile.foreign?.bindings === true) return ENVIRONMENT;
  if (name === "request") return requestFromOutside(machine, name);
  return memberStore(machine, unknownValue("parameter", { symbol }));
}

/** A request that the caller gives. */
function requestFromOutside(machine: Machine, name: string | undefined): Value {
  const symbol = machine.profile.foreign === undefined || name === undefined ? undefined : `param:${name}`;
  return asRequest(machine, unknownValue("parameter", { symbol }));
}

function isFetchHandler({ profile, recorder }: Machine): boolean {
  return profile.foreign?.bindings === true && recorder.phase.endsWith(".fetch");
}

/** Handlers of events, whose second argument is the environment where it holds bindings. */
const HANDLERS = /\.(fetch|scheduled|queue|email|tail|trace|tailStream|alarm|test)$/;

function nameOfParameter(
  machine: Machine,
  node: ts.FunctionLikeDeclaration | undefined,
  index: number,
): string | undefined {
  const name = node?.parameters[index]?.name;
  if (index === 1 && machine.profile.foreign?.bindings === true && HANDLERS.test(machine.recorder.phase)) return "env";
  return name !== undefined && ts.isIdentifier(name) ? name.text : `${index}`;
}

function callFromOutside(machine: Machine, call: { callee: Value; self: Value; frame: Frame; main: boolean }): void {
  const { callee, self, frame } = call;
  const [only] = callee;
  const essence = only?.kind === "object" && only.type === "function" ? closureEssence(only) : undefined;
  // A class without a constructor has no node with parameters.
  const node = essence?.classNode === undefined ? essence?.node : undefined;
  const plain = node?.parameters.filter((parameter) => parameter.dotDotDotToken === undefined) ?? [];
  const values = plain.map((_, i) => {
    if (i === 0 && call.main && machine.profile.foreign === undefined) return parameterValue(machine);
    const name = nameOfParameter(machine, node, i);
    return i === 0 && isFetchHandler(machine) ? requestFromOutside(machine, name) : fromOutside(machine, name);
  });
  const site = node ?? frame.node;
  if (site === undefined) return;
  const result = machine.operations.call(callee, { frame, self, args: { values, rest: fromOutside(machine) }, site });
  returnToHost(machine, result, { frame, site });
}

/**
 * What the host does with a result: it may call functions in it, and reads what a generator yields.
 *
 * @param after The functions that gave the result, one after the other; none of them is called again.
 */
function returnToHost(
  machine: Machine,
  result: Value,
  at: { frame: Frame; site: ts.Node; after?: ReadonlySet<ts.Node> },
): void {
  const after = at.after ?? new Set();
  const values = result.flatMap((atom): Value =>
    atom.kind === "object" && atom.type === "promise" ? (atom.state.slots.get("value") ?? NEVER) : [atom],
  );
  for (const atom of values) {
    if (isNullish(atom) || atom.kind !== "object") continue;
    for (const value of calledByHost(atom)) {
      const nodes = value.flatMap((each) => (isCallable(each) ? [closureEssence(each as AbstractObject).node] : []));
      if (nodes.every((node) => after.has(node))) continue;
      machine.deferred.push({
        callee: value,
        call: { frame: at.frame, self: [atom], args: { values: [], rest: fromOutside(machine) }, site: at.site },
        max: Infinity,
        returns: (given) => returnToHost(machine, given, { ...at, after: new Set([...after, ...nodes]) }),
      });
    }
  }
}

/** What the host can call of a result: the function itself, or the functions and getters in an object. */
function calledByHost(object: AbstractObject): readonly Value[] {
  if (object.type === "function") return isCallable(object) ? [[object]] : [];
  if (object.type !== "object") return [];
  const inherited = protosOf(object).length === 0 ? [] : methodNames(object).map((name) => plainMember(object, name));
  const getters = [...(object.state.accessors?.values() ?? [])].flatMap(({ get }) => (get === undefined ? [] : [get]));
  return [...object.state.members.values(), ...inherited, ...getters].filter((value) => value.some(isCallable));
}

function isCallable(atom: Atom): boolean {
  return atom.kind === "object" && atom.type === "function" && closureEssence(atom).classNode === undefined;
}
