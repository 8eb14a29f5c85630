/**
 * A grant that is far wider than what uses it: all of a project or of several hosts for one folder, or a folder for one
 * that lies two deeper.
 *
 * `/v1/**` for `/v1/users/*` is as narrow as people write it. Quiet when anything is not known that could use the grant,
 * as for one that nothing uses.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import { includes } from "../../../permissions/includes.ts";
import { parsePermission, printResource } from "../../../permissions/parse-permission.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect } from "../../effect.ts";
import { folderOf } from "../../../base/file-path.ts";
import type { WrittenGrant } from "../../prepared-module.ts";
import type { EffectCheck } from "../check-effects.ts";
import { permissionTextOf, writtenPermission } from "./asked-permission.ts";
import { certainGrants, effectUses } from "./unused-grant.ts";

/** More patterns than these are no better to read than the wide one. */
const MOST_PATTERNS = 3;

/** "https:", "" and the host. */
const SEGMENTS_OF_ORIGIN = 3;

/** One finding for each grant. Its data hold the resources to grant instead. */
export function wideGrants(check: EffectCheck): readonly Diagnostic[] {
  return certainGrants(check).flatMap((grant) => {
    const narrow = narrowed(grant, check);
    if (narrow === undefined) return [];
    return [diagnostic("symbolic/wide-grant", grant, { grant: writtenPermission(grant.permission), narrow })];
  });
}

/** What to grant instead; undefined when the grant is well as it is. */
function narrowed({ permission }: WrittenGrant, { entry, report }: EffectCheck): readonly string[] | undefined {
  const hasQuery = permission.written.includes("?");
  const patterns = new Set<string>();
  for (const effect of report.effects) {
    if (!effectUses(effect, { permission, entry })) continue;
    const { resource } = permissionTextOf(effect, entry);
    patterns.add(hasQuery ? resource : resource.replace(/\?.*$/s, ""));
    if (!isKnown(effect) || patterns.size > MOST_PATTERNS) return undefined;
  }
  if (patterns.size === 0) return undefined;
  const narrow = [...patterns];
  const asked = narrow.flatMap((resource) => {
    const parsed = parsePermission({ ...permission, resource }, folderOf(entry));
    return parsed.ok && includes(permission, parsed.value) && !includes(parsed.value, permission) ? [parsed.value] : [];
  });
  if (asked.length < narrow.length) return undefined;
  const printed = asked.map(printResource);
  const scheme = printed[0]?.slice(0, printed[0].indexOf(":")) ?? "";
  const beginning = printResource(permission).replace(/^(?:http|ws)\(s\)/, scheme);
  const [own, used] = [sharedFolders([beginning]), sharedFolders(printed.map(folderPart))];
  return used >= own + (isWhole(permission, { own, entry }) ? 1 : 2) ? narrow.toSorted() : undefined;
}

/** Whether a grant is for several hosts, the whole project or the whole folder of the module. */
function isWhole(
  { resource }: Permission,
  { entry, own }: { readonly own: number; readonly entry: FilePath },
): boolean {
  if (resource.kind === "url-pattern") return own < SEGMENTS_OF_ORIGIN;
  return resource.kind === "path" && own <= folderOf(entry).split("/").filter(Boolean).length + 1;
}

function isKnown({ resolution }: Effect): boolean {
  return resolution === "exact" || resolution === "finite" || resolution === "pattern";
}

function folderPart(resource: string): string {
  return resource.slice(0, resource.lastIndexOf("/"));
}

/** How many segments all of these begin with in common, up to the first one with a wildcard. */
function sharedFolders(resources: readonly string[]): number {
  const [first = [], ...rest] = resources.map((resource) => resource.split("/"));
  let length = 0;
  const isShared = (index: number): boolean => rest.every((other) => other[index] === first[index]);
  while (length < first.length && !/(?<!\\)\*/.test(first[length] ?? "") && isShared(length)) length++;
  return length;
}
