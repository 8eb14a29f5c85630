/**
 * From counters to effects: no redundancy, finite sets named as such, in order.
 */
import type { Effect } from "../../effect.ts";
import { type CalledOnce, isAtOnce } from "./at-once.ts";
import type { ts } from "../../1-parse/syntax.ts";
import type { Counter } from "./recorder.ts";
import { locate, type Trees } from "./explain.ts";
import { covers } from "./covers-resource.ts";

interface Row {
  readonly counter: Counter;
  min: number;
  max: number;
  dropped: boolean;
}

/** What is the same for all effects of a report. */
interface Making {
  readonly trees: Trees;
  readonly calledOnce: CalledOnce;
}

/** Effects of counters, in order of file, place, kind and resource. */
export function finishEffects(counters: Iterable<Counter>, trees: Trees): readonly Effect[] {
  const groups = new Map<ts.Node, Row[]>();
  for (const counter of counters) {
    const { content, finding } = counter;
    if (content.max === 0) continue;
    const row = { counter, min: content.min, max: content.max, dropped: false };
    const group = groups.get(finding.site);
    if (group === undefined) groups.set(finding.site, [row]);
    else group.push(row);
  }
  const making = { trees, calledOnce: new Map() };
  const effects: Effect[] = [];
  for (const rows of groups.values()) {
    if (rows.every(({ counter }) => counter.group === rows[0]?.counter.group)) finishGroup(rows, making, effects);
    else
      for (const group of Map.groupBy(rows, ({ counter }) => counter.group).values())
        finishGroup(group, making, effects);
  }
  return effects.sort(inOrder);
}

function inOrder(a: Effect, b: Effect): number {
  return (
    compare(a.file, b.file) ||
    a.span.start - b.span.start ||
    compare(a.kind, b.kind) ||
    compare(a.resource ?? "", b.resource ?? "")
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What one call does of one kind: resources that another one includes are left out, their counts join it. */
function finishGroup(rows: readonly Row[], making: Making, effects: Effect[]): void {
  const kept = rows.length === 1 ? rows : withoutIncluded(rows);
  const isFinite = kept.length > 1 && kept.filter(isExact).length > 1;
  const isRepeated = kept.length > 1 || kept.some(({ max }) => max > 1);
  const site = kept[0]?.counter.finding.site;
  const atOnce = isRepeated && site !== undefined && isAtOnce(site, making.calledOnce);
  for (const row of kept) effects.push(effectOf(row, { isFinite, atOnce, trees: making.trees }));
}

function withoutIncluded(rows: readonly Row[]): readonly Row[] {
  const wide = rows.filter((row) => !isExact(row));
  if (wide.length === 0) return rows;
  for (const row of rows) {
    const { resource, kind } = row.counter.finding;
    if (resource.resource === null) continue;
    const other = wide.find((each) => each !== row && !each.dropped && isWider(kind, each, row));
    if (other === undefined) continue;
    row.dropped = true;
    other.min += row.min;
    other.max += row.max;
  }
  return rows.filter((row) => !row.dropped);
}

function isExact({ counter }: Row): boolean {
  return counter.finding.resource.resolution === "exact";
}

function isWider(kind: string, wide: Row, narrow: Row): boolean {
  const [a, b] = [wide.counter.finding.resource.resource, narrow.counter.finding.resource.resource];
  return a !== null && b !== null && a !== b && covers(kind, a, b);
}

function effectOf(
  { counter, min, max }: Row,
  of: { readonly isFinite: boolean; readonly atOnce: boolean; readonly trees: Trees },
): Effect {
  const { file, site, kind, resource, call } = counter.finding;
  return {
    file,
    span: { start: site.getStart(of.trees.get(file)), end: site.end },
    kind,
    resource: resource.resource,
    resolution: resource.resolution === "exact" && of.isFinite ? "finite" : resource.resolution,
    reason: resource.resolution === "exact" ? null : resource.reason,
    worstCase: resource.worstCase,
    phase: counter.phase,
    multiplicity: { min, max: Number.isFinite(max) ? max : null },
    atOnce: of.atOnce,
    carries: counter.carries.length === 0 ? NOTHING : counter.carries.toSorted(),
    call,
    explanation: locate(counter.explanation, of.trees),
  };
}

const NOTHING: readonly string[] = [];
