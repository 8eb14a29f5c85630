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

/** Of a page: the key of what is told of the later properties. */
const REST = "ambit:rest";

/**
 * Of an object that is too large to be told: a copy of its first properties, with the others as JSON, as many as a message takes, and how
 * many more there are. Nothing of the module runs.
 *
 * Of the others, names and values by turns. A value that JSON has is told as it is, another as its type and its text, with
 * its place among the keys when there is something in it.
 */
const PAGE = `function () {
  const cut = ${CUT_LONG_TEXT};
  const short = ${CUT_UNSHOWN_TEXT};
  const isList = (value) => { try { return Array.isArray(value); } catch { return false; } };
  const told = (value, index) => {
    switch (typeof value) {
      case "boolean": case "string": return value;
      case "number": return Number.isFinite(value) && !Object.is(value, -0) ? value : ["number", Object.is(value, -0) ? "-0" : String(value)];
      case "bigint": return ["bigint", value + "n"];
      case "symbol": return ["symbol", String(value)];
      case "function": return ["function", "ƒ ()", index];
      case "object": return value === null ? null : ["object", isList(value) ? "[…]" : "{…}", index];
      default: return [typeof value, ""];
    }
  };
  const keys = Reflect.ownKeys(this);
  const previewed = keys.length > ${MOST_PREVIEWS} ? ${FIRST_PREVIEWS} : keys.length;
  const first = { __proto__: null };
  const rest = [];
  let [length, characters, i] = [0, 0, 0];
  for (; i < keys.length && i < ${MOST_PROPERTIES} && length < ${MOST_CHARACTERS}; i++) {
    const key = keys[i];
    const { get, set, value } = Reflect.getOwnPropertyDescriptor(this, key);
    if (typeof value === "string") characters += value.length;
    const isAccessor = get !== undefined || set !== undefined;
    if (i < previewed || isAccessor) {
      Reflect.defineProperty(first, key, isAccessor ? { get, set, enumerable: true } : { value: cut(value), enumerable: true });
      continue;
    }
    const name = String(key);
    const shown = told(short(value), i);
    // What texts take as JSON; the others take little.
    length += name.length + (typeof shown === "object" && shown?.[0] !== "symbol" ? 16 : JSON.stringify(shown).length);
    rest.push(name, shown);
  }
  const proto = Reflect.getPrototypeOf(this);
  const isPlain = proto === null || Reflect.getPrototypeOf(proto) === null;
  if (i === keys.length && (!isPlain || i === previewed) && characters <= ${MOST_CHARACTERS}) return undefined;
  const value = JSON.stringify({ __proto__: null, rest, more: keys.length - i });
  Reflect.defineProperty(first, Symbol("${REST}"), { value });
  return first;
}`;
const ITEMS = `function (start, end) {
  const cut = ${CUT_LONG_TEXT};
  const page = { __proto__: null };
  for (let i = start; i < end; i++) if (i in this) page[i] = cut(this[i]);
  return page;
}`;
const PROPERTY = `function (index) { return Reflect.getOwnPropertyDescriptor(this, Reflect.ownKeys(this)[index])?.value; }`;

type OfObject = Extract<Container, { kind: "object" }>;

/** A property; of the later ones of a large object what is shown and the place among the keys, instead of the value itself. */
export interface ToldProperty extends PropertyDescriptor {
  readonly index?: number;
}

/** Properties, and how many more there are. */
interface PropertiesPage extends Properties {
  readonly result: readonly ToldProperty[];
  readonly more: number;
}

/** The properties of a value; of a long array those that are no items. The first have previews of their values. */
export async function propertiesOf({ isolate, objectId, indexed, isProxy }: OfObject): Promise<PropertiesPage> {
  const named = indexed > 0;
  const pageId = named || isProxy ? undefined : await pageOf(isolate, objectId);
  const told = await isolate.propertiesOf(pageId ?? objectId, { generatePreview: true, named });
  if (pageId === undefined) return { ...told, more: 0 };
  const end = told.result.findLastIndex(({ name }) => name === `Symbol(${REST})`);
  const { rest, more } = JSON.parse(told.result[end]?.value?.value as string) as Rest;
  const result: ToldProperty[] = told.result.toSpliced(end, 1);
  for (let i = 0; i < rest.length; i += 2) result.push(laterProperty(rest[i] as string, rest[i + 1] as ToldValue));
  return { result, more };
}

function laterProperty(name: string, told: ToldValue): ToldProperty {
  if (told === null) return { name, value: NULL };
  if (typeof told !== "object") return { name, value: { type: typeof told, value: told } };
  const [type, text, index] = told;
  if (index !== undefined) return { name, value: { type, description: text }, index };
  const isNumber = type === "number" || type === "bigint";
  return { name, value: isNumber ? { type, unserializableValue: text } : { type, description: text } };
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

/** Some items of a long array, at most so many as are told at once. */
export async function itemsOf(container: OfObject, start: number, count: number): Promise<readonly ToldItem[]> {
  const { isolate, objectId } = container;
  const end = start + Math.min(count, MOST_PROPERTIES);
  const args = [{ value: start }, { value: end }];
  const page = await callOn(isolate, objectId, { declaration: ITEMS, args, generatePreview: false });
  const pageId = page.result.objectId;
  if (pageId === undefined) return [];
  const { result } = await propertiesOf({
    ...container,
    objectId: pageId,
    indexed: 0,
    isProxy: false,
    isInstance: false,
  });
  return result.map((each) => ({ ...each, ownerId: pageId }));
}

/** A property of a copy. */
interface ToldItem extends ToldProperty {
  readonly ownerId: string;
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
  const kept = await callOn(isolate, objectId, { declaration: keep, args });
  if (kept.exceptionDetails !== undefined) return kept;
  const expression = `(() => { const call = globalThis[${BOUNDED}]; delete globalThis[${BOUNDED}]; return call(); })()`;
  return await isolate.evaluate(boundedRequest(expression), undefined);
}

/** To evaluate code of the module, for as long as that may take. */
export function boundedRequest(expression: string): object {
  return { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
}

/** What is told of the later properties: names and values by turns. */
interface Rest {
  readonly rest: readonly (string | ToldValue)[];
  readonly more: number;
}

type ToldValue = string | number | boolean | null | readonly [type: string, text: string, index?: number];

const NULL: RemoteObject = { type: "object", subtype: "null" };

/** The copy of an object that is too large to be told. */
async function pageOf(isolate: Isolate, objectId: string): Promise<string | undefined> {
  const answer = await callOn(isolate, objectId, { declaration: PAGE, args: [], generatePreview: false });
  return answer.exceptionDetails === undefined ? answer.result.objectId : undefined;
}
