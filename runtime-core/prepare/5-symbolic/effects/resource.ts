/**
 * What a partly known text means as a resource: the intended reading and the worst case.
 *
 * Intended: a hole stays inside the component it stands in. Worst case: a hole holds what its characters allow.
 */
import { escapePatternText } from "../../../permissions/pattern-text.ts";
import type { Resolution, UnknownReason } from "../../effect.ts";
import { type Hole, isHole, type Text } from "../values/text.ts";

/** A resource as it is printed. */
export interface Resource {
  /** Null when nothing useful is known. */
  readonly resource: string | null;
  readonly worstCase: string;
  readonly resolution: Resolution;
  readonly reason: UnknownReason | null;
}

const FIRST_PLACEHOLDER = 0xe000;
const LAST_PLACEHOLDER = 0xe0ff;
const PLACEHOLDERS = /[\ue000-\ue0ff]/g;
const ENCODED_PLACEHOLDERS = /%EE%8[0-3]%[89AB][0-9A-F]/g;

/** A text whose holes are single characters of the private use area, so that parsers of plain texts can work on it. */
export interface Marked {
  readonly text: string;
  readonly holes: Hole[];
}

export function mark(text: Text): Marked {
  const holes: Hole[] = [];
  let plain = "";
  for (const part of text) plain += isHole(part) ? addHole({ holes }, part) : part.replace(PLACEHOLDERS, "\ufffd");
  return { text: plain, holes };
}

/** The character of a new hole of a marked text. */
export function addHole({ holes }: Pick<Marked, "holes">, added: Hole): string {
  holes.push(added);
  return String.fromCharCode(FIRST_PLACEHOLDER + holes.length - 1);
}

/** Makes placeholders plain again that a URL parser has percent-encoded. */
export function decodePlaceholders(text: string): string {
  return text.replace(ENCODED_PLACEHOLDERS, (encoded) => decodeURIComponent(encoded));
}

/** The text that a piece of a marked text stands for. */
export function unmark(marked: Marked, piece: string): Text {
  const parts = piece
    .split(/([\ue000-\ue0ff])/)
    .map((part, i) => (i % 2 === 1 ? (holeAt(marked, part) ?? part) : part));
  return parts.filter((part) => part !== "");
}

/** The hole at a place of a marked text. */
export function holeAt(marked: Marked, character: string): Hole | undefined {
  return marked.holes[character.charCodeAt(0) - FIRST_PLACEHOLDER];
}

/** The holes that stand in a piece of a marked text. */
export function holesIn(marked: Marked, piece: string): readonly Hole[] {
  const found: Hole[] = [];
  for (let i = 0; i < piece.length; i++) {
    const code = piece.charCodeAt(i);
    if (code < FIRST_PLACEHOLDER || code > LAST_PLACEHOLDER) continue;
    const hole = marked.holes[code - FIRST_PLACEHOLDER];
    if (hole !== undefined) found.push(hole);
  }
  return found;
}

export function hasHole(piece: string): boolean {
  for (let i = 0; i < piece.length; i++) {
    const code = piece.charCodeAt(i);
    if (code >= FIRST_PLACEHOLDER && code <= LAST_PLACEHOLDER) return true;
  }
  return false;
}

/** A piece with its literals escaped and its holes as wildcards or symbols; "**" when a hole of it spans segments. */
export function printPiece(marked: Marked, piece: string): string {
  if (holesIn(marked, piece).some((each) => each.deep && each.symbol === undefined)) return "**";
  return printName(marked, piece);
}

/** Like `printPiece`, in places where there are no segments. */
export function printName(marked: Marked, piece: string): string {
  const escaped = escapePatternText(piece);
  if (!hasHole(piece)) return escaped;
  return escaped
    .replace(PLACEHOLDERS, (character) => {
      const hole = holeAt(marked, character);
      if (hole?.symbol !== undefined) return `{${hole.symbol}}`;
      return hole?.below === true && !hole.deep ? "" : "*";
    })
    .replace(/\*{2,}/g, "*");
}

/** How well a text is known, and why it is not known better. */
export function knowledgeOf(text: Text): Pick<Resource, "resolution" | "reason"> {
  const holes = text.filter(isHole);
  const open = holes.find((each) => each.symbol === undefined);
  if (open !== undefined) return { resolution: "pattern", reason: open.reason };
  const [symbol] = holes;
  return symbol === undefined
    ? { resolution: "exact", reason: null }
    : { resolution: "symbolic", reason: symbol.reason };
}

/** A resource of which nothing is known but its worst case. */
export function unknownResource(reason: UnknownReason, worstCase = "**"): Resource {
  return { resource: null, worstCase, resolution: "unknown", reason };
}

/** The reason of the first hole that has no name, or of the first hole. */
export function reasonOf(text: Text): UnknownReason {
  const holes = text.filter(isHole);
  return (holes.find((each) => each.symbol === undefined) ?? holes[0])?.reason ?? "callee";
}

/** A resource that is a plain name: an environment variable, a secret, a store. */
export function nameResource(text: Text): Resource {
  const marked = mark(text);
  const literal = marked.text.replace(PLACEHOLDERS, "");
  if (literal === "" && text.some((part) => isHole(part) && part.symbol === undefined))
    return unknownResource(reasonOf(text), "*");
  const printed = printName(marked, marked.text);
  const worstCase = printed.replace(/(?<!\\)\{[^{}]*\}/g, "*");
  return { resource: printed, worstCase, ...knowledgeOf(text) };
}
