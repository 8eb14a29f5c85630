/**
 * A grant that nothing in the module can use.
 *
 * Quiet when anything is not known that could use it: a call of an unknown function, a resource in its worst case, a
 * child, whose grants come out of these.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { overlaps } from "../../../permissions/includes.ts";
import { printPermission } from "../../../permissions/parse-permission.ts";
import { includesKind, type Permission } from "../../../permissions/permission.ts";
import type { Effect, UnknownCall } from "../../effect.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, worstCaseOf } from "./asked-permission.ts";

/** One finding for each grant without a use. */
export function unusedGrants({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const { degraded, effects, unknowns } = report;
  if (degraded || effects.some((effect) => effect.kind === "modules.spawn")) return [];
  const files = Object.values(manifest.manifest.files).length > 0;
  return manifest.grants
    .filter(({ permission }) => !(files && permission.domain === "fs" && permission.kind === "read"))
    .filter(({ permission }) => !unknowns.some((unknown) => unknownUses(unknown, permission)))
    .filter(({ permission }) => !effects.some((effect) => effectUses(effect, { permission, entry })))
    .map((grant) =>
      diagnostic(
        "symbolic/unused-grant",
        grant,
        { grant: printPermission(grant.permission) },
        { tags: ["unnecessary"] },
      ),
    );
}

function unknownUses({ kinds }: UnknownCall, permission: Permission): boolean {
  return kinds === null || kinds.some((kind) => isOfKind(kind, permission));
}

function effectUses(effect: Effect, grant: { readonly permission: Permission; readonly entry: string }): boolean {
  if (!isOfKind(effect.kind, grant.permission)) return false;
  const [asked, worst] = [askedBy(effect, grant.entry), worstCaseOf(effect, grant.entry)];
  if (asked !== undefined && overlaps(grant.permission, asked)) return true;
  return worst === undefined || overlaps(grant.permission, worst);
}

function isOfKind(kind: string, permission: Permission): boolean {
  const [domain, minor = ""] = kind.split(".");
  return domain === permission.domain && includesKind(permission.domain, { granted: permission.kind, asked: minor });
}
