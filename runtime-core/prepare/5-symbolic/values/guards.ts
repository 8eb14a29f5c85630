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
  DIGITS,
  DOT,
  LOWER,
  NO_CHARS,
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

const GUARDS = new Memo<Guard | undefined>();

function guardOf(source: string, flags: string): Guard | undefined {
  if (source.length > MAX_SOURCE || !source.startsWith("^") || !/(?<!\\)\$$/.test(source) || flags.includes("m"))
    return undefined;
  const body = source.slice(1, -1);
  if (hasTopAlternative(body)) return undefined;
  const all = charsOfPattern(body, flags);
  if (all === undefined) return undefined;
  const prefix = /^(?:[a-z0-9_/:-]|\\[./-])+(?![*+?{])/i.exec(body)?.[0].replaceAll("\\", "") ?? "";
  const rest = body.slice(/^(?:[a-z0-9_/:-]|\\[./-])+(?![*+?{])/i.exec(body)?.[0].length ?? 0);
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
    } else if (c === "{") i = Math.max(i, body.indexOf("}", i));
    else if (c === ".") return undefined;
    else if (!/[)*+?|]/.test(c)) set |= cased(charClass(c), flags);
  }
  return set;
}

function cased(set: CharSet, flags: string): CharSet {
  return flags.includes("i") && set & (LOWER | UPPER) ? set | LOWER | UPPER : set;
}

/** The characters of a class, given without its brackets. */
export function classChars(inner: string, flags: string): CharSet | undefined {
  return CLASSES.of(`${flags}/${inner}`, () => charsOfClass(inner, flags));
}

const CLASSES = new Memo<CharSet | undefined>();

function charsOfClass(inner: string, flags: string): CharSet | undefined {
  if (inner.startsWith("^")) return undefined;
  let set = NO_CHARS;
  for (let i = 0; i < inner.length; i++) {
    const c = inner[i] ?? "";
    if (c === "\\") {
      const escaped = escapedChars(inner[++i] ?? "");
      if (escaped === undefined) return undefined;
      set |= escaped;
    } else if (inner[i + 1] === "-" && i + 2 < inner.length && inner[i + 2] !== "\\") {
      set |= rangeChars(c, inner[i + 2] ?? c);
      i += 2;
    } else set |= charClass(c);
  }
  return cased(set, flags);
}

function rangeChars(from: string, to: string): CharSet {
  let set = NO_CHARS;
  const [low, high] = [from.charCodeAt(0), Math.min(to.charCodeAt(0), from.charCodeAt(0) + 256)];
  for (let code = low; code <= high; code++) set |= charClass(String.fromCharCode(code));
  return set;
}

function escapedChars(c: string): CharSet | undefined {
  if (c === "w") return WORD;
  if (c === "d") return DIGITS;
  if (c === "s") return SPACE;
  if (/[a-z0-9]/i.test(c)) return undefined;
  return charClass(c);
}
