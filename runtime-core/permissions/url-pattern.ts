/**
 * Patterns of URLs: scheme "://" host [":" port] [path] ["?" query].
 *
 * A subject is repaired by WHATWG's rules, a pattern never is. What is absent means: the default port of each scheme,
 * any path, any query.
 */
import { parse as parseDomain } from "tldts";
import { ok, type Result } from "../base/result.ts";
import type { Span } from "../base/span.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { type HostPattern, parseHost, printHost } from "./host-pattern.ts";
import { printSegment } from "./path-pattern.ts";
import {
  escapePatternText,
  findLoneSurrogate,
  type PatternWarning,
  problemAt,
  readPiece,
  splitSpan,
} from "./pattern-text.ts";
import { GLOBSTAR, type Segment, segmentOf } from "./segment.ts";
import { type SegmentList, segmentList } from "./segment-list.ts";
import type { UrlScheme } from "./url.ts";
import { findMalformedEscape, serialisePathText, serialiseQueryText } from "./url-text.ts";

/** A compiled pattern of URLs. */
export interface UrlPattern {
  readonly kind: "url-pattern";
  readonly schemes: readonly UrlScheme[];
  readonly host: HostPattern;
  readonly port: number | "any" | "default";
  readonly path: SegmentList;
  /** Escaped slashes are let through, because the path ends in "**". */
  readonly takesEscapedSlashes: boolean;
  /** It matches nothing, because it has an escape in its path that no subject may have there. */
  readonly matchesNothing: boolean;
  /** The literal texts around the stars of each value, by name; empty: no query; undefined: any. */
  readonly query: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A pattern and what is remarkable about it. */
interface ParsedUrlPattern {
  readonly pattern: UrlPattern;
  readonly warnings: readonly PatternWarning[];
}

interface PatternParts {
  readonly schemes: readonly UrlScheme[];
  readonly host: Span;
  readonly port: Span | undefined;
  readonly path: Span | undefined;
  readonly query: Span | undefined;
}

const SCHEMES: Readonly<Record<string, readonly UrlScheme[]>> = {
  http: ["http"],
  https: ["https"],
  "http(s)": ["http", "https"],
  ws: ["ws"],
  wss: ["wss"],
  "ws(s)": ["ws", "wss"],
};

const ANY_PATH = segmentList([GLOBSTAR], "ordinary");

/** Parses a pattern of URLs. Never throws. */
export function parseUrlPattern(text: string): Result<ParsedUrlPattern, TextProblem> {
  const parts = splitPattern(text);
  if (!parts.ok) return parts;
  const host = parseHost(text, parts.value.host);
  if (!host.ok) return host;
  const port = parsePort(text, parts.value.port);
  if (!port.ok) return port;
  const path = parsePath(text, parts.value.path);
  if (!path.ok) return path;
  const query = parseQuery(text, parts.value.query);
  if (!query.ok) return query;
  const takesEscapedSlashes = path.value.segments.at(-1)?.kind === "globstar";
  const pattern: UrlPattern = {
    kind: "url-pattern",
    schemes: parts.value.schemes,
    host: host.value,
    port: port.value,
    path: path.value,
    takesEscapedSlashes,
    matchesNothing: hasForbiddenEscape(path.value, takesEscapedSlashes ? /%(?:2F|5C)/ : /%(?:2F|5C|00)/),
    query: query.value,
  };
  return ok({ pattern, warnings: warningsOf(host.value, parts.value.host) });
}

/** The pattern as text: parsing it again gives the same pattern. */
export function printUrlPattern(pattern: UrlPattern): string {
  const scheme = Object.keys(SCHEMES).find((name) => SCHEMES[name]?.join() === pattern.schemes.join()) ?? "";
  const port = pattern.port === "default" ? "" : `:${pattern.port === "any" ? "*" : pattern.port}`;
  const path = pattern.path === ANY_PATH ? "" : `/${pattern.path.segments.map(printSegment).join("/")}`;
  return `${scheme}://${printHost(pattern.host)}${port}${path}${printQuery(pattern.query)}`;
}

function printQuery(query: UrlPattern["query"]): string {
  if (query === undefined) return "";
  const pieces = [...query].map(([name, parts]) => {
    const value = parts.map(escapePatternText).join("*");
    return `${escapePatternText(name)}=${value}`;
  });
  return `?${pieces.join("&")}`;
}

function splitPattern(text: string): Result<PatternParts, TextProblem> {
  const wrong = checkCharacters(text);
  if (wrong !== undefined) return problemAt(wrong.span, wrong.message);
  const separator = text.indexOf("://");
  const schemes = separator < 0 ? undefined : SCHEMES[text.slice(0, separator).toLowerCase()];
  if (schemes === undefined) {
    const end = separator < 0 ? text.length : separator;
    return problemAt(
      { start: 0, end },
      `A URL pattern begins with "https://", "http://", "http(s)://", "wss://", "ws://" or "ws(s)://"`,
    );
  }
  const start = separator + 3;
  const brackets = text.charAt(start) === "[" ? text.indexOf("]", start) : start;
  if (brackets < 0) return problemAt({ start, end: text.length }, `Missing "]" behind the address`);
  const end = indexOfAny(text, { start: brackets, pattern: /[/?]/g });
  const at = text.slice(start, end).indexOf("@");
  if (at >= 0) return problemAt({ start, end: start + at + 1 }, "A pattern has no user name and no password");
  const colon = text.indexOf(":", brackets);
  const hasPort = colon >= 0 && colon < end;
  const query = text.indexOf("?", end);
  const pathEnd = query < 0 ? text.length : query;
  return ok({
    schemes,
    host: { start, end: hasPort ? colon : end },
    port: hasPort ? { start: colon + 1, end } : undefined,
    path: end < pathEnd ? { start: end, end: pathEnd } : undefined,
    query: query < 0 ? undefined : { start: query + 1, end: text.length },
  });
}

function checkCharacters(text: string): TextProblem | undefined {
  const control = text.search(/[\p{Cc} ]/u);
  if (control >= 0) {
    return {
      span: { start: control, end: control + 1 },
      message: `A URL pattern has no spaces and no control characters; write "%20" for a space`,
    };
  }
  const surrogate = findLoneSurrogate(text);
  if (surrogate !== undefined) return { span: surrogate, message: "A pattern has no half of a surrogate pair" };
  const fragment = text.indexOf("#");
  if (fragment < 0) return undefined;
  return { span: { start: fragment, end: text.length }, message: "A pattern has no fragment: it is never sent" };
}

function parsePort(text: string, span: Span | undefined): Result<UrlPattern["port"], TextProblem> {
  if (span === undefined) return ok("default");
  const written = text.slice(span.start, span.end);
  if (written === "*") return ok("any");
  const port = Number(written);
  if (/^\d+$/.test(written) && port >= 1 && port <= 65535) return ok(port);
  return problemAt({ start: span.start - 1, end: span.end }, `A port is a number from 1 to 65535, or "*" for any`);
}

function parsePath(text: string, span: Span | undefined): Result<SegmentList, TextProblem> {
  if (span === undefined) return ok(ANY_PATH);
  const segments: Segment[] = [];
  const spans = splitSpan(text, { span: { start: span.start + 1, end: span.end }, separator: "/" });
  for (const [index, at] of spans.entries()) {
    const last = index === spans.length - 1;
    const segment = readSegment(text, at);
    if (!segment.ok) return segment;
    const name = segment.value.kind === "literal" ? segment.value.word : undefined;
    if (name === "" && !last)
      return problemAt({ start: at.start - 1, end: at.end + 1 }, `Empty segment; write one "/"`);
    if (name === ".." && !canLeave(segments)) return problemAt(at, leaveMessage(segments));
    if (name === "..") segments.pop();
    if (name !== "." && name !== "..") segments.push(segment.value);
    else if (last) segments.push(segmentOf([""], "ordinary"));
  }
  return ok(segmentList(segments, "ordinary"));
}

function canLeave(segments: readonly Segment[]): boolean {
  return segments.at(-1)?.kind === "literal";
}

function leaveMessage(segments: readonly Segment[]): string {
  return segments.length === 0
    ? `".." leaves the root of the host`
    : `".." after a wildcard has no single meaning; write the segment instead`;
}

function readSegment(text: string, span: Span): Result<Segment, TextProblem> {
  const piece = readPiece(text, span);
  if (!piece.ok) return piece;
  if (piece.value.kind === "globstar") return ok(GLOBSTAR);
  const malformed = checkEscapes(text, span);
  if (malformed !== undefined) return problemAt(malformed.span, malformed.message);
  return ok(segmentOf(piece.value.parts.map(serialisePathText), "ordinary"));
}

function parseQuery(text: string, span: Span | undefined): Result<UrlPattern["query"], TextProblem> {
  if (span === undefined) return ok(undefined);
  const query = new Map<string, readonly string[]>();
  if (span.start === span.end) return ok(query);
  for (const at of splitSpan(text, { span, separator: "&" })) {
    if (at.start === at.end)
      return problemAt(at, `Empty piece of the query; write "name=value", or "?" alone for no query`);
    const malformed = checkEscapes(text, at);
    if (malformed !== undefined) return problemAt(malformed.span, malformed.message);
    const equals = text.slice(at.start, at.end).indexOf("=");
    const end = equals < 0 ? at.end : at.start + equals;
    const name = readPiece(text, { start: at.start, end });
    if (!name.ok) return name;
    const value = readPiece(text, { start: Math.min(end + 1, at.end), end: at.end });
    if (!value.ok) return value;
    const [key] = name.value.kind === "text" && name.value.parts.length === 1 ? name.value.parts : [];
    if (key === undefined)
      return problemAt(name.value.span, "The names of a query are literal; only values have wildcards");
    if (value.value.kind === "globstar")
      return problemAt(value.value.span, `"**" is for paths; write "*" for any value`);
    const literal = serialiseQueryText(key);
    if (query.has(literal)) return problemAt(at, `"${literal}" stands twice; each name once`);
    query.set(literal, value.value.parts.map(serialiseQueryText));
  }
  return ok(query);
}

function checkEscapes(text: string, span: Span): TextProblem | undefined {
  const at = findMalformedEscape(text.slice(span.start, span.end));
  if (at < 0) return undefined;
  const start = span.start + at;
  return {
    span: { start, end: Math.min(start + 3, span.end) },
    message: `"%" and two hexadecimal digits; write "%25" for a percent sign`,
  };
}

function warningsOf(host: HostPattern, span: Span): readonly PatternWarning[] {
  if (host.kind !== "suffix") return [];
  const { publicSuffix } = parseDomain(host.suffix, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
    detectIp: false,
  });
  if (publicSuffix !== host.suffix) return [];
  const message = `"*.${host.suffix}" grants hosts of anybody: "${host.suffix}" is a public suffix`;
  return [{ code: "public-suffix", span, message }];
}

function hasForbiddenEscape(path: SegmentList, escape: RegExp): boolean {
  return path.segments.some((segment) => segment.parts.some((part) => escape.test(part)));
}

function indexOfAny(text: string, at: { readonly start: number; readonly pattern: RegExp }): number {
  const found = text.slice(at.start).search(at.pattern);
  return found < 0 ? text.length : at.start + found;
}
