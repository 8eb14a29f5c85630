/**
 * JSON to values: the inverse of `encode`, which reads nothing else.
 *
 * An object with exactly one key that begins with "$" is an encoding; no other key may begin so. What `encode` would write
 * in another way is refused, so that equal values have equal encodings.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { fromBase64 } from "./base64.ts";
import { checkElements, checkFields, ValueBudget, type ValueError } from "./budget.ts";
import { setField } from "./encode.ts";
import { CONTAINER_SIZE, NUMBER_SIZE, SMALL_SIZE } from "./size.ts";
import { decodeFloat, decodeInteger, isSpecialFloat } from "./special-numbers.ts";
import { MESSAGE_BOUNDS, type Value, type ValueBounds } from "./value.ts";
import { printPath, type ValuePath } from "./value-path.ts";

/** Encodings that were and are no more. */
const RETIRED: readonly string[] = ["$set", "$map"];

/**
 * The value that JSON stands for.
 *
 * @param json What `JSON.parse` gave; other things are refused. Objects of the result are plain, and nothing in it is shared
 *   with `json`.
 * @returns The value, or the first thing that is no encoding with the path that leads there. Never throws. Cost: linear.
 */
export function decode(json: unknown, bounds: ValueBounds = MESSAGE_BOUNDS): Result<Value, ValueError> {
  try {
    return ok(decodeAt(json, undefined, new ValueBudget(bounds)));
  } catch (error) {
    if (error instanceof AmbitError) return fail(error as ValueError);
    throw error;
  }
}

/** The value that a text stands for; a text that is no JSON is `values/invalid-encoding` of the whole. */
export function decodeText(text: string, bounds: ValueBounds = MESSAGE_BOUNDS): Result<Value, ValueError> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(invalid(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`, undefined));
  }
  return decode(json, bounds);
}

function decodeAt(json: unknown, path: ValuePath | undefined, budget: ValueBudget): Value {
  switch (typeof json) {
    case "number":
      if (isSpecialFloat(json)) throw invalid(`${Object.is(json, -0) ? "-0" : json} is written { "$float": … }`, path);
      budget.use(NUMBER_SIZE, path);
      return json;
    case "boolean":
      budget.use(SMALL_SIZE, path);
      return json;
    case "string":
      budget.useText(json, path);
      return json;
    case "object":
      return decodeObject(json, path, budget);
    default:
      throw invalid(`JSON has no ${typeof json}`, path);
  }
}

function decodeObject(json: object | null, path: ValuePath | undefined, budget: ValueBudget): Value {
  if (json === null) {
    budget.use(SMALL_SIZE, path);
    return null;
  }
  if (Array.isArray(json)) return decodeArray(json, path, budget);
  const entries = Object.entries(json as Readonly<Record<string, unknown>>);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith("$") === true) return decodeEncoding(first, path, budget);
  return decodeFields(entries, path, budget);
}

function decodeArray(json: readonly unknown[], path: ValuePath | undefined, budget: ValueBudget): Value {
  checkElements(json.length, path);
  budget.enter(path);
  const elements: Value[] = [];
  for (let index = 0; index < json.length; index++) {
    elements.push(decodeAt(json[index], { above: path, step: index }, budget));
  }
  budget.leave();
  return elements;
}

function decodeFields(
  entries: readonly (readonly [string, unknown])[],
  path: ValuePath | undefined,
  budget: ValueBudget,
): Value {
  checkFields(entries.length, path);
  budget.enter(path);
  const fields: Record<string, Value> = {};
  for (const [name, field] of entries) {
    budget.useName(name, path);
    setField(fields, name, decodeAt(field, { above: path, step: name }, budget));
  }
  budget.leave();
  return fields;
}

function decodeEncoding(entry: readonly [string, unknown], path: ValuePath | undefined, budget: ValueBudget): Value {
  const [key, text] = entry;
  if (RETIRED.includes(key)) throw invalid(`"${key}" is no longer supported; write an array or an object`, path);
  if (key !== "$integer" && key !== "$float" && key !== "$bytes") {
    throw invalid(`"${key.slice(0, 100)}" is no encoding; there are "$integer", "$float" and "$bytes"`, path);
  }
  if (typeof text !== "string") throw invalid(`"${key}" holds a base64 text`, path);
  if (key === "$bytes") {
    const bytes = fromBase64(text);
    if (bytes === undefined) throw invalid(`"$bytes" holds a base64 text with its padding`, path);
    budget.use(CONTAINER_SIZE + bytes.length, path);
    return bytes.buffer;
  }
  budget.use(NUMBER_SIZE, path);
  const value = key === "$integer" ? decodeInteger(text) : decodeFloat(text);
  if (value === undefined) throw invalid(`"${key}" holds the base64 of exactly 8 bytes`, path);
  if (typeof value === "number" && !isSpecialFloat(value)) throw invalid(`${value} is written as a number`, path);
  return value;
}

function invalid(detail: string, path: ValuePath | undefined): ValueError {
  return new AmbitError("values/invalid-encoding", { path: printPath(path), detail });
}
