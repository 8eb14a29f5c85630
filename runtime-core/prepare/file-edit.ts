/** A change of a text, for fixes that editors and commands apply. */
import type { FilePath, Span } from "../base/span.ts";

/** Replaces `span` of `file` with `text`; offsets are those of the text that was prepared. */
export interface FileEdit {
  readonly file: FilePath;
  readonly span: Span;
  readonly text: string;
}
