/** The sections `parameters` and `env`: names with JSON Schemas. */
import { checkSchema, type SchemaShapeProblem } from "./check-schema.ts";
import type { JsonSchema } from "./manifest.ts";
import { describeValue, entriesOf, type ManifestPath, type ProblemList } from "./manifest-problem.ts";
import { checkValue, printProblems } from "./schema-check.ts";

/** Reads name → schema of an argument. */
export function parseParameters(value: unknown, list: ProblemList): Readonly<Record<string, JsonSchema>> {
  return parseSchemas(value, "parameters", list);
}

/** Reads name → schema of a variable of the environment, which is a string. */
export function parseEnv(value: unknown, list: ProblemList): Readonly<Record<string, JsonSchema>> {
  const schemas = parseSchemas(value, "env", list);
  return Object.fromEntries(Object.entries(schemas).filter(([name, schema]) => isEnvEntry(name, schema, list)));
}

/** A schema at a path, or undefined after reporting what keeps it from being one. */
export function parseSchema(value: unknown, path: ManifestPath, list: ProblemList): JsonSchema | undefined {
  const problems = checkSchema(value, path);
  for (const problem of problems) reportShape(problem, path, list);
  return problems.every((problem) => problem.kind === "unknown-keyword") ? (value as JsonSchema) : undefined;
}

function parseSchemas(value: unknown, section: string, list: ProblemList): Readonly<Record<string, JsonSchema>> {
  if (value === undefined) return {};
  const entries = entriesOf(value);
  if (entries === undefined) {
    const data = {
      what: `the section "${section}"`,
      expected: "an object of JSON Schemas",
      found: describeValue(value),
    };
    list.add("manifest/wrong-shape", { path: [section] }, data);
    return {};
  }
  const schemas: [string, JsonSchema][] = [];
  for (const [name, written] of entries) {
    const path = [section, name];
    const schema = parseSchema(written, path, list);
    if (schema === undefined) continue;
    reportDefault(name, schema, { path, list });
    schemas.push([name, schema]);
  }
  return Object.fromEntries(schemas);
}

function reportShape(problem: SchemaShapeProblem, path: ManifestPath, list: ProblemList): void {
  if (problem.kind === "unknown-keyword") {
    const { keyword, nearest } = problem;
    list.add("manifest/unknown-keyword", { path: problem.path, on: "key" }, { keyword, nearest });
  } else {
    const keyword = problem.path.length === path.length ? "" : problem.keyword;
    list.add("manifest/invalid-schema", { path: problem.path }, { keyword, detail: problem.detail });
  }
}

function reportDefault(
  name: string,
  schema: JsonSchema,
  options: { readonly path: ManifestPath; readonly list: ProblemList },
): void {
  if (typeof schema === "boolean" || schema["default"] === undefined) return;
  const problems = checkValue(schema, schema["default"]);
  if (problems.length === 0) return;
  const data = { name, detail: printProblems(problems) };
  options.list.add("manifest/invalid-default", { path: [...options.path, "default"] }, data);
}

function isEnvEntry(name: string, schema: JsonSchema, list: ProblemList): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const detail = "write letters, digits and underscores, not beginning with a digit";
    list.add(
      "manifest/invalid-name",
      { path: ["env", name], on: "key" },
      { what: "an environment variable", name, detail },
    );
    return false;
  }
  const { type, default: given } = typeof schema === "boolean" ? {} : schema;
  // With a type, the default is held against that.
  if (type === undefined && given !== undefined && typeof given !== "string") {
    const data = { name, detail: "every environment variable is a text" };
    list.add("manifest/invalid-default", { path: ["env", name, "default"] }, data);
  }
  if (type === undefined || type === "string" || (Array.isArray(type) && type.length === 1 && type[0] === "string"))
    return true;
  const detail = `is not "string", but every environment variable is one`;
  list.add("manifest/invalid-schema", { path: ["env", name, "type"] }, { keyword: "type", detail });
  return false;
}
