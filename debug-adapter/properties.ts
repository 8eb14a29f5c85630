/**
 * The properties of a value as V8 tells them, but no more of them than a person reads.
 *
 * V8 tells every item, and texts in full: many megabytes would fit into no message, and joining the pieces of a text takes
 * memory of the module. So what is too large is cut in the isolate, before it is told.
 */
import type { Evaluation, Properties, PropertyDescriptor, RemoteObject } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import type { Container } from "./references.ts";
import { CUT_LONG_TEXT, CUT_UNSHOWN_TEXT } from "./value-text.ts";

/** Values that belong to a stop are let go together. */
export const OBJECT_GROUP = "ambit-stop";
/** So many properties or items are told at once. */
const MOST_PROPERTIES = 5000;
/** Texts of one object that have more characters than this together are cut. */
const MOST_CHARACTERS = 2 ** 20;
/** V8 takes most of the time for previews: all properties of an object up to this size have them, of a larger one the first. */
const MOST_PREVIEWS = 100;
const FIRST_PREVIEWS = 50;
/** Code of the module that runs for a value to be shown or set may run for so long. */
export const TIMEOUT_MS = 2000;
const BOUNDED = 'Symbol.for("ambit:bounded")';

/**
 * Of an object that is too large to be told: a copy of its first properties, and with the last key what `TAKE_LATER` takes. Nothing of the
 * module runs.
 */
const PAGE = `function () {
  const cut = ${CUT_LONG_TEXT};
  const short = ${CUT_UNSHOWN_TEXT};
  const isList = (value) => { try { return Array.isArray(value); } catch { return false; } };
  const keys = Reflect.ownKeys(this);
  const previewed = keys.length > ${MOST_PREVIEWS} ? ${FIRST_PREVIEWS} : keys.length;
  const first = { __proto__: null };
  const later = [];
  let length = 0;
  let characters = 0;
  let i = 0;
  for (; i < keys.length && i < ${MOST_PROPERTIES} && length < ${MOST_CHARACTERS}; i++) {
    const key = keys[i];
    const { get, set, value } = Reflect.getOwnPropertyDescriptor(this, key);
    let type = typeof value;
    if (type === "string") characters += value.length;
    const isAccessor = get !== undefined || set !== undefined;
    if (i < previewed || isAccessor) {
      Reflect.defineProperty(first, key, isAccessor ? { get, set, enumerable: true } : { value: cut(value), enumerable: true });
      continue;
    }
    let shown = i;
    if (type === "object") {
      if (value === null) type = shown = "null";
      else if (isList(value)) type = "array";
    } else if (type === "string") {
      shown = short(value);
      type = typeof shown;
      shown = String(shown);
    } else if (type !== "function") shown = Object.is(value, -0) ? "-0" : String(value) + (type === "bigint" ? "n" : "");
    const name = String(key);
    // What texts take as JSON; the others take little.
    length += name.length + (typeof shown === "string" ? JSON.stringify(shown).length : 16);
    later.push(name, type, shown);
  }
  const proto = Reflect.getPrototypeOf(this);
  const isPlain = proto === null || proto === Reflect.getPrototypeOf({});
  if (i === keys.length && (!isPlain || i === previewed) && characters <= ${MOST_CHARACTERS}) return undefined;
  const value = JSON.stringify({ __proto__: null, later, more: keys.length - i });
  Reflect.defineProperty(first, Symbol("later"), { value, configurable: true });
  return first;
}`;
/** The other properties as JSON, as many as a message takes, and how many more there are. */
const TAKE_LATER = `function () {
  const keys = Reflect.ownKeys(this);
  const key = keys[keys.length - 1];
  const text = this[key];
  Reflect.deleteProperty(this, key);
  return text;
}`;
const ITEMS = `function (start, end) {
  const cut = ${CUT_LONG_TEXT};
  const page = { __proto__: null };
  for (let i = start; i < end; i++) if (i in this) page[i] = cut(this[i]);
  return page;
}`;
const PROPERTY = `function (index) { return Reflect.getOwnPropertyDescriptor(this, Reflect.ownKeys(this)[index])?.value; }`;

type OfObject = Extract<Container, { kind: "object" }>;

/**
 * Properties behind the first of a large object, and how many more there are. By turns: the name, the type of the value, and what is shown of it. Types are those of
 * `typeof`, "null" and "array". Of objects, arrays and functions nothing is shown but the place among the keys.
 */
export interface LaterProperties {
  readonly later: readonly (string | number)[];
  readonly more: number;
}

/** The value of a property of which all is shown. */
export function toldValue(type: string, shown: string): RemoteObject {
  switch (type) {
    case "null":
      return { type: "object", subtype: "null" };
    case "string":
      return { type, value: shown };
    case "symbol":
      return { type, description: shown };
    default:
      return { type, unserializableValue: shown };
  }
}

/** What an instance has from its classes; methods are none of its state. */
export async function inheritedGetters({ isolate, objectId }: OfObject): Promise<readonly PropertyDescriptor[]> {
  const request = { objectId, ownProperties: false, accessorPropertiesOnly: true };
  const { result } = await isolate.inspector.request<Properties>("Runtime.getProperties", request);
  return result.filter(
    ({ name, isOwn, get }) => isOwn !== true && name !== "__proto__" && get !== undefined && get.type !== "undefined",
  );
}

/** The value of a property that was told by its place. */
export async function valueOfProperty(isolate: Isolate, ownerId: string, index: number): Promise<RemoteObject> {
  return (await callOn(isolate, ownerId, { declaration: PROPERTY, args: [{ value: index }] })).result;
}

/** A copy of some items of a long array, at most of so many as are told at once. */
export async function copyOfItems(container: OfObject, start: number, count: number): Promise<OfObject | undefined> {
  const { isolate, objectId } = container;
  const end = start + Math.min(count, MOST_PROPERTIES);
  const args = [{ value: start }, { value: end }];
  const copy = await callOn(isolate, objectId, { declaration: ITEMS, args, generatePreview: false });
  if (copy.result.objectId === undefined) return undefined;
  return { ...container, objectId: copy.result.objectId, indexed: 0, isProxy: false, isInstance: false };
}

/** Calls a function of ours on a value of the isolate. */
export function callOn(
  isolate: Isolate,
  objectId: string,
  {
    declaration,
    args,
    generatePreview = true,
    objectGroup = OBJECT_GROUP,
  }: {
    readonly declaration: string;
    readonly args: readonly object[];
    readonly generatePreview?: boolean;
    readonly objectGroup?: string;
  },
): Promise<Evaluation> {
  return isolate.inspector.request("Runtime.callFunctionOn", {
    functionDeclaration: declaration,
    objectId,
    arguments: args,
    objectGroup,
    generatePreview,
    silent: true,
  });
}

/**
 * The same with a time after which what runs is ended: for functions that run code of the module. The module sees nothing of it, but for
 * the property of `globalThis` while its own code runs.
 */
export async function callBounded(
  isolate: Isolate,
  objectId: string,
  { declaration, args }: { readonly declaration: string; readonly args: readonly object[] },
): Promise<Evaluation> {
  const value = `() => (${declaration}).apply(this, args)`;
  const keep = `function (...args) { Object.defineProperty(globalThis, ${BOUNDED}, { configurable: true, value: ${value} }); }`;
  const expression = `(() => { const call = globalThis[${BOUNDED}]; delete globalThis[${BOUNDED}]; return call(); })()`;
  // They leave together: another call that is asked for meanwhile comes before or behind.
  const [kept, called] = await Promise.all([
    callOn(isolate, objectId, { declaration: keep, args }),
    isolate.evaluate(boundedRequest(expression), undefined),
  ]);
  return kept.exceptionDetails === undefined ? called : kept;
}

/** To evaluate code of the module, for as long as that may take. */
export function boundedRequest(expression: string): object {
  return { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
}

/** A copy of the first properties of an object that is too large to be told; undefined for another. */
export async function pageOf({ isolate, objectId, indexed, isProxy }: OfObject): Promise<string | undefined> {
  if (indexed > 0 || isProxy) return undefined;
  const answer = await callOn(isolate, objectId, { declaration: PAGE, args: [], generatePreview: false });
  return answer.exceptionDetails === undefined ? answer.result.objectId : undefined;
}

/** The properties that a copy leaves out; asked once. */
export async function propertiesBehind(isolate: Isolate, pageId: string): Promise<LaterProperties> {
  const answer = await callOn(isolate, pageId, { declaration: TAKE_LATER, args: [], generatePreview: false });
  return JSON.parse(answer.result.value as string) as LaterProperties;
}
