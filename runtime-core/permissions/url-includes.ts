/**
 * Inclusion and overlap of URL patterns: each component apart, what is absent resolved first.
 */
import { globsMeet, globTakes, FRESH } from "./segment.ts";
import { hostIncludes, hostsMeet } from "./host-pattern.ts";
import { listIncludes, listsMeet } from "./segment-list.ts";
import type { UrlPattern } from "./url-pattern.ts";
import { DEFAULT_PORTS, type Url, type UrlScheme } from "./url.ts";
import { normaliseEscapes } from "./url-text.ts";

/** A component of a URL. */
export type UrlComponent = "scheme" | "host" | "port" | "path" | "query";

/** In the order in which a reader looks at them. */
export const URL_COMPONENTS: readonly UrlComponent[] = ["scheme", "host", "port", "path", "query"];

/** Whether `granted` matches every URL that `asked` matches. */
export function urlIncludes(granted: UrlPattern, asked: UrlPattern | Url): boolean {
  return (
    componentIncludes(granted, asked, "scheme") &&
    hostIncludes(granted.host, asked.host) &&
    componentIncludes(granted, asked, "port") &&
    componentIncludes(granted, asked, "path") &&
    componentIncludes(granted, asked, "query")
  );
}

/** Whether one component of `granted` matches all that the same component of `asked` matches. */
export function componentIncludes(granted: UrlPattern, asked: UrlPattern | Url, component: UrlComponent): boolean {
  switch (component) {
    case "scheme":
      return asked.kind === "url"
        ? granted.schemes.includes(asked.scheme)
        : asked.schemes.every((scheme) => granted.schemes.includes(scheme));
    case "host":
      return hostIncludes(granted.host, asked.host);
    case "port":
      return granted.port === "any" || portIncludes(granted, asked);
    case "path":
      return pathIncludes(granted, asked);
    case "query":
      return granted.query === undefined || queryIncludes(granted.query, asked);
    default:
      return component satisfies never;
  }
}

/** Whether some URL is matched by both patterns. */
export function urlsMeet(a: UrlPattern, b: UrlPattern): boolean {
  return (
    !a.matchesNothing &&
    !b.matchesNothing &&
    a.schemes.some((scheme) => b.schemes.includes(scheme) && portsMeet(portOf(a, scheme), portOf(b, scheme))) &&
    hostsMeet(a.host, b.host) &&
    listsMeet(a.path, b.path) &&
    queriesMeet(a.query, b.query)
  );
}

/**
 * Whether a URL touches what a pattern matches: it is matched itself, or the URL that a server sees is which decodes
 * an escaped slash. For denying; `urlIncludes` is for allowing and wants both.
 */
export function urlTouches(pattern: UrlPattern, url: Url): boolean {
  if (urlIncludes(pattern, url)) return true;
  return (
    url.decodedPath !== undefined && urlIncludes(pattern, { ...url, path: url.decodedPath, decodedPath: undefined })
  );
}

/** The port that a pattern means for one of its schemes. */
export function portOf(pattern: UrlPattern, scheme: UrlScheme): number | "any" {
  return pattern.port === "default" ? DEFAULT_PORTS[scheme] : pattern.port;
}

/** The pieces of a query by name; undefined when a piece is empty or a name stands twice, which no pattern lists. */
function readQuery(query: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  if (query === "") return values;
  for (const piece of query.split("&")) {
    const equals = piece.indexOf("=");
    const name = normaliseEscapes(equals < 0 ? piece : piece.slice(0, equals));
    if (piece === "" || values.has(name)) return undefined;
    values.set(name, equals < 0 ? "" : normaliseEscapes(piece.slice(equals + 1)));
  }
  return values;
}

function portIncludes(granted: UrlPattern, asked: UrlPattern | Url): boolean {
  if (asked.kind === "url") return portOf(granted, asked.scheme) === asked.port;
  return asked.schemes.every((scheme) => portOf(granted, scheme) === portOf(asked, scheme));
}

function pathIncludes(granted: UrlPattern, asked: UrlPattern | Url): boolean {
  if (asked.kind === "url-pattern") return asked.matchesNothing || listIncludes(granted.path, asked.path);
  if (asked.decodedPath === undefined) return listIncludes(granted.path, asked.path);
  return (
    granted.takesEscapedSlashes &&
    listIncludes(granted.path, asked.path) &&
    listIncludes(granted.path, asked.decodedPath)
  );
}

function queryIncludes(granted: ReadonlyMap<string, readonly string[]>, asked: UrlPattern | Url): boolean {
  if (asked.query === undefined) return false;
  const words = asked.kind === "url" ? readQuery(asked.query) : freshQuery(asked.query);
  if (words === undefined || words.size !== granted.size) return false;
  for (const [name, word] of words) {
    const parts = granted.get(name);
    if (parts === undefined || !globTakes(parts, word)) return false;
  }
  return true;
}

function freshQuery(query: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...query].map(([name, parts]) => [name, parts.join(FRESH)]));
}

function portsMeet(a: number | "any", b: number | "any"): boolean {
  return a === "any" || b === "any" || a === b;
}

function queriesMeet(a: UrlPattern["query"], b: UrlPattern["query"]): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.size !== b.size) return false;
  for (const [name, parts] of a) {
    const others = b.get(name);
    if (others === undefined || !globsMeet(parts, others)) return false;
  }
  return true;
}
