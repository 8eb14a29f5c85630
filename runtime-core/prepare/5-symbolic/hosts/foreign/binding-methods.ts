/**
 * Methods of bindings, and of what they give: a stub, a session or an upload has methods that are calls of the binding too.
 *
 * No table says which bindings there are. What the methods of the platform's own bindings give is told by their names: mostly
 * plain data, whose methods are those of the language and of bodies.
 */
import type { FunctionModel } from "../../../../capabilities/profiles/profile.ts";
import { ts } from "../../../1-parse/syntax.ts";
import { FUNCTION_METHODS } from "../../builtins/functions.ts";
import { STRING_METHODS } from "../../builtins/strings.ts";
import type { Machine, Native } from "../../machine.ts";
import { AbstractObject, EMPTY_CONTENT } from "../../values/object.ts";
import { type MemberStore, memberStore } from "../../values/unknown.ts";
import { knownString, NEVER, stringValue, type UnknownAtom, unknownValue, type Value } from "../../values/value.ts";

/** Methods of the bindings of the platform that give plain data, a body or a `Response`. */
const GIVE_DATA = new Set(
  (
    "get getWithMetadata put delete list head match keys first all run raw exec batch dump fetch send sendBatch sendEvent " +
    "query queryById insert upsert deleteByIds getByIds describe limit status writeDataPoint"
  ).split(" "),
);

/** Methods of data that are not those of texts and arrays: of bodies, streams, maps, sets and dates. */
const OF_DATA = new Set(
  (
    "arrayBuffer blob bytes clone formData json text writeHttpMetadata getReader pipeThrough pipeTo tee cancel " +
    "add clear delete get has set size toJSON getTime toISOString hasOwnProperty toString valueOf then catch finally"
  ).split(" "),
);

/** Methods of arrays, and of iterators besides. */
const OF_LISTS = new Set([...Object.getOwnPropertyNames(Array.prototype), "take", "drop", "toArray"]);

const made = new WeakMap<Machine, Map<string, AbstractObject>>();

/** The method of a binding: `binding.call NAME/method`. */
export function bindingMethod(machine: Machine, binding: string, method: string): AbstractObject {
  const key = `${binding}/${method}`;
  const known = made.get(machine) ?? new Map<string, AbstractObject>();
  made.set(machine, known);
  let object = known.get(key);
  if (object === undefined) {
    const model: FunctionModel = {
      kind: "function",
      name: `${binding}.${method}`,
      sync: true,
      needs: [{ domain: "binding", kind: "call", resource: { form: "name", constant: key } }],
      result: { kind: "binding", binding, method },
      calls: true,
    };
    object = new AbstractObject("host", 0, { essence: { model, resource: stringValue(key) } });
    known.set(key, object);
  }
  return object;
}

/** The method of a binding that something came from. */
interface Origin {
  readonly binding: string;
  readonly method: string;
}

const origins = new WeakMap<MemberStore, Origin>();

/** What a method of a binding gives: a promise that has the methods of what it is for. */
export function bindingResult(machine: Machine, origin: Origin): Value {
  const slots = new Map<string, Value>([
    ["value", contentFrom(machine, origin)],
    ["binding", stringValue(origin.binding)],
  ]);
  return [machine.newObject("promise", { content: { ...EMPTY_CONTENT, slots } })];
}

function contentFrom(machine: Machine, origin: Origin): Value {
  const content = memberStore(machine, unknownValue("data-content"));
  for (const atom of content)
    if (atom.kind === "unknown" && atom.members !== undefined) origins.set(atom.members, origin);
  return content;
}

/** A member of the promise that a method of a binding gave, which stands for what it is for; "[]" for any. */
export function memberOfPromise(machine: Machine, promise: AbstractObject, { name, site }: At): Value | undefined {
  const binding = knownString(promise.state.slots.get("binding") ?? []);
  if (binding === undefined || name.startsWith("@@")) return undefined;
  if (name === "[]") return isCalled(site) ? [bindingMethod(machine, binding, "*")] : undefined;
  if (isTakenApart(site)) return contentFrom(machine, { binding, method: name });
  return [bindingMethod(machine, binding, name)];
}

/** Whether a member of a member is asked for which is none of functions. */
function isTakenApart({ parent }: ts.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && !(parent.name.text in FUNCTION_METHODS);
}

/** The method of what a binding gave, when it is called and not one of plain data; undefined for other members. */
export function methodOfResult(machine: Machine, atom: UnknownAtom, at: At): Value | undefined {
  const { name } = at;
  const origin = atom.members === undefined ? undefined : origins.get(atom.members);
  if (origin === undefined || !isCalled(at.site) || name in STRING_METHODS || name.startsWith("@@")) return undefined;
  if (GIVE_DATA.has(origin.method) && (OF_LISTS.has(name) || OF_DATA.has(name) || name in FUNCTION_METHODS))
    return undefined;
  if (name === "[]") return GIVE_DATA.has(origin.method) ? undefined : [bindingMethod(machine, origin.binding, "*")];
  const method = bindingMethod(machine, origin.binding, name);
  return maybeOfList(machine, method, { ...at, plain: unknownValue(atom.hole.reason) }) ?? [method];
}

interface At {
  readonly name: string;
  readonly site: ts.Node;
}

/** A method that is called and is one of a list as well, if it has such a name: what comes of it is what a list gives. */
export function maybeOfList(
  machine: Machine,
  method: AbstractObject,
  { name, plain, site }: At & { readonly plain: Value },
): Value | undefined {
  if (!OF_LISTS.has(name) || !isCalled(site)) return undefined;
  const implementation: Native = (call) => (machine.operations.call([method], call), NEVER);
  return [machine.newObject("native", { essence: { name, implementation } }), ...plain];
}

/** Whether a member is what is called: `a.b()`, `a[b]()`. */
export function isCalled(site: ts.Node): boolean {
  let callee = site;
  while (ts.isNonNullExpression(callee.parent) || ts.isParenthesizedExpression(callee.parent)) callee = callee.parent;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee;
}
