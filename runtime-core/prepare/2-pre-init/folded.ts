/**
 * A constant that was computed from the text alone, with the place each part of it is written at.
 *
 * Keeps places, not nodes: a folded value outlives the tree it came from.
 */
import type { FilePath, Location, Span } from "../../base/span.ts";

/** A folded value. An "unknown" part has been reported where it stands. */
export type Folded = FoldedPlain | FoldedString | FoldedArray | FoldedObject | FoldedUnknown;

/** A number, a truth value, null or undefined. */
export interface FoldedPlain {
  readonly kind: "plain";
  readonly at: Location;
  readonly value: number | boolean | null | undefined;
}

/** A string and the pieces of text that it was put together from. */
export interface FoldedString {
  readonly kind: "string";
  readonly at: Location;
  readonly value: string;
  readonly pieces: readonly StringPiece[];
}

/** A part of a string that stands in one literal. */
export interface StringPiece {
  readonly file: FilePath;
  readonly length: number;
  /** Offset in the file of each UTF-16 unit of the piece and of its end; a single number when they are consecutive. */
  readonly offsets: number | readonly number[];
}

/** An array; its items in order, spreads laid out. */
export interface FoldedArray {
  readonly kind: "array";
  readonly at: Location;
  readonly items: readonly Folded[];
}

/** An object; its properties in order, spreads laid out, the later of two equal keys. */
export interface FoldedObject {
  readonly kind: "object";
  readonly at: Location;
  readonly properties: ReadonlyMap<string, FoldedProperty>;
}

/** A property and where its key is written. */
export interface FoldedProperty {
  readonly key: Location;
  readonly value: Folded;
}

/** A part that cannot be computed from the text. */
export interface FoldedUnknown {
  readonly kind: "unknown";
  readonly at: Location;
  /** Why: "a call is not run before the start". */
  readonly reason: string;
}

/** The value without its unknown parts, which have been reported: items and properties are left out. */
export function prune(folded: Folded): Exclude<Folded, FoldedUnknown> | undefined {
  switch (folded.kind) {
    case "unknown":
      return undefined;
    case "plain":
    case "string":
      return folded;
    case "array":
      return { ...folded, items: folded.items.map(prune).filter((item) => item !== undefined) };
    case "object": {
      const properties = new Map<string, FoldedProperty>();
      for (const [name, { key, value }] of folded.properties) {
        const kept = prune(value);
        if (kept !== undefined) properties.set(name, { key, value: kept });
      }
      return { ...folded, properties };
    }
    default:
      return folded satisfies never;
  }
}

/** Plain data; unknown parts become undefined. */
export function dataOf(folded: Folded): unknown {
  switch (folded.kind) {
    case "unknown":
      return undefined;
    case "plain":
    case "string":
      return folded.value;
    case "array":
      return folded.items.map(dataOf);
    case "object":
      return Object.fromEntries([...folded.properties].map(([name, property]) => [name, dataOf(property.value)]));
    default:
      return folded satisfies never;
  }
}

/** The part at a path, or the nearest ancestor of it that is written; `key` is its key, where it has one. */
export function partAt(
  folded: Folded,
  path: readonly (string | number)[],
): { value: Folded; key: Location | undefined; depth: number } {
  let value = folded;
  let key: Location | undefined;
  for (const [depth, step] of path.entries()) {
    const next = stepInto(value, step);
    if (next === undefined) return { value, key, depth };
    value = next.value;
    key = next.key;
  }
  return { value, key, depth: path.length };
}

function stepInto(value: Folded, step: string | number): { value: Folded; key: Location | undefined } | undefined {
  if (value.kind === "object") return value.properties.get(String(step));
  const item = value.kind === "array" ? value.items[Number(step)] : undefined;
  return item === undefined ? undefined : { value: item, key: undefined };
}

/** Where a part of a string is written; the whole expression when the part spans several literals of different places. */
export function locateInside(folded: FoldedString, span: Span): Location {
  const start = offsetIn(folded.pieces, span.start, false);
  const end = offsetIn(folded.pieces, span.end, true);
  if (start === undefined || end === undefined || start.file !== end.file || end.offset < start.offset)
    return folded.at;
  const samePiece = start.piece === end.piece;
  const inside =
    folded.at.file === start.file && folded.at.span.start <= start.offset && end.offset <= folded.at.span.end;
  return samePiece || inside ? { file: start.file, span: { start: start.offset, end: end.offset } } : folded.at;
}

interface PlaceInPiece {
  readonly piece: StringPiece;
  readonly file: FilePath;
  readonly offset: number;
}

function offsetIn(pieces: readonly StringPiece[], unit: number, isEnd: boolean): PlaceInPiece | undefined {
  let before = 0;
  for (const piece of pieces) {
    const inside = unit - before;
    const fits = isEnd ? inside <= piece.length && (inside > 0 || unit === 0) : inside < piece.length;
    if (fits) return { piece, file: piece.file, offset: offsetOf(piece, inside) };
    before += piece.length;
  }
  const last = pieces.at(-1);
  return last === undefined || unit > before
    ? undefined
    : { piece: last, file: last.file, offset: offsetOf(last, last.length) };
}

function offsetOf(piece: StringPiece, unit: number): number {
  return typeof piece.offsets === "number" ? piece.offsets + unit : (piece.offsets[unit] ?? piece.offsets.at(-1) ?? 0);
}
