/**
 * A path that is meant to stay in a folder, and that a ".." in an unknown part leads to something else that is granted.
 *
 * What a grant does not cover is refused at run time, so a path that can only be led there is no finding.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import { includes, overlaps } from "../../../permissions/includes.ts";
import type { Manifest } from "../../../manifest/manifest.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect, UnknownReason } from "../../effect.ts";
import { isPackageFile } from "../../../base/file-path.ts";
import { Memo } from "../../memo.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, isOfKind, writtenPermission } from "./asked-permission.ts";

/** Where a hostile text can come from. */
const HOSTILE: ReadonlySet<UnknownReason | null> = new Set([
  "parameter",
  "net-content",
  "data-content",
  "file-content",
]);

/** One finding for each call. */
export function escapingPaths({ report, manifest }: EffectCheck): readonly Diagnostic[] {
  const seen = new Set<string>();
  return report.effects.flatMap((effect) => {
    const folder = folderOfPath(effect);
    if (folder === undefined || isPackageFile(effect.file)) return [];
    const key = `${effect.file}:${effect.span.start}`;
    if (seen.has(key)) return [];
    const grants = grantsOutside(effect, folder, manifest.manifest);
    if (grants.length === 0) return [];
    seen.add(key);
    const data = { call: effect.call, folder, grants };
    return [diagnostic("symbolic/path-may-escape", effect, data, { related: effect.explanation })];
  });
}

/** The folder before the first unknown part, when that part can climb out of it. */
function folderOfPath({ kind, reason, resource, worstCase }: Effect): FilePath | undefined {
  if (!kind.startsWith("fs.") || resource === null || worstCase !== "/**" || !HOSTILE.has(reason)) return undefined;
  const segments = resource.split("/");
  const first = segments.findIndex((segment) => /(?<!\\)[*{]/.test(segment));
  return first > 1 ? segments.slice(0, first).join("/") : undefined;
}

const OUTSIDE = new WeakMap<Manifest, Memo<readonly string[]>>();

/** The grants, as written, that the path of an effect can be led to outside its folder. */
function grantsOutside(effect: Effect, folder: FilePath, manifest: Manifest): readonly string[] {
  let known = OUTSIDE.get(manifest);
  if (known === undefined) OUTSIDE.set(manifest, (known = new Memo()));
  return known.of(`${effect.kind} ${effect.resource}`, () =>
    manifest.permissions.filter(letsOut(effect, folder)).map(writtenPermission),
  );
}

/** Tells whether a grant covers something outside the folder that the path can be led to; its end stays what it is. */
function letsOut({ kind, resource }: Effect, folder: FilePath): (grant: Permission) => boolean {
  const tail = /(?:^|[^\\])\*([^*{]*)$/.exec(resource ?? "")?.[1] ?? "";
  const anywhere = tail === "" ? "/**" : tail.startsWith("/") ? `/**${tail}` : `/**/*${tail}`;
  const reached = askedBy({ kind, resource: anywhere }, "/");
  const inside = askedBy({ kind, resource: `${folder}/**` }, "/");
  if (reached === undefined || inside === undefined) return () => false;
  return (grant) =>
    isOfKind(kind, grant) && overlaps(grant, reached) && !includes(inside, { ...grant, kind: inside.kind });
}
