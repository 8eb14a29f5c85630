/**
 * Edits that take a part out of an array or object literal, with the comments that are about it and no others.
 *
 * A comment is about what stands before it on its line, or directly below it. One that heads several parts, is about a line
 * of them, or stands alone is kept.
 */
import type { Span } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { type FoldingFile, keyOf } from "./manifest-nodes.ts";

/** A literal that parts can be taken out of. */
export type Literal = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;

interface Place extends FoldingFile {
  readonly literal: Literal;
  readonly parts: readonly ts.Node[];
  readonly index: number;
}

/** What stands between two parts, a part and a bracket, or the brackets: comments and at most one comma. */
interface Gap extends Span {
  readonly comments: readonly Span[];
  readonly comma: number | undefined;
}

/** Takes a part out of its literal; what is empty after that goes as well, up to the section `permissions`. */
export function removePart(at: FoldingFile, literal: Literal, part: ts.Node): readonly FileEdit[] {
  const { file, folder } = at;
  const parts: readonly ts.Node[] = ts.isArrayLiteralExpression(literal) ? literal.elements : literal.properties;
  const place = { file, folder, literal, parts, index: parts.indexOf(part) };
  const owner = ownerOf(at, literal);
  if (parts.length === 1 && owner !== undefined && !hasNotes(place)) return removePart(at, owner.parent, owner);
  return spansOf(place).map((span) => ({ file: file.path, span, text: "" }));
}

type Owner = ts.PropertyAssignment & { readonly parent: ts.ObjectLiteralExpression };

/** The property to take out when a literal is empty; undefined where something else would count in its place. */
function ownerOf(at: FoldingFile, literal: Literal): Owner | undefined {
  const owner = literal.parent;
  if (!ts.isPropertyAssignment(owner) || !ts.isObjectLiteralExpression(owner.parent)) return undefined;
  const key = keyOf(at, owner.name);
  if (key === undefined || key === "permissions") return undefined;
  const others = owner.parent.properties.filter((each) => each !== owner);
  const isElse = others.every(({ name }) => ![undefined, key].includes(name && keyOf(at, name)));
  return isElse ? (owner as Owner) : undefined;
}

/** Whether a literal holds comments that are not about its only part, nor behind its opening bracket. */
function hasNotes(place: Place): boolean {
  const { file, parts, index } = place;
  const [before, after] = [gapAt(place, index), gapAt(place, index + 1)];
  const owned = new Set([...commentsAbove(place), ...commentsBehind(place)].map(({ start }) => start));
  const opening = (comment: Span): boolean =>
    !file.source.text.slice(before.start, comment.start).includes("\n") && comment.end <= (parts[index]?.end ?? 0);
  return [...before.comments, ...after.comments].some((comment) => !owned.has(comment.start) && !opening(comment));
}

/** With the comma behind it, or the one before the last part, and with the lines when nothing else is on them. */
function spansOf(place: Place): readonly Span[] {
  const { file, literal, parts, index } = place;
  const { text } = file.source;
  const part = parts[index];
  if (part === undefined) return [];
  const after = gapAt(place, index + 1);
  const start = commentsAbove(place)[0]?.start ?? part.getStart(file.syntax);
  const end = Math.max(part.end, (after.comma ?? -1) + 1, commentsBehind(place).at(-1)?.end ?? 0);
  const inside = { start: literal.getStart(file.syntax) + 1, end: literal.end - 1 };
  if ((text.slice(inside.start, start) + text.slice(end, inside.end)).trim() === "") return [inside];
  const comma = parts[index + 1] === undefined && after.comma === undefined ? gapAt(place, index).comma : undefined;
  const line = wholeLines(text, { start, end });
  const own = line ?? inLine(text, { start, end, isLast: parts[index + 1] === undefined });
  if (comma === undefined) return [own];
  return comma + 1 >= own.start ? [{ start: comma, end: own.end }] : [{ start: comma, end: comma + 1 }, own];
}

function wholeLines(text: string, { start, end }: Span): Span | undefined {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const rest = /^[^\S\n]*\n/.exec(text.slice(end))?.[0].length;
  if (text.slice(lineStart, start).trim() !== "" || rest === undefined) return undefined;
  return { start: lineStart, end: end + rest };
}

/** With the blanks behind it, or with those before it when nothing follows on the line. */
function inLine(text: string, { start, end, isLast }: Span & { readonly isLast: boolean }): Span {
  const behind = /^[^\S\r\n]*/.exec(text.slice(end))?.[0].length ?? 0;
  if (!isLast && !/[\r\n]/.test(text[end + behind] ?? "")) return { start, end: end + behind };
  return { start: text.slice(0, start).replace(/[^\S\n]+$/, "").length, end };
}

/** Comments directly above a part or before it on its line, but those that head more than it. */
function commentsAbove(place: Place): readonly Span[] {
  const { file, parts, index } = place;
  const { text } = file.source;
  const gap = gapAt(place, index);
  const own: Span[] = [];
  let below = parts[index]?.getStart(file.syntax) ?? gap.end;
  for (const comment of gap.comments.toReversed()) {
    if (comment.start < (gap.comma ?? gap.start) || lineBreaks(text, comment.end, below) > 1) break;
    const isBehind = lineBreaks(text, gap.start, comment.start) === 0;
    if (isBehind && lineBreaks(text, comment.end, below) > 0) break;
    own.unshift(comment);
    below = comment.start;
  }
  const isOnLine = ({ end }: Span): boolean => lineBreaks(text, end, parts[index]?.getStart(file.syntax) ?? end) === 0;
  const [first] = own;
  return first === undefined || isOnLine(first) || !isHeading(place, first.start) ? own : own.filter(isOnLine);
}

/** Whether a comment at the beginning of a paragraph is followed by several parts that have none of their own. */
function isHeading(place: Place, start: number): boolean {
  const { file, parts, index } = place;
  const { text } = file.source;
  const [before, after] = [gapAt(place, index), gapAt(place, index + 1)];
  const isFirst = index === 0 || lineBreaks(text, lastEnd(before, start), start) > 1;
  if (!isFirst || parts[index + 1] === undefined) return false;
  const isOwn = (comment: Span): boolean => lineBreaks(text, after.start, comment.start) > 0;
  return !after.comments.some(isOwn) && !/\n[^\S\n]*\r?\n/.test(text.slice(after.start, after.end));
}

/** Where the last thing ends that stands in a gap before an offset. */
function lastEnd(gap: Gap, start: number): number {
  const ends = gap.comments.map(({ end }) => end).filter((end) => end <= start);
  return Math.max(gap.start, (gap.comma ?? -1) + 1, ...ends);
}

/** Comments between a part and its comma, and those at the end of its line unless other parts stand on it too. */
function commentsBehind(place: Place): readonly Span[] {
  const { file, parts, index } = place;
  const { text } = file.source;
  const [before, after] = [gapAt(place, index), gapAt(place, index + 1)];
  const isShared = index > 0 && !text.slice(before.start, before.end).includes("\n");
  const next = parts[index + 1];
  return after.comments.filter((comment) => {
    if (comment.start < (after.comma ?? 0)) return true;
    if (lineBreaks(text, after.start, comment.start) > 0) return false;
    if (next === undefined && after.comma === undefined) return true;
    return !isShared && lineBreaks(text, comment.end, after.end) > 0;
  });
}

/** The gap before the part of an index. */
function gapAt({ file, literal, parts }: Place, index: number): Gap {
  const start = parts[index - 1]?.end ?? literal.getStart(file.syntax) + 1;
  const end = parts[index]?.getStart(file.syntax) ?? literal.end - 1;
  const found = [...file.source.text.slice(start, end).matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\/|,/g)];
  const spans = found.map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));
  const comma = found.findIndex(([piece]) => piece === ",");
  return { start, end, comments: spans.filter((_, at) => at !== comma), comma: spans[comma]?.start };
}

function lineBreaks(text: string, start: number, end: number): number {
  return text.slice(start, end).split("\n").length - 1;
}
