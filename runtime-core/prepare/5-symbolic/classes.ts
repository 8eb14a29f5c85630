/**
 * Classes: their objects, their instances, `super`.
 */
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { closureEssence, type ClosureEssence, makeClosure, makeFunction, prototypesOf } from "./closures.ts";
import { type Frame, Target } from "./frame.ts";
import { callClosure } from "./functions.ts";
import { addAccessor, contentOf, memberName, newBuilding, put } from "./literals.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import type { Arguments, Call, Machine, NativeEssence } from "./machine.ts";
import { defineField } from "./member-writes.ts";
import { getMember } from "./members.ts";
import type { Scope } from "./scope.ts";
import {
  type AbstractObject,
  type Content,
  EMPTY_CONTENT,
  type ObjectType,
  OF_PLATFORM,
  protosOf,
  withProtos,
} from "./values/object.ts";
import {
  joinValues,
  NEVER,
  stringValue,
  UNDEFINED,
  type UnknownAtom,
  unknownValue,
  type Value,
} from "./values/value.ts";

/** A class as a value. */
export function evaluateClass(frame: Frame, node: ts.ClassLikeDeclaration): Value {
  const { machine } = frame;
  const heritage = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const superClass = heritage === undefined ? undefined : frame.evaluate(heritage.expression);
  const parents = superClass?.filter((atom) => atom.kind === "object") ?? [];
  const protos = parents.flatMap((parent) => prototypesIn(frame, parent, node));
  const prototype = machine.newObject("object", { proto: protos[0], site: node });
  const outer = frame.scope;
  frame.scope = machine.newScope(outer, node);
  const constructor = node.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const essence: ClosureEssence = {
    node: constructor ?? (node as unknown as ts.ConstructorDeclaration),
    file: frame.file,
    scope: frame.scope,
    lexical: undefined,
    home: prototype,
    classNode: node,
    superClass,
    prototype,
  };
  const object = makeFunction(machine, essence, { site: node, proto: parents[0] });
  if (node.name !== undefined) {
    machine.declare(frame.scope, node.name.text, { value: [object], declaration: node });
  }
  fillClass(frame, node, { object, prototype, parents, protos });
  for (const each of [node, ...node.members]) decorate(frame, each, [object]);
  frame.scope = outer;
  return machine.dead ? NEVER : [object];
}

/** What instances of a parent inherit from; a proxy is asked for it. */
function prototypesIn(frame: Frame, parent: AbstractObject, site: ts.Node): readonly AbstractObject[] {
  if (parent.type !== "proxy") return prototypesOf(parent);
  return getMember(frame, [parent], { name: "prototype", site }).filter((atom) => atom.kind === "object");
}

/** Calls the decorators of a class or a member. What they put in its place is not seen. */
function decorate(frame: Frame, node: ts.Node, object: Value): void {
  for (const decorator of ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []) {
    const callee = frame.evaluate(decorator.expression);
    const args = { values: [object], rest: unknownValue("callee") };
    frame.machine.operations.call(callee, { frame, self: UNDEFINED, args, site: decorator });
  }
}

function fillClass(
  frame: Frame,
  node: ts.ClassLikeDeclaration,
  made: {
    object: AbstractObject;
    prototype: AbstractObject;
    parents: readonly AbstractObject[];
    protos: readonly AbstractObject[];
  },
): void {
  const { object, parents, prototype, protos } = made;
  const own = newBuilding();
  const statics = newBuilding();
  for (const member of node.members) {
    const isStatic = hasModifier(member, ts.SyntaxKind.StaticKeyword);
    const to = { building: isStatic ? statics : own, object: isStatic ? object : prototype };
    if (ts.isMethodDeclaration(member) && member.body !== undefined)
      put(to.building, memberName(frame, member.name), [makeClosure(frame, member, to.object)]);
    else if (ts.isAccessor(member)) addAccessor(frame, member, { ...to, name: memberName(frame, member.name) });
  }
  put(own, "constructor", [object]);
  put(statics, "prototype", [prototype]);
  if (node.name !== undefined) put(statics, "name", stringValue(node.name.text));
  prototype.state = withProtos(contentOf(own), protos);
  object.state = withProtos(contentOf(statics), parents);
  runStatics(frame, node, object);
}

function runStatics(frame: Frame, node: ts.ClassLikeDeclaration, object: AbstractObject): void {
  const self = bodyFrame(frame, { self: [object], home: object });
  for (const member of node.members) {
    if (ts.isClassStaticBlockDeclaration(member)) self.execute(member.body);
    if (ts.isPropertyDeclaration(member) && hasModifier(member, ts.SyntaxKind.StaticKeyword))
      setField(self, member, [object]);
  }
}

function bodyFrame(
  frame: Frame,
  parts: { self: Value; home: AbstractObject; scope?: Scope; caller?: Frame["caller"] },
): Frame {
  const { machine } = frame;
  return machine.newFrame({
    file: frame.file,
    scope: parts.scope ?? frame.scope,
    returns: new Target(machine),
    throws: frame.throws,
    failures: frame.failures,
    ownSelf: parts.self,
    home: parts.home,
    caller: parts.caller ?? frame.caller,
  });
}

function setField(frame: Frame, member: ts.PropertyDeclaration, self: Value): void {
  const name = memberName(frame, member.name);
  const value = member.initializer === undefined ? UNDEFINED : frame.evaluate(member.initializer);
  if (frame.machine.dead) return;
  const key: Value = name === undefined ? unknownValue("callee") : stringValue(name);
  defineField(frame, self, { name: key, value, site: member });
}

/** `new C(…)` for a class or a function of the source. */
export function constructClosure(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const essence = closureEssence(closure);
  const { newTarget = [closure] } = call;
  const maker = newTarget.find((atom) => atom.kind === "object" && atom.type === "function") as
    | AbstractObject
    | undefined;
  const instance = call.self.some((atom) => atom.kind === "object") ? call.self : newInstance(call, maker ?? closure);
  const made: Call = { ...call, self: instance, construct: true, newTarget };
  if (essence.classNode === undefined) return orReturned(machine, instance, callClosure(closure, made));
  const derived = essence.superClass !== undefined;
  if (!derived) initializeFields(closure, made);
  const declared = essence.node !== (essence.classNode as unknown);
  if (declared) return orReturned(machine, instance, callClosure(closure, made));
  const given = derived ? runSuper(closure, made) : instance;
  return machine.dead ? NEVER : given;
}

/** An instance, or the object that its constructor returns instead. */
function orReturned(machine: Machine, instance: Value, returned: Value): Value {
  if (machine.dead) return NEVER;
  const objects = returned.filter((atom) => atom.kind === "object");
  if (objects.length === 0) return instance;
  return objects.length === returned.length ? objects : joinValues(objects, instance);
}

const INSTANCES: Readonly<Record<string, ObjectType>> = { Array: "array", Map: "map", Promise: "promise", Set: "set" };

/** An instance of a class before its constructor ran. */
export function newInstance(call: Call, closure: AbstractObject): Value {
  const { machine } = call.frame;
  const builtin = builtinAncestor(closure) ?? "";
  const type = INSTANCES[builtin] ?? (builtin.endsWith("Error") ? "error" : "object");
  const outside = contentFromOutside(machine, closure);
  const content = outside ?? EMPTY_CONTENT;
  const protos = prototypesOf(closure);
  const essence = type === "object" && outside === undefined && inheritsFromOutside(closure) ? OF_PLATFORM : undefined;
  const made = { proto: protos[0], site: call.site, essence, content: withProtos(content, protos) };
  return [machine.newObject(type, made)];
}

/** What an instance of a class has whose parent is not known: anything, and where bindings exist, the environment. */
function contentFromOutside(machine: Machine, closure: AbstractObject): Content | undefined {
  const { foreign } = machine.profile;
  const parent = foreign === undefined ? undefined : unknownAncestor(closure);
  if (parent === undefined) return undefined;
  const members = new Map<string, Value>(foreign?.bindings === true ? [["env", ENVIRONMENT]] : []);
  return { ...EMPTY_CONTENT, members, rest: [parent] };
}

/** Whether a class inherits from something that is no class of the source. */
function inheritsFromOutside(closure: AbstractObject): boolean {
  if (closure.type !== "function") return true;
  const parents = closureEssence(closure).superClass ?? NEVER;
  return parents.some((atom) => atom.kind === "unknown" || (atom.kind === "object" && inheritsFromOutside(atom)));
}

function unknownAncestor(closure: AbstractObject): UnknownAtom | undefined {
  for (let each: AbstractObject | undefined = closure; each?.type === "function";) {
    const parents: Value = closureEssence(each).superClass ?? NEVER;
    const unknown = parents.find((atom) => atom.kind === "unknown");
    if (unknown !== undefined) return unknown;
    each = parents.find((atom) => atom.kind === "object");
  }
  return undefined;
}

function builtinAncestor(closure: AbstractObject): string | undefined {
  for (let each: AbstractObject | undefined = closure; each !== undefined;) {
    const parent: AbstractObject | undefined = closureEssence(each).superClass?.find((atom) => atom.kind === "object");
    if (parent?.type === "native") return (parent.essence as { readonly name: string }).name;
    each = parent?.type === "function" ? parent : undefined;
  }
  return undefined;
}

/** Gives an instance the fields of one class. */
function initializeFields(closure: AbstractObject, call: Call): void {
  const essence = closureEssence(closure);
  if (essence.classNode === undefined || essence.home === undefined) return;
  const frame = bodyFrame(call.frame, {
    self: call.self,
    home: essence.home,
    scope: essence.scope,
    caller: { frame: call.frame, site: call.site },
  });
  const inFile = Object.assign(frame, { file: essence.file });
  for (const member of essence.classNode.members) {
    if (
      ts.isPropertyDeclaration(member) &&
      !hasModifier(member, ts.SyntaxKind.StaticKeyword) &&
      !hasModifier(member, ts.SyntaxKind.DeclareKeyword)
    ) {
      call.frame.machine.runs(member);
      setField(inFile, member, call.self);
    }
  }
}

/** Runs the constructor of the class above, then the fields of this one; the instance, or what the constructor gives for it. */
function runSuper(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const parents = closureEssence(closure).superClass?.filter((atom) => atom.kind === "object") ?? [];
  const [only] = parents;
  const self =
    only === undefined
      ? call.self
      : parents.length === 1
        ? runParent(only, call)
        : machine.branch(parents.map((parent) => () => runParent(parent, call)));
  if (!machine.dead) initializeFields(closure, { ...call, self });
  return self;
}

function runParent(parent: AbstractObject, call: Call): Value {
  if (parent.type === "function") return call.frame.machine.deeper(() => constructClosure(parent, call));
  if (parent.type === "native") constructNative(parent, call);
  if (parent.type !== "proxy") return call.self;
  const given = call.frame.machine.operations.construct([parent], call).filter((atom) => atom.kind === "object");
  return joinValues(call.self, given);
}

/** What the constructor of the platform puts into an instance: the message of an error, the entries of a map. */
function constructNative(parent: AbstractObject, call: Call): void {
  const { journal, operations } = call.frame.machine;
  const [made] = operations.construct([parent], call);
  if (made?.kind !== "object" || (parent.essence as NativeEssence).name === "Object") return;
  const { items, members, more, moreCount, rest, slots } = made.state;
  for (const self of call.self) {
    if (self.kind !== "object" || self.type !== made.type) continue;
    const { state } = self;
    journal.write(self, {
      ...state,
      ...{ items, more, moreCount, rest },
      members: new Map([...state.members, ...members]),
      slots: new Map([...state.slots, ...slots]),
    });
  }
}

/** `super(…)` */
export function callSuper(frame: Frame, call: { readonly args: Arguments; readonly site: ts.Node }): Value {
  const { closure } = frame;
  if (closure === undefined || frame.machine.dead) return UNDEFINED;
  const self = frame.self?.state ?? UNDEFINED;
  const made = runSuper(closure, { frame, self, ...call, construct: true, newTarget: frame.newTarget });
  if (frame.self !== undefined && made !== self && !frame.machine.dead) frame.machine.journal.write(frame.self, made);
  return UNDEFINED;
}

/** `super.name` */
export function evaluateSuperMember(frame: Frame, name: string, site: ts.Node): Value {
  const parents = frame.home === undefined ? [] : protosOf(frame.home);
  return parents.length === 0 ? unknownValue("callee") : getMember(frame, parents, { name, site });
}
