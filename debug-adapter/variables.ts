/**
 * Variables: what a scope or a value holds. Getters run only when they are opened.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Evaluation, RemoteObject } from "./cdp.ts";
import { contextPath, inHex, memberPath } from "./expressions.ts";
import { hostCallRows } from "./host-calls-scope.ts";
import { limitRows } from "./limits-scope.ts";
import { permissionRows } from "./permissions-scope.ts";
import type { Program } from "./program.ts";
import {
  callBounded,
  inheritedGetters,
  itemsOf,
  propertiesOf,
  type ToldProperty,
  valueOfProperty,
} from "./properties.ts";
import type { Container, References } from "./references.ts";
import { CUT_LONG_TEXT, hasMemory, typeText, valueText } from "./value-text.ts";

/** From this many items on a client pages through them. */
const PAGED_FROM = 100;

type Variable = DebugProtocol.Variable;

/** Answers the request "variables". */
export async function variables(
  args: DebugProtocol.VariablesArguments,
  program: Program,
): Promise<DebugProtocol.VariablesResponse["body"]> {
  const container = await opened(program.references.container(args.variablesReference));
  const found = await contents(container, args, program);
  const all = args.format?.hex === true ? found.map(withHex) : found;
  if (container.kind === "object" && container.indexed > 0 && args.filter === "indexed") return { variables: all };
  const start = args.start ?? 0;
  const end = args.count === undefined || args.count === 0 ? all.length : start + args.count;
  return { variables: all.slice(start, end) };
}

/** The same with whole numbers in hexadecimal digits. */
export function withHex<T extends { readonly value: string; readonly type?: string }>(variable: T): T {
  const isNumber = variable.type === "number" || variable.type === "bigint";
  return isNumber ? { ...variable, value: inHex(variable.value) } : variable;
}

/** A value as a variable, with a number to open it when there is something in it. */
export function variableOf(
  name: string,
  value: RemoteObject,
  {
    isolate,
    frame,
    references,
    path,
    isEntry = false,
  }: Pick<OfObject, "isolate" | "frame" | "path"> &
    Partial<Pick<OfObject, "isEntry">> & { readonly references: References },
): Variable {
  const variable = row({ name, value: valueText(value), type: typeText(value) }, path, 0);
  if (value.objectId === undefined || value.type === "symbol" || isBoxedText(value)) return variable;
  const { objectId } = value;
  const made = containerOf({ ...value, objectId }, { isolate, frame, path });
  const container = isEntry ? { ...made, isEntry } : made;
  const { indexed } = container;
  const variablesReference = references.add(container);
  return {
    ...variable,
    variablesReference,
    ...(indexed > 0 ? { indexedVariables: indexed } : {}),
    ...(hasMemory(value) ? { memoryReference: String(variablesReference) } : {}),
  };
}

/** There are thousands of these at once. */
function row(
  { name, value, type }: { readonly name: string; readonly value: string; readonly type: string },
  path: string | undefined,
  variablesReference: number,
): Variable {
  if (path === undefined) return { name, value, type, variablesReference };
  return { name, value, type, evaluateName: path, variablesReference };
}

function containerOf(
  value: RemoteObject & { readonly objectId: string },
  of: Pick<OfObject, "isolate" | "frame" | "path">,
): OfObject {
  const { objectId, subtype, type, className } = value;
  const [isProxy, isEntry] = [subtype === "proxy", subtype === "internal#entry"];
  const isInstance = type === "object" && subtype === undefined && className !== "Object";
  return { kind: "object", ...of, objectId, indexed: itemCount(value), isProxy, isInstance, isEntry };
}

/** A container with its value at hand. */
export async function opened(container: Container): Promise<Exclude<Container, { kind: "property" }>> {
  if (container.kind !== "property") return container;
  const { isolate, ownerId, index, frame, path } = container;
  const value = await valueOfProperty(isolate, ownerId, index);
  return value.objectId === undefined
    ? { kind: "rows", isolate, rows: [] }
    : containerOf({ ...value, objectId: value.objectId }, { isolate, frame, path });
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

/** The rows of a context's limits, permissions or calls of the host. */
export async function contextRows(
  { kind, isolate }: Extract<Container, { kind: "limits" | "permissions" | "host-calls" }>,
  program: Program,
): Promise<Variable[]> {
  // Calls of the host are told before the snapshot.
  const snapshot = await isolate.debuggee.snapshot(isolate);
  if (snapshot === undefined) return [];
  if (kind === "host-calls") return hostCallRows(program.live.hostCallsOf(isolate.id));
  const rows = (kind === "limits" ? limitRows : permissionRows)(snapshot, isolate, program.references);
  return rows.map((row) => ({ ...row, evaluateName: contextPath({ kind, name: row.name }) }));
}

async function scopeContents(
  container: Extract<Container, { kind: "scope" }>,
  references: References,
): Promise<Variable[]> {
  const { isolate, frame, scope } = container;
  const found: Variable[] = [];
  if (scope.type === "local" && frame.this.type !== "undefined")
    found.push(variableOf("this", frame.this, { isolate, frame, references, path: "this" }));
  if (scope.type === "local" && frame.returnValue !== undefined) {
    found.push({
      ...variableOf("(return value)", frame.returnValue, { isolate, frame, references, path: undefined }),
      presentationHint: { attributes: ["readOnly"] },
    });
  }
  const { objectId } = scope.object;
  if (objectId === undefined) return found;
  return [
    ...found,
    ...(await objectContents(
      {
        kind: "object",
        isolate,
        objectId,
        frame,
        path: "",
        indexed: 0,
        isProxy: false,
        isInstance: false,
        isEntry: false,
      },
      {},
      references,
    )),
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
  const [properties, inherited] = await Promise.all([
    propertiesOf(container),
    container.isInstance ? inheritedGetters(container) : [],
  ]);
  for (const each of properties.result) if (each.name !== "__proto__") found.push(ofItem(each));
  found.push(...moreRow(properties.more, "properties"));
  for (const each of [...(properties.privateProperties ?? []), ...inherited]) found.push(ofItem(each));
  for (const { name, value } of properties.internalProperties ?? []) {
    if (value === undefined || HIDDEN.has(name)) continue;
    found.push({
      ...variableOf(name, value, { isolate, frame, references, path: undefined, isEntry: name === "[[Entries]]" }),
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
  const path = memberPath(container.path, property);
  const { index, ownerId = objectId } = property;
  if (property.value !== undefined && index !== undefined) {
    const { description = "", type } = property.value;
    const variablesReference = references.add({ kind: "property", isolate, ownerId, index, frame, path });
    return row({ name: property.name, value: description, type }, path, variablesReference);
  }
  const of = { isolate, frame, references, path };
  if (property.value !== undefined) return variableOf(property.name, property.value, of);
  if (property.get === undefined || property.get.type === "undefined") {
    return {
      name: property.name,
      value: property.set === undefined ? "undefined" : "(only a setter)",
      variablesReference: 0,
    };
  }
  const variablesReference = references.add({ kind: "getter", isolate, ownerId: objectId, name: property.name, path });
  return {
    name: property.name,
    value: "(…)",
    ...(path === undefined ? {} : { evaluateName: path }),
    variablesReference,
    presentationHint: { kind: "property", lazy: true },
  };
}

async function getterValue(
  { isolate, ownerId, name, path }: Extract<Container, { kind: "getter" }>,
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
  return variableOf(name, answer.result, { isolate, frame: undefined, references, path });
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

/** What an evaluation threw, in a line. */
export function thrownText({ exceptionDetails }: Evaluation): string {
  if (exceptionDetails === undefined) return "";
  return exceptionDetails.exception === undefined ? exceptionDetails.text : valueText(exceptionDetails.exception);
}
