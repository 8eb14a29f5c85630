/**
 * Reading the text of a pattern: escapes, stars, and what stands in the way, each with its place.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { Span } from "../base/span.ts";
import type { TextProblem } from "../base/text-problem.ts";

/** A piece of a pattern: "**", or the literal texts around its stars with where they begin. */
export type Piece =
  | { readonly kind: "globstar"; readonly span: Span }
  | { readonly kind: "text"; readonly parts: readonly string[]; readonly span: Span };

/** A remark about a valid pattern. */
export interface PatternWarning {
  readonly code: "public-suffix";
  /** A sentence without a full stop. */
  readonly message: string;
  /** Where, as offsets in the text that was given. */
  readonly span: Span;
}

/** A problem as a result. */
export function problemAt(span: Span, message: string): { readonly ok: false; readonly error: TextProblem } {
  return fail({ message, span });
}

/**
 * Reads the piece at `span`, which has no separator in it: `\` escapes `*`, `{`, `}` and `\`, a `*` is a star.
 */
export function readPiece(text: string, span: Span): Result<Piece, TextProblem> {
  const parts: string[] = [];
  let part = "";
  for (let i = span.start; i < span.end; i++) {
    const character = text.charAt(i);
    if (character === "\\") {
      const escaped = readEscape(text, { start: i, end: span.end });
      if (!escaped.ok) return escaped;
      part += escaped.value;
      i++;
    } else if (character === "{" || character === "}") {
      return problemAt({ start: i, end: i + 1 }, `Braces are reserved; write "\\${character}" for a literal one`);
    } else if (character === "*") {
      const end = endOfStars(text, { start: i, end: span.end });
      if (end - i === 2 && i === span.start && end === span.end) return ok({ kind: "globstar", span });
      if (end - i > 1) return problemAt({ start: i, end }, starsMessage(end - i));
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  return ok({ kind: "text", parts: [...parts, part], span });
}

/** `text` with what has a meaning in a pattern escaped: the inverse of `readPiece` for a literal. */
export function escapePatternText(text: string): string {
  return text.replace(/[*{}\\]/g, "\\$&");
}

/** Splits `span` of `text` at each `separator`; an empty span is one empty piece. */
export function splitSpan(text: string, at: { readonly span: Span; readonly separator: string }): readonly Span[] {
  const spans: Span[] = [];
  let start = at.span.start;
  for (let i = start; i < at.span.end; i++) {
    if (text.charAt(i) !== at.separator) continue;
    spans.push({ start, end: i });
    start = i + 1;
  }
  spans.push({ start, end: at.span.end });
  return spans;
}

/** Where `text` has a surrogate without its partner; undefined when it is well-formed. */
export function findLoneSurrogate(text: string): Span | undefined {
  if (text.isWellFormed()) return undefined;
  const start = text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  return { start, end: start + 1 };
}

function readEscape(text: string, at: Span): Result<string, TextProblem> {
  const escaped = at.start + 1 < at.end ? text.charAt(at.start + 1) : "";
  if (escaped !== "" && "*{}\\".includes(escaped)) return ok(escaped);
  const message = `"\\" escapes only "*", "{", "}" and "\\"; write "\\\\" for a literal backslash`;
  return problemAt({ start: at.start, end: Math.min(at.start + 2, text.length) }, message);
}

function endOfStars(text: string, at: Span): number {
  let end = at.start;
  while (end < at.end && text.charAt(end) === "*") end++;
  return end;
}

function starsMessage(count: number): string {
  return count === 2
    ? `"**" must be a whole segment; write "/**/" beside it, or one "*"`
    : `"${"*".repeat(Math.min(count, 5))}" is neither "*" nor "**"`;
}
