/** `workspace/willRenameFiles`: paths in the manifest and in literals of calls follow files and folders that move, and so do folders that templates begin with. */
import { folderOf, isPackageFile, relativePath, resolvePath } from "../../runtime-core/base/file-path.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import {
  type FileEdit,
  hostCalls,
  manifestOutline,
  type ManifestPart,
  type PreparedModule,
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
  const declared = outline?.sections.flatMap((part) => inManifest(part, outline.file)) ?? [];
  const files = [...prepared.files.keys()].filter((file) => !isPackageFile(file));
  const called = files.flatMap((file) =>
    hostCalls(prepared, file).flatMap(({ folders, literals }) =>
      [...literals.filter(({ as }) => as === "path"), ...folders].map(({ span, text }) => ({ file, span, text })),
    ),
  );
  const isPlain = ({ file, span, text }: WrittenPath): boolean =>
    prepared.files.get(file)?.source.text.slice(span.start, span.end) === text;
  return { module: prepared.path, written: [...declared, ...called].filter(isPlain) };
}

function inManifest(part: ManifestPart, file: FilePath): readonly WrittenPath[] {
  if (part.kind !== "value") return part.children.flatMap((each) => inManifest(each, file));
  const [section, second, third] = part.path;
  const isPath =
    (section === "permissions" && (second === "fs" || second === "modules")) ||
    (section === "files" && third === "path");
  const span = { start: part.valueSpan.start + 1, end: part.valueSpan.end - 1 };
  return isPath ? [{ file, span, text: part.text }] : [];
}
