/** The sections `files`, `hosts`, `databases` and `secrets`. */
import { nearestName } from "../base/nearest-name.ts";
import type { FilePath } from "../base/span.ts";
import { includes, matches } from "../permissions/includes.ts";
import { parsePermission, parseSubject, printResource } from "../permissions/parse-permission.ts";
import type { Permission } from "../permissions/permission.ts";
import type { JsonSchema, ManifestDatabase, ManifestFile } from "./manifest.ts";
import { describeValue, entriesOf, type ManifestPath, type ProblemList } from "./manifest-problem.ts";
import { parseSchema } from "./parse-schemas.ts";

/** Reads name → `{ path, schema }`; each path needs a grant. */
export function parseFiles(
  value: unknown,
  module: { readonly moduleDir: FilePath; readonly permissions: readonly Permission[] },
  list: ProblemList,
): Readonly<Record<string, ManifestFile>> {
  const files: [string, ManifestFile][] = [];
  for (const [name, written] of entriesOrProblem(value, ["files"], { expected: "an object of files", list })) {
    const at = ["files", name];
    const parts = record(written, at, { within: `the file "${name}"`, keys: FILE_KEYS, list });
    if (parts === undefined) continue;
    const path = parseFilePath(parts.get("path"), [...at, "path"], { ...module, list });
    const schema = parseSchema(parts.get("schema"), [...at, "schema"], list);
    if (path !== undefined && schema !== undefined) files.push([name, { path, schema }]);
  }
  return Object.fromEntries(files);
}

/** Reads name → endpoint. */
export function parseHosts(value: unknown, list: ProblemList): Readonly<Record<string, string>> {
  const hosts: [string, string][] = [];
  for (const [host, endpoint] of entriesOrProblem(value, ["hosts"], { expected: "an object of endpoints", list })) {
    const path = ["hosts", host];
    if (!isText(endpoint, path, { what: `the host "${host}"`, list })) continue;
    const detail = endpointProblem(endpoint);
    if (detail === undefined) hosts.push([host, endpoint]);
    else list.add("manifest/invalid-endpoint", { path }, { host, endpoint, detail });
  }
  return Object.fromEntries(hosts);
}

/** Reads name → `{ location, schema?, expectedSchemaUpdate? }`. */
export function parseDatabases(value: unknown, list: ProblemList): Readonly<Record<string, ManifestDatabase>> {
  const databases: [string, ManifestDatabase][] = [];
  for (const [name, written] of entriesOrProblem(value, ["databases"], { expected: "an object of databases", list })) {
    const path = ["databases", name];
    if (!isResourceName(name, path, { domain: "database", what: "a database", list })) continue;
    const parts = record(written, path, { within: `the database "${name}"`, keys: DATABASE_KEYS, list });
    const database = parts === undefined ? undefined : parseDatabase(parts, path, list);
    if (database !== undefined) databases.push([name, database]);
  }
  return Object.fromEntries(databases);
}

/** Reads the names of secrets; each needs a grant. */
export function parseSecrets(value: unknown, permissions: readonly Permission[], list: ProblemList): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const data = { what: `the section "secrets"`, expected: "a list of names", found: describeValue(value) };
    list.add("manifest/wrong-shape", { path: ["secrets"] }, data);
    return [];
  }
  return value.filter((secret: unknown, index): secret is string => {
    const path = ["secrets", index];
    if (!isText(secret, path, { what: "the secret", list })) return false;
    if (!isResourceName(secret, path, { domain: "secrets", what: "a secret", list })) return false;
    const use = parsePermission({ domain: "secrets", kind: "use", resource: secret }, "/");
    const granted = use.ok && permissions.some((grant) => includes(grant, use.value));
    if (!granted) list.add("manifest/secret-not-granted", { path }, { secret });
    return true;
  });
}

const FILE_KEYS = { path: "required", schema: "required" } as const;
const DATABASE_KEYS = { location: "required", schema: "optional", expectedSchemaUpdate: "optional" } as const;

function parseDatabase(
  parts: ReadonlyMap<string, unknown>,
  path: ManifestPath,
  list: ProblemList,
): ManifestDatabase | undefined {
  const location = parts.get("location");
  const update = parts.get("expectedSchemaUpdate");
  if (!isText(location, [...path, "location"], { what: "the location", list })) return undefined;
  if (update !== undefined && typeof update !== "boolean") {
    const data = { what: "the expected schema update", expected: "true or false", found: describeValue(update) };
    list.add("manifest/wrong-shape", { path: [...path, "expectedSchemaUpdate"] }, data);
    return undefined;
  }
  const written = parts.get("schema");
  const schema: JsonSchema | undefined =
    written === undefined ? undefined : parseSchema(written, [...path, "schema"], list);
  if (written !== undefined && schema === undefined) return undefined;
  return {
    location,
    ...(schema === undefined ? {} : { schema }),
    ...(update === undefined ? {} : { expectedSchemaUpdate: update }),
  };
}

function parseFilePath(
  value: unknown,
  path: ManifestPath,
  module: { readonly moduleDir: FilePath; readonly permissions: readonly Permission[]; readonly list: ProblemList },
): FilePath | undefined {
  const { moduleDir, permissions, list } = module;
  if (!isText(value, path, { what: "the path", list })) return undefined;
  const subject = parseSubject({ domain: "fs", kind: "read", resource: value }, moduleDir);
  if (!subject.ok) {
    list.add(
      "manifest/invalid-path",
      { path, span: subject.error.span },
      { path: value, detail: subject.error.message },
    );
    return undefined;
  }
  if (!permissions.some((grant) => matches(grant, subject.value))) {
    list.add("manifest/file-not-granted", { path }, { path: value });
  }
  return printResource(subject.value);
}

/** What keeps a text from being an endpoint: an absolute URL of the web, or a path. */
function endpointProblem(endpoint: string): string | undefined {
  if (/^(?:\/(?!\/)|\.{1,2}\/)/.test(endpoint)) return undefined;
  if (!URL.canParse(endpoint)) return `write a URL such as "https://api.example" or a path such as "./data/main"`;
  const url = new URL(endpoint);
  if (!["http:", "https:", "ws:", "wss:"].includes(url.protocol)) return `its scheme is none of http, https, ws, wss`;
  if (url.username !== "" || url.password !== "") return "it names a user; credentials are secrets";
  return undefined;
}

function isResourceName(
  name: string,
  path: ManifestPath,
  options: { readonly domain: "database" | "secrets"; readonly what: string; readonly list: ProblemList },
): boolean {
  const { domain, what, list } = options;
  const kind = domain === "secrets" ? "use" : "read";
  const parsed = parsePermission({ domain, kind, resource: name }, "/");
  const detail = parsed.ok ? (/[*/]/.test(name) ? `leave out "*" and "/"` : undefined) : parsed.error.message;
  if (detail === undefined) return true;
  list.add("manifest/invalid-name", { path, on: domain === "secrets" ? "value" : "key" }, { what, name, detail });
  return false;
}

function isText(
  value: unknown,
  path: ManifestPath,
  options: { readonly what: string; readonly list: ProblemList },
): value is string {
  if (typeof value === "string" && value !== "") return true;
  if (value === undefined) return false; // A missing key was reported with the object it is missing in.
  const found = value === "" ? "empty" : describeValue(value);
  options.list.add("manifest/wrong-shape", { path }, { what: options.what, expected: "a string", found });
  return false;
}

/** The parts of an object with known keys; undefined when it is none or lacks a required one. */
function record(
  value: unknown,
  path: ManifestPath,
  options: {
    readonly within: string;
    readonly keys: Readonly<Record<string, "required" | "optional">>;
    readonly list: ProblemList;
  },
): ReadonlyMap<string, unknown> | undefined {
  const { within, keys, list } = options;
  const known = Object.keys(keys);
  const entries = entriesOf(value);
  if (entries === undefined) {
    const expected = `an object with ${known.join(", ")}`;
    list.add("manifest/wrong-shape", { path }, { what: within, expected, found: describeValue(value) });
    return undefined;
  }
  for (const [key] of entries) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    const data = nearest === undefined ? { key, within, known } : { key, within, known, nearest };
    list.add("manifest/unknown-key", { path: [...path, key], on: "key" }, data);
  }
  const parts = new Map(entries);
  const missing = known.filter((key) => keys[key] === "required" && !parts.has(key));
  for (const key of missing) list.add("manifest/missing-key", { path }, { key, within });
  return missing.length === 0 ? parts : undefined;
}

function entriesOrProblem(
  value: unknown,
  path: readonly [string],
  options: { readonly expected: string; readonly list: ProblemList },
): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  const entries = entriesOf(value);
  if (entries !== undefined) return entries;
  const data = { what: `the section "${path[0]}"`, expected: options.expected, found: describeValue(value) };
  options.list.add("manifest/wrong-shape", { path }, data);
  return [];
}
