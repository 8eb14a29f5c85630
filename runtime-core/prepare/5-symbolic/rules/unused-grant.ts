/**
 * A grant that nothing in the module can use.
 *
 * Quiet after a syntax error, and when anything is not known that could use it: a call of an unknown function, a resource in its worst case, a
 * child, whose grants come out of these. Quiet also about the manifest of another file, which is checked with that.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import { overlaps } from "../../../permissions/includes.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect, UnknownCall } from "../../effect.ts";
import type { WrittenGrant } from "../../prepared-module.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, isOfKind, worstCaseOf, writtenPermission } from "./asked-permission.ts";

/** One finding for each grant without a use. */
export function unusedGrants(check: EffectCheck): readonly Diagnostic[] {
  const { entry, manifest, report } = check;
  if (manifest.location.file !== entry) return [];
  return certainGrants(check)
    .filter(({ permission }) => !report.effects.some((effect) => effectUses(effect, { permission, entry })))
    .map((grant) =>
      diagnostic(
        "symbolic/unused-grant",
        grant,
        { grant: writtenPermission(grant.permission) },
        { tags: ["unnecessary"] },
      ),
    );
}

/** Grants times effects that are compared; with more of both, nothing is said of how well they fit. */
const MOST_PAIRS = 2_000_000;

/** The grants whose uses are all known. */
export function certainGrants({ report, manifest, isWhole }: EffectCheck): readonly WrittenGrant[] {
  const { degraded, effects, unknowns } = report;
  if (!isWhole || degraded || effects.some((effect) => effect.kind === "modules.spawn")) return [];
  if (manifest.grants.length * effects.length > MOST_PAIRS) return [];
  const files = Object.values(manifest.manifest.files).length > 0;
  return manifest.grants
    .filter(({ permission }) => !(files && permission.domain === "fs" && permission.kind === "read"))
    .filter(({ permission }) => !unknowns.some((unknown) => unknownUses(unknown, permission)));
}

function unknownUses({ kinds }: UnknownCall, permission: Permission): boolean {
  return kinds === null || kinds.some((kind) => isOfKind(kind, permission));
}

/** Whether an effect can use a grant, in its intended reading or in its worst case. */
export function effectUses(
  effect: Effect,
  grant: { readonly permission: Permission; readonly entry: FilePath },
): boolean {
  if (!isOfKind(effect.kind, grant.permission)) return false;
  const { asked, worst } = wantsOf(effect, grant.entry);
  if (asked !== undefined && overlaps(grant.permission, asked)) return true;
  if (effect.call === "createDir" && isFolderAbove(grant.permission, effect)) return true;
  return worst === undefined || overlaps(grant.permission, worst);
}

interface Wants {
  readonly entry: FilePath;
  readonly asked: Permission | undefined;
  readonly worst: Permission | undefined;
}

/** What effects ask for: each is compared with every grant. */
const WANTS = new WeakMap<Effect, Wants>();

function wantsOf(effect: Effect, entry: FilePath): Wants {
  const known = WANTS.get(effect);
  if (known?.entry === entry) return known;
  const wants = { entry, asked: askedBy(effect, entry), worst: worstCaseOf(effect, entry) };
  WANTS.set(effect, wants);
  return wants;
}

/** Whether a grant is for a folder that `createDir` makes on the way. */
function isFolderAbove(grant: Permission, { kind, resource }: Effect): boolean {
  const segments = (resource ?? "").split("/");
  return segments.slice(2).some((_, index) => {
    const above = askedBy({ kind, resource: segments.slice(0, index + 2).join("/") }, "/");
    return above !== undefined && overlaps(grant, above);
  });
}
