/**
 * What function objects of the source are made of.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import type { Arguments, Machine } from "./machine.ts";
import type { Scope } from "./scope.ts";
import { type AbstractObject, ancestorsOf, plainMember } from "./values/object.ts";
import { isMaybe, joinValues, UNDEFINED, type Value } from "./values/value.ts";

/** What a function object of the source is made of. */
export interface ClosureEssence {
  readonly node: ts.FunctionLikeDeclaration;
  readonly file: FilePath;
  readonly scope: Scope;
  /** The frame whose `this`, `super`, `arguments` and `new.target` an arrow function sees. */
  readonly lexical: Frame | undefined;
  /** The object that `super` starts from. */
  readonly home: AbstractObject | undefined;
  /** Set for a class. */
  readonly classNode?: ts.ClassLikeDeclaration;
  readonly superClass?: Value | undefined;
  /** The object whose members the instances of this class or function inherit. */
  readonly prototype?: AbstractObject;
}

/** The function that an object was made with, as its member `constructor` says; undefined when none is known. */
export function constructorOf(object: AbstractObject): AbstractObject | undefined {
  for (const holder of [object, ...ancestorsOf(object)]) {
    if (holder.prototypeOf !== undefined) return holder.prototypeOf;
  }
  return undefined;
}

export function closureEssence(object: AbstractObject): ClosureEssence {
  return object.essence as ClosureEssence;
}

/** Whether a node is a function with a "*". */
export function isGenerator(node: ts.Node): boolean {
  return "asteriskToken" in node && node.asteriskToken !== undefined;
}

/** What instances of a class or function inherit from: what was assigned to `prototype`, or what came with it. */
export function prototypesOf(object: AbstractObject): readonly AbstractObject[] {
  const assigned = object.state.members.get("prototype");
  const given = assigned?.filter((atom) => atom.kind === "object") ?? [];
  const { prototype } = (object.essence ?? {}) as Partial<ClosureEssence>;
  const isReplaced = given.length > 0 && assigned !== undefined && !isMaybe(assigned);
  return prototype === undefined || isReplaced || given.includes(prototype) ? given : [...given, prototype];
}

/** What an object has, and what it inherits from objects of the source. */
export function methodsOf(object: AbstractObject): readonly Value[] {
  const ancestors = ancestorsOf(object);
  if (ancestors.length === 0) return [...object.state.members.values()];
  const inherited = ancestors
    .flatMap(({ state }) => [...state.members.keys()])
    .filter((name) => name !== "constructor");
  return [...new Set([...object.state.members.keys(), ...inherited])].map((name) => plainMember(object, name));
}

/** Several functions of one node differ where their scopes do. */
function noteMade({ functions }: Machine, node: ts.Node, made: AbstractObject): void {
  const before = functions?.made.get(node);
  if (before !== undefined && closureEssence(before).scope !== closureEssence(made).scope) functions?.several.add(node);
  functions?.made.set(node, made);
}

/** Makes the object of a function expression or declaration. */
export function makeClosure(frame: Frame, node: ts.FunctionLikeDeclaration, home?: AbstractObject): AbstractObject {
  const { machine } = frame;
  const arrow = ts.isArrowFunction(node);
  const made = makeFunction(
    machine,
    {
      node,
      file: frame.file,
      scope: frame.scope,
      lexical: arrow ? frame : undefined,
      home: arrow ? frame.home : home,
    },
    { site: node, proto: undefined },
  );
  noteMade(machine, node, made);
  return made;
}

/** Makes the object of a function or a class. */
export function makeFunction(
  machine: Machine,
  essence: ClosureEssence,
  { proto, site }: { readonly site: ts.Node; readonly proto: AbstractObject | undefined },
): AbstractObject {
  const known = machine.trace?.closure(essence, proto);
  if (known !== undefined) return known;
  const { node } = essence;
  const inherits = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node);
  if (!inherits) return machine.newObject("function", { essence, site, proto });
  const prototype = machine.newObject("object");
  const made = machine.newObject("function", { essence: { ...essence, prototype }, site, proto });
  prototype.prototypeOf = made;
  return made;
}

/** The argument at a place; what a spread of unknown length may have put there is joined. */
export function argument(args: Arguments, index: number): Value {
  const value = args.values[index];
  if (value !== undefined) return value;
  return args.rest === undefined ? UNDEFINED : joinValues(args.rest, UNDEFINED);
}
