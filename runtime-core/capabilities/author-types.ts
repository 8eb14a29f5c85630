/**
 * The TypeScript declarations of the `ambit:*` modules and of a manifest, made from the tables.
 *
 * `types/modules.d.ts` is what this gives; the globals beside it (`types/globals.d.ts`) are written by hand.
 */
import { KNOWN_LIMITS } from "../limits/known-limits.ts";
import { PERMISSION_KINDS } from "../permissions/permission.ts";
import type { Capability, HostModule } from "./capability.ts";
import { CAPABILITIES } from "./table.ts";

const HEADER = "// Made from the capability table; do not edit. UPDATE=1 npm test makes it again.\n";

/** The text of `types/modules.d.ts`. */
export function authorTypes(): string {
  const modules = (Object.keys(EXTRA_EXPORTS) as (keyof typeof EXTRA_EXPORTS)[]).map((name) => moduleText(name));
  return `${HEADER}\n${modules.join("\n")}`;
}

function moduleText(name: keyof typeof EXTRA_EXPORTS): string {
  const rows = (Object.values(CAPABILITIES) as Capability[]).filter((row) => row.module === name);
  const functions = rows.filter((row) => row.object === undefined).map((row) => functionText(row));
  const body = [...EXTRA_EXPORTS[name], ...functions, ...objectTexts(rows)];
  return `declare module "${name}" {\n${body.map(indent).join("\n")}\n}\n`;
}

function functionText(row: Capability): string {
  return `${docText(row)}\nexport function ${row.name}${row.signature};`;
}

function objectTexts(rows: readonly Capability[]): string[] {
  const names = new Set(rows.flatMap((row) => (row.object === undefined ? [] : [row.object])));
  return [...names].map((name) => {
    const members = rows.filter((row) => row.object === name);
    const lines = members.map((row) => indent(`${docText(row)}\n${row.name}${row.signature};`));
    return `export const ${name}: {\n${lines.join("\n")}\n};`;
  });
}

function docText(row: Capability): string {
  const needs = row.needs.map((need) => `\`${need.domain}.${typeof need.kind === "string" ? need.kind : "…"}\``);
  const takes = [...new Set(row.takes.map((take) => `\`${take.limit}\``))];
  const facts = [
    ...(needs.length === 0 ? [] : [`Needs ${needs.join(", ")}.`]),
    ...(takes.length === 0 ? [] : [`Takes from ${takes.join(", ")}.`]),
  ];
  return `/** ${[row.doc, ...facts].join(" ")} */`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function permissionsType(): string {
  const domains = Object.entries(PERMISSION_KINDS).map(
    ([domain, kinds]) => `  ${domain}?: { ${kinds.map((kind) => `${kind}?: readonly string[]`).join("; ")} };`,
  );
  return `export interface Permissions {\n${domains.join("\n")}\n}`;
}

function limitsType(): string {
  const limits = Object.entries(KNOWN_LIMITS).map(
    ([name, known]) => `  /** ${known.doc} */\n  "${name}"?: ${quantityType(known.quantity)};`,
  );
  return `export interface Limits {\n${limits.join("\n")}\n}`;
}

function quantityType(quantity: string): string {
  if (quantity === "rate" || quantity === "frequency") return "string | { rate: string; burst?: string | number }";
  return quantity === "count" ? "number | string" : "string";
}

/** What the modules export beyond the rows of the table. */
const EXTRA_EXPORTS: Readonly<
  Record<Exclude<HostModule, "global" | "ambit:database" | "ambit:store">, readonly string[]>
> = {
  "ambit:module": [
    "export type JsonSchema = boolean | { readonly [key: string]: unknown };",
    permissionsType(),
    limitsType(),
    `export interface Manifest {
  description?: string;
  /** The argument of the entry: name and JSON Schema of each part. */
  parameters?: Readonly<Record<string, JsonSchema>>;
  /** Variables of the environment that the module may see. */
  env?: Readonly<Record<string, JsonSchema>>;
  files?: Readonly<Record<string, { path: string; schema: JsonSchema }>>;
  permissions?: Permissions;
  limits?: Limits;
  hosts?: Readonly<Record<string, string>>;
  databases?: Readonly<Record<string, { location: string; schema?: JsonSchema; expectedSchemaUpdate?: boolean }>>;
  secrets?: readonly string[];
  serve?: unknown;
  schedule?: unknown;
}`,
    "/** Declares what this module may touch and how much it may use. Gives its argument back; it is read, never run. */\nexport function defineManifest<const Given extends Manifest>(manifest: Given): Given;",
    `/** What is in the files that the manifest declares, by name: values that cannot be changed. \`files as FilesOf<typeof manifest>\` has their types. */
export const files: Readonly<Record<string, unknown>>;`,
    `export type FilesOf<Given extends Manifest> = { readonly [Name in keyof Given["files"]]: Given["files"][Name] extends { schema: infer Schema } ? FromSchema<Schema> : unknown };`,
    `/** What the entry gets: \`export default function main({ city }: ArgumentsOf<typeof manifest>)\`. */
export type ArgumentsOf<Given extends Manifest> = { -readonly [Name in keyof Given["parameters"]]: FromSchema<Given["parameters"][Name]> };`,
    `/** What a value that fits a JSON Schema is, as far as types can say; the rest is \`unknown\`. */
export type FromSchema<Schema> =
  Schema extends false ? never
  : Schema extends { const: infer Value } ? Value
  : Schema extends { enum: readonly (infer Value)[] } ? Value
  : Schema extends { anyOf: readonly (infer Part)[] } ? FromSchema<Part>
  : Schema extends { oneOf: readonly (infer Part)[] } ? FromSchema<Part>
  : Schema extends { type: infer Type } ? FromType<Schema, Type>
  : unknown;
type FromType<Schema, Type> =
  Type extends readonly (infer Each)[] ? FromType<Schema, Each>
  : Type extends "string" ? string
  : Type extends "number" | "integer" ? number
  : Type extends "boolean" ? boolean
  : Type extends "null" ? null
  : Type extends "array" ? FromItems<Schema>
  : Type extends "object" ? FromProperties<Schema>
  : unknown;
type FromItems<Schema> =
  Schema extends { prefixItems: unknown } ? unknown[]
  : Schema extends { items: infer Items } ? FromSchema<Items>[]
  : unknown[];
type FromProperties<Schema> =
  Schema extends { properties: infer Properties; required: readonly (infer Name)[] } ? FromNames<Properties, Name>
  : Schema extends { properties: infer Properties } ? FromNames<Properties, never>
  : Record<string, unknown>;
type FromNames<Properties, Required> =
  & { -readonly [Name in keyof Properties as Name extends Required ? Name : never]: FromSchema<Properties[Name]> }
  & { -readonly [Name in keyof Properties as Name extends Required ? never : Name]?: FromSchema<Properties[Name]> };`,
  ],
  "ambit:fs": [],
  "ambit:path": [
    ...[
      "basename(path: string, suffix?: string)",
      "dirname(path: string)",
      "extname(path: string)",
      "join(...parts: string[])",
    ],
    ...["normalize(path: string)", "relative(from: string, to: string)", "resolve(...parts: string[])"],
  ]
    .map((each) => `export function ${each}: string;`)
    .concat("export function isAbsolute(path: string): boolean;"),
  "ambit:http": [
    `/** A server that listens. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** Resolves when it is closed. */
  readonly finished: Promise<void>;
  /** Takes no more requests, and drops its connections. */
  close(): Promise<void>;
}`,
  ],
  "ambit:env": [],
  "ambit:secrets": [
    `/** Stands for a secret, which this module never sees: it cannot be printed, compared, copied or read. */
export interface Secret {
  toString(): never;
  toJSON(): never;
}`,
    "/** Credentials of a token: the value of the header `Authorization`. */\nexport function bearer(token: Secret): Secret;",
    "/** Credentials of a user and a password: the value of the header `Authorization`. */\nexport function basic(user: string, password: Secret): Secret;",
  ],
  "ambit:modules": [
    `import type { Limits, Permissions } from "ambit:module";`,
    `/** One side of a connection between a module and a child. */
export interface Port<Out = unknown, In = unknown> {
  /** Sends a copy of a value, of at most 16 MiB; resolves when there is room for the next. Buffers to transfer end up empty here. Takes from \`message/bytes\`. */
  send(message: Out, options?: { transfer?: ArrayBuffer[] }): Promise<void>;
  /** Sends no more: when what is on its way has arrived, the iteration of the other side ends, which may still send. */
  close(): void;
  /** The messages of the other side, until it sends no more. Each is given to one who waits for it. */
  [Symbol.asyncIterator](): AsyncIterableIterator<In>;
}`,
    `/** The port to the module that has spawned this one; undefined for a module that was started in another way. */
export function parent<Out = unknown, In = unknown>(): Port<Out, In> | undefined;`,
    `/** A running child. */
export interface Child<Result> {
  readonly id: string;
  /** What its entry returned; rejects when it ends in another way. */
  readonly result: Promise<Result>;
  /** Messages to the child and from it, which has the other side as \`parent()\`. */
  readonly port: Port<any, any>;
  /** Calls an export of the child; arguments and result are JSON data. A call that fails ends nothing else. */
  call(name: string, args?: readonly unknown[], options?: { signal?: AbortSignal }): Promise<any>;
  /** Ends a child that stays, after the calls that were made before. */
  finish(): Promise<void>;
  /** Ends it. */
  cancel(reason?: string): Promise<void>;
}`,
  ],
  "ambit:context": [
    '/** Whether a grant covers a permission: `has("fs.read", "./data/a.json")`. */\nexport function has(kind: string, resource: string): boolean;',
    "/** Gives a permission up for the rest of this module's life, and that of its children. */\nexport function drop(kind: string, resource: string): void;",
    "/** What is left of a limit, in its base unit; undefined when there is no such limit. */\nexport function remaining(limit: string): number | undefined;",
    `/**
 * Fires when this module is cancelled; it then has a second to tear down, or until nothing is under way. Asked for in a
 * call of an export before the first \`await\`, it also fires when the caller gives that call up.
 */
export function signal(): AbortSignal;`,
  ],
  "ambit:schema": [
    'import type { FromSchema, JsonSchema } from "ambit:module";',
    `/** In what a value does not fit a schema. */
export interface SchemaProblem {
  /** Where, as a JSON Pointer: "" is all of it, "/days/0" a part. */
  readonly pointer: string;
  readonly message: string;
}`,
    "/** A value does not fit its schema. */\nexport class SchemaError extends TypeError {\n  readonly problems: readonly SchemaProblem[];\n}",
    `/**
 * Everything in which a value does not fit a JSON Schema (draft 2020-12); empty when it fits. It computes in the module:
 * no permission, no limit but CPU time.
 */
export function problemsOf(schema: JsonSchema, value: unknown): readonly SchemaProblem[];`,
    "/** Gives the value back, with its type, when it fits; else throws a `SchemaError` that says all of it. */\nexport function validate<const Schema extends JsonSchema>(schema: Schema, value: unknown): FromSchema<Schema>;",
  ],
};
