/**
 * Whether a value of a manifest is a JSON Schema, before anything is validated against it.
 *
 * Source: JSON Schema draft 2020-12, Core and Validation. Unknown keywords are allowed there; one that is nearly a known
 * keyword is reported as a likely slip.
 */
import { nearestName } from "../base/nearest-name.ts";
import { describeValue, entriesOf, type ManifestPath } from "./manifest-problem.ts";

/** Something in a schema that is no schema, or a keyword that is likely misspelt. */
export type SchemaShapeProblem =
  | { readonly kind: "invalid"; readonly path: ManifestPath; readonly keyword: string; readonly detail: string }
  | {
      readonly kind: "unknown-keyword";
      readonly path: ManifestPath;
      readonly keyword: string;
      readonly nearest: string;
    };

type Shape =
  | "any"
  | "schema"
  | "schema-list"
  | "schema-map"
  | "type"
  | "text"
  | "pattern"
  | "flag"
  | "count"
  | "number"
  | "positive"
  | "list"
  | "names"
  | "names-map";

/** Every keyword that we know, with the shape of its value. */
const KEYWORDS: Readonly<Record<string, Shape>> = {
  $id: "text",
  $schema: "text",
  $ref: "text",
  $anchor: "text",
  $comment: "text",
  $defs: "schema-map",
  title: "text",
  description: "text",
  default: "any",
  examples: "list",
  deprecated: "flag",
  readOnly: "flag",
  writeOnly: "flag",
  type: "type",
  enum: "list",
  const: "any",
  allOf: "schema-list",
  anyOf: "schema-list",
  oneOf: "schema-list",
  not: "schema",
  if: "schema",
  then: "schema",
  else: "schema",
  properties: "schema-map",
  patternProperties: "schema-map",
  additionalProperties: "schema",
  unevaluatedProperties: "schema",
  propertyNames: "schema",
  required: "names",
  dependentRequired: "names-map",
  dependentSchemas: "schema-map",
  minProperties: "count",
  maxProperties: "count",
  prefixItems: "schema-list",
  items: "schema",
  contains: "schema",
  minContains: "count",
  maxContains: "count",
  unevaluatedItems: "schema",
  minItems: "count",
  maxItems: "count",
  uniqueItems: "flag",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "positive",
  minLength: "count",
  maxLength: "count",
  pattern: "pattern",
  format: "text",
  contentEncoding: "text",
  contentMediaType: "text",
  contentSchema: "schema",
};

/** The types of JSON Schema. */
export const SCHEMA_TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"] as const;

const TYPES_TEXT = SCHEMA_TYPES.map((type) => `"${type}"`).join(", ");

/** Deeper than any schema that a person writes, and no danger to the stack. */
const MAX_DEPTH = 200;

/** Everything that keeps `value` from being a schema. Paths begin at `path`. */
export function checkSchema(value: unknown, path: ManifestPath): readonly SchemaShapeProblem[] {
  const problems: SchemaShapeProblem[] = [];
  walk(value, path, problems);
  return problems;
}

function walk(value: unknown, path: ManifestPath, problems: SchemaShapeProblem[]): void {
  if (typeof value === "boolean") return;
  if (path.length > MAX_DEPTH) {
    problems.push({ kind: "invalid", path, keyword: String(path.at(-1)), detail: "is nested too deeply" });
    return;
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    const keyword = String(path.at(-1) ?? "");
    problems.push({
      kind: "invalid",
      path,
      keyword,
      detail: `is ${describeValue(value)}; a schema is an object or a boolean`,
    });
    return;
  }
  for (const [keyword, entry] of entries) {
    const shape = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    const at = [...path, keyword];
    if (shape === undefined) {
      const nearest = nearestName(keyword, Object.keys(KEYWORDS));
      if (nearest !== undefined) problems.push({ kind: "unknown-keyword", path: at, keyword, nearest });
      continue;
    }
    const detail = mismatch(shape, entry);
    if (detail !== undefined) problems.push({ kind: "invalid", path: at, keyword, detail });
    else descend(shape, entry, at, problems);
  }
}

function descend(shape: Shape, value: unknown, path: ManifestPath, problems: SchemaShapeProblem[]): void {
  if (shape === "schema") walk(value, path, problems);
  if (shape === "schema-list") (value as readonly unknown[]).forEach((entry, i) => walk(entry, [...path, i], problems));
  if (shape === "schema-map") for (const [key, entry] of entriesOf(value) ?? []) walk(entry, [...path, key], problems);
}

/** What is wrong with the value of a keyword, behind "The keyword … "; undefined if nothing is. */
function mismatch(shape: Shape, value: unknown): string | undefined {
  const fits = SHAPES[shape];
  if (fits.test(value)) return undefined;
  return fits.fault?.(value) ?? `is ${describeValue(value)}; write ${fits.expected}`;
}

interface ShapeTest {
  readonly test: (value: unknown) => boolean;
  readonly expected: string;
  /** What is wrong, where more is to be said than what kind of value it is. */
  readonly fault?: (value: unknown) => string | undefined;
}

const SHAPES: Readonly<Record<Shape, ShapeTest>> = {
  any: { test: () => true, expected: "a value" },
  // What is no schema is found when it is walked.
  schema: { test: () => true, expected: "a schema" },
  "schema-list": { test: (value) => Array.isArray(value) && value.length > 0, expected: "a list of schemas" },
  "schema-map": { test: (value) => entriesOf(value) !== undefined, expected: "an object of schemas" },
  type: { test: isType, expected: `one of ${TYPES_TEXT}, or a list of them`, fault: typeFault },
  text: { test: (value) => typeof value === "string", expected: "a string" },
  pattern: { test: isPattern, expected: "a regular expression that is valid with the flag u", fault: patternFault },
  flag: { test: (value) => typeof value === "boolean", expected: "true or false" },
  count: { test: (value) => Number.isInteger(value) && (value as number) >= 0, expected: "a whole number from 0" },
  number: { test: (value) => Number.isFinite(value), expected: "a number" },
  positive: { test: (value) => Number.isFinite(value) && (value as number) > 0, expected: "a number above 0" },
  list: { test: (value) => Array.isArray(value), expected: "a list" },
  names: { test: areNames, expected: "a list of names" },
  "names-map": {
    test: (value) => entriesOf(value)?.every(([, names]) => areNames(names)) ?? false,
    expected: "lists of names",
  },
};

function isType(value: unknown): boolean {
  const types: readonly unknown[] = Array.isArray(value) ? value : [value];
  return types.length > 0 && types.every((type) => SCHEMA_TYPES.some((known) => known === type));
}

function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function typeFault(value: unknown): string | undefined {
  const types: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = types.find((type) => typeof type === "string" && !SCHEMA_TYPES.some((known) => known === type));
  if (typeof wrong !== "string") return undefined;
  const nearest = TYPES_ELSEWHERE[wrong.toLowerCase()] ?? nearestName(wrong, SCHEMA_TYPES);
  const meant = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  return `is "${wrong}", which is none of ${TYPES_TEXT}${meant}`;
}

/** Names of other languages. */
const TYPES_ELSEWHERE: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  text: "string",
  str: "string",
  int: "integer",
  float: "number",
  double: "number",
  bool: "boolean",
  list: "array",
  map: "object",
  undefined: "null",
}) as Readonly<Record<string, string | undefined>>;

function isPattern(value: unknown): boolean {
  return typeof value === "string" && regexFault(value) === undefined;
}

function patternFault(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return `is no regular expression: ${regexFault(value) ?? "it is not valid"}`;
}

/** What V8 says of a text that is no pattern, in our words where we know its. */
function regexFault(source: string): string | undefined {
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    // The constructor throws for exactly the texts that are no patterns (ECMA-262 §22.2.3.1).
    const said = /: ([^:]*)$/.exec(error instanceof Error ? error.message : "")?.[1] ?? "";
    return REGEX_FAULTS[said] ?? (said === "" ? "it is not valid" : said.charAt(0).toLowerCase() + said.slice(1));
  }
}

const REGEX_FAULTS: Readonly<Record<string, string | undefined>> = {
  "Unterminated character class": `"[" is not closed; add "]"`,
  "Unterminated group": `"(" is not closed; add ")"`,
  "Unmatched ')'": `")" closes nothing; write "\\)" for the character itself`,
  "Lone quantifier brackets": `"{", "}" and "]" by themselves are written "\\{", "\\}" and "\\]"`,
  "Nothing to repeat": `"*", "+" and "?" follow what they repeat`,
  "\\ at end of pattern": `a "\\" at the end escapes nothing`,
  "Range out of order in character class": "a range of characters goes from the lower to the higher",
  "Incomplete quantifier": `"{" is not closed; write "\\{" for the character itself`,
  "Invalid escape": `a "\\" stands only in front of a character that has a meaning`,
};
