/**
 * A partly known text as the URL of a request.
 */
import { isCanonicalName } from "../../../permissions/host-pattern.ts";
import { Memo } from "../../memo.ts";
import { AMPERSAND, DOT, HASH, HOST_DELIMITERS, SPACE, URL_DELIMITERS } from "../values/chars.ts";
import { isHole, type Text, textKey } from "../values/text.ts";
import { normaliseRuns } from "./path-resource.ts";
import {
  decodePlaceholders,
  hasHole,
  holesIn,
  knowledgeOf,
  mark,
  type Marked,
  printName,
  reasonOf,
  type Resource,
  unknownResource,
} from "./resource.ts";
import { canClimb, isSafeSegment, printSegments, splitSegments, withoutAbsent, withoutUrlDots } from "./segments.ts";

/** The parts of a URL text; pieces of the marked text. */
interface UrlPieces {
  readonly scheme: string;
  readonly authority: string;
  /** With "/" in front, or empty. */
  readonly path: string;
  /** Without "?", undefined when there is none. */
  readonly query: string | undefined;
}

const SCHEMES: Readonly<Record<string, string>> = {
  "http:": "http:",
  "https:": "https:",
  "ws:": "ws:",
  "wss:": "wss:",
};
const SOCKET_SCHEMES: Readonly<Record<string, string>> = {
  "http:": "ws:",
  "https:": "wss:",
  "ws:": "ws:",
  "wss:": "wss:",
};

/** What a URL text stands for; undefined when no request can come of it. */
export function urlResource(text: Text, options: { readonly socket: boolean }): Resource | undefined {
  return (options.socket ? SOCKETS : REQUESTS).of(textKey(text), () => resourceOf(text, options));
}

/** The texts of a request's URL whose scheme is the only thing that is not known of what comes before the path. */
export function withSchemes(text: Text, options: { readonly socket: boolean }): readonly Text[] {
  const [scheme, behind, ...rest] = text;
  const open =
    isHole(scheme) &&
    scheme.symbol === undefined &&
    (scheme.chars & URL_DELIMITERS) === 0 &&
    typeof behind === "string" &&
    /^\/\/[^/]/.test(behind);
  if (!open) return [text];
  return (options.socket ? ["ws:", "wss:"] : ["http:", "https:"]).map((each) => [each + behind, ...rest]);
}

const REQUESTS = new Memo<Resource | undefined>();
const SOCKETS = new Memo<Resource | undefined>();

function resourceOf(text: Text, options: { readonly socket: boolean }): Resource | undefined {
  const isOpen = hasOpenHost(text);
  const marked = isOpen ? markedBehindHost(text) : mark(text);
  const pieces = splitUrl(marked.text, options.socket);
  if (pieces === undefined) return withoutScheme(text, marked);
  const authority = printAuthority(marked, withoutAbsent(marked, pieces.authority));
  const worstScheme = `${pieces.scheme}//**`;
  const isAnywhere = marked.holes.some((each) => each.anywhere === true);
  if (authority === undefined) return unknownResource(reasonOf(text), isAnywhere ? "**" : worstScheme);
  return closedUrl({ marked, pieces, authority, isOpen, worstScheme });
}

function closedUrl(parts: {
  marked: Marked;
  pieces: UrlPieces;
  authority: string;
  isOpen: boolean;
  worstScheme: string;
}): Resource | undefined {
  const { marked, pieces, authority, isOpen, worstScheme } = parts;
  const tail = normaliseTail(marked, pieces);
  const origin = normaliseOrigin(pieces.scheme, authority);
  if (tail === undefined || origin === undefined) return undefined;
  const segments = splitSegments(marked, tail.path.slice(1));
  const path = `/${normaliseRuns(printSegments(marked, segments)).join("/")}`;
  const query = printQuery(marked, tail.query);
  const safeHost = isSafeAuthority(marked, pieces.authority);
  const used = holesIn(marked, pieces.authority + pieces.path + (pieces.query ?? ""));
  const anywhere = marked.holes.some((each) => each.anywhere === true);
  const worstCase = anywhere
    ? "**"
    : safeHost && !isOpen
      ? worstUrl(marked, { origin, segments, path, query: tail.query, printedQuery: query })
      : worstScheme;
  return { resource: origin + path + query, worstCase, ...knowledgeOf(used) };
}

/** Whether no hole can end the host or the port; a port that is no number gives no URL. */
function isSafeAuthority(marked: Marked, authority: string): boolean {
  const port = /:([^:\]]*)$/.exec(authority)?.[1] ?? "";
  const host = port === "" ? authority : authority.slice(0, -port.length - 1);
  const holds = (piece: string, delimiters: number): boolean =>
    holesIn(marked, piece).some((each) => (each.chars & delimiters) !== 0 || each.normalised === true);
  return !holds(host, HOST_DELIMITERS) && !holds(port, HOST_DELIMITERS & ~DOT);
}

/** Whether a hole stands behind a host that may go on in it. */
function hasOpenHost([first, second, next]: Text): boolean {
  if (typeof first !== "string" || !isHole(second) || second.symbol !== undefined) return false;
  if (second.below && !second.deep) return false;
  const open = /^\s*[a-z][a-z0-9+.-]*:[/\\]+[^/\\?#@]*[^/\\?#@:.]$/i.test(first);
  return open && (next === undefined || isHole(next) || /^[/\\?#]/.test(next));
}

/** The text with the hole behind an open host made the path that it is meant to be. */
function markedBehindHost([host = "", ...rest]: Text): Marked {
  return mark([host, "/", ...rest.map((part, i) => (isHole(part) && i === 0 ? { ...part, deep: true } : part))]);
}

function splitUrl(text: string, socket: boolean): UrlPieces | undefined {
  const match = /^[\s\u0000-\u001f]*([a-z][a-z0-9+.-]*:)[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?/is.exec(
    text.replace(/[\t\n\r]/g, ""),
  );
  const scheme = (socket ? SOCKET_SCHEMES : SCHEMES)[match?.[1]?.toLowerCase() ?? ""];
  if (match === null || scheme === undefined) return undefined;
  const [, , authority = "", path = "", query] = match;
  return { scheme, authority, path, query };
}

function withoutScheme(text: Text, marked: Marked): Resource | undefined {
  const [first] = text;
  if (!isHole(first)) {
    const scheme = /^\s*[a-z][a-z0-9+.-]*$/i.test(marked.text.replace(/[\ue000-\ue0ff].*/s, ""));
    return scheme && text.length > 1 ? unknownResource(reasonOf(text)) : undefined;
  }
  if (first.symbol === undefined) return unknownResource(first.reason);
  const printed = printName(marked, marked.text.replace(/#.*$/s, ""));
  return { resource: printed, worstCase: "**", ...knowledgeOf(text) };
}

/** Host and port as a pattern; undefined when no part of the host is known. */
function printAuthority(marked: Marked, authority: string): string | undefined {
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (authority.includes("@") && hasHole(authority.slice(0, authority.lastIndexOf("@")))) return undefined;
  const match = /^(.*?)(?::([^:\]]*))?$/s.exec(host);
  const [name = "", port] = [match?.[1], match?.[2]];
  const printedPort = port === undefined || port === "" ? "" : `:${printName(marked, port)}`;
  if (!hasHole(name)) return name === "" ? undefined : name + printedPort;
  const holes = holesIn(marked, name);
  if (holes.every((each) => each.symbol !== undefined)) return printName(marked, name) + printedPort;
  const labels = name.split(".");
  const last = labels.findLastIndex((label) => hasHole(label));
  const suffix = labels.slice(last + 1);
  return suffix.length === 0 || suffix.join("") === "" ? undefined : `*.${suffix.join(".")}${printedPort}`;
}

/** Scheme, host and port in WHATWG form; undefined for what no URL parser takes. */
function normaliseOrigin(scheme: string, authority: string): string | undefined {
  if (/[*{]/.test(authority))
    return `${scheme}//${authority.includes("{") ? authority : authority.toLowerCase()}`.replace(
      DEFAULT_PORT[scheme] ?? /$^/,
      "",
    );
  const text = `${scheme}//${authority}`;
  if (isCanonicalName(authority)) return text;
  const url = URL.parse(text);
  return url === null ? undefined : `${scheme}//${url.host}`;
}

const DEFAULT_PORT: Readonly<Record<string, RegExp>> = {
  "http:": /:80$/,
  "https:": /:443$/,
  "ws:": /:80$/,
  "wss:": /:443$/,
};

/** Path and query in WHATWG form, placeholders kept; undefined for what no URL parser takes. */
export function normaliseTail(
  marked: Marked,
  tail: Pick<UrlPieces, "path" | "query">,
): Pick<UrlPieces, "path" | "query"> | undefined {
  const path = withoutUrlDots(marked, tail.path);
  if (isNormal(path) && isNormal(`/${tail.query ?? ""}`)) return { path, query: tail.query || undefined };
  const query = tail.query === undefined ? "" : `?${tail.query}`;
  const text = `http://h${/^[/\\]/.test(path) || path === "" ? "" : "/"}${path}${query}`;
  const url = URL.parse(text);
  if (url === null) return undefined;
  return { path: decodePlaceholders(url.pathname), query: decodePlaceholders(url.search.slice(1)) || undefined };
}

/** Whether no parser changes a path or a query, in which are letters, digits, holes and no segment that begins with a dot. */
function isNormal(text: string): boolean {
  return /^(?:\/(?!\.)[\w.~=&\ue000-\ue0ff-]*)+$/.test(text);
}

function printQuery(marked: Marked, query: string | undefined): string {
  // A hole that spans parameters can hold none of them as well: any query will do.
  if (query === undefined || holesIn(marked, query).some((each) => each.deep)) return "";
  const parameters = query.split("&").filter((parameter) => parameter !== "");
  return `?${parameters
    .map((parameter) => printName(marked, parameter))
    .filter((parameter) => parameter !== "")
    .sort()
    .join("&")}`;
}

/** The narrowest of: same text; the folder before the hole and all below; the origin. */
function worstUrl(
  marked: Marked,
  parts: { origin: string; segments: readonly string[]; path: string; query: string | undefined; printedQuery: string },
): string {
  const { origin, segments } = parts;
  const unsafe = segments.findIndex(
    (segment) => hasHole(segment) && !isSafeSegment(segment, holesIn(marked, segment), URL_DELIMITERS),
  );
  if (unsafe < 0) {
    const inQuery = holesIn(marked, parts.query ?? "");
    const mayBeNone = withoutAbsent(marked, parts.query ?? "").length === inQuery.length && inQuery.length > 0;
    const safe = !mayBeNone && inQuery.every((each) => (each.chars & (AMPERSAND | HASH | SPACE)) === 0);
    return origin + parts.path + (safe ? parts.printedQuery : "");
  }
  if (canClimb(marked, segments.slice(unsafe), URL_DELIMITERS)) return `${origin}/**`;
  return `${origin}/${normaliseRuns([...printSegments(marked, segments.slice(0, unsafe)), "**"]).join("/")}`;
}
