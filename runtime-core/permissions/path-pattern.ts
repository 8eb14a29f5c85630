/**
 * Patterns of paths, and paths themselves, as seen from the project root.
 *
 * The root's place on the disk is unknown here. The module's folder is literal text, whatever its name looks like.
 */
import { ok, type Result } from "../base/result.ts";
import type { FilePath, Span } from "../base/span.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { escapePatternText, findLoneSurrogate, type Piece, problemAt, readPiece, splitSpan } from "./pattern-text.ts";
import { GLOBSTAR, type Segment, segmentOf } from "./segment.ts";
import { literalList, type SegmentList, segmentList } from "./segment-list.ts";

/** A compiled pattern of paths; a path is one without wildcards. */
export interface PathPattern {
  readonly kind: "path";
  readonly list: SegmentList;
}

/** Parses a pattern: "/a/*", "./a", "../a/**", "." or "..". Never throws. */
export function parsePathPattern(text: string, moduleDir: FilePath): Result<PathPattern, TextProblem> {
  const wrong = checkCharacters(text) ?? checkBeginning(text);
  if (wrong !== undefined) return problemAt(wrong.span, wrong.message);
  const segments = text.startsWith("/") ? [] : foldersOf(moduleDir);
  if (text === "/") return ok({ kind: "path", list: segmentList(segments, "hidden") });
  const start = text.startsWith("/") ? 1 : 0;
  const spans = splitSpan(text, { span: { start, end: text.length }, separator: "/" });
  for (const span of spans) {
    const problem = appendPiece(segments, { text, span });
    if (problem !== undefined) return problemAt(problem.span, problem.message);
  }
  return ok({ kind: "path", list: segmentList(segments, "hidden") });
}

/** Normalises a path that is asked for: ".", "..", "//" and NFC. A bare one lies in the module's folder. Never throws. */
export function parsePath(text: string, moduleDir: FilePath): Result<PathPattern, TextProblem> {
  const wrong = checkCharacters(text) ?? checkBarePath(text);
  if (wrong !== undefined) return problemAt(wrong.span, wrong.message);
  const segments = text.startsWith("/") ? [] : foldersOf(moduleDir);
  for (const name of text.normalize("NFC").split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") segments.push(segmentOf([name], "hidden"));
    else if (segments.pop() === undefined) return problemAt(wholeOf(text), leavesRoot(text));
  }
  return ok({ kind: "path", list: literalList(segments) });
}

/** The pattern as text, absolute: parsing it again gives the same pattern. */
export function printPathPattern(pattern: PathPattern): string {
  return `/${pattern.list.segments.map(printSegment).join("/")}`;
}

/** The path as text, absolute; nothing is escaped. */
export function printPath(path: PathPattern): FilePath {
  return `/${path.list.segments.map((segment) => segment.word).join("/")}`;
}

/** A segment as text, what has a meaning escaped. */
export function printSegment(segment: Segment): string {
  return segment.kind === "globstar" ? "**" : segment.parts.map(escapePatternText).join("*");
}

function appendPiece(segments: Segment[], at: { readonly text: string; readonly span: Span }): TextProblem | undefined {
  const { text, span } = at;
  const written = text.slice(span.start, span.end);
  if (written === "") return emptySegment(text, span);
  if (written === ".") return undefined;
  if (written === "..") return leaveFolder(segments, at);
  const piece = readPiece(text, span);
  if (!piece.ok) return piece.error;
  segments.push(segmentOfPiece(piece.value));
  return undefined;
}

function segmentOfPiece(piece: Piece): Segment {
  if (piece.kind === "globstar") return GLOBSTAR;
  return segmentOf(
    piece.parts.map((part) => part.normalize("NFC")),
    "hidden",
  );
}

function leaveFolder(segments: Segment[], at: { readonly text: string; readonly span: Span }): TextProblem | undefined {
  const left = segments.pop();
  if (left === undefined) return { span: at.span, message: leavesRoot(at.text) };
  if (left.kind === "literal") return undefined;
  return { span: at.span, message: `".." after a wildcard has no single meaning; write the folder instead` };
}

function emptySegment(text: string, span: Span): TextProblem {
  if (span.end < text.length) {
    return { span: { start: Math.max(0, span.start - 1), end: span.end + 1 }, message: `Empty segment; write one "/"` };
  }
  const folder = text.slice(0, -1);
  return {
    span: { start: span.start - 1, end: span.end },
    message: `A pattern does not end in "/"; write "${folder}" for the folder or "${text}**" for all that is in it`,
  };
}

function checkCharacters(text: string): TextProblem | undefined {
  if (text === "") return { span: { start: 0, end: 0 }, message: `Empty path; write "." for the module's folder` };
  const nul = text.indexOf("\0");
  if (nul >= 0) return { span: { start: nul, end: nul + 1 }, message: "A path has no NUL character" };
  const surrogate = findLoneSurrogate(text);
  return surrogate && { span: surrogate, message: "A path has no half of a surrogate pair" };
}

function checkBeginning(text: string): TextProblem | undefined {
  if (text === "." || text === ".." || /^(?:\/|\.\.?\/)/.test(text)) return undefined;
  return {
    span: { start: 0, end: text.length },
    message: `A path pattern begins with "/" (the project root), "./" or "../" (the module's folder)`,
  };
}

function checkBarePath(text: string): TextProblem | undefined {
  if (text.startsWith("/")) return undefined;
  const colon = text.indexOf(":");
  const slash = text.indexOf("/");
  if (colon < 0 || (slash >= 0 && slash < colon)) return undefined;
  return {
    span: { start: 0, end: colon + 1 },
    message: `A relative path has no ":" in its first segment, as a URL or a drive has; write "./" in front if it is a name`,
  };
}

function foldersOf(moduleDir: FilePath): Segment[] {
  return moduleDir
    .normalize("NFC")
    .split("/")
    .filter((name) => name !== "")
    .map((name) => segmentOf([name], "hidden"));
}

function leavesRoot(text: string): string {
  return `"${text}" leaves the project root`;
}

function wholeOf(text: string): Span {
  return { start: 0, end: text.length };
}
