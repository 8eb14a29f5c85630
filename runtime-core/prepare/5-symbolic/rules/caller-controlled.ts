/**
 * A call whose whole resource the caller of an exported function chooses, within what is granted.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { grantedPermissions } from "../../../manifest/granted-permissions.ts";
import type { Effect } from "../../effect.ts";
import type { PreparedManifest } from "../../prepared-module.ts";
import type { EffectCheck } from "../check-effects.ts";
import { isOfKind, writtenPermission } from "./asked-permission.ts";

/** One finding for each call and exported function. Without a grant of its kind the call is always refused. */
export function callerControlled({ report, manifest }: EffectCheck): readonly Diagnostic[] {
  const seen = new Set<string>();
  return report.effects.flatMap((effect) => {
    const grants = choiceOfCaller(effect, manifest);
    if (grants.length === 0) return [];
    const key = `${effect.file}:${effect.span.start} ${effect.phase}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const data = { call: effect.call, exported: effect.phase.slice("export:".length), grants };
    return [diagnostic("symbolic/caller-controlled", effect, data, { related: effect.explanation })];
  });
}

/** The grants, as written, within which the caller of an exported function chooses all of the resource. */
export function choiceOfCaller(effect: Effect, { manifest }: PreparedManifest): readonly string[] {
  const { kind, phase, reason, resource } = effect;
  if (resource !== null || reason !== "parameter" || phase === "init") return [];
  return grantedPermissions(manifest)
    .filter((grant) => isOfKind(kind, grant))
    .map(writtenPermission);
}
