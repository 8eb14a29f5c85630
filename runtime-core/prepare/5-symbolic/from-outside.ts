/**
 * Calls by the host: what it gives, and what it does with what it gets.
 */
import { ts } from "../1-parse/syntax.ts";
import { closureEssence } from "./closures.ts";
import type { Frame } from "./frame.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import { beginGenerator } from "./generators.ts";
import { asRequest } from "./hosts/incoming.ts";
import type { Machine, Native } from "./machine.ts";
import { anyElement } from "./objects.ts";
import { parameterValue } from "./parameters.ts";
import { calledIn, publicIn, type Reached } from "./reached.ts";
import { type AbstractObject, protosOf } from "./values/object.ts";
import { memberStore } from "./values/unknown.ts";
import { joinValues, NEVER, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** A call by the host. */
interface OutsideCall {
  readonly callee: Value;
  readonly self: Value;
  readonly frame: Frame;
  /** The arguments that are known, which come first. */
  readonly given?: readonly Value[] | undefined;
  /** Whether the manifest says what the first argument is. */
  readonly main?: boolean | undefined;
}

/** Calls a function as the host does, which then uses the result. What it is a member of is an export itself. */
export function callFromOutside(machine: Machine, call: OutsideCall): void {
  returnToHost(machine, resultFromOutside(machine, call), call.frame, new Set(call.self));
}

function resultFromOutside(machine: Machine, call: OutsideCall): Value {
  const { callee, frame, given = [], self } = call;
  const [only] = callee;
  const essence = only?.kind === "object" && only.type === "function" ? closureEssence(only) : undefined;
  // A class without a constructor has no node with parameters.
  const node = essence?.classNode === undefined ? essence?.node : undefined;
  const plain = node?.parameters.filter((parameter) => parameter.dotDotDotToken === undefined) ?? [];
  // What has the environment as its second argument has it also behind `...rest`.
  const count = Math.max(plain.length, isHandler(machine) ? 2 : 0);
  const values = Array.from({ length: Math.max(count, given.length) }, (_, i) => {
    const known = given[i];
    if (known !== undefined) return known;
    if (i === 0 && call.main === true && machine.profile.foreign === undefined) return parameterValue(machine);
    const name = nameOfParameter(machine, node, i);
    return i === 0 && isFetchHandler(machine) ? requestFromOutside(machine, name) : fromOutside(machine, name);
  });
  const site = node ?? frame.node;
  if (site === undefined) return NEVER;
  return machine.operations.call(callee, { frame, self, args: { values, rest: fromOutside(machine) }, site });
}

/** One thing that the host can do with a result: a call, or with `new`. */
interface Use {
  readonly callee: AbstractObject;
  readonly self: Value;
  readonly given: readonly Value[];
}

/** Objects in objects are looked at so deep. */
const MAX_DEPTH = 5;

/**
 * What the host does with a result: it may call what stands in it, in any order and any number of times, and it reads what
 * a generator yields.
 *
 * @param after The functions that gave the result, one after the other, and what is used anyhow; none of them is used again.
 */
export function returnToHost(
  machine: Machine,
  result: Value,
  frame: Frame,
  after: ReadonlySet<unknown> = new Set(),
): void {
  const site = frame.node;
  if (site === undefined || machine.dead) return;
  const found: Use[] = [];
  findUses(result, { frame, site, found, seen: new Set(after), depth: 0 });
  const uses = found.filter(({ callee }) => !after.has(placeOf(callee)));
  if (uses.length === 0) return;
  const use = (each: Use): void => {
    const given = useOf(machine, each, frame);
    returnToHost(machine, given, frame, new Set([...after, placeOf(each.callee)]));
  };
  // In a program of another host what runs any number of times runs again anyhow for what the others have changed.
  const groups = machine.profile.foreign === undefined ? [uses] : uses.map((each) => [each]);
  for (const group of groups) {
    const implementation: Native = () =>
      machine.branch(
        group.map((each) => () => {
          use(each);
          return NEVER;
        }),
      );
    const callee: Value = [machine.newObject("native", { essence: { name: "uses", implementation } })];
    machine.deferred.push({ callee, call: { frame, self: UNDEFINED, args: { values: [] }, site }, max: Infinity });
  }
}

/** The node of a function, or where something else was made. */
function placeOf(object: AbstractObject): unknown {
  return object.type === "function" ? closureEssence(object).node : (object.site ?? object);
}

function useOf(machine: Machine, { callee, given, self }: Use, frame: Frame): Value {
  const site = frame.node;
  if (site === undefined) return NEVER;
  if (callee.type === "iterator") {
    beginGenerator(frame, callee, { site });
    return joinValues(anyElement(callee.state), callee.state.slots.get("return") ?? NEVER);
  }
  const args = { values: given, rest: fromOutside(machine) };
  const call = { frame, self, args, site };
  if (!isClass(callee)) return machine.operations.call([callee], call);
  return machine.operations.construct([callee], { ...call, self: UNDEFINED, construct: true });
}

interface Search {
  readonly frame: Frame;
  readonly site: ts.Node;
  readonly found: Use[];
  readonly seen: Set<unknown>;
  readonly depth: number;
  readonly self?: Value;
}

/** Finds what the host can do with a value and with all that stands in it. */
function findUses(value: Value, search: Search): void {
  const { depth, found, frame, seen, self = UNDEFINED, site } = search;
  for (const atom of value) {
    if (atom.kind !== "object" || seen.has(atom) || depth > MAX_DEPTH) continue;
    seen.add(atom);
    frame.machine.charge(1);
    if (atom.type === "function" || atom.type === "iterator") found.push({ callee: atom, self, given: [] });
    for (const each of usableIn(frame, atom, { depth, site })) {
      // What a promise is for stands as high as the promise.
      const inner = { ...search, self: each.self, depth: each.name === undefined ? depth : depth + 1 };
      if (each.runs === undefined) findUses(each.value, inner);
      else
        for (const run of each.value)
          if (run.kind === "object" && run.type === "function")
            found.push({ callee: run, self: each.self, given: each.runs.given });
    }
  }
}

/** In a program with packages an instance leads to all others: of those that stand in a result nothing is used. */
function usableIn(
  frame: Frame,
  object: AbstractObject,
  { depth, site }: { readonly depth: number; readonly site: ts.Node },
): readonly Reached[] {
  if (frame.machine.profile.foreign === undefined || protosOf(object).length === 0)
    return publicIn(frame, object, site);
  return depth === 0 ? calledIn(frame, object, site) : [];
}

function isClass(object: AbstractObject): boolean {
  return object.type === "function" && closureEssence(object).classNode !== undefined;
}

/** A value that the caller gives. */
export function fromOutside(machine: Machine, name?: string): Value {
  if (name === "env" && machine.profile.foreign?.bindings === true) return ENVIRONMENT;
  if (name === "request") return requestFromOutside(machine, name);
  return memberStore(machine, namedParameter(machine, name));
}

/** A request that the caller gives. */
function requestFromOutside(machine: Machine, name: string | undefined): Value {
  return asRequest(machine, namedParameter(machine, name), isFetchHandler(machine) ? "given" : "named");
}

/** In a program of another host effects name the parameters that they depend on. */
function namedParameter({ profile }: Machine, name: string | undefined): Value {
  const symbol = profile.foreign === undefined || name === undefined ? undefined : `param:${name}`;
  return unknownValue("parameter", { symbol });
}

function isFetchHandler({ profile, recorder }: Machine): boolean {
  return profile.foreign?.bindings === true && recorder.phase.endsWith(".fetch");
}

/** Handlers of events, whose second argument is the environment where it holds bindings. */
const HANDLERS = /\.(fetch|scheduled|queue|email|tail|trace|tailStream|alarm|test)$/;

function isHandler({ profile, recorder }: Machine): boolean {
  return profile.foreign?.bindings === true && HANDLERS.test(recorder.phase);
}

/** The name of what the host gives at a place. */
export function nameOfParameter(
  machine: Machine,
  node: ts.FunctionLikeDeclaration | undefined,
  index: number,
): string | undefined {
  const name = node?.parameters[index]?.name;
  if (index === 1 && isHandler(machine)) return "env";
  return name !== undefined && ts.isIdentifier(name) ? name.text : `${index}`;
}
