/**
 * The environment as a value: reading a member reads a variable, and in some hosts a member can be a binding.
 */
import type { FunctionModel, NeedModel } from "../../../../capabilities/profiles/profile.ts";
import { isTransparent, ts } from "../../../1-parse/syntax.ts";
import { FUNCTION_METHODS } from "../../builtins/functions.ts";
import { STRING_METHODS } from "../../builtins/strings.ts";
import { nameResource } from "../../effects/resource.ts";
import type { Frame } from "../../frame.ts";
import { type AbstractObject, OF_PLATFORM } from "../../values/object.ts";
import { type Hole, literalText, type Text } from "../../values/text.ts";
import { joinValues, UNDEFINED, type UnknownAtom, unknownValue, type Value } from "../../values/value.ts";
import { withoutParameter } from "../../effects/rooted-path.ts";
import type { Machine } from "../../machine.ts";
import { ENVIRONMENT, isEnvironment } from "./environment-value.ts";
import { bindingMethod, isCalled, maybeOfList, memberOfPromise, methodOfResult } from "./binding-methods.ts";
import type { HostEssence } from "../host-values.ts";
import { textsOf } from "../../texts.ts";
import { memberResult } from "./results.ts";
import { record } from "./record-effect.ts";

/** What a missing member of a platform object is in another host; undefined when that is not settled here. */
export function missingOfForeign(frame: Frame, object: AbstractObject, { name, site }: At): Value | undefined {
  const { machine } = frame;
  if (machine.profile.foreign === undefined) return undefined;
  if (object.type === "promise") {
    const member = memberOfPromise(machine, object, { name, site });
    if (member !== undefined) return member;
  }
  if (object.type === "host") {
    if (name.startsWith("@@") || name === "__esModule") return UNDEFINED;
    const { model } = object.essence as HostEssence;
    if (name === "default" && machine.profile.modules[model.kind === "value" ? "" : model.name] !== undefined)
      return [object];
    return model.kind === "object" && model.otherwise !== undefined
      ? memberResult(machine, model.otherwise)
      : undefined;
  }
  // The language itself, and `crypto` and `console` with it, does nothing to the outside.
  if (object.essence === OF_PLATFORM) return unknownValue("callee");
  return object.type === "object" || object.type === "array" || object.type === "function"
    ? undefined
    : unknownValue("callee");
}

/** Writes a variable of the environment; whether it was one. */
export function setForeign(
  frame: Frame,
  atom: UnknownAtom,
  member: { readonly name: Value; readonly site: ts.Node },
): boolean {
  if (frame.machine.profile.foreign === undefined || !isEnvironment(atom)) return false;
  const { parent } = member.site as { readonly parent?: ts.Node };
  const assigned = parent !== undefined && ts.isBinaryExpression(parent) && parent.left === member.site;
  const site = assigned ? parent : member.site;
  for (const text of textsOf(frame, member.name, site)) touchEnvironment(frame, "write", { name: text, site });
  return true;
}

interface At {
  readonly name: string;
  readonly site: ts.Node;
}

/** A member whose name is not known. */
const ANY_NAME = "[]";
/** A binding whose name is not known. */
const ANY_BINDING = "env:*";

const METHODS = new Set(["hasOwnProperty", "toString", "valueOf", "propertyIsEnumerable"]);

/** What another host gives for a member of a value from outside; undefined when it is a plain one. */
export function foreignMember(frame: Frame, atom: UnknownAtom, at: At): Value | undefined {
  const { foreign } = frame.machine.profile;
  if (foreign === undefined) return undefined;
  if (isEnvironment(atom)) {
    if (METHODS.has(at.name)) return unknownValue("env");
    const isBinding = foreign.bindings === true && isBindingUse(at.site);
    if (!isBinding) touchEnvironment(frame, "read", at);
    const value = at.name === "[]" ? anyVariable(frame) : variable(at.name);
    return isBinding ? perhaps(value, at) : value;
  }
  if (foreign.bindings !== true) return undefined;
  if (at.name === "env" && atom.hole.symbol !== "env:env") return ENVIRONMENT;
  if (bindingName(atom.hole) === undefined) return methodOfResult(frame.machine, atom, at);
  const method = calledBinding(frame.machine, atom.hole);
  if (method !== undefined && at.name in FUNCTION_METHODS)
    return frame.machine.operations.get(frame, [method], at.name, at.site);
  if (at.name === ANY_NAME && isCalled(at.site)) return [anyMethod(frame.machine, atom.hole)];
  if (at.name in STRING_METHODS || at.name === "length" || at.name === ANY_NAME) return undefined;
  const from = { symbol: `${atom.hole.symbol}.${at.name}`, sources: atom.hole.sources };
  const plain = unknownValue("env", from);
  const own = calledBinding(frame.machine, from);
  const value = own === undefined ? undefined : maybeOfList(frame.machine, own, { ...at, plain });
  return perhaps(value ?? plain, at);
}

/** A binding, or a method of one, may be missing where the source goes on with `?.`. */
function perhaps(value: Value, { site }: At): Value {
  const { parent } = site as { readonly parent?: ts.Node };
  const isTested =
    parent !== undefined &&
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === site &&
    parent.questionDotToken !== undefined;
  return isTested ? joinValues(value, UNDEFINED) : value;
}

/** The variable whose name is partly known: `process.env["APP_" + name]`. */
export function variableOfKey(frame: Frame, at: { readonly key: Value; readonly site: ts.Node }): Value {
  if (frame.machine.profile.foreign?.bindings !== true || !isBindingUse(at.site)) readVariables(frame, at.key, at.site);
  return anyVariable(frame);
}

function anyVariable({ machine }: Frame): Value {
  const symbol = machine.profile.foreign?.bindings === true ? ANY_BINDING : undefined;
  return unknownValue("env", { symbol, sources: ["env:*"] });
}

/** The method of a binding that a member of a variable is when it is called; undefined for other values. */
export function calledBinding(machine: Machine, from: Pick<Hole, "symbol">): AbstractObject | undefined {
  const [, name, method] = /^env:([^.]+)\.(?:.*\.)?([^.]+)$/.exec(from.symbol ?? "") ?? [];
  if (machine.profile.foreign?.bindings !== true || name === undefined || method === undefined) return undefined;
  return bindingMethod(machine, name, method);
}

/** A method of a binding, or of something that stands in one, whose name is not known. */
function anyMethod(machine: Machine, { symbol = "" }: Hole): AbstractObject {
  const [name = ""] = symbol.slice("env:".length).split(".", 1);
  return bindingMethod(machine, name, "*");
}

/** Records that variables are asked for by name. */
export function readVariables(frame: Frame, names: Value, site: ts.Node): void {
  for (const text of textsOf(frame, names, site)) touchEnvironment(frame, "read", { name: text, site });
}

/** What an object holds under a name that copies of the environment went into. */
export function memberOfCopies({ profile }: Machine, copied: Value, name: string): Value {
  if (profile.foreign?.bindings !== true) return copied;
  return copied.flatMap((atom): Value =>
    atom.kind === "unknown" && atom.hole.symbol === ANY_BINDING ? variable(name) : [atom],
  );
}

function variable(name: string): Value {
  return unknownValue("env", { symbol: `env:${name}`, sources: [`env:${name}`] });
}

/** Records that a variable is read or written; "[]" stands for any. */
export function touchEnvironment(
  frame: Frame,
  kind: "read" | "write",
  at: { name: string | Text; site: ts.Node },
): void {
  const text = typeof at.name === "string" ? literalText(at.name === "[]" ? "*" : at.name) : at.name;
  const isAny = at.name === "[]";
  const resource = isAny
    ? { resource: "*", worstCase: "*", resolution: "exact" as const, reason: null }
    : nameResource(text.map(withoutParameter));
  const need: NeedModel = { domain: "env", kind, resource: { form: "name" } };
  const model: FunctionModel = { kind: "function", name: "env", sync: true, needs: [], result: { kind: "nothing" } };
  const call = { frame, self: [], args: { values: [] }, site: at.site };
  record(call, { model, need }, { kind: `env.${kind}`, resource, must: true });
}

function bindingName(from: Hole): string | undefined {
  return from.symbol?.startsWith("env:") === true ? from.symbol.slice("env:".length) : undefined;
}

/** Whether a member of the environment is read to call something on it: `env.DB.prepare(…)`. */
function isBindingUse(site: ts.Node): boolean {
  if (ts.isSourceFile(site)) return false;
  let name: string | undefined;
  for (let inner = site; ; inner = inner.parent) {
    const { parent } = inner;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === inner) name = parent.name.text;
    else if (ts.isElementAccessExpression(parent) && parent.expression === inner) name = ANY_NAME;
    else if (ts.isCallExpression(parent))
      return parent.expression === inner && name !== undefined && !(name in STRING_METHODS);
    else if (!isTransparent(parent)) return false;
  }
}
