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
import { insideQuotes } from "./quoted-text.ts";

/** A name that can be changed, and all places where it stands. */
export interface Renaming {
  readonly kind: "host" | "variable" | "secret" | "limit";
  readonly name: string;
  /** Under the cursor. */
  readonly span: Span;
  readonly places: readonly Written[];
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
  return problem ?? places.map(({ behind = "", file, span }) => ({ file, span, text: name + behind }));
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

/** A place of a name. */
interface Written extends Location {
  /** What stands behind the name when it is another one. */
  readonly behind?: string;
}

type Named = Written & { readonly name: string };

const NAMES: Readonly<Record<Renaming["kind"], (prepared: PreparedModule) => readonly Named[]>> = {
  host: (prepared) =>
    filesOf(prepared).flatMap((file) => writtenTexts(prepared, file).flatMap((text) => hostIn(file, text))),
  variable: (prepared) => [
    ...keysIn(prepared, "env"),
    ...itemsIn(prepared, (path) => isKindOf(path, "env")),
    ...inCalls(prepared, "env"),
  ],
  secret: (prepared) => [
    ...itemsIn(prepared, (path) => path[0] === "secrets" || isKindOf(path, "secrets")),
    ...inCalls(prepared, "secrets"),
  ],
  limit: (prepared) => keysIn(prepared, "limits"),
};

/** Whether a path is that of a list of grants of a domain. */
function isKindOf(path: readonly string[], domain: string): boolean {
  return path[0] === "permissions" && path[1] === domain && path.length === 3;
}

function hostIn(file: string, { isHead, span, text }: ReturnType<typeof writtenTexts>[number]): readonly Named[] {
  const [, before = "", name = ""] = /^([a-z()]+:\/\/)([^/?#\s]+)/.exec(text) ?? [];
  if (!isHead || name === "") return [];
  const start = span.start + before.length;
  return [{ name, file, span: { start, end: start + name.length } }];
}

/** The keys of a section. A constant may stand for key and value: only the key gets another name then. */
function keysIn(prepared: PreparedModule, section: string): readonly Named[] {
  return inManifest(prepared, ({ name, nameSpan, path, span }, source) => {
    const isComputed = source.charAt(nameSpan.start) === "[";
    if (path[0] !== section || path.length !== 2 || isComputed) return [];
    const inside = insideQuotes(source, nameSpan);
    const isShorthand = inside === undefined && span.end === nameSpan.end;
    return [{ name, span: inside ?? nameSpan, ...(isShorthand ? { behind: `: ${name}` } : {}) }];
  });
}

/** The texts in lists; what constants stand for is not written there. */
function itemsIn(prepared: PreparedModule, isList: (path: readonly string[]) => boolean): readonly Named[] {
  return inManifest(prepared, ({ nameSpan, path, text, valueSpan }, source) => {
    const span = nameSpan.start === valueSpan.start && isList(path) ? insideQuotes(source, valueSpan) : undefined;
    return span === undefined ? [] : [{ name: text, span }];
  });
}

/** What is found in the parts of the manifest and the bounds of children, where it is written without escapes. */
function inManifest(
  prepared: PreparedModule,
  namesOf: (part: ManifestPart, source: string) => readonly Omit<Named, "file">[],
): readonly Named[] {
  const outline = manifestOutline(prepared);
  return filesOf(prepared).flatMap((file) => {
    const source = prepared.files.get(file)?.source.text ?? "";
    const look = (part: ManifestPart): readonly Named[] => [
      ...namesOf(part, source)
        .filter(({ name, span }) => source.slice(span.start, span.end) === name)
        .map((each) => ({ ...each, file })),
      ...part.children.flatMap(look),
    ];
    const sections = outline?.file === file ? outline.sections : [];
    return [...sections, ...hostCalls(prepared, file).flatMap(({ options }) => options)].flatMap(look);
  });
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
