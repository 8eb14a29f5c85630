/**
 * Which characters an unknown piece of text can hold: a set of sixteen classes, one bit each.
 *
 * Every delimiter of a path or a URL has a class of its own, so that "cannot leave its segment" is one bit test.
 */

/** A set of classes. */
export type CharSet = number;

const CLASSES = [
  /[0-9]/,
  /[a-z]/,
  /[A-Z]/,
  /-/,
  /[_~!'()$,;+]/,
  /\./,
  /\//,
  /\\/,
  /:/,
  /@/,
  /\?/,
  /#/,
  /%/,
  /[&=]/,
  /[\s\u0000-\u001f]/,
] as const;
/** Characters that have no class of their own, most of them not ASCII. */
export const OTHER: CharSet = 1 << CLASSES.length;

export const DIGITS: CharSet = 1;
export const LOWER: CharSet = 2;
export const UPPER: CharSet = 4;
export const DASH: CharSet = 8;
export const MARKS: CharSet = 16;
export const DOT: CharSet = 32;
export const SLASH: CharSet = 64;
export const BACKSLASH: CharSet = 128;
export const COLON: CharSet = 256;
export const AT: CharSet = 512;
export const QUESTION: CharSet = 1024;
export const HASH: CharSet = 2048;
export const PERCENT: CharSet = 4096;
export const AMPERSAND: CharSet = 8192;
export const SPACE: CharSet = 16384;

export const ANY_CHARS: CharSet = (OTHER << 1) - 1;
export const NO_CHARS: CharSet = 0;
export const WORD: CharSet = DIGITS | LOWER | UPPER | MARKS;
/** What `String(number)` can hold: "-1.5e+21", "NaN". */
export const NUMBER_CHARS: CharSet = DIGITS | DASH | DOT | LOWER | UPPER | MARKS;
/** What `encodeURIComponent` leaves. */
export const ENCODED_CHARS: CharSet = DIGITS | LOWER | UPPER | DASH | MARKS | DOT | PERCENT | OTHER;
/** Characters that end a segment of a URL's path, or that the URL parser drops. */
export const URL_DELIMITERS: CharSet = SLASH | BACKSLASH | QUESTION | HASH | SPACE;
/** Characters that end a host or a port. */
export const HOST_DELIMITERS: CharSet = URL_DELIMITERS | COLON | AT | PERCENT | DOT;

/** Whether all classes of a set are of one character: leaving out the characters leaves out the classes. */
export function isWholeClass(set: CharSet): boolean {
  return (set & ~(DASH | DOT | SLASH | BACKSLASH | COLON | AT | QUESTION | HASH | PERCENT)) === 0;
}

/** The class of one UTF-16 unit. */
export function charClass(character: string): CharSet {
  const index = CLASSES.findIndex((pattern) => pattern.test(character));
  return index < 0 ? OTHER : 1 << index;
}

/** All classes that occur in a text. Looks at 4,096 units at most; a longer text can hold anything. */
export function charsOf(text: string): CharSet {
  if (text.length > 4096) return ANY_CHARS;
  let set = NO_CHARS;
  for (const character of text) set |= charClass(character);
  return set;
}

/** The set after `toLowerCase`: "\u212a" becomes "k". */
export function lowerChars(set: CharSet): CharSet {
  return (set & ~UPPER) | (set & (UPPER | OTHER) ? LOWER : NO_CHARS);
}

/** The set after `toUpperCase`: "\u00df" becomes "SS". */
export function upperChars(set: CharSet): CharSet {
  return (set & ~LOWER) | (set & (LOWER | OTHER) ? UPPER : NO_CHARS);
}
