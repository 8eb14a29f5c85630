/**
 * What is wrong in a small text (a pattern, a quantity), as every parser of the house reports it.
 */
import type { Span } from "./span.ts";

/** A problem inside the text that was parsed. */
export interface TextProblem {
  /** What is wrong and what would be right; a sentence without a full stop. */
  readonly message: string;
  /** Where, as offsets in the text that was given. */
  readonly span: Span;
}
