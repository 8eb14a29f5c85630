/**
 * Variables: what a scope or a value holds. Getters run only when they are opened.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Evaluation, Properties, PropertyDescriptor, RemoteObject } from "./cdp.ts";
import { contextPath, inHex, memberPath } from "./expressions.ts";
import { hostCallRows } from "./host-calls-scope.ts";
import { limitRows } from "./limits-scope.ts";
import { permissionRows } from "./permissions-scope.ts";
import type { Program } from "./program.ts";
import {
  callBounded,
  copyOfItems,
  inheritedGetters,
  pageOf,
  propertiesBehind,
  toldValue,
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
  const shown = { name, value: valueText(value), type: typeText(value) };
  const variable = { ...shown, ...(path === undefined ? {} : { evaluateName: path }), variablesReference: 0 };
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
  if (indexed > 0 && filter === "indexed")
    return await itemRows(container, { start, count: count > 0 ? count : indexed }, references);
  const items =
    indexed > 0 && filter !== "named" ? await itemRows(container, { start: 0, count: indexed }, references) : [];
  const found = items.length === 0 ? items : [...items, ...moreRow(indexed - items.length, "items")];
  const [{ told, rows, more }, inherited] = await Promise.all([
    ownProperties(container, references),
    container.isInstance ? inheritedGetters(container) : [],
  ]);
  found.push(...rows, ...moreRow(more, "properties"));
  for (const each of [...(told.privateProperties ?? []), ...inherited])
    found.push(propertyVariable(each, container, references));
  for (const { name, value } of told.internalProperties ?? []) {
    if (value === undefined || HIDDEN.has(name)) continue;
    found.push({
      ...variableOf(name, value, { isolate, frame, references, path: undefined, isEntry: name === "[[Entries]]" }),
      presentationHint: { kind: "virtual", visibility: "internal" },
    });
  }
  return found;
}

async function itemRows(
  container: OfObject,
  { start, count }: { readonly start: number; readonly count: number },
  references: References,
): Promise<Variable[]> {
  const copy = await copyOfItems(container, start, count);
  return copy === undefined ? [] : (await ownProperties(copy, references)).rows;
}

/** What V8 tells of an object, rows of its properties, and how many more there are. */
async function ownProperties(
  container: OfObject,
  references: References,
): Promise<{ readonly told: Properties; readonly rows: Variable[]; readonly more: number }> {
  const { isolate, objectId, indexed } = container;
  const page = await pageOf(container);
  // These are made while V8 makes previews of the first.
  const [later, told] = await Promise.all([
    page === undefined ? { rows: [], more: 0 } : laterRows(container, page, references),
    isolate.propertiesOf(page ?? objectId, { generatePreview: true, named: indexed > 0 }),
  ]);
  const rows = told.result.map((each) => propertyVariable(each, container, references));
  return { told, rows: [...rows, ...later.rows], more: later.more };
}

async function laterRows(
  container: OfObject,
  page: string,
  references: References,
): Promise<{ readonly rows: readonly Variable[]; readonly more: number }> {
  const { isolate, objectId: ownerId, frame } = container;
  const { later, more } = await propertiesBehind(isolate, page);
  const rows: Variable[] = [];
  // There are thousands of these at once.
  for (let i = 0; i < later.length; i += 3) {
    const [name, type, shown] = [later[i] as string, later[i + 1] as string, later[i + 2] as string | number];
    const path = memberPath(container.path, { name });
    if (typeof shown === "string") {
      rows.push(variableOf(name, toldValue(type, shown), { isolate, frame, references, path }));
      continue;
    }
    const variablesReference = references.add({ kind: "property", isolate, ownerId, index: shown, frame, path });
    const told = type === "array" ? "object" : type;
    const value = type === "array" ? "[…]" : type === "function" ? "ƒ ()" : "{…}";
    rows.push(
      path === undefined
        ? { name, value, type: told, variablesReference }
        : { name, value, type: told, evaluateName: path, variablesReference },
    );
  }
  return { rows, more };
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

function propertyVariable(property: PropertyDescriptor, container: OfObject, references: References): Variable {
  const { isolate, objectId, frame } = container;
  const path = memberPath(container.path, property);
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
