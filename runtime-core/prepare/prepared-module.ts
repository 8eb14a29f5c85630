/**
 * The result of `prepare`: all that is known about one module before it runs. Immutable.
 *
 * Every feature of the editor and every command answers from it without new work.
 */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceText } from "../base/source-text.ts";
import type { FilePath, Location } from "../base/span.ts";
import type { Limit } from "../limits/limit.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Permission } from "../permissions/permission.ts";
import type { ParsedModule } from "./1-parse/parsed-module.ts";
import type { EffectReport } from "./effect.ts";

/** A file of the module: the entry, or what it imports. */
export interface PreparedFile {
  readonly path: FilePath;
  readonly source: SourceText;
  /** Static imports and literal dynamic ones, as written, with what they resolve to. */
  readonly imports: readonly PreparedImport[];
}

/** One import of one file. */
export interface PreparedImport {
  /** As written: "./stations.ts", "ambit:fs". */
  readonly specifier: string;
  /** The file it means, a host module ("ambit:fs"), or undefined when it cannot be resolved. */
  readonly target: FilePath | `ambit:${string}` | undefined;
  readonly span: { readonly start: number; readonly end: number };
}

/** The folded manifest and where its parts are written. */
export interface PreparedManifest {
  readonly manifest: Manifest;
  /** What was folded, before it was read: plain data that `parseManifest` reads again in another process. */
  readonly data: unknown;
  /** The whole manifest: the argument of `defineManifest`, or the object. */
  readonly location: Location;
  readonly grants: readonly WrittenGrant[];
  readonly limits: readonly WrittenLimit[];
  /** Where the value at a path of the manifest is written: `["env", "UNITS"]`; the nearest written ancestor otherwise. */
  locate(path: readonly (string | number)[]): Location;
}

/** A grant of the manifest, resolved, and where it is written. */
export interface WrittenGrant extends Location {
  readonly permission: Permission;
  /** As the author wrote it: "./stations/*.json". */
  readonly text: string;
}

/** A limit of the manifest and where it is written. */
export interface WrittenLimit extends Location {
  readonly limit: Limit;
}

/** A module, prepared. */
export interface PreparedModule {
  readonly path: FilePath;
  /** The syntax trees, for `prepare/` itself; a feature of the editor answers from the fields below. */
  readonly parsed: ParsedModule;
  /** Entry first, then imports in order of discovery. */
  readonly files: ReadonlyMap<FilePath, PreparedFile>;
  /** Other files that the findings depend on: children that are spawned with their imports, files that the manifest declares. */
  readonly alsoRead: ReadonlySet<FilePath>;
  /** Undefined when the file exports no manifest, or one that is no object. */
  readonly manifest: PreparedManifest | undefined;
  /** What is in the files that the manifest declares, as JSON by the name there; of those with which nothing is wrong. */
  readonly declaredFiles: Readonly<Record<string, string>>;
  readonly effects: EffectReport;
  /** All findings of all steps, in order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What grants are found in: of a child that is not prepared itself no more is known. */
export type GrantedModule = Pick<PreparedModule, "path" | "parsed" | "manifest">;
