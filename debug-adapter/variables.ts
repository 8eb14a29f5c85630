/**
 * Variables: what a scope or a value holds. Getters run only when they are opened.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { CallFrame, Evaluation, RemoteObject } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import { adjust, grantAdjustment, limitAdjustment } from "./adjust.ts";
import { hostCallRows } from "./host-calls-scope.ts";
import type { InspectorError } from "./inspector-client.ts";
import { limitRows } from "./limits-scope.ts";
import { permissionRows } from "./permissions-scope.ts";
import type { Program } from "./program.ts";
import {
  callBounded,
  itemsOf,
  OBJECT_GROUP,
  propertiesOf,
  TIMEOUT_MS,
  type ToldProperty,
  valueOfProperty,
} from "./properties.ts";
import type { Container, References } from "./references.ts";
import { CUT_LONG_TEXT, hasMemory, longText, typeText, valueText } from "./value-text.ts";

/** From this many items on a client pages through them. */
const PAGED_FROM = 100;

type Variable = DebugProtocol.Variable;

/** Answers the request "variables". */
export async function variables(
  args: DebugProtocol.VariablesArguments,
  program: Program,
): Promise<DebugProtocol.VariablesResponse["body"]> {
  const container = await opened(program.references.container(args.variablesReference));
  const all = await contents(container, args, program);
  if (container.kind === "object" && container.indexed > 0 && args.filter === "indexed") return { variables: all };
  const start = args.start ?? 0;
  const end = args.count === undefined || args.count === 0 ? all.length : start + args.count;
  return { variables: all.slice(start, end) };
}

/** A value as a variable, with a number to open it when there is something in it. */
export function variableOf(
  name: string,
  value: RemoteObject,
  { isolate, frame, references }: Pick<OfObject, "isolate" | "frame"> & { readonly references: References },
): Variable {
  const variable = { name, value: valueText(value), type: typeText(value), variablesReference: 0 };
  if (value.objectId === undefined || value.type === "symbol" || isBoxedText(value)) return variable;
  const { objectId } = value;
  const container = containerOf({ ...value, objectId }, isolate, frame);
  const { indexed } = container;
  const variablesReference = references.add(container);
  return {
    ...variable,
    variablesReference,
    ...(indexed > 0 ? { indexedVariables: indexed } : {}),
    ...(hasMemory(value) ? { memoryReference: String(variablesReference) } : {}),
  };
}

function containerOf(
  value: RemoteObject & { readonly objectId: string },
  isolate: Isolate,
  frame: CallFrame | undefined,
): OfObject {
  const { objectId, subtype } = value;
  return { kind: "object", isolate, objectId, frame, indexed: itemCount(value), isProxy: subtype === "proxy" };
}

/** A container with its value at hand. */
async function opened(container: Container): Promise<Exclude<Container, { kind: "property" }>> {
  if (container.kind !== "property") return container;
  const { isolate, ownerId, index, frame } = container;
  const value = await valueOfProperty(isolate, ownerId, index);
  return value.objectId === undefined
    ? { kind: "rows", isolate, rows: [] }
    : containerOf({ ...value, objectId: value.objectId }, isolate, frame);
}

type OfObject = Extract<Container, { kind: "object" }>;

async function contents(
  container: Exclude<Container, { kind: "property" }>,
  args: DebugProtocol.VariablesArguments,
  program: Program,
): Promise<Variable[]> {
  const { references } = program;
  switch (container.kind) {
    case "scope":
      return await scopeContents(container, references);
    case "object":
      return await objectContents(container, args, references);
    case "getter":
      return [await getterValue(container, references)];
    case "rows":
      return [...container.rows];
    case "limits":
    case "permissions":
    case "host-calls":
      return await contextRows(container, program);
    default:
      return container satisfies never;
  }
}

async function contextRows(
  { kind, isolate }: Extract<Container, { kind: "limits" | "permissions" | "host-calls" }>,
  program: Program,
): Promise<Variable[]> {
  // Calls of the host are told before the snapshot.
  const snapshot = await isolate.debuggee.snapshot(isolate);
  if (snapshot === undefined) return [];
  if (kind === "host-calls") return hostCallRows(program.live.hostCallsOf(isolate.id));
  return (kind === "limits" ? limitRows : permissionRows)(snapshot, isolate, program.references);
}

async function scopeContents(
  container: Extract<Container, { kind: "scope" }>,
  references: References,
): Promise<Variable[]> {
  const { isolate, frame, scope } = container;
  const found: Variable[] = [];
  if (scope.type === "local" && frame.this.type !== "undefined")
    found.push(variableOf("this", frame.this, { isolate, frame, references }));
  if (scope.type === "local" && frame.returnValue !== undefined) {
    found.push({
      ...variableOf("(return value)", frame.returnValue, { isolate, frame, references }),
      presentationHint: { attributes: ["readOnly"] },
    });
  }
  const { objectId } = scope.object;
  if (objectId === undefined) return found;
  return [
    ...found,
    ...(await objectContents({ kind: "object", isolate, objectId, frame, indexed: 0, isProxy: false }, {}, references)),
  ];
}

async function objectContents(
  container: OfObject,
  { filter, start = 0, count = 0 }: Partial<DebugProtocol.VariablesArguments>,
  references: References,
): Promise<Variable[]> {
  const { isolate, frame, indexed } = container;
  const ofItem = (each: ToldProperty): Variable => propertyVariable(each, container, references);
  if (indexed > 0 && filter === "indexed")
    return (await itemsOf(container, start, count > 0 ? count : indexed)).map(ofItem);
  const items = indexed > 0 && filter !== "named" ? (await itemsOf(container, 0, indexed)).map(ofItem) : [];
  const found = items.length === 0 ? items : [...items, ...moreRow(indexed - items.length, "items")];
  const properties = await propertiesOf(container);
  for (const each of properties.result) if (each.name !== "__proto__") found.push(ofItem(each));
  found.push(...moreRow(properties.more, "properties"));
  for (const each of properties.privateProperties ?? []) found.push(ofItem(each));
  for (const { name, value } of properties.internalProperties ?? []) {
    if (value === undefined || HIDDEN.has(name)) continue;
    found.push({
      ...variableOf(name, value, { isolate, frame, references }),
      presentationHint: { kind: "virtual", visibility: "internal" },
    });
  }
  return found;
}

/** Says that there is more than is told. */
function moreRow(count: number, what: string): readonly Variable[] {
  if (count <= 0) return [];
  return [{ name: "…", value: `${count} more ${what}`, variablesReference: 0, presentationHint: { kind: "virtual" } }];
}

/** Internal slots that say nothing to an author. */
const HIDDEN = new Set([
  "[[Prototype]]",
  "[[Scopes]]",
  "[[FunctionLocation]]",
  "[[IsRevoked]]",
  "[[ArrayBufferByteLength]]",
  "[[ArrayBufferData]]",
]);

function propertyVariable(
  property: ToldProperty & { readonly ownerId?: string },
  container: OfObject,
  references: References,
): Variable {
  const { isolate, objectId, frame } = container;
  const { index, ownerId = objectId } = property;
  if (property.value !== undefined && index !== undefined) {
    const variable = variableOf(property.name, property.value, { isolate, frame, references });
    return { ...variable, variablesReference: references.add({ kind: "property", isolate, ownerId, index, frame }) };
  }
  if (property.value !== undefined) return variableOf(property.name, property.value, { isolate, frame, references });
  if (property.get === undefined || property.get.type === "undefined") {
    return {
      name: property.name,
      value: property.set === undefined ? "undefined" : "(only a setter)",
      variablesReference: 0,
    };
  }
  const variablesReference = references.add({ kind: "getter", isolate, ownerId: objectId, name: property.name });
  return { name: property.name, value: "(…)", variablesReference, presentationHint: { kind: "property", lazy: true } };
}

async function getterValue(
  { isolate, ownerId, name }: Extract<Container, { kind: "getter" }>,
  references: References,
): Promise<Variable> {
  const answer = await callBounded(isolate, ownerId, {
    declaration: `function (name) { return (${CUT_LONG_TEXT})(this[name]); }`,
    args: [{ value: name }],
  });
  if (answer.exceptionDetails !== undefined) {
    const thrown = answer.exceptionDetails.exception;
    return {
      name,
      value: `threw ${thrown === undefined ? answer.exceptionDetails.text : valueText(thrown)}`,
      variablesReference: 0,
    };
  }
  return variableOf(name, answer.result, { isolate, frame: undefined, references });
}

/** How many items a long array has; 0 when it is short or no array. */
function itemCount({ subtype, description = "" }: RemoteObject): number {
  if (subtype !== "array" && subtype !== "typedarray") return 0;
  const count = Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0);
  return count >= PAGED_FROM ? count : 0;
}

/** A text as an object has a property for each of its characters, and nothing else to show. */
function isBoxedText({ className, preview }: RemoteObject): boolean {
  const isBoxed = preview?.properties.some(({ name }) => name === "[[PrimitiveValue]]") ?? true;
  return className === "String" && isBoxed;
}

/** Answers the request "setVariable". @throws {DapError} `cannotSet` */
export async function setVariable(
  args: DebugProtocol.SetVariableArguments,
  program: Program,
): Promise<DebugProtocol.SetVariableResponse["body"]> {
  const { name } = args;
  const { references } = program;
  const container = await opened(references.container(args.variablesReference));
  if (container.kind === "limits" || container.kind === "permissions")
    return await setInContext(container, args, program);
  if (container.kind !== "scope" && container.kind !== "object")
    throw new DapError("cannotSet", { name, reason: "it is shown, not held, here" });
  const { isolate, frame } = container;
  const value = await newValue(isolate, { frame: frame?.callFrameId, name, text: args.value });
  if (container.kind === "scope") {
    const { scopeNumber } = container;
    const target = {
      scopeNumber,
      variableName: name,
      newValue: argumentOf(value),
      callFrameId: container.frame.callFrameId,
    };
    await isolate.inspector.request("Debugger.setVariableValue", target).catch((error: InspectorError) => {
      const isUnknown = error.reason === "Internal error";
      throw new DapError("cannotSet", { name, reason: isUnknown ? "this scope has no such variable" : error.reason });
    });
  } else {
    const declaration = "function (name, value) { this[name] = value; }";
    const done = await callBounded(isolate, container.objectId, {
      declaration,
      args: [{ value: name }, argumentOf(value)],
    });
    if (done.exceptionDetails !== undefined) throw new DapError("cannotSet", { name, reason: thrownText(done) });
  }
  return variableOf(name, value, { isolate, frame, references });
}

/** "refill" or a quantity in the place of a limit, "grant" beside a permission. */
async function setInContext(
  container: Extract<Container, { kind: "limits" | "permissions" }>,
  { name, value }: DebugProtocol.SetVariableArguments,
  program: Program,
): Promise<DebugProtocol.SetVariableResponse["body"]> {
  const adjustment = container.kind === "limits" ? limitAdjustment(name, value) : grantAdjustment(name, value);
  if (adjustment === undefined)
    throw new DapError("cannotSet", { name, reason: `write "grant" to allow it in this session` });
  await adjust(container.isolate, adjustment);
  const row = (await contextRows(container, program)).find((each) => each.name === name);
  return { value: row?.value ?? "granted", variablesReference: row?.variablesReference ?? 0 };
}

async function newValue(
  isolate: Isolate,
  { frame, name, text }: { readonly frame: string | undefined; readonly name: string; readonly text: string },
): Promise<RemoteObject> {
  const expression = `(${CUT_LONG_TEXT})((${text}\n))`;
  const shared = { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
  const answer = await isolate.evaluate(shared, frame);
  if (answer.exceptionDetails !== undefined) throw new DapError("cannotSet", { name, reason: thrownText(answer) });
  if (longText(answer.result) !== undefined)
    throw new DapError("cannotSet", { name, reason: "the text is too long to be set here; assign it in the console" });
  return answer.result;
}

/** What an evaluation threw, in a line. */
export function thrownText({ exceptionDetails }: Evaluation): string {
  if (exceptionDetails === undefined) return "";
  return exceptionDetails.exception === undefined ? exceptionDetails.text : valueText(exceptionDetails.exception);
}

function argumentOf(value: RemoteObject): object {
  if (value.objectId !== undefined) return { objectId: value.objectId };
  return value.unserializableValue === undefined
    ? { value: value.value }
    : { unserializableValue: value.unserializableValue };
}
