/**
 * The properties of a value as V8 tells them, but no more of them than a person reads.
 *
 * V8 tells every item, and texts in full: many megabytes would fit into no message, and joining the pieces of a text takes
 * memory of the module. So what is too large is cut in the isolate, before it is told.
 */
import type { Evaluation, Properties, PropertyDescriptor } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import type { Container } from "./references.ts";
import { CUT_LONG_TEXT } from "./value-text.ts";

/** Values that belong to a stop are let go together. */
export const OBJECT_GROUP = "ambit-stop";
/** So many properties or items are told at once. */
const MOST_PROPERTIES = 5000;
/** Texts of one object that have more characters than this together are cut. */
const MOST_CHARACTERS = 2 ** 20;
const MOST_PREVIEWS = 200;
/** Code of the module that runs for a value to be shown or set may run for so long. */
export const TIMEOUT_MS = 2000;
const BOUNDED = 'Symbol.for("ambit:bounded")';
const MORE = "ambit:more";

/** A copy of an object that is too large to be told: its first properties, with texts that are cut. */
const PAGE = `function (most) {
  const cut = ${CUT_LONG_TEXT};
  const keys = Reflect.ownKeys(this);
  const page = { __proto__: null };
  let characters = 0;
  for (let i = 0; i < keys.length && i < most; i++) {
    const found = Reflect.getOwnPropertyDescriptor(this, keys[i]);
    if (typeof found.value === "string") characters += found.value.length;
    found.value = cut(found.value);
    Reflect.defineProperty(page, keys[i], "get" in found ? { get: found.get, set: found.set, enumerable: true } : found);
  }
  if (keys.length > most) page[Symbol("${MORE}")] = keys.length - most;
  return keys.length > most || characters > ${MOST_CHARACTERS} ? page : undefined;
}`;
const ITEMS = `function (start, end) {
  const cut = ${CUT_LONG_TEXT};
  const page = { __proto__: null };
  for (let i = start; i < end; i++) if (i in this) page[i] = cut(this[i]);
  return page;
}`;

type OfObject = Extract<Container, { kind: "object" }>;

/** Properties with previews of their values, and how many more there are. */
interface PropertiesPage extends Properties {
  readonly more: number;
}

/** The properties of a value; of a long array those that are no items. */
export async function propertiesOf(container: OfObject): Promise<PropertiesPage> {
  const { isolate, objectId, indexed } = container;
  const isLong = indexed > 0;
  const page = isLong || container.isProxy ? undefined : await pageOf(isolate, objectId);
  const properties = await previewed({ ...container, objectId: page ?? objectId }, isLong);
  const more = properties.result.find(({ name }) => name === `Symbol(${MORE})`);
  const result = properties.result.filter((each) => each !== more);
  return { ...properties, result, more: Number(more?.value?.value ?? 0) };
}

/** Some items of a long array, at most so many as are told at once. */
export async function itemsOf(
  { isolate, objectId }: OfObject,
  start: number,
  count: number,
): Promise<readonly PropertyDescriptor[]> {
  const end = start + Math.min(count, MOST_PROPERTIES);
  const page = await callOn(isolate, objectId, { declaration: ITEMS, args: [{ value: start }, { value: end }] });
  if (page.result.objectId === undefined) return [];
  return (await isolate.propertiesOf(page.result.objectId, { generatePreview: true })).result;
}

/** Calls a function of ours on a value of the isolate. */
export function callOn(
  isolate: Isolate,
  objectId: string,
  { declaration, args }: { readonly declaration: string; readonly args: readonly object[] },
): Promise<Evaluation> {
  return isolate.inspector.request("Runtime.callFunctionOn", {
    functionDeclaration: declaration,
    objectId,
    arguments: args,
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
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
  const request = { expression, objectGroup: OBJECT_GROUP, generatePreview: true, silent: true, timeout: TIMEOUT_MS };
  return await isolate.evaluate(request, undefined);
}

async function pageOf(isolate: Isolate, objectId: string): Promise<string | undefined> {
  const answer = await callOn(isolate, objectId, { declaration: PAGE, args: [{ value: MOST_PROPERTIES }] });
  return answer.exceptionDetails === undefined ? answer.result.objectId : undefined;
}

/**
 * V8 takes most of the time for previews, so of an object with very many properties only the first have one; the others are
 * told by their class.
 */
async function previewed({ isolate, objectId, isLarge }: OfObject, named: boolean): Promise<Properties> {
  if (!isLarge || named) return await isolate.propertiesOf(objectId, { generatePreview: true, named });
  const properties = await isolate.propertiesOf(objectId);
  const objects = properties.result.filter(({ value }) => value?.objectId !== undefined);
  if (objects.length === 0) return properties;
  if (objects.length <= MOST_PREVIEWS) return await isolate.propertiesOf(objectId, { generatePreview: true });
  const args = objects.slice(0, MOST_PREVIEWS).map(({ value }) => ({ objectId: value?.objectId }));
  const page = await callOn(isolate, objectId, { declaration: "function (...values) { return values; }", args });
  if (page.result.objectId === undefined) return properties;
  const first = await isolate.propertiesOf(page.result.objectId, { generatePreview: true });
  const withPreviews = new Map(
    objects.slice(0, MOST_PREVIEWS).map((each, index) => [each, first.result[index]?.value]),
  );
  const result = properties.result.map((each) => {
    const value = withPreviews.get(each);
    return value === undefined ? each : { ...each, value };
  });
  return { ...properties, result };
}
