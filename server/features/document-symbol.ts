/** `textDocument/documentSymbol`: the sections, entries and values of the manifest. The rest of the file is TypeScript's. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import { manifestOutline, type ManifestPart, type PreparedModule } from "../../runtime-core/prepare/index.ts";

/** A part of the manifest for an outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: "manifest" | ManifestPart["kind"] | "key";
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The manifest as a tree with one root; undefined where the file declares none. */
export function documentSymbols(
  prepared: PreparedModule,
  at: { readonly file: FilePath },
): readonly DocumentSymbol[] | undefined {
  const outline = manifestOutline(prepared);
  if (outline?.file !== at.file) return undefined;
  const { nameSpan, sections, span } = outline;
  const detail = sections.map((section) => section.name).join(", ");
  return [{ name: "manifest", detail, kind: "manifest", span, nameSpan, children: sections.map(symbolOf) }];
}

function symbolOf(part: ManifestPart): DocumentSymbol {
  const { children, kind, name, nameSpan, span, text } = part;
  const isItem = nameSpan.start === part.valueSpan.start;
  return {
    name,
    detail: isItem ? "" : text,
    kind: kind === "value" && !isItem ? "key" : kind,
    span,
    nameSpan,
    children: children.map(symbolOf),
  };
}
