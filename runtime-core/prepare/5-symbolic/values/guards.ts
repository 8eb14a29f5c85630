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
  DASH,
  DIGITS,
  DOT,
  LOWER,
  NO_CHARS,
  OTHER,
  SLASH,
  SPACE,
  UPPER,
  WORD,
} from "./chars.ts";
import { concat, concatAll, type Hole, type Text } from "./text.ts";

/** What is known of a text, or of a piece of it, that a pattern matches. */
interface Matched {
  readonly chars: CharSet;
  /** It holds no segment "." or "..". */
  readonly dotless: boolean;
}

/** What a match is made of. */
export interface Guard extends Matched {
  /** The pieces between each "/" that the pattern demands: the literal text that one begins with, and what follows it. */
  readonly pieces: readonly { readonly prefix: string; readonly rest: Matched | undefined }[];
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
  return hasTopAlternative(body) ? undefined : bodyGuard(body, flags);
}

function bodyGuard(body: string, flags: string): Guard | undefined {
  const all = charsOfPattern(body, flags);
  if (all === undefined) return undefined;
  return { chars: all, dotless: isDotless(body, all), pieces: splitPattern(body).map((each) => pieceOf(each, flags)) };
}

/** What a part of a pattern matches, wherever that stands in the text; undefined when that is not understood. */
export function partGuard(body: string, flags: string): Guard | undefined {
  if (body.length > MAX_SOURCE) return undefined;
  if (!hasTopAlternative(body)) return bodyGuard(body, flags);
  const chars = charsOfPattern(body, flags);
  if (chars === undefined) return undefined;
  const rest = { chars, dotless: (chars & DOT) === 0 };
  return { ...rest, pieces: [{ prefix: "", rest }] };
}

function pieceOf(body: string, flags: string): Guard["pieces"][number] {
  const written = flags.includes("i") ? "" : (PREFIX.exec(body)?.[0] ?? "");
  const rest = body.slice(written.length);
  const chars = charsOfPattern(rest, flags) ?? ANY_CHARS;
  return {
    prefix: written.replaceAll("\\", ""),
    rest: rest === "" ? undefined : { chars, dotless: isDotless(rest, chars) },
  };
}

/** A pattern cut at each "/" that is surely there once. */
function splitPattern(body: string): readonly string[] {
  const out: string[] = [];
  let [depth, from] = [0, 0];
  for (let i = 0; i < body.length; i++) {
    const start = i;
    if (body[i] === "\\") i++;
    else if (body[i] === "[") i = endOfClass(body, i);
    else if (body[i] === "(") depth++;
    else if (body[i] === ")") depth--;
    if (body[i] !== "/" || depth > 0 || /[*+?{]/.test(body[i + 1] ?? "")) continue;
    out.push(body.slice(from, start));
    from = i + 1;
  }
  return [...out, body.slice(from)];
}

/** What a text that was a single hole is when a pattern matches it. */
export function guardedText(from: Hole, guard: Guard): Text {
  if (from.symbol !== undefined) return [matchedHole(from, guard)];
  const texts = guard.pieces.map(({ prefix, rest }, i) =>
    concat([i === 0 ? prefix : `/${prefix}`], rest === undefined ? [] : [matchedHole(from, rest)]),
  );
  return concatAll(texts);
}

function matchedHole(from: Hole, { chars, dotless }: Matched): Hole {
  return {
    ...from,
    chars: from.chars & chars,
    deep: from.deep && (chars & SLASH) !== 0,
    dotless: from.dotless || dotless,
    lone: dotless ? undefined : from.lone,
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

/** A group of a pattern that captures what it matches. */
export interface Group {
  readonly name: string | undefined;
  /** The pattern in it. */
  readonly body: string;
  /** A match has it in any case. */
  readonly isSure: boolean;
}

/** The capturing groups of a pattern, in order. */
export function groupsIn(source: string): readonly Group[] {
  const groups: { name: string | undefined; from: number; body: string; isSure: boolean }[] = [];
  const open: { readonly group: number | undefined; readonly first: number }[] = [];
  let hasChoice = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === "\\") i++;
    else if (c === "[") i = endOfClass(source, i);
    else if (c === "|") hasChoice = true;
    else if (c === "(") {
      const [head = "(", name] = /^\((?:\?<([A-Za-z_$][\w$]*)>)?/.exec(source.slice(i)) ?? [];
      const isCapturing = head !== "(" || source[i + 1] !== "?";
      open.push({ group: isCapturing ? groups.length : undefined, first: groups.length });
      if (isCapturing) groups.push({ name, from: i + head.length, body: "", isSure: true });
      // What looks ahead and fails leaves its groups empty.
      else if (source[i + 2] !== ":") hasChoice = true;
    } else if (c === ")") {
      const { group, first } = open.pop() ?? { group: undefined, first: groups.length };
      const closed = group === undefined ? undefined : groups[group];
      if (closed !== undefined) closed.body = source.slice(closed.from, i);
      if (/[?*{]/.test(source[i + 1] ?? "")) for (const each of groups.slice(first)) each.isSure = false;
    }
  }
  return groups.map(({ name, body, isSure }) => ({ name, body, isSure: isSure && !hasChoice }));
}
