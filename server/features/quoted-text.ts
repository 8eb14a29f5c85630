/** Texts in quotes among the values of a manifest, which can be names and spreads as well. */
import type { Span } from "../../runtime-core/base/span.ts";

/** What stands inside the quotes that a span begins with; undefined when it begins with none. */
export function insideQuotes(source: string, { end, start }: Span): Span | undefined {
  return /["'`]/.test(source.charAt(start)) ? { start: start + 1, end: end - 1 } : undefined;
}
