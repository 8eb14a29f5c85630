/**
 * House words to LSP's and back. Lines, columns and LSP's types of results are known here and in `convert-answers.ts` only.
 */
import { pathToFileURL } from "node:url";
import {
  type CodeAction,
  CreateFile,
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  ErrorCodes,
  type Hover as LspHover,
  type Location as LspLocation,
  MarkupKind,
  type Position,
  type Range,
  ResponseError,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import type { FilePath, Location, Span } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import type { Manifest } from "../../runtime-core/manifest/manifest.ts";
import type { FileEdit } from "../../runtime-core/prepare/index.ts";
import type { Documents } from "../documents/documents.ts";
import type { Preparation } from "../documents/prepared-modules.ts";
import type { CodeAction as Action } from "../features/code-action.ts";
import type { Hover } from "../features/hover.ts";
import type { KnownRun } from "../features/last-run.ts";
import type { Block, Inline } from "../features/prose.ts";
import type { CodeActionData } from "../protocol.ts";

/** A preparation as the client sees it: URIs as it spells them, texts to count lines in, versions. */
export interface View {
  readonly preparation: Preparation;
  uriOf(path: FilePath): string;
  sourceOf(path: FilePath): SourceText;
  /** Null when the file is not open. */
  versionOf(path: FilePath): number | null;
}

/** A text that a request is about, in the view of the module that answers for it. */
export interface Place extends View {
  readonly file: FilePath;
  /** The files of its project as they are now. */
  readonly workspace: () => Workspace;
  /** How the module ran last. */
  readonly lastRun: () => KnownRun | undefined;
  /** What another module of the project declares. */
  readonly manifestOf: (path: FilePath) => Manifest | undefined;
}

/** Address of the page of a code; undefined when there is none. */
export type PageOf = (code: string) => string | undefined;

/** How findings are shown to this client. */
export interface FindingStyle {
  readonly pageOf: PageOf;
  /** The severity that the user wants for a finding; "off" for none of it. */
  readonly severityOf: (finding: Pick<Diagnostic, "code" | "severity">) => Severity | "off";
}

/** What the client can show. */
export interface ClientAbilities {
  readonly markdown: boolean;
  readonly markdownDocs: boolean;
  readonly documentChanges: boolean;
  readonly resolvesEdits: boolean;
  /** Completions may say where the cursor goes. */
  readonly snippets: boolean;
  /** Of a call of which every argument is given, no parameter need be the active one. */
  readonly noActiveParameter: boolean;
  /** Edits may make files. */
  readonly createsFiles: boolean;
}

const EMPTY = new SourceText("");

/** The view of a preparation. */
export function viewOf(preparation: Preparation, documents: Documents): View {
  const { project, module, versions } = preparation;
  const uris = new Map<FilePath, string>();
  const others = new Map<FilePath, SourceText>();
  /** Children are no files of the module, but findings and fixes are about them too. */
  const otherSource = (path: FilePath): SourceText => {
    let known = others.get(path);
    if (known === undefined) {
      const reading = project.snapshot(documents.all()).workspace.read(path);
      others.set(path, (known = reading.kind === "text" ? new SourceText(reading.text) : EMPTY));
    }
    return known;
  };
  return {
    preparation,
    uriOf: (path) => {
      const known = uris.get(path);
      if (known !== undefined) return known;
      const file = project.fileOf(path);
      const uri = documents.at(file)?.uri ?? pathToFileURL(file).href;
      uris.set(path, uri);
      return uri;
    },
    sourceOf: (path) => module.files.get(path)?.source ?? otherSource(path),
    versionOf: (path) => versions.get(path) ?? null,
  };
}

/** @throws {ResponseError} When the position is none. */
export function fromPosition(source: SourceText, position: Position | undefined): number {
  if (!Number.isInteger(position?.line) || !Number.isInteger(position?.character)) {
    throw new ResponseError(ErrorCodes.InvalidParams, "A position has a line and a character, whole numbers from 0");
  }
  return source.offset({ line: position?.line ?? 0, column: position?.character ?? 0 });
}

/** @throws {ResponseError} When the range is none. */
export function fromRange(source: SourceText, range: Range | undefined): Span {
  const start = fromPosition(source, range?.start);
  const end = fromPosition(source, range?.end);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}

export function toRange(source: SourceText, span: Span): Range {
  const start = source.lineColumn(span.start);
  const end = source.lineColumn(span.end);
  return { start: { line: start.line, character: start.column }, end: { line: end.line, character: end.column } };
}

export function toLocation(view: View, location: Location): LspLocation {
  return { uri: view.uriOf(location.file), range: toRange(view.sourceOf(location.file), location.span) };
}

export function toLocations(place: Place, locations: readonly Location[]): LspLocation[] {
  return locations.map((location) => toLocation(place, location));
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** @returns Undefined for what the user does not want to see. */
export function toDiagnostic(view: View, diagnostic: Diagnostic, style: FindingStyle): LspDiagnostic | undefined {
  const page = style.pageOf(diagnostic.code);
  const severity = style.severityOf(diagnostic);
  if (severity === "off") return undefined;
  return {
    range: toRange(view.sourceOf(diagnostic.file), diagnostic.span),
    severity: SEVERITIES[severity],
    code: diagnostic.code,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: "ambit",
    message: diagnostic.message,
    ...(diagnostic.tags.length === 0 ? {} : { tags: diagnostic.tags.map(() => DiagnosticTag.Unnecessary) }),
    ...(diagnostic.related.length === 0
      ? {}
      : {
          relatedInformation: diagnostic.related.map((step) => ({
            location: toLocation(view, step),
            message: step.message,
          })),
        }),
    ...(diagnostic.data === undefined ? {} : { data: diagnostic.data }),
  };
}

export function toHover(place: Place, hover: Hover, abilities: ClientAbilities): LspHover {
  return {
    contents: {
      kind: abilities.markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: toText(place, hover.blocks, abilities),
    },
    range: toRange(place.sourceOf(place.file), hover.span),
  };
}

/** @param kind The kind of the action, or a wider one that the client asked for. */
export function toCodeAction(
  view: View,
  action: Action,
  {
    diagnostic,
    file,
    kind,
  }: { readonly diagnostic: LspDiagnostic | undefined; readonly file: FilePath; readonly kind: string },
): CodeAction {
  const { name, preferred, title } = action;
  const data: CodeActionData = { uri: view.preparation.uri, file, ...name };
  const fixed = diagnostic === undefined ? {} : { diagnostics: [diagnostic] };
  return { title, kind, ...fixed, ...(preferred ? { isPreferred: true } : {}), data };
}

/** @param options.creates A file that is made before it is edited. */
export function toWorkspaceEdit(
  view: View,
  edits: readonly FileEdit[],
  options: Pick<ClientAbilities, "documentChanges"> & { readonly creates?: FilePath | undefined },
): WorkspaceEdit {
  const byFile = [...Map.groupBy(edits, (edit) => edit.file)].map(([file, ofFile]) => {
    const source = view.sourceOf(file);
    return {
      textDocument: { uri: view.uriOf(file), version: view.versionOf(file) },
      edits: ofFile.map((edit) => ({ range: toRange(source, edit.span), newText: edit.text })),
    };
  });
  const made = options.creates === undefined ? [] : [CreateFile.create(view.uriOf(options.creates))];
  if (options.documentChanges) return { documentChanges: [...made, ...byFile] };
  return { changes: Object.fromEntries(byFile.map((one) => [one.textDocument.uri, one.edits])) };
}

/** The edits of several modules; a text that two of them have in common is changed once. */
export function mergeEdits(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const byUri = new Map<string, TextDocumentEdit>();
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    for (const each of edit.documentChanges ?? [])
      if (TextDocumentEdit.is(each) && !byUri.has(each.textDocument.uri)) byUri.set(each.textDocument.uri, each);
    for (const [uri, ofText] of Object.entries(edit.changes ?? {})) changes[uri] ??= ofText;
  }
  return byUri.size === 0 ? { changes } : { documentChanges: [...byUri.values()] };
}

/** CommonMark: a list may follow a paragraph at once, a paragraph needs an empty line before it. */
export function toText(
  view: View | undefined,
  blocks: readonly Block[],
  abilities: Pick<ClientAbilities, "markdown">,
): string {
  const inline = abilities.markdown ? inlineMarkdown : inlinePlain;
  const lines = blocks.map((block) => {
    const line = block.content.map((one) => inline(view, one)).join("");
    return block.kind === "point" ? `\n- ${line}` : `\n\n${line}`;
  });
  return lines.join("").trim();
}

function inlinePlain(_view: View | undefined, inline: Inline): string {
  return typeof inline === "string" ? inline : inline.text;
}

function inlineMarkdown(view: View | undefined, inline: Inline): string {
  if (typeof inline === "string") return inline;
  switch (inline.kind) {
    case "code":
      return codeSpan(inline.text);
    case "strong":
      return `**${codeSpan(inline.text)}**`;
    case "link": {
      if (view === undefined) return escapeMarkdown(inline.text);
      const { uri, range } = toLocation(view, inline.to);
      return `[${escapeMarkdown(inline.text)}](${uri}#L${range.start.line + 1})`;
    }
    default:
      return inline satisfies never;
  }
}

/** CommonMark §Code spans: a fence longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  if (longest === 0) return `\`${text}\``;
  const fence = "`".repeat(longest + 1);
  return `${fence} ${text} ${fence}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|]/g, "\\$&");
}
