/**
 * Which grant comes nearest to what was denied, and what is missing, in words.
 */
import { hostIncludes, type HostPattern, printHost } from "./host-pattern.ts";
import { resourceIncludes } from "./includes.ts";
import { printResource } from "./parse-permission.ts";
import { printSegment } from "./path-pattern.ts";
import { includesKind, type Permission, type Subject } from "./permission.ts";
import { type Segment, segmentIncludes } from "./segment.ts";
import { type InclusionTrace, listIncludes, type SegmentList } from "./segment-list.ts";
import { componentIncludes, portOf, URL_COMPONENTS } from "./url-includes.ts";
import type { UrlPattern } from "./url-pattern.ts";
import type { Url, UrlScheme } from "./url.ts";

/** The grant that comes nearest. */
export interface NearestGrant {
  readonly grant: Permission;
  /** What keeps it from covering the ask: `its host is "a.example", not "b.example"`. */
  readonly why: string;
}

type Asked = Permission | Subject;

/** How near a grant of another kind is that would cover the resource; between 0, nothing in common, and 1, covered. */
const OTHER_KIND = 0.6;

const COMPONENT_WEIGHTS = { scheme: 2, host: 8, port: 2, path: 4, query: 1 } as const;
const ALL_WEIGHTS = 17;

/** The grant with most in common with `asked`, undefined when none has anything. Cost: linear in `grants`. */
export function nearestGrant(grants: readonly Permission[], asked: Asked): NearestGrant | undefined {
  let nearest: Permission | undefined;
  let best = 0;
  for (const grant of grants) {
    if (grant.domain !== asked.domain) continue;
    const nearness = nearnessOf(grant, asked);
    if (nearness > best) [nearest, best] = [grant, nearness];
  }
  return nearest && { grant: nearest, why: whyNot(nearest, asked) };
}

/** What keeps `grant` from covering `asked`, of the same domain; about the grant, without a full stop. */
function whyNot(grant: Permission, asked: Asked): string {
  if (resourceIncludes(grant.resource, asked.resource)) return `its kind is "${grant.kind}", not "${asked.kind}"`;
  const [own, other] = [grant.resource, asked.resource];
  if (own.kind === "path" && other.kind === "path") return whyNotPath(own.list, other.list);
  if (own.kind === "url-pattern" && (other.kind === "url" || other.kind === "url-pattern"))
    return whyNotUrl(own, other);
  if (own.kind === "endpoint" && other.kind === "endpoint") {
    return hostIncludes(own.host, other.host)
      ? `its port is ${own.port}, not ${portText(other.port)}`
      : `its host is "${printHost(own.host)}", not "${printHost(other.host)}"`;
  }
  if (own.kind === "table" && other.kind === "table" && own.database === other.database) {
    return other.table === undefined
      ? `it is for the table "${own.table}" only`
      : `its table is "${own.table}", not "${other.table}"`;
  }
  return `it is for "${printResource(grant)}", not "${printResource(asked)}"`;
}

function nearnessOf(grant: Permission, asked: Asked): number {
  if (!includesKind(grant.domain, { granted: grant.kind, asked: asked.kind })) {
    return resourceIncludes(grant.resource, asked.resource) ? OTHER_KIND : 0;
  }
  const [own, other] = [grant.resource, asked.resource];
  if (own.kind === "path" && other.kind === "path") return pathNearness(own.list, other.list);
  if (own.kind === "url-pattern" && (other.kind === "url" || other.kind === "url-pattern"))
    return urlNearness(own, other);
  if (own.kind === "endpoint" && other.kind === "endpoint") {
    return hostIncludes(own.host, other.host) ? 0.7 : own.port === other.port ? 0.3 : 0;
  }
  if (own.kind === "table" && other.kind === "table") return own.database === other.database ? 0.7 : 0;
  if (own.kind === "name" && other.kind === "name") return nameNearness(own.name, other.name);
  return 0;
}

function pathNearness(own: SegmentList, other: SegmentList): number {
  return traceOf(own, other).furthest / (other.normal.length + 1);
}

function urlNearness(own: UrlPattern, other: UrlPattern | Url): number {
  const sameHost = hostIncludes(own.host, other.host);
  const host = sameHost ? 1 : hostNearness(nameOf(own.host), nameOf(other.host));
  let nearness = host * COMPONENT_WEIGHTS.host;
  if (componentIncludes(own, other, "scheme")) nearness += COMPONENT_WEIGHTS.scheme;
  if (!sameHost) return nearness / ALL_WEIGHTS;
  if (componentIncludes(own, other, "port")) nearness += COMPONENT_WEIGHTS.port;
  if (componentIncludes(own, other, "query")) nearness += COMPONENT_WEIGHTS.query;
  const path = componentIncludes(own, other, "path") ? 1 : pathNearness(own.path, other.path);
  return (nearness + path * COMPONENT_WEIGHTS.path) / ALL_WEIGHTS;
}

/** The share of the text that two names have in common from the end, whole labels only; a top-level one alone is nothing. */
function hostNearness(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let [common, labels, whole] = [0, 0, 0];
  while (common < shorter && a.charCodeAt(a.length - 1 - common) === b.charCodeAt(b.length - 1 - common)) {
    common++;
    if (a.charCodeAt(a.length - common) === 46 && ++labels > 1) whole = common;
  }
  const longer = a.length > b.length ? a : b;
  if (common === shorter && labels > 0 && longer.charCodeAt(longer.length - 1 - common) === 46) whole = common;
  return whole / Math.max(a.length, b.length, 1);
}

function nameOf(host: HostPattern): string {
  switch (host.kind) {
    case "name":
      return host.name;
    case "suffix":
      return host.suffix;
    case "address":
      return "";
    default:
      return host satisfies never;
  }
}

/** The share of characters at the beginning, when it is more than half. */
function nameNearness(a: string, b: string): number {
  let common = 0;
  while (common < a.length && a.charAt(common).toLowerCase() === b.charAt(common).toLowerCase()) common++;
  const share = common / Math.max(a.length, b.length);
  return share > 0.5 ? share * 0.9 : 0;
}

function whyNotUrl(own: UrlPattern, other: UrlPattern | Url): string {
  const missing = URL_COMPONENTS.find((component) => !componentIncludes(own, other, component));
  switch (missing) {
    case "scheme":
      return `its scheme is "${own.schemes.join(`" or "`)}", not "${schemesOf(other).find((scheme) => !own.schemes.includes(scheme))}"`;
    case "host":
      return `its host is "${printHost(own.host)}", not "${printHost(other.host)}"`;
    case "port":
      return whyNotPort(own, other);
    case "path":
      return whyNotUrlPath(own, other);
    case "query":
    case undefined:
      return "its query is another one";
    default:
      return missing satisfies never;
  }
}

function whyNotPort(own: UrlPattern, other: UrlPattern | Url): string {
  const ports = schemesOf(other).map((scheme) => ({
    own: portOf(own, scheme),
    other: other.kind === "url" ? other.port : portOf(other, scheme),
  }));
  const pair = ports.find((each) => each.own !== each.other);
  return `its port is ${portText(pair?.own ?? "any")}, not ${portText(pair?.other ?? "any")}`;
}

function whyNotUrlPath(own: UrlPattern, other: UrlPattern | Url): string {
  if (other.kind === "url" && other.decodedPath !== undefined) {
    if (!own.takesEscapedSlashes) return `an escaped "/", "\\" or NUL needs a grant whose path ends in "/**"`;
    if (listIncludes(own.path, other.path)) return `it does not cover the path with its escaped "/" decoded`;
  }
  return whyNotPath(own.path, other.path);
}

function whyNotPath(own: SegmentList, other: SegmentList): string {
  const { furthest } = traceOf(own, other);
  const failing = other.normal[furthest];
  if (failing === undefined) return whyNotTheEnd(own.normal.at(-1), other.normal.at(-1));
  const text = printSegment(failing);
  if (failing.hidden && !own.normal.some((segment) => segment.hidden)) {
    return `"${text}" begins with a dot, and no wildcard matches that`;
  }
  const before = own.normal.slice(0, furthest + 1);
  if (before.some((segment) => segment.kind === "globstar")) return `nothing of it matches "${text}"`;
  const ownSegment = before[furthest];
  if (ownSegment === undefined) return `it does not reach as deep as "${text}"`;
  return `its segment "${printSegment(ownSegment)}" does not cover "${text}"`;
}

/** All of the ask was passed, and the grant wants more. */
function whyNotTheEnd(own: Segment | undefined, other: Segment | undefined): string {
  if (own === undefined || other === undefined || own.kind === "globstar" || segmentIncludes(own, other)) {
    return "it is for what lies deeper";
  }
  return `its last segment "${printSegment(own)}" does not cover "${printSegment(other)}"`;
}

function traceOf(own: SegmentList, other: SegmentList): InclusionTrace {
  const trace: InclusionTrace = { furthest: 0, gaps: [] };
  listIncludes(own, other, trace);
  return trace;
}

function schemesOf(asked: UrlPattern | Url): readonly UrlScheme[] {
  return asked.kind === "url" ? [asked.scheme] : asked.schemes;
}

function portText(port: number | "any"): string {
  return port === "any" ? "any" : String(port);
}
