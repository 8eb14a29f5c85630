/**
 * Effects as permissions of the field's language.
 */
import type { FilePath } from "../../../base/span.ts";
import { parsePermission, type PermissionText } from "../../../permissions/parse-permission.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect } from "../../effect.ts";

/** What an effect asks for, as it would be granted: what is named but not known is a wildcard. */
export function permissionTextOf(effect: Effect): PermissionText {
  return textOf(effect.kind, effect.resource ?? effect.worstCase);
}

/** What an effect asks for as intended; undefined when that is not known or no grant can say it. */
export function askedBy(effect: Effect, entry: FilePath): Permission | undefined {
  return effect.resource === null ? undefined : parsed(textOf(effect.kind, effect.resource), entry);
}

/** All that an effect can ask for in the worst case; undefined when that is everything. */
export function worstCaseOf(effect: Effect, entry: FilePath): Permission | undefined {
  return parsed(textOf(effect.kind, effect.worstCase), entry);
}

function parsed(text: PermissionText, entry: FilePath): Permission | undefined {
  const result = parsePermission(text, entry.slice(0, entry.lastIndexOf("/")) || "/");
  return result.ok ? result.value : undefined;
}

function textOf(kind: string, resource: string): PermissionText {
  const [domain = "", minor = ""] = kind.split(".");
  return {
    domain,
    kind: minor,
    resource: resource.replace(/(?<!\\)\{[^}]*\}/g, "*").replace(/(?<=[^/]|^)\*{2,}(?=[^/])|(?<=[^/])\*{2,}/g, "*"),
  };
}
