/**
 * `textDocument/documentLink`: files and modules that are there, and hosts, in the manifest and in literals of host calls.
 */
import { folderOf } from "../../runtime-core/base/file-path.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { parsePath, printPath } from "../../runtime-core/permissions/path-pattern.ts";
import {
  hostCalls,
  manifestOutline,
  type ManifestPart,
  type PreparedModule,
} from "../../runtime-core/prepare/index.ts";
import { insideQuotes } from "./quoted-text.ts";

/** A text that leads somewhere. */
export interface DocumentLink {
  readonly span: Span;
  readonly to: { readonly file: FilePath } | { readonly url: string };
}

interface Written {
  readonly span: Span;
  readonly text: string;
  readonly as: "path" | "url";
}

/** The links of a file. Reads the names in the folders that are linked to, nothing else. */
export function documentLinks(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly workspace: () => Workspace },
): readonly DocumentLink[] {
  const outline = manifestOutline(prepared);
  const source = prepared.files.get(at.file)?.source.text ?? "";
  const declared = outline?.file === at.file ? outline.sections.flatMap((part) => inManifest(part, source)) : [];
  const granted = (prepared.manifest?.grants ?? []).flatMap(({ file, permission, span, text }): readonly Written[] => {
    const as = DOMAINS[permission.domain];
    return as === undefined || file !== at.file ? [] : [{ as, span: insideQuotes(source, span) ?? span, text }];
  });
  const called = hostCalls(prepared, at.file).flatMap(({ literals }) =>
    literals.flatMap(({ as, span, text }): readonly Written[] =>
      as === "path" || as === "url" ? [{ as, span, text }] : [],
    ),
  );
  const exists = lookIn(at.workspace());
  return [...granted, ...declared, ...called].flatMap(({ as, span, text }): readonly DocumentLink[] => {
    if (as === "url") return linkToHost(span, text);
    const path = parsePath(text, folderOf(prepared.path));
    const file = path.ok ? printPath(path.value) : undefined;
    return file !== undefined && exists(file) ? [{ span, to: { file } }] : [];
  });
}

const DOMAINS: Readonly<Partial<Record<string, Written["as"]>>> = { fs: "path", modules: "path", http: "url" };

/** What the sections `files` and `hosts` name. */
function inManifest(part: ManifestPart, source: string): readonly Written[] {
  if (part.kind !== "value") return part.children.flatMap((each) => inManifest(each, source));
  const [section, second, third] = part.path;
  const isHost = section === "hosts" && second !== undefined && third === undefined;
  if (!isHost && !(section === "files" && third === "path")) return [];
  return [
    { as: isHost ? "url" : "path", span: insideQuotes(source, part.valueSpan) ?? part.valueSpan, text: part.text },
  ];
}

/** To what comes before the first wildcard; nothing where the host itself is one. */
function linkToHost(span: Span, text: string): readonly DocumentLink[] {
  const url = /^https?:\/\/[^/*?{}\\$]+(?:\/[^*?{}\\]*(?=\/))?/.exec(text)?.[0];
  const isWhole = url !== undefined && (url.length === text.length || text.charAt(url.length) === "/");
  return isWhole ? [{ span, to: { url: /^https?:\/\/[^*?{}\\$]+$/.test(text) ? text : `${url}/` } }] : [];
}

/** Whether a file is there; each folder is read once. */
function lookIn(workspace: Workspace): (file: FilePath) => boolean {
  const folders = new Map<FilePath, ReadonlySet<string>>();
  return (file) => {
    const folder = folderOf(file);
    let names = folders.get(folder);
    if (names === undefined) folders.set(folder, (names = new Set(workspace.list(folder))));
    return names.has(file.slice(file.lastIndexOf("/") + 1));
  };
}
