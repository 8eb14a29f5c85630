/**
 * `workspace/willRenameFiles`: paths in the manifest and in literals of calls follow files and folders that move, and so do folders
 * that templates begin with, also as constants.
 */
import { folderOf, isPackageFile, relativePath, resolvePath } from "../../runtime-core/base/file-path.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import {
  type FileEdit,
  hostCalls,
  manifestOutline,
  type ManifestPart,
  type PreparedModule,
  variablesIn,
  writtenTexts,
} from "../../runtime-core/prepare/index.ts";

/** A file or a folder that gets another place. */
export interface FileRenaming {
  readonly from: FilePath;
  readonly to: FilePath;
}

/** A path or a pattern in a text, as it is written. */
interface WrittenPath {
  readonly file: FilePath;
  readonly span: Span;
  readonly text: string;
}

/** The paths that a module has in its manifest and in literals of calls. */
export interface ModulePaths {
  /** The entry. */
  readonly module: FilePath;
  readonly written: readonly WrittenPath[];
}

/** The edits after which the paths of a module mean what they meant. */
export function fileRenameEdits(
  { module, written }: ModulePaths,
  renamings: readonly FileRenaming[],
): readonly FileEdit[] {
  const moved = (path: FilePath): FilePath => {
    const renaming = renamings.find(({ from }) => path === from || path.startsWith(`${from}/`));
    return renaming === undefined ? path : renaming.to + path.slice(renaming.from.length);
  };
  const folders = { before: folderOf(module), after: folderOf(moved(module)) };
  return written.flatMap(({ file, span, text }) => {
    const now = follow(text, folders, moved);
    return now === text ? [] : [{ file, span, text: now }];
  });
}

/** A path or a pattern with its literal beginning moved; what follows the first wildcard stays. */
function follow(
  text: string,
  folders: { readonly before: FilePath; readonly after: FilePath },
  moved: (path: FilePath) => FilePath,
): string {
  const wild = /[^/]*[*{\\]/.exec(text)?.index ?? text.length;
  const literal = text.slice(0, wild).replace(/(?<=.)\/$/, "");
  const path = text === "" ? undefined : resolvePath(folders.before, literal);
  const now = path === undefined ? undefined : moved(path);
  if (now === undefined || resolvePath(folders.after, literal) === now) return text;
  const rest = literal === "" ? `/${text}` : text.slice(literal.length);
  return (text.startsWith("/") ? now : relativePath(folders.after, now)) + rest;
}

/** The paths of a module; without those that are written with escapes. */
export function pathsOf(prepared: PreparedModule): ModulePaths {
  const outline = manifestOutline(prepared);
  const declared = outline?.sections.flatMap(pathsIn) ?? [];
  const files = [...prepared.files.keys()].filter((file) => !isPackageFile(file));
  const called = files.flatMap((file) =>
    hostCalls(prepared, file).flatMap(({ folders, literals, options }) => {
      const bounds = options.flatMap(pathsIn).map(insideOf);
      const texts = [...literals.filter(({ as }) => as === "path"), ...folders, ...bounds];
      return texts.map(({ span, text }) => ({ file, span, text }));
    }),
  );
  const isPlain = ({ file, span, text }: WrittenPath): boolean =>
    prepared.files.get(file)?.source.text.slice(span.start, span.end) === text;
  const inManifest = declared.map((part) => ({ file: outline?.file ?? "", ...insideOf(part) }));
  const written = [...inManifest, ...called, ...constantsOf(prepared, declared)];
  return { module: prepared.path, written: written.filter(isPlain) };
}

/** The values of a part of the manifest that are paths. */
function pathsIn(part: ManifestPart): readonly ManifestPart[] {
  if (part.kind !== "value") return part.children.flatMap(pathsIn);
  const [section, second, third] = part.path;
  const isPath =
    (section === "permissions" && (second === "fs" || second === "modules")) ||
    (section === "files" && third === "path");
  return isPath ? [part] : [];
}

/** What stands in the quotes of a value; of a template the folder that it begins with. */
function insideOf({ text, valueSpan: { end, start } }: ManifestPart): Omit<WrittenPath, "file"> {
  const [, folder] = /^`([^`$]*)\/[^/`$]*\$\{/.exec(text) ?? [];
  if (folder === undefined) return { span: { start: start + 1, end: end - 1 }, text };
  return { span: { start: start + 1, end: start + 1 + folder.length }, text: folder };
}

/** The constants of the entry that its paths are made of. */
function constantsOf(prepared: PreparedModule, declared: readonly ManifestPart[]): readonly WrittenPath[] {
  const { manifest, path: file } = prepared;
  const calls = hostCalls(prepared, file).filter(({ capability }) =>
    capability.needs.some(({ resource }) => resource.as === "path"),
  );
  const parts = [
    ...(manifest?.location.file === file ? declared.map(({ valueSpan }) => valueSpan) : []),
    ...calls.map(({ inside }) => inside),
  ];
  const names = new Set(parts.flatMap((part) => variablesIn(prepared, file, part)).map(({ name }) => name));
  return writtenTexts(prepared, file).flatMap(({ constant, span, text }) =>
    constant !== undefined && names.has(constant) && /^\.{0,2}\//.test(text) ? [{ file, span, text }] : [],
  );
}
