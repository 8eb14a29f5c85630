/**
 * More is taken than a limit allows: an error when that is sure, a warning when it can happen and is bounded.
 *
 * Rates and frequencies make a call wait, so no number of calls exceeds them. Totals fail: files are counted over a run;
 * what is given back is counted only where all of it is taken before anything can end.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { defaultQuantity, type LimitName } from "../../../limits/known-limits.ts";
import type { Quantity } from "../../../limits/limit.ts";
import { capacityOf } from "../../../limits/limiter.ts";
import { printQuantity } from "../../../limits/parse-limit.ts";
import type { Effect, Phase } from "../../effect.ts";
import { isPackageFile } from "../../../base/file-path.ts";
import type { PreparedManifest } from "../../prepared-module.ts";
import type { EffectCheck } from "../check-effects.ts";

/** Functions that make one new file or folder at a resource, or none when it is there already. */
const CREATING: ReadonlySet<string> = new Set([
  "writeText",
  "writeBytes",
  "writeStream",
  "createDir",
  "rename",
  "copy",
]);

/** Limits of what is held while a call, or what it has started, goes on. */
const HELD: Readonly<Record<string, LimitName>> = {
  fetch: "http/simultaneous",
  spawn: "modules/simultaneous",
  WebSocket: "websocket/simultaneous",
};

/** One finding for each limit and phase, at the call that takes most. */
export function exceededLimits(check: EffectCheck): readonly Diagnostic[] {
  if (check.report.degraded) return [];
  return [...newFiles(check), ...heldAtOnce(check)];
}

interface Taken {
  readonly effect: Effect;
  readonly least: number;
  /** Infinity when there is no bound. */
  readonly most: number;
}

function newFiles({ report, manifest }: EffectCheck): readonly Diagnostic[] {
  const taken = report.effects.filter(isCreating).map(filesOf);
  const ofInit = taken.filter(({ effect }) => effect.phase === "init");
  const phases = new Set<Phase>(taken.map(({ effect }) => effect.phase));
  return [...phases].flatMap((phase) => {
    const own = taken.filter(({ effect }) => effect.phase === phase);
    const all = phase === "init" ? own : [...ofInit, ...own];
    return finding(all, { limit: "fs/total-new-files", manifest });
  });
}

function isCreating({ call, file, kind }: Effect): boolean {
  return (kind === "fs.create" || kind === "fs.write") && CREATING.has(call) && !isPackageFile(file);
}

/** How many files a call makes: one that must be new, or at most one for each place; folders above it may be new too. */
function filesOf(effect: Effect): Taken {
  const { call, kind, multiplicity, resolution, resource } = effect;
  const isNew = kind === "fs.create" && call !== "createDir";
  const isOnePlace = resolution === "exact" || resolution === "finite";
  const times = isOnePlace && !isNew ? Math.min(multiplicity.max ?? Infinity, 1) : (multiplicity.max ?? Infinity);
  const isTree = resource === null || resource.endsWith("/**");
  const each = call === "createDir" ? (resource ?? "").split("/").length - 1 : isTree ? Infinity : 1;
  return { effect, least: isNew ? multiplicity.min : 0, most: times === 0 ? 0 : times * each };
}

/** What other files export can be called more than once, so only calls in the entry are of one moment. */
function heldAtOnce({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const groups = new Map<string, Effect[]>();
  for (const effect of report.effects) {
    if (effect.file !== entry || !effect.atOnce || HELD[effect.call] === undefined) continue;
    const key = `${effect.span.start} ${effect.phase}`;
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  return [...groups.values()].flatMap((effects) => {
    const limit = HELD[effects[0]?.call ?? ""];
    if (limit === undefined) return [];
    const requests = limit === "http/simultaneous" ? quantityOf("http/request", manifest) : undefined;
    const started = Math.floor(requests === undefined ? Infinity : capacityOf(requests));
    const taken = effects.map((effect) => ({ effect, least: effect.multiplicity.min, most: 0 }));
    return finding(taken, { limit, manifest, started });
  });
}

function finding(
  taken: readonly Taken[],
  about: {
    readonly limit: LimitName;
    readonly manifest: PreparedManifest;
    /** How many calls are let through at once; undefined when the calls follow each other. */
    readonly started?: number;
  },
): readonly Diagnostic[] {
  const { limit, manifest, started } = about;
  const written = manifest.limits.find((each) => each.limit.name === limit);
  const quantity = quantityOf(limit, manifest);
  const all = sum(taken.map((each) => each.least));
  const least = Math.min(all, started ?? Infinity);
  const most = sum(taken.map((each) => each.most));
  if (quantity === undefined) return [];
  const must = least > quantity.value;
  if (!must && !(most > quantity.value && Number.isFinite(most))) return [];
  const largest = taken.reduce((a, b) => (amount(b, must) > amount(a, must) ? b : a));
  const data = {
    limit,
    quantity: printQuantity(quantity),
    taken: must ? least : most,
    enough: must ? all : most,
    must,
    atOnce: started !== undefined,
    call: largest.effect.call,
  };
  const related =
    written === undefined ? [] : [{ file: written.file, span: written.span, message: "The limit is set here" }];
  return [
    diagnostic("symbolic/limit-exceeded", largest.effect, data, { severity: must ? "error" : "warning", related }),
  ];
}

function quantityOf(limit: LimitName, manifest: PreparedManifest): Quantity | undefined {
  return manifest.limits.find((each) => each.limit.name === limit)?.limit.quantity ?? defaultQuantity(limit, "script");
}

function amount({ least, most }: Taken, must: boolean): number {
  return must ? least : most;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
