/**
 * Values as JSON, exactly: each value has one encoding, and decoding it gives the value back.
 *
 * A bigint is `{ "$integer": base64 }`, NaN, the infinities and -0 are `{ "$float": base64 }`, bytes are
 * `{ "$bytes": base64 }`; all else is itself. The fields of an object are in the order of their code units, and those
 * with the value `undefined` are left out.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { toBase64 } from "./base64.ts";
import { checkElements, checkFields, ValueBudget, type ValueError } from "./budget.ts";
import { CONTAINER_SIZE, NUMBER_SIZE, SMALL_SIZE } from "./size.ts";
import { encodeFloat, encodeInteger, isInt64, isSpecialFloat } from "./special-numbers.ts";
import { isArrayBuffer, type Json, MESSAGE_BOUNDS, type ValueBounds } from "./value.ts";
import { printPath, type ValuePath } from "./value-path.ts";

/**
 * The JSON of anything that is a value.
 *
 * @returns The JSON, or the first thing that cannot be encoded with the path that leads there. Cost: linear, and never more
 *   than the bounds let through. What a getter or a proxy throws, passes.
 */
export function encode(value: unknown, bounds: ValueBounds = MESSAGE_BOUNDS): Result<Json, ValueError> {
  try {
    return ok(encodeAt(value, undefined, new ValueBudget(bounds)));
  } catch (error) {
    if (error instanceof AmbitError) return fail(error as ValueError);
    throw error;
  }
}

/** The encoding as text, in which equal values are equal: also where JavaScript puts the fields 9 and 10 in their order as numbers. */
export function encodeText(value: unknown, bounds: ValueBounds = MESSAGE_BOUNDS): Result<string, ValueError> {
  const encoded = encode(value, bounds);
  return encoded.ok ? ok(textOf(encoded.value)) : encoded;
}

function encodeAt(value: unknown, path: ValuePath | undefined, budget: ValueBudget): Json {
  switch (typeof value) {
    case "number":
      budget.use(NUMBER_SIZE, path);
      return isSpecialFloat(value) ? { $float: encodeFloat(value) } : value;
    case "bigint":
      if (!isInt64(value))
        throw new AmbitError("values/out-of-range", { path: printPath(path), value: shownInteger(value) });
      budget.use(NUMBER_SIZE, path);
      return { $integer: encodeInteger(value) };
    case "boolean":
      budget.use(SMALL_SIZE, path);
      return value;
    case "string":
      budget.useText(value, path);
      return value;
    case "object":
      return encodeObject(value, path, budget);
    case "undefined":
      throw unsupported("undefined", path, `write null${path === undefined ? "" : ", or leave the field out"}`);
    default:
      throw unsupported(`a ${typeof value}`, path);
  }
}

function encodeObject(value: object | null, path: ValuePath | undefined, budget: ValueBudget): Json {
  if (value === null) {
    budget.use(SMALL_SIZE, path);
    return null;
  }
  if (Array.isArray(value)) return encodeArray(value, path, budget);
  if (isArrayBuffer(value)) {
    if (value.detached) throw unsupported("a detached ArrayBuffer", path, "encode it before it is transferred");
    budget.use(CONTAINER_SIZE + value.byteLength, path);
    return { $bytes: toBase64(new Uint8Array(value)) };
  }
  if (!isPlain(value)) throw unsupported(...describeObject(value, path));
  return encodeFields(value as Readonly<Record<string, unknown>>, path, budget);
}

function encodeArray(list: readonly unknown[], path: ValuePath | undefined, budget: ValueBudget): Json {
  checkElements(list.length, path);
  budget.enter(path);
  const elements: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    elements.push(encodeAt(list[index], { above: path, step: index }, budget));
  }
  budget.leave();
  return elements;
}

function encodeFields(
  object: Readonly<Record<string, unknown>>,
  path: ValuePath | undefined,
  budget: ValueBudget,
): Json {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  checkFields(entries.length, path);
  budget.enter(path);
  const fields: Record<string, Json> = {};
  for (const [name, value] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    budget.useName(name, path);
    setField(fields, name, encodeAt(value, { above: path, step: name }, budget));
  }
  budget.leave();
  return fields;
}

/** Sets an own field, also one called "__proto__". */
export function setField<Field>(object: Record<string, Field>, name: string, value: Field): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Whether an object has no class: without a prototype, or with the `Object.prototype` of any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

function describeObject(value: object, path: ValuePath | undefined): [string, ValuePath | undefined, string?] {
  if (ArrayBuffer.isView(value)) return [`a ${nameOfClass(value)}`, path, "take its bytes: view.slice().buffer"];
  const name = nameOfClass(value);
  if (name === "Date") return ["a Date", path, "write its time as a number, or its ISO text"];
  if (name === "Map" || name === "Set") return [`a ${name}`, path, "write an array of its entries, or an object"];
  return [name === "" ? "an object with a prototype" : `an object of the class ${name}`, path];
}

function nameOfClass(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === "function" ? constructor.name.slice(0, 100) : "";
}

function unsupported(found: string, path: ValuePath | undefined, hint?: string): ValueError {
  const data = { path: printPath(path), found };
  return new AmbitError("values/unsupported", hint === undefined ? data : { ...data, hint });
}

/** Writing out millions of digits would take long. */
function shownInteger(value: bigint): string {
  return BigInt.asIntN(256, value) === value ? String(value) : "of more than 256 bits";
}

function textOf(json: Json): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(textOf).join(",")}]`;
  const fields = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(",")}}`;
}
