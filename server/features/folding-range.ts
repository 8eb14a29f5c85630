/** `textDocument/foldingRange`: the manifest and each of its parts that stands on several lines. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import { manifestOutline, type ManifestPart, type PreparedModule } from "../../runtime-core/prepare/index.ts";

/** What can be folded, brackets included. */
export function foldingRanges(prepared: PreparedModule, at: { readonly file: FilePath }): readonly Span[] | undefined {
  const outline = manifestOutline(prepared);
  return outline?.file === at.file ? [outline.span, ...outline.sections.flatMap(spansOf)] : undefined;
}

function spansOf({ children, kind, valueSpan }: ManifestPart): readonly Span[] {
  return kind === "value" ? [] : [valueSpan, ...children.flatMap(spansOf)];
}
