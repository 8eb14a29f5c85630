/**
 * Object and array literals, and the names of members.
 */
import { ts } from "../1-parse/syntax.ts";
import { makeClosure } from "./closures.ts";
import { repeat } from "./loops.ts";
import type { Frame } from "./frame.ts";
import { primitives } from "./primitives.ts";
import { nameOfKey } from "./values/keys.ts";
import { arrayContent, listOf } from "./objects.ts";
import { appended } from "./builtins/lists.ts";
import { inherit } from "./builtins/properties.ts";
import { type AbstractObject, type Accessor, type Content, EMPTY_CONTENT } from "./values/object.ts";
import { ABSENT, isMaybe, isNullish, joinValues, NEVER, present, unknownValue, type Value } from "./values/value.ts";

/** `[a, ...b]` */
export function evaluateArray(frame: Frame, node: ts.ArrayLiteralExpression): Value {
  const { machine } = frame;
  if (node.elements.some(ts.isSpreadElement)) return evaluateSpreadArray(frame, node);
  const items = node.elements.map((element) => frame.evaluate(element));
  if (node.elements.some(ts.isOmittedExpression)) return sparse(frame, node, items);
  return machine.dead ? NEVER : [machine.newObject("array", { content: arrayContent(items), site: node })];
}

/** `[, a]`: what goes over the elements passes by the places that are left out. */
function sparse({ machine }: Frame, node: ts.ArrayLiteralExpression, items: readonly Value[]): Value {
  const left = node.elements.filter(ts.isOmittedExpression).length;
  const count = { min: items.length - left, max: items.length };
  const content = arrayContent([], { more: joinValues(...items), count });
  return machine.dead ? NEVER : [machine.newObject("array", { content, site: node })];
}

function evaluateSpreadArray(frame: Frame, node: ts.ArrayLiteralExpression): Value {
  const { machine } = frame;
  let content = EMPTY_CONTENT;
  for (const element of node.elements) {
    const added = ts.isSpreadElement(element)
      ? listOf(frame, frame.evaluate(element.expression), element)
      : { items: [frame.evaluate(element)] };
    content = appended(content, added);
  }
  return machine.dead ? NEVER : [machine.newObject("array", { content, site: node })];
}

/** What an object literal or a class body is being filled with. */
export interface Building {
  readonly members: Map<string, Value>;
  accessors: Map<string, Accessor> | undefined;
  rest: Value | undefined;
}

export function newBuilding(): Building {
  return { members: new Map(), accessors: undefined, rest: undefined };
}

export function contentOf(building: Building): Content {
  const { members, accessors, rest } = building;
  return { ...EMPTY_CONTENT, members, rest, accessors: accessors?.size === 0 ? undefined : accessors };
}

/** `{ a, b: c, ...d }` */
export function evaluateObject(frame: Frame, node: ts.ObjectLiteralExpression): Value {
  const { machine } = frame;
  const object = machine.newObject("object", { site: node });
  const building = newBuilding();
  for (const property of node.properties) {
    addProperty(frame, property, { building, object });
    if (machine.dead) return NEVER;
  }
  object.state = contentOf(building);
  const proto = building.members.get("__proto__");
  if (proto !== undefined && node.properties.some(setsProto)) inherit(frame, [object], { value: proto });
  return [object];
}

/** `{ __proto__: value }`; a computed name and the short form make a member like others. */
function setsProto(property: ts.ObjectLiteralElementLike): boolean {
  return (
    ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name) && property.name.text === "__proto__"
  );
}

function addProperty(
  frame: Frame,
  property: ts.ObjectLiteralElementLike,
  to: { building: Building; object: AbstractObject },
): void {
  const { building, object } = to;
  if (ts.isSpreadAssignment(property))
    return spread(frame, frame.evaluate(property.expression), { building, site: property });
  if (ts.isShorthandPropertyAssignment(property))
    return put(building, property.name.text, frame.evaluate(property.name));
  const name = memberName(frame, property.name);
  if (ts.isPropertyAssignment(property)) return put(building, name, frame.evaluate(property.initializer));
  if (ts.isMethodDeclaration(property)) return put(building, name, [makeClosure(frame, property, object)]);
  addAccessor(frame, property, { building, object, name });
}

/** Adds a getter or a setter. */
export function addAccessor(
  frame: Frame,
  node: ts.AccessorDeclaration,
  to: { building: Building; object: AbstractObject; name: string | undefined },
): void {
  const { building, object, name } = to;
  if (name === undefined) return;
  const closure: Value = [makeClosure(frame, node, object)];
  const accessors = (building.accessors ??= new Map<string, Accessor>());
  const known = accessors.get(name);
  building.members.delete(name);
  accessors.set(name, ts.isGetAccessor(node) ? { ...known, get: closure } : { ...known, set: closure });
}

/** Puts a member; under a name that is not known, any member can be it. */
export function put(building: Building, name: string | undefined, value: Value): void {
  if (name === undefined) {
    building.rest = joinValues(building.rest ?? NEVER, value);
    for (const [each, before] of building.members) building.members.set(each, joinValues(before, value));
    return;
  }
  building.members.set(name, value);
  building.accessors?.delete(name);
}

/** Copies the members of a value but some, as `...value` and `Object.assign` do. */
export function spread(
  frame: Frame,
  value: Value,
  to: { building: Building; site: ts.Node; without?: readonly string[] },
): void {
  const { building, without } = to;
  const { operations } = frame.machine;
  const sure = value.length === 1;
  for (const atom of value) {
    if (isNullish(atom)) continue;
    if (atom.kind === "unknown") {
      const any = operations.get(frame, [atom], "[]", to.site);
      for (const [name, before] of building.members)
        building.members.set(name, joinValues(before, operations.get(frame, [atom], name, to.site)));
      building.rest = joinValues(building.rest ?? NEVER, any);
    }
    if (atom.kind !== "object") continue;
    if (atom.type === "proxy") {
      const key = unknownValue("callee");
      const any = (): void => put(building, undefined, operations.element(frame, [atom], { key, site: to.site }));
      repeat(frame, { min: 0, max: Infinity }, any);
      continue;
    }
    const { state } = atom;
    const members: [string, Value][] = [
      ...state.members,
      ...state.items.map((item, i): [string, Value] => [String(i), item]),
    ];
    for (const name of state.accessors?.keys() ?? [])
      if (without?.includes(name) !== true) members.push([name, operations.get(frame, [atom], name, to.site)]);
    frame.machine.charge(members.length >> 4);
    for (const [name, member] of members) {
      if (without?.includes(name) === true) continue;
      if (sure && !isMaybe(member)) put(building, name, member);
      else building.members.set(name, joinValues(present(member), building.members.get(name) ?? ABSENT));
    }
    const rest = joinValues(state.rest ?? NEVER, state.more ?? NEVER);
    if (rest.length > 0) put(building, undefined, rest);
  }
}

/** The name of a member; undefined when it is not known. Private names keep their "#". */
export function memberName(frame: Frame, name: ts.PropertyName): string | undefined {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const key = primitives(frame, frame.evaluate(name.expression), { hint: "string", site: name });
  const [only] = key;
  return key.length === 1 && only !== undefined ? nameOfKey(only) : undefined;
}
