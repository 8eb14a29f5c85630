/**
 * From counters to effects: no redundancy, finite sets named as such, in order.
 */
import type { Effect } from "../../effect.ts";
import { isAtOnce, MomentCache } from "./at-once.ts";
import type { ts } from "../../1-parse/syntax.ts";
import type { Counter } from "./recorder.ts";
import { locate } from "./explain.ts";
import { covers } from "./covers-resource.ts";

interface Row {
  readonly counter: Counter;
  min: number;
  max: number;
  dropped: boolean;
}

/** Effects of counters, in order of file, place, kind and resource. */
export function finishEffects(counters: readonly Counter[]): readonly Effect[] {
  const groups = new Map<ts.Node, Row[]>();
  for (const counter of counters) {
    const { content, finding } = counter;
    if (content.max === 0) continue;
    const row = { counter, min: content.min, max: content.max, dropped: false };
    const group = groups.get(finding.site);
    if (group === undefined) groups.set(finding.site, [row]);
    else group.push(row);
  }
  const moments = new MomentCache();
  const effects: Effect[] = [];
  for (const rows of groups.values()) {
    if (rows.length === 1) effects.push(...finishGroup(rows, moments));
    else
      for (const group of Map.groupBy(rows, ({ counter }) => `${counter.phase}|${counter.finding.kind}`).values())
        effects.push(...finishGroup(group, moments));
  }
  return effects.sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.span.start - b.span.start ||
      compare(a.kind, b.kind) ||
      compare(a.resource ?? "", b.resource ?? ""),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What one call does of one kind: resources that another one includes are left out, their counts join it. */
function finishGroup(rows: readonly Row[], moments: MomentCache): readonly Effect[] {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) {
    const atOnce = only.max > 1 && isAtOnce(only.counter.finding.site, moments);
    return [effectOf(only, { isFinite: false, atOnce })];
  }
  const wide = rows.filter((row) => row.counter.finding.resource.resolution !== "exact");
  for (const row of rows) {
    const { resource, kind } = row.counter.finding;
    if (resource.resource === null) continue;
    const other = wide.find((each) => each !== row && !each.dropped && isWider(kind, each, row));
    if (other === undefined) continue;
    row.dropped = true;
    other.min += row.min;
    other.max += row.max;
  }
  const kept = rows.filter((row) => !row.dropped);
  const isFinite = kept.filter((each) => each.counter.finding.resource.resolution === "exact").length > 1;
  const isRepeated = kept.length > 1 || kept.some(({ max }) => max > 1);
  const site = kept[0]?.counter.finding.site;
  const atOnce = isRepeated && site !== undefined && isAtOnce(site, moments);
  return kept.map((row) => effectOf(row, { isFinite, atOnce }));
}

function isWider(kind: string, wide: Row, narrow: Row): boolean {
  const [a, b] = [wide.counter.finding.resource.resource, narrow.counter.finding.resource.resource];
  return a !== null && b !== null && a !== b && covers(kind, a, b);
}

function effectOf({ counter, min, max }: Row, group: { readonly isFinite: boolean; readonly atOnce: boolean }): Effect {
  const { file, site, kind, resource, call } = counter.finding;
  return {
    file,
    span: { start: site.getStart(), end: site.end },
    kind,
    resource: resource.resource,
    resolution: resource.resolution === "exact" && group.isFinite ? "finite" : resource.resolution,
    reason: resource.resolution === "exact" ? null : resource.reason,
    worstCase: resource.worstCase,
    phase: counter.phase,
    multiplicity: { min, max: Number.isFinite(max) ? max : null },
    atOnce: group.atOnce,
    carries: counter.carries.toSorted(),
    call,
    explanation: locate(counter.explanation),
  };
}
