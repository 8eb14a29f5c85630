/**
 * Text inside a URL: percent-escapes, and the serialisation of what a pattern writes literally.
 */

/** Characters that need no escape (RFC 3986 §2.3), by their escapes. */
const UNRESERVED: ReadonlyMap<string, string> = new Map(
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", (character) => [
    `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    character,
  ]),
);

/**
 * `text` with its unreserved escapes (RFC 3986 §2.3) decoded and the digits of the others in upper case.
 *
 * An escape stays when decoding it would complete a malformed one before it ("%4%31"), so that doing this again
 * changes nothing.
 */
export function normaliseEscapes(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%[0-9a-f]{2}/gi, (escape: string, at: number) => {
    const normal = escape.toUpperCase();
    const character = UNRESERVED.get(normal);
    if (character === undefined || (/[0-9a-f]/i.test(character) && endsMalformed(text, at))) return normal;
    return character;
  });
}

/** Offset of a "%" without two hexadecimal digits behind it, -1 without one. */
export function findMalformedEscape(text: string): number {
  return text.search(/%(?![0-9a-f]{2})/i);
}

/** Literal text of one segment as WHATWG serialises it in a path. A backslash stays itself: "%5C". */
export function serialisePathText(text: string): string {
  if (/^[\w\-.~!$&'()*+,;=:@]*$/.test(text)) return text;
  const literal = text.replaceAll("\\", "%5C");
  return normaliseEscapes(new URL(`http://h/x${literal}`).pathname.slice(2));
}

/** Literal text of a name or a value as WHATWG serialises it in a query. */
export function serialiseQueryText(text: string): string {
  if (/^[\w\-.~!$()*+,;:@/?]*$/.test(text)) return text;
  return normaliseEscapes(new URL(`http://h/?x${text}`).search.slice(2));
}

/** Whether the text before `at` ends in "%" or in "%" and one digit, which are no escape. */
function endsMalformed(text: string, at: number): boolean {
  return text.charAt(at - 1) === "%" || (text.charAt(at - 2) === "%" && /[0-9a-f]/i.test(text.charAt(at - 1)));
}
