/**
 * An example of what is asked and not granted.
 *
 * Candidates are made from the worst word that inclusion followed, simple ones first; each is parsed again and must be
 * matched by the ask and not by the grant, so what comes out is a true example.
 */
import { endsOfRange } from "./addresses.ts";
import { type HostPattern, printHost } from "./host-pattern.ts";
import { includes, resourceIncludes } from "./includes.ts";
import { printName } from "./name-pattern.ts";
import { parseSubject, printResource } from "./parse-permission.ts";
import type { Permission, ResourcePattern } from "./permission.ts";
import { type InclusionTrace, listIncludes, type SegmentList, STAY } from "./segment-list.ts";
import { portOf } from "./url-includes.ts";
import type { UrlPattern } from "./url-pattern.ts";

/** What can take the place of a star, the first choice first. */
const FILLERS = "xyzabcdefghijklmnopqrstuvw0123456789_-XYZABCDEFGHIJKLMNOPQRSTUVW";

/**
 * One resource that `asked` matches and `granted` does not, as text; undefined when `granted` includes `asked`.
 *
 * When only the kind is missing, it is any resource that `asked` matches. Cost: some dozens of inclusions.
 */
export function witness(granted: Permission, asked: Permission): string | undefined {
  const resourceMissing = !resourceIncludes(granted.resource, asked.resource);
  if (!resourceMissing && includes(granted, asked)) return undefined;
  const seen = new Set<string>();
  const filler = fillerFor(printResource(granted));
  for (const candidate of candidatesFor({ granted: granted.resource, asked: asked.resource, filler })) {
    if (seen.has(candidate)) continue;
    seen.add(candidate);
    const subject = parseSubject({ domain: asked.domain, kind: asked.kind, resource: candidate }, "/");
    if (!subject.ok || !resourceIncludes(asked.resource, subject.value.resource)) continue;
    if (!resourceMissing || !resourceIncludes(granted.resource, subject.value.resource))
      return printResource(subject.value);
  }
  return printResource(asked);
}

interface Pair<Own, Other> {
  readonly granted: Own;
  readonly asked: Other;
  readonly filler: string;
}

function candidatesFor(pair: Pair<ResourcePattern, ResourcePattern>): Iterable<string> {
  const { granted, asked, filler } = pair;
  switch (asked.kind) {
    case "path":
      return pathCandidates({
        granted: granted.kind === "path" ? granted.list : asked.list,
        asked: asked.list,
        filler,
      });
    case "url-pattern":
      return urlCandidates({ granted: granted.kind === "url-pattern" ? granted : asked, asked, filler });
    case "endpoint":
      return (asked.port === "any" ? [8080, 8081] : [asked.port]).map((port) => printName({ ...asked, port }));
    case "name":
      return [asked.prefix ? asked.name + filler : asked.name];
    case "table":
      return [printName(asked)];
    default:
      return asked satisfies never;
  }
}

/** Paths that `asked` matches: gaps short, then as the inclusion saw the worst ones. */
function* pathCandidates(pair: Pair<SegmentList, SegmentList>): Iterable<string> {
  const { granted, asked, filler } = pair;
  const trace: InclusionTrace = { furthest: 0, gaps: [] };
  listIncludes(granted, asked, trace);
  for (const length of [0, 1, 2]) yield pathWith(asked, { filler, gap: () => filledGap(filler, length) });
  for (const length of [1, 2, granted.normal.length + 1]) {
    yield pathWith(asked, { filler, gap: (j) => (trace.gaps[j] === STAY ? [] : filledGap(filler, length)) });
  }
  yield pathWith(asked, { filler, gap: (j) => emptyGap(granted, { at: trace.gaps[j], filler }) });
}

/** For URLs: an empty segment is what no segment but "**" takes, unless the pattern ends in one. */
function emptyGap(
  granted: SegmentList,
  gap: { readonly at: number | undefined; readonly filler: string },
): readonly string[] {
  if (gap.at === undefined || gap.at === STAY) return [];
  if (gap.at < 0) return ["", gap.filler];
  return granted.normal[gap.at + 1]?.word === "" ? [gap.filler] : [""];
}

function filledGap(filler: string, length: number): readonly string[] {
  return Array.from({ length }, () => filler);
}

function pathWith(
  asked: SegmentList,
  fill: { readonly filler: string; readonly gap: (index: number) => readonly string[] },
): string {
  const names = asked.normal.flatMap((segment, j) =>
    segment.kind === "globstar" ? fill.gap(j) : [segment.parts.join(fill.filler)],
  );
  return `/${names.join("/")}`;
}

function* urlCandidates(pair: Pair<UrlPattern, UrlPattern>): Iterable<string> {
  const { granted, asked, filler } = pair;
  const paths = [...pathCandidates({ granted: granted.path, asked: asked.path, filler })];
  const queries = queryCandidates(pair);
  for (const scheme of asked.schemes) {
    for (const host of hostCandidates(asked.host, filler)) {
      const port = portOf(asked, scheme);
      for (const number of port === "any" ? [8080, 8081] : [port]) {
        for (const path of paths) for (const query of queries) yield `${scheme}://${host}:${number}${path}${query}`;
      }
    }
  }
}

function hostCandidates(host: HostPattern, filler: string): readonly string[] {
  switch (host.kind) {
    case "name":
      return [host.name];
    case "suffix":
      return [`${/[a-z]/.test(filler) ? filler : "x"}.${host.suffix}`, `x.y.${host.suffix}`];
    case "address":
      return endsOfRange(host).map(printHost);
    default:
      return host satisfies never;
  }
}

function queryCandidates(pair: Pair<UrlPattern, UrlPattern>): readonly string[] {
  const { asked, filler } = pair;
  if (asked.query === undefined) return ["", `?${filler}=${filler}`];
  const pieces = [...asked.query].map(([name, parts]) => `${name}=${parts.join(filler)}`);
  return [pieces.length === 0 ? "" : `?${pieces.join("&")}`];
}

/** A character that the grant does not write; when it writes them all, more than it has. */
function fillerFor(text: string): string {
  const free = FILLERS.split("").find((character) => !text.includes(character));
  return free ?? "x".repeat(text.length + 1);
}
