/**
 * Segments of partly known paths: what ".." leaves where the segment before it is not known, and which holes can leave
 * the segment that they stand in.
 *
 * The segments are pieces of a marked text. A hole that lies below what stands before it is a segment of its own.
 */
import { type CharSet, DOT, PERCENT, QUESTION, SLASH, SPACE, URL_DELIMITERS } from "../values/chars.ts";
import { type Hole, joinedHole } from "../values/text.ts";
import { addHole, hasHole, holesIn, type Marked, printPiece, unmark } from "./resource.ts";

/** The segments between the slashes of a piece. */
export function splitSegments(marked: Marked, piece: string, separator: string | RegExp = "/"): readonly string[] {
  if (!marked.holes.some(({ below }) => below)) return piece.split(separator);
  const apart = piece.replace(/(?<=[^/\\])([\ue000-\ue0ff])(?=[/\\]|$)/g, (character) =>
    isBelow(marked, character) ? `/${character}` : character,
  );
  return apart.split(separator);
}

/** The piece that segments make, or the segments of a part of it. */
export function joinSegments(marked: Marked, segments: readonly string[]): string {
  const isFirst = (i: number): boolean =>
    i === 0 || (isBelow(marked, segments[i] ?? "") && (i > 1 || segments[0] !== ""));
  return segments.map((segment, i) => (isFirst(i) ? segment : `/${segment}`)).join("");
}

/** The segments as patterns, without those that are meant to be nothing. */
export function printSegments(marked: Marked, segments: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const segment of segments) {
    const printed = printPiece(marked, segment);
    if (printed !== "" || !isBelow(marked, segment)) out.push(printed);
  }
  return out;
}

function isBelow(marked: Marked, segment: string): boolean {
  return segment.length === 1 && holesIn(marked, segment)[0]?.below === true;
}

/** A piece without the holes that are meant to be nothing. */
export function withoutAbsent(marked: Marked, piece: string): string {
  if (!hasHole(piece)) return piece;
  return piece.replace(/[\ue000-\ue0ff]/g, (character) => {
    const [found] = holesIn(marked, character);
    return found?.below === true && !found.deep ? "" : character;
  });
}

/** Where ".." ends. */
export interface Beginning {
  /** So many segments at the beginning are never left. */
  readonly kept: number;
  /** ".." stays where it leads out of the beginning. */
  readonly isOpen: boolean;
  /** The characters that end a segment. */
  readonly delimiters: CharSet;
}

/** Leaves the last of some segments, as ".." does. */
export function leaveSegment(marked: Marked, segments: string[], from: Beginning): void {
  const last = segments.at(-1);
  if (last === undefined || last === ".." || segments.length <= from.kept) {
    if (from.isOpen) segments.push("..");
    return;
  }
  segments.pop();
  if (isSafeSegment(last, holesIn(marked, last), from.delimiters)) return;
  const rest = restOf(marked, takeLast(marked, segments, { last, kept: from.kept }), from.delimiters);
  const normalised = !rest.dotless || undefined;
  const isLoose = from.isOpen && segments.length === 0;
  const loose = { ...rest, below: undefined, dotless: false, normalised: true };
  segments.push(addHole(marked, isLoose ? loose : { ...rest, normalised }));
}

/** The last segment that there surely is; what may be nothing goes with the one before it. */
function takeLast(marked: Marked, before: string[], end: { readonly last: string; readonly kept: number }): string {
  const left = [end.last];
  while (isBelow(marked, left[0] ?? "") && before.length > end.kept) left.unshift(before.pop() ?? "");
  return joinSegments(marked, left);
}

/** A path without its last segment and the slash before it; nothing where it has only one. */
export function withoutLast(marked: Marked, path: string, delimiters: CharSet): string {
  const segments = [...splitSegments(marked, path)];
  const last = segments.pop() ?? "";
  const canEnd = holesIn(marked, last).some((each) => (each.chars & delimiters) !== 0 || each.normalised === true);
  if (!canEnd) return joinSegments(marked, segments);
  const rest = restOf(marked, takeLast(marked, segments, { last, kept: 1 }), delimiters);
  return joinSegments(marked, segments) + addHole(marked, rest);
}

/** The path of a URL without segments ".."; what a parser makes of the rest is left to it. */
export function withoutUrlDots(marked: Marked, path: string): string {
  if (!hasHole(path)) return path;
  const segments = splitSegments(marked, path, /[\\/]/);
  const out: string[] = [];
  segments.forEach((segment, i) => {
    const isParent = /^(?:\.|%2e){2}$/i.test(segment);
    if (isParent) leaveSegment(marked, out, { kept: 1, isOpen: false, delimiters: URL_DELIMITERS });
    else if (!/^(?:\.|%2e)$/i.test(segment)) return void out.push(segment);
    if (i === segments.length - 1) out.push("");
  });
  return joinSegments(marked, out);
}

/** What is left of an unknown piece without its last segment: nothing as it is meant, unless it spans segments. */
function restOf(marked: Marked, piece: string, delimiters: CharSet): Hole {
  const holes = holesIn(marked, piece);
  const joined = joinedHole(unmark(marked, piece), "context-merged");
  const climbs = canClimb(marked, splitSegments(marked, piece), delimiters);
  return {
    ...joined,
    chars: joined.chars | SLASH,
    deep: holes.some((each) => each.deep),
    dotless: !climbs,
    normalised: holes.some((each) => each.normalised) || undefined,
    anywhere: holes.some((each) => each.anywhere) || undefined,
    below: true,
  };
}

/** Whether the holes of a segment can neither end it nor make it "..". Named holes are as hostile as others. */
export function isSafeSegment(segment: string, holes: readonly Hole[], delimiters: CharSet): boolean {
  if (holes.some((each) => (each.chars & delimiters) !== 0 || each.normalised === true)) return false;
  const literal = segment.replace(/[\ue000-\ue0ff]/g, "");
  if (!/^(?:\.|%2?e?)*$/i.test(literal)) return true;
  // A hole can be nothing as well.
  const dots = literal.length + holes.filter(isLone).length;
  return (literal.length > 2 || dots < 2) && !holes.some((each) => hasDots(each, delimiters));
}

/** Whether segments can hold ".." or "%2e%2e", or have swallowed what stands before them. */
export function canClimb(marked: Marked, segments: readonly string[], delimiters: CharSet): boolean {
  return segments.some(
    (segment) =>
      hasHole(segment) &&
      (holesIn(marked, segment).some((each) => each.normalised === true || hasDots(each, delimiters)) ||
        CLIMBING.test(shapeOf(marked, segment))),
  );
}

/** Two dots, written or each all that a hole is, with nothing but holes around them. */
const CLIMBING = /(?:^|[lh])(?:\.h*\.(?=[lh]|$)|\.h*l)|l(?:h*\.(?=[lh]|$)|h*l)/;

/** A segment with "l" for a hole that can be ".", "h" for another, "a" for what is no dot. */
function shapeOf(marked: Marked, segment: string): string {
  return segment.replace(/[^.]/g, (character) => {
    const [part] = holesIn(marked, character);
    return part === undefined ? "a" : isLone(part) ? "l" : "h";
  });
}

function isLone(part: Hole): boolean {
  return part.lone === true && (part.chars & DOT) !== 0;
}

/** Whether a hole can hold a segment of dots; in a URL they can be escaped, or have a tab between them. */
function hasDots(part: Hole, delimiters: CharSet): boolean {
  const isOfUrl = (delimiters & QUESTION) !== 0;
  if (isOfUrl && ((part.chars & PERCENT) !== 0 || (isLone(part) && (part.chars & SPACE) !== 0))) return true;
  return !part.dotless && (part.chars & DOT) !== 0;
}
