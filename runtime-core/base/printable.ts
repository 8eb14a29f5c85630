/**
 * Text of authors inside messages: what a reader could not see, or what would change how the rest reads, is escaped.
 *
 * Source: https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */

/**
 * Controls (C0, C1, DEL), line and paragraph separators, marks of direction, invisible format characters, tags, halves of
 * surrogate pairs. Joiners stay: scripts and emoji need them.
 */
const UNPRINTABLE =
  /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|\p{Cs}/u;
const UNPRINTABLES = new RegExp(UNPRINTABLE, "gu");

const SHORT: Readonly<Record<string, string | undefined>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** `text` with each character that is not seen, or reorders others, as an escape: "\u202e". Doing it again changes nothing. */
export function printable(text: string): string {
  return UNPRINTABLE.test(text) ? text.replace(UNPRINTABLES, escapeOf) : text;
}

function escapeOf(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
