/**
 * Values against JSON Schemas, draft 2020-12. The one file that knows the validator; it interprets, it compiles nothing.
 */
import { format as FORMATS, type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import { boundedFormats } from "./bounded-formats.ts";
import { boundedSchema } from "./bounded-schema.ts";
import type { JsonSchema } from "./manifest.ts";

/** In what a value does not fit. */
export interface ValueProblem {
  /** JSON Pointer into the value (RFC 6901): "" is all of it, "/days/0" a part. */
  readonly pointer: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

// The validator asks its table for each format, also for "toString".
Object.assign(Object.setPrototypeOf(FORMATS, null), boundedFormats({ ...FORMATS }));

/** Keywords whose errors only say that something further down is wrong. */
const APPLICATORS: ReadonlySet<string> = new Set([
  "$ref",
  "$recursiveRef",
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "dependentSchemas",
  "prefixItems",
  "items",
  "additionalItems",
  "unevaluatedItems",
  "contains",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "then",
  "else",
  "not",
]);

/**
 * Everything in which `value` does not fit `schema`; empty when it fits. Never throws: a schema that cannot be applied,
 * because a `$ref` leads nowhere, or for ever in a circle, or there are too many to follow, fits nothing.
 *
 * @param value JSON-like: no functions, no symbols, no `undefined`.
 */
export function checkValue(schema: JsonSchema, value: unknown): readonly ValueProblem[] {
  try {
    // The validator writes hidden marks into the schema that it gets.
    const validator = new Validator(boundedSchema(schema, value) as Schema | boolean, "2020-12", false);
    const result = validator.validate(value);
    return result.valid ? [] : valueProblems(result.errors, schema);
  } catch (error) {
    return [{ pointer: "", message: `the schema cannot be applied: ${reasonOf(error)}` }];
  }
}

/** Problems as one text: "/days/0 …; …". */
export function printProblems(problems: readonly ValueProblem[]): string {
  return problems.map(({ pointer, message }) => (pointer === "" ? message : `${pointer}: ${message}`)).join("; ");
}

function valueProblems(errors: readonly OutputUnit[], schema: JsonSchema): readonly ValueProblem[] {
  const leaves = errors.filter((error) => !APPLICATORS.has(error.keyword));
  const unique = new Map<string, ValueProblem>();
  for (const unit of leaves.length > 0 ? leaves : errors) {
    const pointer = unit.instanceLocation.replace(/^#/, "");
    const message = messageOf(unit, schema);
    unique.set(`${pointer} ${message}`, { pointer, message });
  }
  return [...unique.values()];
}

function messageOf({ keyword, keywordLocation, error }: OutputUnit, schema: JsonSchema): string {
  if (keyword === "false") return "it is not allowed here";
  const pattern = keyword === "pattern" ? valueAt(schema, keywordLocation.replace(/^#/, "")) : undefined;
  if (typeof pattern === "string") return `it does not match the pattern "${pattern}"`;
  const types = keyword === "type" ? /^Instance type (".*") is invalid\. Expected (".*")\.$/.exec(error) : null;
  if (types !== null) return `it is of type ${types[1]}, not ${types[2]}`;
  const allowed =
    keyword === "enum" || keyword === "const" ? valueAt(schema, keywordLocation.replace(/^#/, "")) : undefined;
  if (Array.isArray(allowed)) return `it is none of ${allowed.map((each) => JSON.stringify(each)).join(", ")}`;
  if (keyword === "const" && allowed !== undefined) return `it is not ${JSON.stringify(allowed)}`;
  return withoutFullStop(error);
}

/** What a JSON Pointer, as this validator writes it, leads to; undefined where it leads nowhere. */
export function valueAt(root: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1).map(decodedKey);
  return keys.reduce<unknown>((part, key) => {
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, key)) return undefined;
    return (part as Readonly<Record<string, unknown>>)[key];
  }, root);
}

function decodedKey(key: string): string {
  return decodeURI(key).replaceAll("~1", "/").replaceAll("~0", "~");
}

function withoutFullStop(text: string): string {
  const sentence = text.endsWith(".") ? text.slice(0, -1) : text;
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "it refers to itself for ever";
  const message = error instanceof Error ? error.message : String(error);
  const reference = /^Unresolved \$ref "([^"]*)"/.exec(message)?.[1];
  return reference === undefined ? withoutFullStop(message) : `"$ref" leads nowhere: "${reference}"`;
}
