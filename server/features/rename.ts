/**
 * `textDocument/prepareRename` and `textDocument/rename`: hosts of URLs, variables of the environment, secrets and limits, in the
 * manifest and in the code of a module. Names of the language are TypeScript's.
 */
import { isPackageFile } from "../../runtime-core/base/file-path.ts";
import { type Location, type Span, touches } from "../../runtime-core/base/span.ts";
import { isLimitName } from "../../runtime-core/limits/known-limits.ts";
import {
  type FileEdit,
  hostCalls,
  manifestOutline,
  type ManifestPart,
  type PreparedModule,
  writtenTexts,
} from "../../runtime-core/prepare/index.ts";
import type { FilePlace } from "./grant-uses.ts";

/** A name that can be changed, and all places where it stands. */
export interface Renaming {
  readonly kind: "host" | "variable" | "secret" | "limit";
  readonly name: string;
  /** Under the cursor. */
  readonly span: Span;
  readonly places: readonly Location[];
}

/** The name at a place; undefined where none is. */
export function renaming(prepared: PreparedModule, at: FilePlace): Renaming | undefined {
  const isHere = ({ file, span }: Location): boolean => file === at.file && touches(span, at.offset);
  for (const kind of ["variable", "secret", "limit", "host"] as const) {
    const names = NAMES[kind](prepared);
    const here = names.find(isHere);
    if (here === undefined) continue;
    const places = names.filter(({ name }) => name === here.name);
    return { kind, name: here.name, span: here.span, places };
  }
  return undefined;
}

/** The edits of a renaming, or why the new name cannot be one. */
export function renameEdits({ kind, places }: Renaming, name: string): readonly FileEdit[] | string {
  const problem = faultOf(kind, name);
  return problem ?? places.map(({ file, span }) => ({ file, span, text: name }));
}

function faultOf(kind: Renaming["kind"], name: string): string | undefined {
  switch (kind) {
    case "host":
      return /^[\p{L}\p{N}.*:[\]-]+$/u.test(name) ? undefined : `"${name}" is no host`;
    case "variable":
      return /^[A-Za-z_]\w*$/.test(name) ? undefined : `"${name}" is no name of a variable`;
    case "secret":
      return /^[^\s"'`\\*]+$/.test(name) ? undefined : `"${name}" is no name of a secret`;
    case "limit":
      return isLimitName(name) ? undefined : `There is no limit "${name}"`;
    default:
      return kind satisfies never;
  }
}

type Named = Location & { readonly name: string };

const NAMES: Readonly<Record<Renaming["kind"], (prepared: PreparedModule) => readonly Named[]>> = {
  host: (prepared) =>
    filesOf(prepared).flatMap((file) => writtenTexts(prepared, file).flatMap((text) => hostIn(file, text))),
  variable: (prepared) => [...inManifest(prepared, isVariable), ...inCalls(prepared, "env")],
  secret: (prepared) => [...inManifest(prepared, isSecret), ...inCalls(prepared, "secrets")],
  limit: (prepared) => inManifest(prepared, ({ path }) => path[0] === "limits" && path.length === 2),
};

function hostIn(file: string, { isHead, span, text }: ReturnType<typeof writtenTexts>[number]): readonly Named[] {
  const [, before = "", name = ""] = /^([a-z()]+:\/\/)([^/?#\s]+)/.exec(text) ?? [];
  if (!isHead || name === "") return [];
  const start = span.start + before.length;
  return [{ name, file, span: { start, end: start + name.length } }];
}

function isVariable({ kind, path }: ManifestPart): boolean {
  if (path[0] === "env") return path.length === 2;
  return kind === "value" && path[0] === "permissions" && path[1] === "env" && path.length === 3;
}

function isSecret({ kind, path }: ManifestPart): boolean {
  if (kind !== "value") return false;
  return path[0] === "secrets" || (path[0] === "permissions" && path[1] === "secrets" && path.length === 3);
}

function inManifest(prepared: PreparedModule, isName: (part: ManifestPart) => boolean): readonly Named[] {
  const outline = manifestOutline(prepared);
  if (outline === undefined) return [];
  const source = prepared.files.get(outline.file)?.source.text ?? "";
  const look = (part: ManifestPart): readonly Named[] => {
    if (!isName(part)) return part.children.flatMap(look);
    const { end, start } = part.nameSpan;
    const span = /["'`]/.test(source.charAt(start)) ? { start: start + 1, end: end - 1 } : { start, end };
    return source.slice(span.start, span.end) === part.name ? [{ name: part.name, file: outline.file, span }] : [];
  };
  return outline.sections.flatMap(look);
}

function inCalls(prepared: PreparedModule, domain: string): readonly Named[] {
  return filesOf(prepared).flatMap((file) =>
    hostCalls(prepared, file).flatMap(({ literals }) =>
      literals.filter((each) => each.domain === domain).map(({ span, text }) => ({ name: text, file, span })),
    ),
  );
}

function filesOf(prepared: PreparedModule): readonly string[] {
  return [...prepared.files.keys()].filter((file) => !isPackageFile(file));
}
