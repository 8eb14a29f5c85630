/**
 * Step 1: a module and all that it imports, as trees. Reads through the workspace only.
 *
 * Every failure is one diagnostic at the import that wanted the file; the rest of the module is still there.
 */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath, Location } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import { isPackageFile } from "../../base/file-path.ts";
import { atOnce } from "../pieces.ts";
import type { StepCache } from "../step-cache.ts";
import type { StepResult } from "../step.ts";
import { importCycles } from "./import-cycles.ts";
import { SourceFileTree } from "./parse-file.ts";
import type { ParsedModule, ResolvedImport, WrittenImport } from "./parsed-module.ts";
import { type Resolution, resolveImport } from "./resolve-import.ts";
import { isCommonJs } from "./resolve-package.ts";
import { resolveRequire } from "./resolve-require.ts";
import { MAX_NESTING } from "./survey.ts";
import { languageOf } from "./syntax.ts";
import { writtenRequires } from "./written-imports.ts";

/** Files of one module at most; a module with more is a program, and its analysis would keep an editor waiting. */
export const MAX_FILES = 5000;
/**
 * Nodes of all trees of one module at most. Where each other character is a statement (`0;0;`), one takes about 350 bytes until
 * the module is prepared: of a heap of 2 GB three quarters.
 */
export const MAX_NODES = 4_000_000;
/** Characters of all texts of one module at most, comments included. */
export const MAX_CHARACTERS = 10_000_000;
/** Imports behind each other at most. */
export const MAX_DEPTH = 500;

/** A parsed module whose trees can be held while the later steps run. */
export interface ParsedTrees extends ParsedModule {
  readonly files: ReadonlyMap<FilePath, SourceFileTree>;
}

/** Parses the module at `entry`. Files whose text has not changed come from the cache. */
export function parseModule(entry: FilePath, workspace: Workspace, cache: StepCache): StepResult<ParsedTrees> {
  return atOnce(moduleParsing(entry, workspace, cache));
}

/** As `parseModule`, with a rest behind each file that is parsed anew: some modules have thousands of them. */
export function* moduleParsing(
  entry: FilePath,
  workspace: Workspace,
  cache: StepCache,
): Generator<undefined, StepResult<ParsedTrees>> {
  const files = new Map<FilePath, SourceFileTree>();
  const imports = new Map<FilePath, readonly ResolvedImport[]>();
  const commonJs = new Set<FilePath>();
  const diagnostics: Diagnostic[] = [];
  const depths = new Map<FilePath, number>([[entry, 0]]);
  const first = readEntry(entry, workspace, cache);
  if (first.value === undefined) return { value: { entry, files, imports, commonJs }, diagnostics: first.diagnostics };
  files.set(entry, first.value);
  const size = { characters: first.value.source.text.length, nodes: first.value.look.size };
  for (const file of files.values()) {
    diagnostics.push(...syntaxDiagnostics(file));
    const depth = depths.get(file.path) ?? 0;
    if (isCommonJs(workspace, file)) commonJs.add(file.path);
    const asked = commonJs.has(file.path) ? [...writtenRequires(file), ...file.imports] : file.imports;
    const resolved: ResolvedImport[] = [];
    for (const written of asked) {
      const { target, diagnostics: problems } = resolve(workspace, file.path, written);
      if (!written.typeOnly) diagnostics.push(...problems);
      if (written.typeOnly || target === undefined || target.startsWith("ambit:") || files.has(target)) {
        resolved.push({ ...written, target });
        continue;
      }
      const reading = workspace.read(target);
      const added = reading.kind === "text" ? reading.text.length : 0;
      const at = { file: file.path, span: written.span };
      const refusal = refuseGrowth({ files: files.size, depth, size, added }, at);
      if (refusal !== undefined) diagnostics.push(refusal);
      if (refusal !== undefined || reading.kind !== "text") {
        resolved.push({ ...written, target: undefined });
        continue;
      }
      const known = cache.tree(target);
      const tree = parseCached(target, reading.text, cache);
      size.characters += added;
      size.nodes += tree.look.size;
      files.set(target, tree);
      depths.set(target, depth + 1);
      resolved.push({ ...written, target });
      if (tree !== known) yield;
    }
    imports.set(file.path, resolved);
  }
  const value = { entry, files, imports, commonJs };
  return { value, diagnostics: [...diagnostics, ...importCycles(value)] };
}

/** Files have the names behind all links, as in Node: packages are linked, and find their own beside themselves. */
function resolve(workspace: Workspace, importer: FilePath, written: WrittenImport): Resolution {
  const { target, diagnostics } =
    written.form === "require"
      ? { target: resolveRequire(workspace, importer, written), diagnostics: [] }
      : resolveImport(workspace, importer, written);
  const isFile = target?.startsWith("/") === true;
  return { target: isFile ? workspace.realPath(target) : target, diagnostics };
}

function readEntry(entry: FilePath, workspace: Workspace, cache: StepCache): StepResult<SourceFileTree | undefined> {
  const at = { file: entry, span: { start: 0, end: 0 } };
  const reading = workspace.read(entry);
  switch (reading.kind) {
    case "text":
      if (languageOf(entry) === undefined || entry.endsWith(".cjs"))
        return { value: undefined, diagnostics: [diagnostic("parse/unsupported-file", at, { path: entry })] };
      const refusal = refuseSize({ characters: 0, nodes: 0 }, reading.text.length, at);
      if (refusal !== undefined) return { value: undefined, diagnostics: [refusal] };
      return { value: parseCached(entry, reading.text, cache), diagnostics: [] };
    case "missing":
      return { value: undefined, diagnostics: [diagnostic("parse/missing-file", at, { path: entry })] };
    case "too-large": {
      const data = { path: entry, sizeBytes: reading.sizeBytes, maxBytes: reading.maxBytes };
      return { value: undefined, diagnostics: [diagnostic("parse/file-too-large", at, data)] };
    }
    case "directory":
      return unreadableEntry(entry, "it is a folder");
    case "binary":
      return unreadableEntry(entry, "it is a binary file");
    case "unreadable":
      return unreadableEntry(entry, reading.reason);
    default:
      return reading satisfies never;
  }
}

function unreadableEntry(entry: FilePath, reason: string): StepResult<undefined> {
  const at = { file: entry, span: { start: 0, end: 0 } };
  return { value: undefined, diagnostics: [diagnostic("parse/unreadable-file", at, { path: entry, reason })] };
}

function parseCached(path: FilePath, text: string, cache: StepCache): SourceFileTree {
  const previous = cache.tree(path);
  const isSame = previous?.source.text === text;
  const language = languageOf(path) ?? "ts";
  const tree = isSame ? previous : SourceFileTree.parse(path, text, { language, previous });
  cache.keepTree(tree);
  return tree;
}

interface Size {
  readonly characters: number;
  readonly nodes: number;
}

function refuseGrowth(
  { added, depth, files, size }: { files: number; depth: number; size: Size; added: number },
  at: Location,
): Diagnostic | undefined {
  if (files >= MAX_FILES) return diagnostic("parse/too-many-files", at, { maxFiles: MAX_FILES });
  if (depth >= MAX_DEPTH) return diagnostic("parse/import-too-deep", at, { maxDepth: MAX_DEPTH });
  return refuseSize(size, added, at);
}

/** A text that has not been parsed could be a node for each character. */
function refuseSize({ characters, nodes }: Size, added: number, at: Location): Diagnostic | undefined {
  const refusal = (what: "characters" | "nodes", size: number, most: number) =>
    diagnostic("parse/module-too-large", at, { what, size, most });
  if (characters + added > MAX_CHARACTERS) return refusal("characters", characters + added, MAX_CHARACTERS);
  return nodes + added > MAX_NODES ? refusal("nodes", nodes + added, MAX_NODES) : undefined;
}

/** Findings of one file at most; a file with more is no module. */
const MAX_PROBLEMS = 500;

function syntaxDiagnostics(file: SourceFileTree): readonly Diagnostic[] {
  const problems = file.problems.slice(0, isPackageFile(file.path) ? 1 : MAX_PROBLEMS);
  const found = problems.map(({ message, span, related = [] }) => {
    const steps = related.map((step) => ({ ...step, file: file.path }));
    return diagnostic("parse/syntax-error", { file: file.path, span }, { detail: message }, { related: steps });
  });
  if (file.tooDeep === undefined) return found;
  return [diagnostic("parse/too-deeply-nested", { file: file.path, span: file.tooDeep }, { maxNesting: MAX_NESTING })];
}
