// Made from the capability table; do not edit. UPDATE=1 npm test makes it again.

declare module "ambit:module" {
  export type JsonSchema = boolean | { readonly [key: string]: unknown };
  export interface Permissions {
    fs?: { read?: readonly string[]; write?: readonly string[]; create?: readonly string[]; update?: readonly string[]; delete?: readonly string[] };
    http?: { read?: readonly string[]; write?: readonly string[]; delete?: readonly string[]; serve?: readonly string[] };
    websocket?: { connect?: readonly string[] };
    env?: { read?: readonly string[] };
    secrets?: { use?: readonly string[] };
    database?: { read?: readonly string[]; write?: readonly string[]; create?: readonly string[]; update?: readonly string[]; delete?: readonly string[] };
    store?: { read?: readonly string[]; write?: readonly string[] };
    modules?: { spawn?: readonly string[] };
  }
  export interface Limits {
    /** CPU time that the module and its children run; waiting and breakpoints are free. */
    "execution/cpu-time"?: string;
    /** Time from start to end, waiting included; breakpoints are free. */
    "execution/total-time"?: string;
    /** Memory that the module and its children hold. */
    "memory/heap"?: string;
    /** Bytes read from files per second. */
    "fs/read"?: string | { rate: string; burst?: string | number };
    /** Bytes written to files per second. */
    "fs/write"?: string | { rate: string; burst?: string | number };
    /** Files and folders created per second. */
    "fs/create-file"?: string | { rate: string; burst?: string | number };
    /** Files and folders created in all; deleting one gives nothing back. */
    "fs/total-new-files"?: number | string;
    /** HTTP requests per second; every redirect is one, and every WebSocket. */
    "http/request"?: string | { rate: string; burst?: string | number };
    /** Bytes sent in HTTP requests, by servers and over WebSockets per second. */
    "http/upload"?: string | { rate: string; burst?: string | number };
    /** Bytes received in HTTP responses, by servers and over WebSockets per second. */
    "http/download"?: string | { rate: string; burst?: string | number };
    /** HTTP requests open at the same time. */
    "http/simultaneous"?: number | string;
    /** WebSocket connections open at the same time. */
    "websocket/simultaneous"?: number | string;
    /** Database reads per second. */
    "database/read"?: string | { rate: string; burst?: string | number };
    /** Database writes per second. */
    "database/write"?: string | { rate: string; burst?: string | number };
    /** Child modules that run at the same time. */
    "modules/simultaneous"?: number | string;
    /** Timers set at the same time. */
    "timers/simultaneous"?: number | string;
    /** Bytes printed to the console per second. */
    "console/output"?: string | { rate: string; burst?: string | number };
    /** Bytes of messages between modules per second. */
    "message/bytes"?: string | { rate: string; burst?: string | number };
  }
  export interface Manifest {
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
  }
  /** Declares what this module may touch and how much it may use. Gives its argument back; it is read, never run. */
  export function defineManifest<const Given extends Manifest>(manifest: Given): Given;
  /** What is in the files that the manifest declares, by name: values that cannot be changed. `files as FilesOf<typeof manifest>` has their types. */
  export const files: Readonly<Record<string, unknown>>;
  export type FilesOf<Given extends Manifest> = { readonly [Name in keyof Given["files"]]: Given["files"][Name] extends { schema: infer Schema } ? FromSchema<Schema> : unknown };
  /** What the entry gets: `export default function main({ city }: ArgumentsOf<typeof manifest>)`. */
  export type ArgumentsOf<Given extends Manifest> = { -readonly [Name in keyof Given["parameters"]]: FromSchema<Given["parameters"][Name]> };
  /** What a value that fits a JSON Schema is, as far as types can say; the rest is `unknown`. */
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
    & { -readonly [Name in keyof Properties as Name extends Required ? never : Name]?: FromSchema<Properties[Name]> };
}

declare module "ambit:fs" {
  /** Reads a file as UTF-8 text. Needs `fs.read`. Takes from `fs/read`. */
  export function readText(path: string | URL): Promise<string>;
  /** Reads a file as bytes. Needs `fs.read`. Takes from `fs/read`. */
  export function readBytes(path: string | URL): Promise<Uint8Array>;
  /** Reads a file piece by piece, as fast as the pieces are used. Needs `fs.read`. Takes from `fs/read`. */
  export function readStream(path: string | URL): ReadableStream<Uint8Array>;
  /** Says what a path is, its size and when it was changed. Needs `fs.read`. */
  export function stat(path: string | URL): Promise<{ kind: "file" | "folder" | "other"; sizeBytes: number; modifiedMs: number }>;
  /** Says whether a path exists. Needs `fs.read`. */
  export function exists(path: string | URL): Promise<boolean>;
  /** Lists what is in a folder. Needs `fs.read`. */
  export function list(folder: string | URL, options?: { recursive?: boolean }): Promise<{ name: string; kind: "file" | "folder" | "other"; path: string }[]>;
  /** Tells which file or which entry of a folder was made, changed or taken away, from the moment on at which watching has begun. A path that changes often before it is taken is told once; the watched path itself stands for changes that are too many. Needs `fs.read`. */
  export function watch(path: string | URL, options?: { recursive?: boolean }): AsyncIterableIterator<{ path: string }>;
  /** Writes a text as UTF-8; creates the file or replaces what is in it unless the mode says otherwise. Needs `fs.…`. Takes from `fs/write`, `fs/create-file`, `fs/total-new-files`. */
  export function writeText(path: string | URL, text: string, options?: { mode?: "create" | "update" | "append" }): Promise<void>;
  /** Writes bytes; creates the file or replaces what is in it unless the mode says otherwise. Needs `fs.…`. Takes from `fs/write`, `fs/create-file`, `fs/total-new-files`. */
  export function writeBytes(path: string | URL, bytes: Uint8Array, options?: { mode?: "create" | "update" | "append" }): Promise<void>;
  /** Writes a file piece by piece; like `writeBytes` it replaces what is in it unless the mode says otherwise. Needs `fs.…`. Takes from `fs/write`, `fs/create-file`, `fs/total-new-files`. */
  export function writeStream(path: string | URL, options?: { mode?: "create" | "update" | "append" }): WritableStream<Uint8Array>;
  /** Creates a folder, and the folders above it that are missing. Needs `fs.create`. Takes from `fs/create-file`, `fs/total-new-files`. */
  export function createDir(path: string | URL): Promise<void>;
  /** Removes a file or an empty folder; with `recursive` a folder and everything below it. Needs `fs.delete`. */
  export function remove(path: string | URL, options?: { recursive?: boolean }): Promise<void>;
  /** Moves a file or a folder. Needs `fs.read`, `fs.delete`, `fs.write`. Takes from `fs/create-file`, `fs/total-new-files`. */
  export function rename(from: string | URL, to: string | URL): Promise<void>;
  /** Copies a file; with `recursive` a folder and everything below it. A file is changed when the limits have let all of it through; what a copy has made is taken away when it is ended before its end. Needs `fs.read`, `fs.write`. Takes from `fs/read`, `fs/write`, `fs/create-file`, `fs/total-new-files`. */
  export function copy(from: string | URL, to: string | URL, options?: { recursive?: boolean }): Promise<void>;
}

declare module "ambit:path" {
  export function basename(path: string, suffix?: string): string;
  export function dirname(path: string): string;
  export function extname(path: string): string;
  export function join(...parts: string[]): string;
  export function normalize(path: string): string;
  export function relative(from: string, to: string): string;
  export function resolve(...parts: string[]): string;
  export function isAbsolute(path: string): boolean;
}

declare module "ambit:http" {
  /** A server that listens. */
  export interface Server {
    readonly host: string;
    readonly port: number;
    /** Resolves when it is closed. */
    readonly finished: Promise<void>;
    /** Takes no more requests, and drops its connections. */
    close(): Promise<void>;
  }
  /** Answers requests at a host, which is localhost unless said, and a port. The module goes on until its servers are closed. A body that nobody has begun to read when the answer has left is given up. Needs `http.serve`. Takes from `http/upload`, `http/download`. */
  export function serve(at: { host?: string; port: number }, handler: (request: Request) => Response | Promise<Response>): Promise<Server>;
}

declare module "ambit:env" {
  export const env: {
    /** The value of a variable of the environment. Needs `env.read`. */
    get(name: string): string | undefined;
    /** Whether a variable of the environment is set. Needs `env.read`. */
    has(name: string): boolean;
    /** The variables of the environment that this module may read. Needs `env.read`. */
    toObject(): Record<string, string>;
  };
}

declare module "ambit:secrets" {
  /** Stands for a secret, which this module never sees: it cannot be printed, compared, copied or read. */
  export interface Secret {
    toString(): never;
    toJSON(): never;
  }
  /** Credentials of a token: the value of the header `Authorization`. */
  export function bearer(token: Secret): Secret;
  /** Credentials of a user and a password: the value of the header `Authorization`. */
  export function basic(user: string, password: Secret): Secret;
  /** An opaque value that stands for a secret: the value of a header or the body of a request. The host puts the secret in its place. Needs `secrets.use`. */
  export function secret(name: string): Secret;
}

declare module "ambit:modules" {
  import type { Limits, Permissions } from "ambit:module";
  /** One side of a connection between a module and a child. */
  export interface Port<Out = unknown, In = unknown> {
    /** Sends a copy of a value, of at most 16 MiB; resolves when there is room for the next. Buffers to transfer end up empty here. Takes from `message/bytes`. */
    send(message: Out, options?: { transfer?: ArrayBuffer[] }): Promise<void>;
    /** Sends no more: when what is on its way has arrived, the iteration of the other side ends, which may still send. */
    close(): void;
    /** The messages of the other side, until it sends no more. Each is given to one who waits for it. */
    [Symbol.asyncIterator](): AsyncIterableIterator<In>;
  }
  /** The port to the module that has spawned this one; undefined for a module that was started in another way. */
  export function parent<Out = unknown, In = unknown>(): Port<Out, In> | undefined;
  /** A running child. */
  export interface Child<Result> {
    readonly id: string;
    /** What its entry returned; rejects when it ends in another way. */
    readonly result: Promise<Result>;
    /** Messages to the child and from it, which has the other side as `parent()`. */
    readonly port: Port<any, any>;
    /** Calls an export of the child; arguments and result are JSON data. A call that fails ends nothing else. */
    call(name: string, args?: readonly unknown[], options?: { signal?: AbortSignal }): Promise<any>;
    /** Ends a child that stays, after the calls that were made before. */
    finish(): Promise<void>;
    /** Ends it. */
    cancel(reason?: string): Promise<void>;
  }
  /** Starts a module in an isolate of its own; what it asks for must be within what this module has. After `timeout` milliseconds it is ended. With `stay` no entry is called, and it stays for `call` until `finish`. Needs `modules.spawn`. Takes from `modules/simultaneous`. */
  export function spawn<Result = unknown>(path: string | URL, options?: { args?: object; permissions?: Permissions; limits?: Limits; timeout?: number; stay?: boolean }): Promise<Child<Result>>;
}

declare module "ambit:context" {
  /** Whether a grant covers a permission: `has("fs.read", "./data/a.json")`. */
  export function has(kind: string, resource: string): boolean;
  /** Gives a permission up for the rest of this module's life, and that of its children. */
  export function drop(kind: string, resource: string): void;
  /** What is left of a limit, in its base unit; undefined when there is no such limit. */
  export function remaining(limit: string): number | undefined;
  /**
   * Fires when this module is cancelled; it then has a second to tear down, or until nothing is under way. Asked for in a
   * call of an export before the first `await`, it also fires when the caller gives that call up.
   */
  export function signal(): AbortSignal;
}

declare module "ambit:schema" {
  import type { FromSchema, JsonSchema } from "ambit:module";
  /** In what a value does not fit a schema. */
  export interface SchemaProblem {
    /** Where, as a JSON Pointer: "" is all of it, "/days/0" a part. */
    readonly pointer: string;
    readonly message: string;
  }
  /** A value does not fit its schema. */
  export class SchemaError extends TypeError {
    readonly problems: readonly SchemaProblem[];
  }
  /**
   * Everything in which a value does not fit a JSON Schema (draft 2020-12); empty when it fits. It computes in the module:
   * no permission, no limit but CPU time.
   */
  export function problemsOf(schema: JsonSchema, value: unknown): readonly SchemaProblem[];
  /** Gives the value back, with its type, when it fits; else throws a `SchemaError` that says all of it. */
  export function validate<const Schema extends JsonSchema>(schema: Schema, value: unknown): FromSchema<Schema>;
}
