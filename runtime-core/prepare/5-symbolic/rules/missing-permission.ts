/**
 * A call needs what no grant covers.
 *
 * An error when the call must happen and must be refused; a warning when it may happen, or when a grant covers a part
 * of what it can ask for.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import { grantedPermissions } from "../../../manifest/granted-permissions.ts";
import { Grants } from "../../../permissions/grants.ts";
import { overlaps } from "../../../permissions/includes.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect, EffectReport, Fault } from "../../effect.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, permissionTextOf, writtenPermission } from "./asked-permission.ts";

/** One finding for each resource of each call, whatever the phases it is called in. */
export function missingPermissions({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const granted = grantedPermissions(manifest.manifest);
  const grants = new Grants(granted);
  const found = new Map<string, Diagnostic>();
  for (const effect of report.effects) {
    const asked = askedBy(effect, entry);
    if (asked === undefined || isInvalid(effect, report)) continue;
    const finding = check(effect, { asked, entry, grants, granted });
    if (finding === undefined) continue;
    const key = `${effect.file}:${effect.span.start}:${effect.span.end} ${effect.kind} ${effect.resource}`;
    const known = found.get(key);
    if (known === undefined || (known.severity === "warning" && finding.severity === "error")) found.set(key, finding);
  }
  return [...found.values()];
}

const INVALID: ReadonlySet<Fault["kind"]> = new Set(["invalid", "refused"]);

/** What is no path or URL at all is another finding; to grant it would be wrong. */
function isInvalid({ file, span }: Effect, { faults }: EffectReport): boolean {
  return faults.some((each) => INVALID.has(each.fault.kind) && each.file === file && each.span.start === span.start);
}

interface Bounds {
  readonly entry: FilePath;
  readonly grants: Grants;
  readonly granted: readonly Permission[];
}

function check(effect: Effect, rest: Bounds & { readonly asked: Permission }): Diagnostic | undefined {
  const { asked, entry, grants, granted } = rest;
  const decision = grants.check(asked);
  if (decision.verdict === "allowed") return undefined;
  const must = effect.multiplicity.min > 0;
  const refused = !granted.some((grant) => overlaps(grant, asked));
  const nearest = decision.nearest && { grant: writtenPermission(decision.nearest.grant), why: decision.nearest.why };
  const data = {
    permission: permissionTextOf(effect, entry),
    must,
    call: effect.call,
    ...(nearest === undefined ? {} : { nearest }),
  };
  return diagnostic("symbolic/missing-permission", effect, data, {
    severity: must && refused ? "error" : "warning",
    related: effect.explanation,
  });
}
