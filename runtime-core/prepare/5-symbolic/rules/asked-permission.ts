/**
 * Effects as permissions of the field's language.
 */
import type { FilePath } from "../../../base/span.ts";
import { overlaps } from "../../../permissions/includes.ts";
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

/** A permission as it is written into the manifest of the module at `entry`. */
export function grantText({ domain, kind, written }: Permission, entry: FilePath): PermissionText {
  return moduleRelative({ domain, kind, resource: written }, entry);
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

/**
 * The narrowest that a grant can say of what an effect is meant to reach: itself, or what stands for it in a language with
 * fewer wildcards. Undefined when nothing is known of it that a grant could say.
 */
export function grantFor(effect: Effect, entry: FilePath): Permission | undefined {
  const { kind, resource } = effect;
  if (resource === null) return undefined;
  const asked = askedBy(effect, entry);
  if (asked !== undefined) return asked;
  for (const each of wider(textOf(kind, resource))) {
    const permission = parsed({ kind, resource: each }, entry);
    if (permission !== undefined) return permission;
  }
  return undefined;
}

/** Whether any grant can be one for an effect of which nothing is known that a grant could say. */
export function canFit(
  effect: Effect,
  { entry, granted }: { readonly entry: FilePath; readonly granted: readonly Permission[] },
): boolean {
  const worst = worstCaseOf(effect, entry);
  return granted.some((grant) => isOfKind(effect.kind, grant) && (worst === undefined || overlaps(grant, worst)));
}

/** From the narrowest to the widest: a whole database, a prefix of a name, a URL without its query, all below a folder. */
function* wider({ domain, resource }: PermissionText): Iterable<string> {
  const star = resource.indexOf("*");
  if (domain === "database" && star >= 0) yield resource.split("/", 1)[0] ?? "";
  if (domain === "env" && star >= 0) {
    const prefix = resource.slice(0, resource.lastIndexOf("_", star) + 1);
    if (prefix !== "") yield `${prefix}*`;
  }
  if (domain !== "http" && domain !== "websocket") return;
  const path = resource.replace(/\?.*$/s, "");
  yield path;
  const host = /^[a-z]+:\/\/[^/]+/.exec(path)?.[0];
  for (let end = path.lastIndexOf("/"); host !== undefined && end >= host.length; end = path.lastIndexOf("/", end - 1))
    yield `${path.slice(0, end)}/**`;
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
    resource: resource.includes("{") || resource.includes("**") ? withoutNames(resource) : resource,
  };
}

/** What has a name is a star, and so are stars in a segment. */
function withoutNames(resource: string): string {
  return resource.replace(/(?<!\\)\{[^{}]*\}/g, "*").replace(/(?<=[^/]|^)\*{2,}(?=[^/])|(?<=[^/])\*{2,}/g, "*");
}
