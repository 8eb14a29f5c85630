/**
 * `textDocument/codeAction` and `codeAction/resolve`: fixes for findings, and changes that need none.
 *
 * A change is named at once and worked out only when it is chosen: then it is looked for again, by its name.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import {
  type ChildFix,
  childFixes,
  encodableSegment,
  type FileEdit,
  fixAllEdits,
  type Fix,
  fixesOf,
  grantsExactly,
  isWhole,
  manifestEdits,
  manifestOutline,
  movableFunction,
  type PreparedModule,
  wrappableSecret,
} from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "./diagnostics.ts";

/** A change of the text. */
export interface CodeAction {
  readonly title: string;
  readonly kind: "quickfix.ambit" | "refactor.ambit" | "source.fixAll.ambit";
  /** The finding that is gone after it. */
  readonly fixes?: Diagnostic;
  /** True for the one that most people want. */
  readonly preferred: boolean;
  readonly name: CodeActionName;
  /** A file that it makes. */
  readonly creates?: FilePath;
  edits(workspace: Workspace): readonly FileEdit[] | Promise<readonly FileEdit[]>;
}

/** What tells a change from others in a file. */
export interface CodeActionName {
  /** The code of its finding; empty when it has none. */
  readonly code: string;
  /** Where its finding begins, or the selection that it was offered for. */
  readonly start: number;
  readonly title: string;
}

interface Selection {
  readonly file: FilePath;
  readonly span: Span;
  /** Given when files may be made. */
  readonly workspace?: () => Workspace;
}

/** The changes for what touches `at.span`. */
export function codeActions(prepared: PreparedModule, at: Selection): readonly CodeAction[] {
  const found = diagnostics(prepared, at.file).filter(
    ({ span }) => span.start <= at.span.end && at.span.start <= span.end,
  );
  return [
    ...found.flatMap((diagnostic) => fixesFor(prepared, diagnostic)),
    ...removeUnused(prepared, found),
    ...encodeSegment(prepared, at),
    ...wrapSecret(prepared, at),
    ...writeManifest(prepared, at),
    ...moveToChild(prepared, at),
  ];
}

/** What changes the whole file; asked for by its kind only. */
export function sourceActions(prepared: PreparedModule, file: FilePath): readonly CodeAction[] {
  if (file !== prepared.path) return [];
  const isInFile = (diagnostic: Diagnostic): boolean => diagnostic.file === file;
  const isAny = diagnostics(prepared, file).some((each) =>
    fixesOf(prepared, each).some((fix) => fix.decision === "sure"),
  );
  if (!isAny) return [];
  const title = "Fix everything that needs no decision";
  const edits: CodeAction["edits"] = (workspace) => fixAllEdits(prepared, workspace, isInFile);
  return [{ ...named("source.fixAll.ambit", title, 0), edits }];
}

/** The change of a name; undefined when what it was for is gone, or when nothing tells which of several it is. */
export function codeActionNamed(
  prepared: PreparedModule,
  at: Omit<Selection, "span">,
  { code, start, title }: CodeActionName,
): CodeAction | undefined {
  const fixes = diagnostics(prepared, at.file)
    .filter((diagnostic) => diagnostic.code === code)
    .flatMap((diagnostic) => fixesFor(prepared, diagnostic));
  const others = code === "" ? codeActions(prepared, { ...at, span: { start, end: start } }) : [];
  const whole = code === "" ? sourceActions(prepared, at.file) : [];
  const named = [...fixes, ...others, ...whole].filter((action) => action.title === title);
  return named.find(({ name }) => name.start === start) ?? (named.length === 1 ? named[0] : undefined);
}

function fixesFor(prepared: PreparedModule, diagnostic: Diagnostic): readonly CodeAction[] {
  const fixes = [...fixesOf(prepared, diagnostic), ...childFixes(prepared, diagnostic)];
  return fixes.map(({ edits, title }: Fix | ChildFix, index) => ({
    title,
    kind: "quickfix.ambit",
    fixes: diagnostic,
    preferred: index === 0,
    name: { code: diagnostic.code, start: diagnostic.span.start, title },
    edits,
  }));
}

const isUnused = ({ code }: Diagnostic): boolean => code === "symbolic/unused-grant";

function removeUnused(prepared: PreparedModule, found: readonly Diagnostic[]): readonly CodeAction[] {
  const isRemovable = (each: Diagnostic): boolean => isUnused(each) && fixesOf(prepared, each).length > 0;
  const [first] = found.filter(isRemovable);
  const count = first === undefined ? 0 : diagnostics(prepared, prepared.path).filter(isRemovable).length;
  if (first === undefined || count < 2) return [];
  return [
    {
      ...named("quickfix.ambit", `Remove all ${count} grants that nothing uses`, first.span.start),
      fixes: first,
      edits: (workspace) => fixAllEdits(prepared, workspace, isUnused),
    },
  ];
}

function encodeSegment(prepared: PreparedModule, { file, span }: Selection): readonly CodeAction[] {
  const segment = encodableSegment(prepared, { file, offset: span.start });
  if (segment === undefined) return [];
  const title = `Keep \`${segment.text}\` to one segment with \`encodeURIComponent\``;
  return [{ ...named("refactor.ambit", title, span.start), edits: () => segment.edits }];
}

function wrapSecret(prepared: PreparedModule, { file, span }: Selection): readonly CodeAction[] {
  const found = wrappableSecret(prepared, { file, offset: span.start });
  if (found === undefined) return [];
  const title = `Make \`${found.name}\` a secret that this module never sees`;
  return [{ ...named("refactor.ambit", title, span.start), edits: () => found.edits() }];
}

/** Offered on the name of the manifest, and on the imports of host modules where there is none; not while a text is broken. */
function writeManifest(prepared: PreparedModule, { file, span }: Selection): readonly CodeAction[] {
  if (file !== prepared.path || !isWhole(prepared.parsed)) return [];
  const outline = manifestOutline(prepared);
  const touches = (part: Span): boolean => part.start <= span.end && span.start <= part.end;
  const imports = prepared.files.get(file)?.imports ?? [];
  const places =
    outline === undefined
      ? imports.filter(({ specifier }) => specifier.startsWith("ambit:")).map((each) => each.span)
      : [outline.nameSpan];
  const place = places.find(touches);
  if (place === undefined) return [];
  const title = manifestTitle(prepared, outline !== undefined);
  if (title === undefined) return [];
  return [{ ...named("refactor.ambit", title, place.start), edits: (workspace) => manifestEdits(prepared, workspace) }];
}

/** Undefined where there is nothing to change, and beside a manifest that does not count and that only its author can mend. */
function manifestTitle(prepared: PreparedModule, hasManifest: boolean): string | undefined {
  const misplaced = diagnostics(prepared, prepared.path).find(({ code }) => code === "static-check/misplaced-manifest");
  if (hasManifest) return grantsExactly(prepared) ? undefined : "Grant exactly what this module needs";
  if (misplaced === undefined) return "Create a manifest for what this module does";
  const canExport = fixesOf(prepared, misplaced).length > 0;
  return canExport ? "Export the manifest, and grant exactly what this module needs" : undefined;
}

function moveToChild(prepared: PreparedModule, { file, span, workspace }: Selection): readonly CodeAction[] {
  const found = workspace && movableFunction(prepared, { file, span }, workspace);
  if (found === undefined) return [];
  const title = `Move \`${found.name}\` to a child module`;
  return [{ ...named("refactor.ambit", title, found.start), creates: found.child, edits: found.edits }];
}

function named(kind: CodeAction["kind"], title: string, start: number): Omit<CodeAction, "edits" | "fixes"> {
  return { title, kind, preferred: false, name: { code: "", start, title } };
}
