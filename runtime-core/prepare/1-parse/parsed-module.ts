/**
 * The result of the first step: every file of a module as a syntax tree, and what its imports mean.
 */
import { isPackageFile } from "../../base/file-path.ts";
import type { SourceText } from "../../base/source-text.ts";
import type { FilePath, Span } from "../../base/span.ts";
import type { Bindings } from "./bindings.ts";
import type { Look } from "./survey.ts";
import type { Language, ts } from "./syntax.ts";

/** What an import means: a file of the project, a host module, or nothing that could be found. */
export type ImportTarget = FilePath | `ambit:${string}` | undefined;

/** How a specifier is written. */
export type ImportForm = "import" | "export" | "dynamic" | "require";

/** One import as it is written, before anything is resolved. */
export interface WrittenImport {
  readonly specifier: string;
  /** The string literal, quotes included. */
  readonly span: Span;
  readonly form: ImportForm;
  /** True for `import type` and `export type`: nothing is loaded at run time. */
  readonly typeOnly: boolean;
  /** Names that are taken from the module and exist at run time; "*" for all of them, "default" for the default export. */
  readonly names: readonly ImportedName[];
  /** The `type` attribute: `with { type: "json" }`. */
  readonly attributeType: string | undefined;
}

/** A name that an import asks for, and where. */
export interface ImportedName {
  readonly name: string;
  readonly span: Span;
}

/** An import with what it means. */
export interface ResolvedImport extends WrittenImport {
  readonly target: ImportTarget;
}

/**
 * One file as a tree.
 *
 * `syntax` is valid for `source` whenever it is asked for, but nodes may only be kept until the step returns: the next
 * edit of the file takes them over. What lives longer keeps spans.
 */
export interface ParsedFile {
  readonly path: FilePath;
  readonly language: Language;
  readonly source: SourceText;
  readonly syntax: ts.SourceFile;
  /** Top-level statements, and after a syntax error also declarations that start in column 0 wherever the tree put them. */
  readonly statements: readonly ts.Statement[];
  /** What is declared and exported at the top level. */
  readonly bindings: Bindings;
  /** The nodes that rules ask for. */
  readonly look: Look;
  readonly imports: readonly WrittenImport[];
  readonly hasSyntaxErrors: boolean;
}

/** A module: the entry and all files that it loads. */
export interface ParsedModule {
  readonly entry: FilePath;
  /** Entry first, then in order of discovery. Empty when the entry cannot be read. */
  readonly files: ReadonlyMap<FilePath, ParsedFile>;
  /** Files of packages that are CommonJS. */
  readonly commonJs: ReadonlySet<FilePath>;
  /** Resolved imports by file, in order of the text. */
  readonly imports: ReadonlyMap<FilePath, readonly ResolvedImport[]>;
}

/** Whether a file is to be taken as it is: one of `node_modules`, or CommonJS of a package that is linked from there. */
export function isPackaged({ commonJs }: Pick<ParsedModule, "commonJs">, file: FilePath): boolean {
  return isPackageFile(file) || commonJs.has(file);
}

/** Whether all files could be parsed: what is missing in their trees is not in their texts. */
export function isWhole({ files }: ParsedModule): boolean {
  return files.values().every((file) => !file.hasSyntaxErrors);
}
