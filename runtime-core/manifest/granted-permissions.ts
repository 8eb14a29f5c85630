/**
 * What a module may do without writing it: what it declares in other sections is granted with it.
 */
import type { Permission } from "../permissions/permission.ts";
import { parsePermission } from "../permissions/parse-permission.ts";
import type { Manifest } from "./manifest.ts";

/** Grants that come with a section: read, write and delete on own databases, reading of declared variables. */
export function impliedPermissions(manifest: Manifest): readonly Permission[] {
  const databases = Object.keys(manifest.databases).flatMap((name) =>
    ["read", "write", "delete"].map((kind) => permission("database", kind, name)),
  );
  const env = Object.keys(manifest.env).map((name) => permission("env", "read", name));
  return [...databases, ...env].filter((implied) => implied !== undefined);
}

/** All that a module is granted: as written, then what is implied. */
export function grantedPermissions(manifest: Manifest): readonly Permission[] {
  return [...manifest.permissions, ...impliedPermissions(manifest)];
}

/** Undefined for a name that is no resource; such a name was reported when the manifest was read. */
function permission(domain: string, kind: string, resource: string): Permission | undefined {
  const parsed = parsePermission({ domain, kind, resource }, "/");
  return parsed.ok ? parsed.value : undefined;
}
