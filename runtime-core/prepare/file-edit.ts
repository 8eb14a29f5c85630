/** A change of a text, for fixes that editors and commands apply. */
import type { FilePath, Span } from "../base/span.ts";

/** Replaces `span` of `file` with `text`; offsets are those of the text that was prepared. */
export interface FileEdit {
  readonly file: FilePath;
  readonly span: Span;
  readonly text: string;
}

/** A text after edits, which do not overlap. */
export function applyEdits(text: string, edits: readonly Pick<FileEdit, "span" | "text">[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: added }) => now.slice(0, span.start) + added + now.slice(span.end), text);
}
