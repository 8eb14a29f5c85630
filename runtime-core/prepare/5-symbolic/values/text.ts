/**
 * Texts that are known in part: literal pieces and holes.
 *
 * Invariant: no two literal pieces meet, none is empty, and there are at most `MAX_PARTS` pieces.
 * After Tarsis (https://lucaneg.github.io/projects/tarsis.html): letters are strings, and some are unknown.
 */
import type { UnknownReason } from "../../effect.ts";
import { ANY_CHARS, type CharSet, charsOf, DOT } from "./chars.ts";

/** A piece of text that is not known, and what is known about it all the same. */
export interface Hole {
  readonly reason: UnknownReason;
  /** Its name where it has one: "env:HOST". */
  readonly symbol?: string | undefined;
  /** What flows through it: "env:HOST", "secret:KEY". */
  readonly sources: readonly string[];
  readonly chars: CharSet;
  /** It is known to span segments. */
  readonly deep: boolean;
  /** It holds no segment "." or "..". */
  readonly dotless: boolean;
  /** For all that, it can be "." or hold such a segment: it is only known to hold no "..". */
  readonly lone?: boolean | undefined;
  /** The whole text was normalised, so that this piece may have removed segments before it. */
  readonly normalised?: boolean | undefined;
  /** It is empty, as it is meant unless it is deep, or begins with "/". */
  readonly below?: boolean | undefined;
  /** It can replace all that stands around it: a relative URL that turns out to be absolute. */
  readonly anywhere?: boolean | undefined;
  /** The value is a `Request` and no text: one that the host gives, or what is called so. Or the URL of a given one. */
  readonly request?: "given" | "named" | "url" | undefined;
}

export type Part = string | Hole;
export type Text = readonly Part[];

const MAX_PARTS = 16;
const MAX_LITERAL = 100_000;
export const EMPTY_TEXT: Text = [];

/** With all fields: holes that are spread out of it have one shape, which keeps reading them quick. */
const UNKNOWN: Hole = {
  reason: "callee",
  symbol: undefined,
  sources: [],
  chars: ANY_CHARS,
  deep: false,
  dotless: false,
  lone: undefined,
  normalised: undefined,
  below: undefined,
  anywhere: undefined,
};

/** A hole of which nothing is known but its reason. */
export function hole(reason: UnknownReason, known?: Partial<Hole>): Hole {
  return known === undefined ? { ...UNKNOWN, reason } : { ...UNKNOWN, ...known, reason };
}

export function isHole(part: Part | undefined): part is Hole {
  return typeof part === "object";
}

/** Whether pieces of a text may have removed or replaced what stands around them. */
export function isNormalised(text: Text): boolean {
  return text.some((part) => isHole(part) && (part.normalised === true || part.anywhere === true));
}

/** Whether no segment of a text is "." or "..". */
export function areDotless(parts: readonly Part[]): boolean {
  return parts.every((part) => (isHole(part) ? part.dotless && !part.normalised : !/(?:^|\/)\.+(?:\/|$)/.test(part)));
}

/** The text itself when it is known wholly. */
export function literalOf(text: Text): string | undefined {
  if (text.length === 0) return "";
  const [first] = text;
  return text.length === 1 && typeof first === "string" ? first : undefined;
}

export function literalText(text: string): Text {
  return text === "" ? EMPTY_TEXT : [text];
}

/** Puts texts one behind the other. */
export function concat(...texts: readonly Text[]): Text {
  return concatAll(texts);
}

/** Puts the texts of a list one behind the other. */
export function concatAll(texts: readonly Text[]): Text {
  const parts: Part[] = [];
  for (const text of texts) for (const part of text) pushPart(parts, part);
  return limited(parts);
}

function pushPart(parts: Part[], part: Part): void {
  if (part === "") return;
  const last = parts[parts.length - 1];
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else parts.push(part);
}

function limited(parts: Part[]): Text {
  const [first] = parts;
  if (parts.length === 1 && typeof first === "string" && first.length > MAX_LITERAL) {
    return [first.slice(0, 200), hole("budget")];
  }
  if (parts.length <= MAX_PARTS) return parts;
  return [...parts.slice(0, MAX_PARTS - 2), joinedHole(parts.slice(MAX_PARTS - 2), "context-merged")];
}

/** One hole that stands for any of the pieces, in any number. */
export function joinedHole(parts: readonly Part[], otherwise: UnknownReason): Hole {
  const holes = parts.filter(isHole);
  const chars = parts.reduce<CharSet>((set, part) => set | (isHole(part) ? part.chars : charsOf(part)), 0);
  return {
    ...UNKNOWN,
    reason: holes[0]?.reason ?? otherwise,
    sources: union(holes.map((each) => each.sources)),
    chars,
    deep: holes.some((each) => each.deep) || parts.some((part) => !isHole(part) && part.includes("/")),
    dotless: (chars & DOT) === 0 || areDotless(parts),
  };
}

/** The distinct members of some lists, in order. */
export function union(lists: readonly (readonly string[])[]): readonly string[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return [...new Set(filled.flat())];
}

const NO_SOURCES: readonly string[] = [];

/** What flows through the holes of a text. */
export function sourcesOf(text: Text): readonly string[] {
  let sources = NO_SOURCES;
  for (const part of text) {
    if (!isHole(part) || part.sources.length === 0) continue;
    sources = sources.length === 0 ? part.sources : union([sources, part.sources]);
  }
  return sources;
}

/** The text whose key was asked for last, and its key: several questions about one text follow each other. */
let last: { readonly text: Text; readonly key: string } = { text: EMPTY_TEXT, key: "" };

/** A key that equal texts share. */
export function textKey(text: Text): string {
  if (text === last.text) return last.key;
  let key = "";
  for (const part of text) key += isHole(part) ? holeKey(part) : part;
  last = { text, key };
  return key;
}

function holeKey(part: Hole): string {
  const { reason, symbol = "", chars, deep, dotless, lone, normalised, anywhere, below, sources } = part;
  const places = (normalised ? 4 : 0) | (anywhere ? 8 : 0) | (below ? 16 : 0);
  const flags = (deep ? 1 : 0) | (dotless ? 2 : 0) | places | (lone ? 32 : 0);
  return `\u0001${reason},${symbol},${chars},${flags},${sources.length === 0 ? "" : sources.join()}\u0001`;
}

/** Whether two texts have the same key. */
export function sameText(a: Text, b: Text): boolean {
  if (a === b) return true;
  const [x, y] = [literalOf(a), literalOf(b)];
  return x === undefined || y === undefined ? x === y && textKey(a) === textKey(b) : x === y;
}

/** The narrowest text with one hole that covers all of these: what they begin with, a hole, what they end with. */
export function joinTexts(texts: readonly Text[], otherwise: UnknownReason): Text {
  const named = commonName(texts);
  if (named === undefined) return joinPieces(texts, { otherwise, behind: false });
  const rest = texts.map((text) => text.slice(1));
  return concat([named], joinPieces(rest, { otherwise, behind: true }));
}

const MAX_ROOTS = 4;

/** Like `joinTexts`, but texts that begin with different names stay apart as long as these are few. */
export function joinByName(texts: readonly Text[], otherwise: UnknownReason): readonly Text[] {
  const groups = new Map<string, Text[]>();
  for (const text of texts) {
    const [first] = text;
    const key = isHole(first) && first.symbol !== undefined ? textKey([first]) : "";
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [text]);
    else group.push(text);
  }
  if (groups.size > MAX_ROOTS) return [joinTexts(texts, otherwise)];
  return [...groups.values()].map((group) => (group.length === 1 ? (group[0] ?? []) : joinTexts(group, otherwise)));
}

function joinPieces(texts: readonly Text[], how: { otherwise: UnknownReason; behind: boolean }): Text {
  const [first = EMPTY_TEXT, ...rest] = texts;
  let prefix = leading(first);
  let suffix = trailing(first);
  for (const text of rest) {
    prefix = commonPrefix(prefix, leading(text));
    suffix = commonSuffix(suffix, trailing(text));
  }
  if ((how.behind || prefix !== "") && growsBelow(texts, prefix))
    return concat([
      `${prefix}/`,
      {
        ...joinedHole(
          texts.flatMap((text) => cut(text, prefix.length, 0)),
          how.otherwise,
        ),
        deep: true,
      },
    ]);
  const shortest = Math.min(...texts.map((text) => literalOf(text)?.length ?? Number.POSITIVE_INFINITY));
  if (prefix.length + suffix.length > shortest) suffix = suffix.slice(prefix.length + suffix.length - shortest);
  const middle = texts.flatMap((text) => cut(text, prefix.length, suffix.length));
  return concat([prefix], [joinedHole(middle, how.otherwise)], [suffix]);
}

/** Whether one text ends with the prefix, and what the others have behind it begins with "/". */
function growsBelow(texts: readonly Text[], prefix: string): boolean {
  if (prefix.endsWith("/") || !texts.some((text) => literalOf(text) === prefix)) return false;
  return texts.every((text) => literalOf(text) === prefix || leading(text)[prefix.length] === "/");
}

/** The hole with a name that all texts begin with: it stands for the same text in each. */
function commonName([first = EMPTY_TEXT, ...rest]: readonly Text[]): Hole | undefined {
  const [name] = first;
  if (!isHole(name) || name.symbol === undefined || rest.length === 0) return undefined;
  return rest.every(([part]) => isHole(part) && textKey([part]) === textKey([name])) ? name : undefined;
}

function leading(text: Text): string {
  return typeof text[0] === "string" ? text[0] : "";
}

function trailing(text: Text): string {
  const last = text.at(-1);
  return typeof last === "string" ? last : "";
}

function cut(text: Text, before: number, after: number): Text {
  const parts = [...text];
  const [first] = parts;
  if (before > 0 && typeof first === "string") parts[0] = first.slice(before);
  const last = parts.at(-1);
  if (after > 0 && typeof last === "string") parts[parts.length - 1] = last.slice(0, Math.max(0, last.length - after));
  return parts.filter((part) => part !== "");
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function commonSuffix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return a.slice(a.length - length);
}

/** Applies a function that works character by character to the literals, and another to the holes. */
export function mapText(text: Text, map: { literal(part: string): string; hole(part: Hole): Hole }): Text {
  return concat(text.map((part) => (isHole(part) ? map.hole(part) : map.literal(part))));
}
