/** The permission that an effect asks for, as the check of the grants reads it. */
import type { Permission } from "../../runtime-core/permissions/permission.ts";
import { parsePermission } from "../../runtime-core/permissions/parse-permission.ts";
import type { Effect, PreparedModule } from "../../runtime-core/prepare/index.ts";

/** Undefined when the effect has no resource that a grant could name. */
export function permissionOf(prepared: PreparedModule, effect: Effect): Permission | undefined {
  const [domain = "", kind = ""] = effect.kind.split(".");
  const folder = prepared.path.slice(0, prepared.path.lastIndexOf("/")) || "/";
  const permission = parsePermission({ domain, kind, resource: effect.resource ?? effect.worstCase }, folder);
  return permission.ok ? permission.value : undefined;
}
