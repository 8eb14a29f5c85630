/**
 * One URL that is asked for, as WHATWG serialises it.
 *
 * Source: https://url.spec.whatwg.org/
 */
import { ok, type Result } from "../base/result.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { type HostPattern, hostOf } from "./host-pattern.ts";
import { problemAt } from "./pattern-text.ts";
import { segmentOf } from "./segment.ts";
import { literalList, type SegmentList } from "./segment-list.ts";
import { normaliseEscapes } from "./url-text.ts";

/** Schemes that a permission can speak of, with their ports. */
export const DEFAULT_PORTS = { http: 80, https: 443, ws: 80, wss: 443 } as const;

/** "http", "https", "ws" or "wss". */
export type UrlScheme = keyof typeof DEFAULT_PORTS;

/** A normalised URL. */
export interface Url {
  readonly kind: "url";
  readonly scheme: UrlScheme;
  readonly host: HostPattern;
  readonly port: number;
  readonly path: SegmentList;
  /** With an escaped "/", "\" or NUL in the path: the path as a server sees it that decodes the first two. */
  readonly decodedPath: SegmentList | undefined;
  /** Without the "?", its escapes normalised; empty without a query. */
  readonly query: string;
  /** The serialisation without the fragment. */
  readonly text: string;
}

/** Parses and normalises a URL. Never throws. */
export function parseUrl(text: string): Result<Url, TextProblem> {
  const span = { start: 0, end: text.length };
  const parsed = parse(text);
  if (parsed === undefined) return problemAt(span, `"${text}" is not an absolute URL`);
  const scheme = parsed.protocol.slice(0, -1);
  if (!isUrlScheme(scheme)) return problemAt(span, `"${scheme}:" is none of "http:", "https:", "ws:" and "wss:"`);
  if (parsed.username !== "" || parsed.password !== "") {
    return problemAt(span, "A URL has no user name and no password; send them in a header");
  }
  const path = normaliseEscapes(parsed.pathname);
  const query = normaliseEscapes(parsed.search.slice(1));
  return ok({
    kind: "url",
    scheme,
    host: hostOf(parsed.hostname),
    port: parsed.port === "" ? DEFAULT_PORTS[scheme] : Number(parsed.port),
    path: pathList(path.slice(1).split("/")),
    decodedPath: /%(?:2F|5C|00)/.test(path) ? pathList(decodedSegments(path)) : undefined,
    query,
    text: `${scheme}://${parsed.host}${path}${query === "" ? "" : `?${query}`}`,
  });
}

/** Whether `scheme` is one that a permission can speak of. */
function isUrlScheme(scheme: string): scheme is UrlScheme {
  return Object.hasOwn(DEFAULT_PORTS, scheme);
}

/**
 * The path with "%2F" and "%5C" read as "/", once, and then its dot segments taken away as the URL parser does it
 * (https://url.spec.whatwg.org/#path-state; dots are decoded already).
 */
function decodedSegments(path: string): readonly string[] {
  const segments = path.slice(1).split(/\/|%2F|%5C/);
  const resolved: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") resolved.pop();
    if (segment !== "." && segment !== "..") resolved.push(segment);
    else if (index === segments.length - 1) resolved.push("");
  }
  return resolved;
}

function pathList(segments: readonly string[]): SegmentList {
  return literalList(segments.map((text) => segmentOf([text], "ordinary")));
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
