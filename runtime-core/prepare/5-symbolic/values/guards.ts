/**
 * What an anchored regular expression says about the text it matches, read off its source without running it.
 *
 * Understood: sequences of characters, classes and groups with quantifiers. Everything else says nothing.
 */
import { Memo } from "../../memo.ts";
import {
  ANY_CHARS,
  type CharSet,
  charClass,
  charsOf,
  DASH,
  DIGITS,
  DOT,
  LOWER,
  NO_CHARS,
  OTHER,
  SPACE,
  UPPER,
  WORD,
} from "./chars.ts";
import { literalText, type Text } from "./text.ts";

/** What a match is made of. */
export interface Guard {
  readonly chars: CharSet;
  /** It holds no segment "." or "..". */
  readonly dotless: boolean;
  /** Literal texts it begins and ends with. */
  readonly prefix: readonly Text[];
  readonly suffix: readonly Text[];
}

const MAX_SOURCE = 300;

/** The guard of a pattern that must match the whole text; undefined when it says nothing. */
export function guardChars(source: string, flags: string): Guard | undefined {
  return GUARDS.of(`${flags}/${source}`, () => guardOf(source, flags));
}

/** What each text that a pattern matches begins with; empty when that is not said. */
export function guardPrefix(source: string, flags: string): string {
  const body = source.slice(1);
  if (!source.startsWith("^") || /[im]/.test(flags) || hasTopAlternative(body)) return "";
  return PREFIX.exec(body)?.[0].replaceAll("\\", "") ?? "";
}

/** Characters that stand for themselves, as far as nothing says how often. */
const PREFIX = /^(?:[a-z0-9_/:-]|\\[./-])+(?![*+?{])/i;

const GUARDS = new Memo<Guard | undefined>();

function guardOf(source: string, flags: string): Guard | undefined {
  if (source.length > MAX_SOURCE || !source.startsWith("^") || !/(?<!\\)\$$/.test(source) || flags.includes("m"))
    return undefined;
  const body = source.slice(1, -1);
  if (hasTopAlternative(body)) return undefined;
  const all = charsOfPattern(body, flags);
  if (all === undefined) return undefined;
  const prefix = PREFIX.exec(body)?.[0].replaceAll("\\", "") ?? "";
  const rest = body.slice(PREFIX.exec(body)?.[0].length ?? 0);
  const chars = flags.includes("i") ? charsOf(prefix) & NO_CHARS : NO_CHARS;
  const inner = flags.includes("i") ? all : (charsOfPattern(rest, flags) ?? all);
  const usePrefix = prefix !== "" && !flags.includes("i");
  return {
    chars: usePrefix ? inner | chars : all,
    dotless: isDotless(usePrefix ? rest : body, usePrefix ? inner : all),
    prefix: usePrefix ? [literalText(prefix)] : [],
    suffix: [],
  };
}

/** No dot, or the dot cannot be the first character and "/" cannot come before it: no "." or "..". */
function isDotless(body: string, chars: CharSet): boolean {
  if ((chars & DOT) === 0) return true;
  const first = /^(?:\[((?:[^\]\\]|\\.)*)\]|\\w|\\d|[a-z0-9_-])/i.exec(body);
  if (first === null || (chars & charClass("/")) !== 0) return false;
  const quantifier = body[first[0].length];
  if (quantifier === "*" || quantifier === "?" || quantifier === "{") return false;
  const set = first[1] === undefined ? NO_CHARS : (classChars(first[1], "") ?? ANY_CHARS);
  return (set & DOT) === 0;
}

function hasTopAlternative(body: string): boolean {
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    if (c === "\\") i++;
    else if (c === "[") i = endOfClass(body, i);
    else if (c === "(") depth++;
    else if (c === ")") depth--;
    else if (c === "|" && depth === 0) return true;
  }
  return false;
}

function endOfClass(body: string, start: number): number {
  let i = start + 1;
  while (i < body.length && body[i] !== "]") i += body[i] === "\\" ? 2 : 1;
  return i;
}

/** All characters that a pattern can match; undefined when that is not understood. */
export function charsOfPattern(body: string, flags: string): CharSet | undefined {
  return PATTERNS.of(`${flags}/${body}`, () => patternChars(body, flags));
}

const PATTERNS = new Memo<CharSet | undefined>();

function patternChars(body: string, flags: string): CharSet | undefined {
  if (flags.includes("v")) return undefined;
  let set = NO_CHARS;
  for (let i = 0; i < body.length; i++) {
    const c = body[i] ?? "";
    if (c === "[") {
      const end = endOfClass(body, i);
      const inner = classChars(body.slice(i + 1, end), flags);
      if (inner === undefined) return undefined;
      set |= inner;
      i = end;
    } else if (c === "\\") {
      const escaped = escapedChars(body[++i] ?? "");
      if (escaped === undefined) return undefined;
      set |= escaped;
    } else if (c === "(") {
      const group = /^\((?:\?(?:[:]|<[a-z_]\w*>))?/i.exec(body.slice(i))?.[0] ?? "(";
      if (body[i + 1] === "?" && group === "(") return undefined;
      i += group.length - 1;
    } else if (/^\{\d+(?:,\d*)?\}/.test(body.slice(i))) i = body.indexOf("}", i);
    else if (c === ".") return undefined;
    else if (!/[)*+?|]/.test(c)) set |= cased(charClass(c), flags);
  }
  return set;
}

function cased(set: CharSet, flags: string): CharSet {
  if (!flags.includes("i") || !(set & (LOWER | UPPER))) return set;
  // "\u212a" is a "k" where characters count as a whole.
  return set | LOWER | UPPER | (/[uv]/.test(flags) ? OTHER : NO_CHARS);
}

/** The characters of a class, given without its brackets. */
export function classChars(inner: string, flags: string): CharSet | undefined {
  return CLASSES.of(`${flags}/${inner}`, () => charsOfClass(inner, flags));
}

const CLASSES = new Memo<CharSet | undefined>();

function charsOfClass(inner: string, flags: string): CharSet | undefined {
  if (inner.startsWith("^") || flags.includes("v")) return undefined;
  const members = inner.match(/\\?[^]/g) ?? [];
  let set = NO_CHARS;
  for (let i = 0; i < members.length; i++) {
    const [from = "", dash, to] = members.slice(i, i + 3);
    const isRange = dash === "-" && to !== undefined;
    const chars = isRange ? rangeChars(from, to) : memberChars(from);
    if (chars === undefined) return undefined;
    set |= chars;
    if (isRange) i += 2;
  }
  return cased(set, flags);
}

/** The characters of one member of a class, which can be escaped. */
function memberChars(member: string): CharSet | undefined {
  return member.length > 1 ? escapedChars(member.slice(1)) : charClass(member);
}

/** So many characters have classes of their own; all others are spaces or something else. */
const KNOWN_CODES = 0x80;

function rangeChars(from: string, to: string): CharSet | undefined {
  const [first, last] = [memberChars(from), memberChars(to)];
  if (first === undefined || last === undefined) return undefined;
  // "\w-x" is no range.
  if (/^\\[a-z]/i.test(from) || /^\\[a-z]/i.test(to)) return first | last | DASH;
  const high = to.charCodeAt(to.length - 1);
  let set = high < KNOWN_CODES ? NO_CHARS : OTHER | SPACE;
  for (let code = from.charCodeAt(from.length - 1); code <= Math.min(high, KNOWN_CODES); code++)
    set |= charClass(String.fromCharCode(code));
  return set;
}

function escapedChars(c: string): CharSet | undefined {
  if (c === "w") return WORD;
  if (c === "d") return DIGITS;
  if (c === "s") return SPACE;
  if (/[a-z0-9]/i.test(c)) return undefined;
  return charClass(c);
}
