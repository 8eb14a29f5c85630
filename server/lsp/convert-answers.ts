/** What features answer, in LSP's types; places and edits are those of `convert.ts`. */
import {
  type CompletionItem,
  CompletionItemKind,
  type DocumentHighlight as LspDocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink as LspDocumentLink,
  type DocumentSymbol as LspDocumentSymbol,
  type FoldingRange,
  type InlayHint as LspInlayHint,
  InsertTextFormat,
  type MarkupContent,
  MarkupKind,
  type ParameterInformation,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  type SignatureHelp as LspSignatureHelp,
  SymbolKind,
  type WorkspaceSymbol as LspWorkspaceSymbol,
} from "vscode-languageserver/node";
import type { Span } from "../../runtime-core/base/span.ts";
import type { Completion } from "../features/completion.ts";
import type { DocumentHighlight } from "../features/document-highlight.ts";
import type { DocumentLink } from "../features/document-link.ts";
import type { DocumentSymbol } from "../features/document-symbol.ts";
import type { InlayHint } from "../features/inlay-hint.ts";
import type { Block } from "../features/prose.ts";
import type { SemanticToken } from "../features/semantic-tokens.ts";
import type { SignatureHelp } from "../features/signature-help.ts";
import type { WorkspaceSymbol } from "../features/workspace-symbol.ts";
import type { InlayHintData } from "../protocol.ts";
import { type ClientAbilities, type Place, toLocation, toRange, toText, type View } from "./convert.ts";

const SYMBOL_KINDS: Readonly<Record<DocumentSymbol["kind"], SymbolKind>> = {
  manifest: SymbolKind.Constant,
  object: SymbolKind.Object,
  array: SymbolKind.Array,
  value: SymbolKind.String,
  key: SymbolKind.Property,
};

export function toDocumentSymbols(place: Place, symbols: readonly DocumentSymbol[]): LspDocumentSymbol[] {
  const source = place.sourceOf(place.file);
  return symbols.map(({ children, detail, kind, name, nameSpan, span }) => ({
    name: name === "" ? '""' : name,
    ...(detail === "" ? {} : { detail }),
    kind: SYMBOL_KINDS[kind],
    range: toRange(source, span),
    selectionRange: toRange(source, nameSpan),
    ...(children.length === 0 ? {} : { children: toDocumentSymbols(place, children) }),
  }));
}

/** One for each first line: the outermost. The line of the closing bracket stays visible. */
export function toFoldingRanges(place: Place, spans: readonly Span[]): FoldingRange[] {
  const source = place.sourceOf(place.file);
  const byLine = new Map<number, FoldingRange>();
  for (const span of spans) {
    const { end, start } = toRange(source, span);
    const range = { startLine: start.line, endLine: end.line - 1 };
    if (range.endLine > range.startLine && !byLine.has(range.startLine)) byLine.set(range.startLine, range);
  }
  return [...byLine.values()];
}

export function toDocumentHighlights(place: Place, highlights: readonly DocumentHighlight[]): LspDocumentHighlight[] {
  const source = place.sourceOf(place.file);
  return highlights.map(({ kind, span }) => ({
    range: toRange(source, span),
    kind: kind === "grant" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

export function toDocumentLinks(place: Place, links: readonly DocumentLink[]): LspDocumentLink[] {
  const source = place.sourceOf(place.file);
  return links.map(({ span, to }) => ({
    range: toRange(source, span),
    target: "file" in to ? place.uriOf(to.file) : to.url,
  }));
}

/** The tooltip waits for `inlayHint/resolve`. */
export function toInlayHints(place: Place, hints: readonly InlayHint[]): LspInlayHint[] {
  const source = place.sourceOf(place.file);
  return hints.map(({ label, offset }) => ({
    position: toRange(source, { start: offset, end: offset }).start,
    label,
    paddingLeft: true,
    data: { uri: place.uriOf(place.file), offset } satisfies InlayHintData,
  }));
}

export function toTooltip(place: Place, hint: InlayHint, abilities: ClientAbilities): MarkupContent {
  const kind = abilities.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { kind, value: toText(place, hint.tooltip(), abilities) };
}

/** LSP 3.18 §Semantic Tokens: the names of types are standard ones, those of modifiers are ours. */
export const TOKEN_LEGEND: SemanticTokensLegend = {
  tokenTypes: ["function", "string"],
  tokenModifiers: ["host", "refused", "secret"],
};

const TOKENS: Readonly<Record<SemanticToken["kind"], { readonly type: number; readonly modifiers: number }>> = {
  "host-call": { type: 0, modifiers: 0b001 },
  "refused-call": { type: 0, modifiers: 0b011 },
  secret: { type: 1, modifiers: 0b100 },
};

export function toSemanticTokens(place: Place, tokens: readonly SemanticToken[]): SemanticTokens {
  const source = place.sourceOf(place.file);
  const builder = new SemanticTokensBuilder();
  for (const { kind, span } of tokens) {
    const { end, start } = toRange(source, span);
    const { modifiers, type } = TOKENS[kind];
    if (start.line === end.line)
      builder.push(start.line, start.character, end.character - start.character, type, modifiers);
  }
  return { data: builder.build().data };
}

export function toWorkspaceSymbol(view: View, symbol: WorkspaceSymbol): LspWorkspaceSymbol {
  const { description, name } = symbol;
  const shown = { name, kind: SymbolKind.Module, location: toLocation(view, symbol) };
  return description === "" ? shown : { ...shown, containerName: description };
}

/** What is said of a proposal waits for `completionItem/resolve`, which every client has for that. */
export function toCompletionItems(
  place: Place,
  completions: readonly Completion[],
  { snippets }: Pick<ClientAbilities, "snippets">,
): CompletionItem[] {
  const source = place.sourceOf(place.file);
  return completions.map(({ about, detail, filter, kind, label, replace, text, value }, order) => ({
    label,
    kind: COMPLETION_KINDS[kind],
    ...(detail === "" ? {} : { detail }),
    sortText: String(order).padStart(4, "0"),
    filterText: filter,
    ...(snippets && value !== ""
      ? {
          insertTextFormat: InsertTextFormat.Snippet,
          textEdit: { range: toRange(source, replace), newText: escaped(text) + value },
        }
      : { textEdit: { range: toRange(source, replace), newText: text } }),
    ...(about === undefined ? {} : { data: about }),
  }));
}

/** LSP 3.18 §Snippet Syntax: as plain text. */
function escaped(text: string): string {
  return text.replace(/[$}\\]/g, "\\$&");
}

export function toDocumentation(blocks: readonly Block[], { markdownDocs }: ClientAbilities): MarkupContent {
  const value = toText(undefined, blocks, { markdown: markdownDocs });
  return { kind: markdownDocs ? MarkupKind.Markdown : MarkupKind.PlainText, value };
}

const COMPLETION_KINDS: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  section: CompletionItemKind.Property,
  domain: CompletionItemKind.Property,
  "permission-kind": CompletionItemKind.Property,
  key: CompletionItemKind.Property,
  limit: CompletionItemKind.Property,
  quantity: CompletionItemKind.Unit,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  url: CompletionItemKind.Reference,
  variable: CompletionItemKind.Variable,
  secret: CompletionItemKind.Constant,
  module: CompletionItemKind.Module,
  store: CompletionItemKind.Struct,
  value: CompletionItemKind.Value,
};

/** LSP 3.18 §Signature Help: what is left out, or is no parameter, is the first one; only null is none. */
export function toSignatureHelp(
  _place: Place,
  { active, module, parameters }: SignatureHelp,
  { noActiveParameter }: Pick<ClientAbilities, "noActiveParameter">,
): LspSignatureHelp {
  const before = `${module} { `;
  const label = `${before}${parameters.map(({ text }) => text).join(", ")} }`;
  let at = before.length;
  const places = parameters.map(({ doc, text }): ParameterInformation => {
    const start = at;
    at += text.length + 2;
    return { label: [start, start + text.length], ...(doc === "" ? {} : { documentation: doc }) };
  });
  const shown = { signatures: [{ label, parameters: places }], activeSignature: 0 };
  if (active !== undefined) return { ...shown, activeParameter: active };
  return noActiveParameter ? { ...shown, activeParameter: null } : shown;
}
