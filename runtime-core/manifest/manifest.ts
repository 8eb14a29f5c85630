/**
 * What a module declares, folded and resolved. Plain data; the same in the editor, the command line and a run.
 */
import type { FilePath } from "../base/span.ts";
import type { Limit } from "../limits/limit.ts";
import type { Permission } from "../permissions/permission.ts";

/** A JSON Schema, draft 2020-12, as data. */
export type JsonSchema = { readonly [key: string]: unknown } | boolean;

/** A file that is read and validated before the module starts. */
export interface ManifestFile {
  readonly path: FilePath;
  readonly schema: JsonSchema;
}

/** A database that the module owns. */
export interface ManifestDatabase {
  readonly location: string;
  readonly schema?: JsonSchema;
  readonly expectedSchemaUpdate?: boolean;
}

/** A manifest. A section that is not written is empty. */
export interface Manifest {
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, JsonSchema>>;
  readonly env: Readonly<Record<string, JsonSchema>>;
  readonly files: Readonly<Record<string, ManifestFile>>;
  /** In the order of the text; paths are absolute from the project root. */
  readonly permissions: readonly Permission[];
  readonly limits: readonly Limit[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<string, ManifestDatabase>>;
  readonly secrets: readonly string[];
  /** Routes and triggers, as written; read by `ambit serve`. */
  readonly serve: unknown;
  readonly schedule: unknown;
}
