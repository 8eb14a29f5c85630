/**
 * What the last run of a module says of its text: of a call, a grant, a limit.
 *
 * A run tells what was asked, not by which call. What only one call of the text can have asked is told of that call.
 */
import type { LastRun, RunLimit } from "../../runtime-core/base/last-run.ts";
import type { Location } from "../../runtime-core/base/span.ts";
import { amountText } from "../../runtime-core/limits/amount-text.ts";
import { includes } from "../../runtime-core/permissions/includes.ts";
import { parseSubject, printPermission } from "../../runtime-core/permissions/parse-permission.ts";
import { type Effect, grantFor, type PreparedModule, type WrittenGrant } from "../../runtime-core/prepare/index.ts";
import { capabilityOf } from "./grant-uses.ts";
import { type Block, code, type Inline, link, paragraph } from "./prose.ts";

/** A run, and whether the text is still the one that ran. */
export interface KnownRun {
  readonly run: LastRun;
  readonly isCurrent: boolean;
}

/** How often a call asked for something. */
export interface CallUse {
  readonly allowed: number;
  readonly denied: number;
  /** Other calls of the text that can have asked for it, in order of the text. */
  readonly others: readonly Location[];
}

/** What the run asked that a call can have asked for; undefined when it asked for nothing of that kind. */
export function usesOfCall(prepared: PreparedModule, run: LastRun, call: Location): CallUse | undefined {
  let known = USES.get(run);
  if (known?.prepared !== prepared) USES.set(run, (known = { prepared, byPlace: usesByPlace(prepared, run) }));
  return known.byPlace.get(placeOf(call));
}

const USES = new WeakMap<
  LastRun,
  { readonly prepared: PreparedModule; readonly byPlace: ReadonlyMap<string, CallUse> }
>();

interface Count {
  allowed: number;
  denied: number;
}

/** What is known of a call: by the needs of its function, of which each call has all. */
interface Counted {
  readonly byNeed: Map<number, Count>;
  readonly others: Map<string, Location>;
}

function usesByPlace(prepared: PreparedModule, run: LastRun): ReadonlyMap<string, CallUse> {
  const effects = prepared.effects.effects.map((effect) => ({ effect, asked: grantFor(effect, prepared.path) }));
  const byPlace = new Map<string, Counted>();
  for (const { count, permission, verdict } of run.permissions) {
    const [, domain = "", kind = "", resource = ""] = /^(\w+)\.(\w+) ([^]*)$/.exec(permission) ?? [];
    const subject = parseSubject({ domain, kind, resource }, "/");
    if (!subject.ok) continue;
    const fitting = effects.filter(({ asked }) => asked !== undefined && includes(asked, subject.value));
    const byNeed = new Map(fitting.map(({ effect }) => [`${needOf(effect)} ${placeOf(effect)}`, effect]));
    for (const effect of byNeed.values()) {
      const place = placeOf(effect);
      let known = byPlace.get(place);
      if (known === undefined) byPlace.set(place, (known = { byNeed: new Map(), others: new Map() }));
      const counts = known.byNeed.get(needOf(effect)) ?? { allowed: 0, denied: 0 };
      counts[verdict] += count;
      known.byNeed.set(needOf(effect), counts);
      for (const other of byNeed.values()) if (placeOf(other) !== place) known.others.set(placeOf(other), other);
    }
  }
  return new Map([...byPlace].map(([place, counted]) => [place, useOf(counted)]));
}

/** Which of the needs of its function an effect is: `copy` reads one argument and writes another. */
function needOf({ call, kind }: Effect): number {
  const needs = capabilityOf(call)?.needs ?? [];
  const exact = needs.findIndex((need) => typeof need.kind === "string" && `${need.domain}.${need.kind}` === kind);
  return exact === -1 ? needs.findIndex((need) => typeof need.kind !== "string") : exact;
}

/** A call asks for each of its needs, and for no more once one is refused. */
function useOf({ byNeed, others }: Counted): CallUse {
  const counts = [...byNeed.values()];
  const denied = counts.reduce((sum, count) => sum + count.denied, 0);
  const asked = Math.max(...counts.map((count) => count.allowed + count.denied));
  const inOrder = [...others.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.span.start - b.span.start);
  return { allowed: Math.max(0, asked - denied), denied, others: inOrder };
}

/** "12 times, 2 refused". */
export function timesText({ allowed, denied }: CallUse): string {
  const refused = denied === 0 ? "" : `${denied} refused`;
  if (allowed === 0 && denied > 0) return refused;
  return [times(allowed), refused].filter((each) => each !== "").join(", ");
}

/** What a call did in the last run, and what the run left of the limits that it takes from. */
export function callRunBlocks(
  prepared: PreparedModule,
  { run, isCurrent }: KnownRun,
  { call, takes }: { readonly call: Location; readonly takes: readonly string[] },
): readonly Block[] {
  const uses = usesOfCall(prepared, run, call);
  if (uses === undefined) return [];
  const limits = takes.flatMap((name) => run.limits.filter((limit) => limit.name === name && limit.taken > 0));
  const left = limits.flatMap((limit) => ["; ", code(limit.name), ` ${leftText(limit)}`]);
  return [paragraph(`${lastRun(isCurrent)}: ${timesText(uses)}`, ...withOthers(prepared, uses), ...left)];
}

/** Nothing tells which of several calls it was. */
function withOthers(prepared: PreparedModule, { others }: CallUse): readonly Inline[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, MOST_OTHERS).map((other, index) => {
    const line = prepared.files.get(other.file)?.source.lineColumn(other.span.start).line ?? 0;
    return [index === 0 ? "" : ", ", link(`${other.file.slice(other.file.lastIndexOf("/") + 1)}:${line + 1}`, other)];
  });
  const more = others.length > MOST_OTHERS ? ["…"] : [];
  return [" together with other calls that can ask for the same (", ...shown.flat(), ...more, ")"];
}

const MOST_OTHERS = 3;

/** What a grant allowed in the last run. */
export function grantRunBlocks({ permission }: WrittenGrant, { run, isCurrent }: KnownRun): readonly Block[] {
  const printed = printPermission(permission);
  const use = run.grants.find(({ grant }) => grant === printed);
  const denied = run.permissions.filter(({ grant, verdict }) => grant === printed && verdict === "denied");
  if (use === undefined) return [];
  const refused = denied.slice(0, 3).flatMap((each) => [", refused near it: ", code(each.permission)]);
  const allowed = use.count === 0 ? "not used" : `allowed ${times(use.count)}`;
  return [paragraph(`${lastRun(isCurrent)}: ${allowed}`, ...refused)];
}

/** What the last run used of a limit. */
export function limitRunBlocks(name: string, { run, isCurrent }: KnownRun): readonly Block[] {
  const text = limitRunText(name, run);
  return text === undefined ? [] : [paragraph(`${lastRun(isCurrent)}: ${text}`)];
}

/** "7 taken, 3 of 10 left"; of the heap, what was the most. */
export function limitRunText(name: string, { limits, peakHeapBytes }: LastRun): string | undefined {
  const limit = limits.find((each) => each.name === name);
  if (limit === undefined) return undefined;
  if (name === "memory/heap") return `peak ${amountText("bytes", peakHeapBytes)} of ${capacityOf(limit)}`;
  return `${amountText(limit.unit, limit.taken)} taken, ${leftText(limit)}`;
}

function lastRun(isCurrent: boolean): string {
  return isCurrent ? "Last run" : "Last run (of an earlier text)";
}

function leftText(limit: RunLimit): string {
  return `${amountText(limit.unit, limit.available)} of ${capacityOf(limit)} left`;
}

function capacityOf({ capacity, unit }: RunLimit): string {
  return amountText(unit, capacity);
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function placeOf({ file, span }: Location): string {
  return `${span.start} ${span.end} ${file}`;
}
