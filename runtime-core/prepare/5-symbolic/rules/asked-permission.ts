/**
 * Effects as permissions of the field's language.
 */
import type { FilePath } from "../../../base/span.ts";
import { parsePermission, type PermissionText } from "../../../permissions/parse-permission.ts";
import { includesKind, type Permission } from "../../../permissions/permission.ts";
import type { Effect } from "../../effect.ts";
import { Memo } from "../../memo.ts";
import { folderOf } from "../../../base/file-path.ts";

/**
 * What an effect asks for, as its author would grant it: what is named but not known is a wildcard, and a path inside the
 * folder of the module starts with "./".
 */
export function permissionTextOf(effect: Effect, entry: FilePath): PermissionText {
  return moduleRelative(textOf(effect.kind, effect.resource ?? effect.worstCase), entry);
}

/** A permission for an absolute path, written from the folder of the module at `entry` when the path lies in it. */
export function moduleRelative(text: PermissionText, entry: FilePath): PermissionText {
  if (text.domain !== "fs" && text.domain !== "modules") return text;
  const folder = folderOf(entry);
  const inside = folder === "/" ? "/" : `${folder}/`;
  const isInside = text.resource.startsWith(inside) && text.resource.length > inside.length;
  return isInside ? { ...text, resource: `./${text.resource.slice(inside.length)}` } : text;
}

/** A grant as its author wrote it: "fs.read ./stations/*.json". */
export function writtenPermission({ domain, kind, written }: Permission): string {
  return `${domain}.${kind} ${written}`;
}

/** Whether a grant is one for effects of a kind: "fs.create". */
export function isOfKind(kind: string, grant: Permission): boolean {
  const { domain } = grant;
  if (!kind.startsWith(domain) || kind[domain.length] !== ".") return false;
  return includesKind(domain, { granted: grant.kind, asked: kind.slice(domain.length + 1) });
}

/** What an effect asks for as intended; undefined when that is not known or no grant can say it. */
export function askedBy(effect: Pick<Effect, "kind" | "resource">, entry: FilePath): Permission | undefined {
  return effect.resource === null ? undefined : parsed({ kind: effect.kind, resource: effect.resource }, entry);
}

/** All that an effect can ask for in the worst case; undefined when that is everything. */
export function worstCaseOf(effect: Effect, entry: FilePath): Permission | undefined {
  return parsed({ kind: effect.kind, resource: effect.worstCase }, entry);
}

/** By folder, kind and resource; one text of the three would have to be made for each question. */
const PARSED = new Memo<Memo<Memo<Permission | undefined>>>(50);

function parsed(asked: { readonly kind: string; readonly resource: string }, entry: FilePath): Permission | undefined {
  const { kind, resource } = asked;
  const folder = folderOf(entry);
  const known = PARSED.of(folder, () => new Memo()).of(kind, () => new Memo());
  return known.of(resource, () => {
    const result = parsePermission(textOf(kind, resource), folder);
    return result.ok ? result.value : undefined;
  });
}

function textOf(kind: string, resource: string): PermissionText {
  const [domain = "", minor = ""] = kind.split(".");
  return {
    domain,
    kind: minor,
    resource: resource.replace(/(?<!\\)\{[^}]*\}/g, "*").replace(/(?<=[^/]|^)\*{2,}(?=[^/])|(?<=[^/])\*{2,}/g, "*"),
  };
}
