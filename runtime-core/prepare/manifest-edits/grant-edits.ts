/**
 * Edits that add a grant to a manifest: the least that does it, in the style of the text around it.
 * A resource begins with the constant that stands for its beginning.
 */
import { parsePermission, type PermissionText } from "../../permissions/parse-permission.ts";
import { includes } from "../../permissions/includes.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import type { FileEdit } from "../file-edit.ts";
import { Memo } from "../memo.ts";
import { folderOf } from "../../base/file-path.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import { extend } from "./extend-manifest.ts";
import type { NewValue } from "./literal-edits.ts";
import { manifestExpression } from "./manifest-nodes.ts";
import { sharedPrefix } from "./shared-prefix.ts";

/**
 * The edits after which the manifest of `prepared` grants `permission`; none when it does already, and none when there is
 * no manifest or the part concerned is no literal and no constant.
 */
export function grantEdits(
  prepared: PreparedModule,
  permission: PermissionText,
  options: {
    /** Stands behind the grant. */
    readonly comment?: string;
    /** A grant that will not be there any more. */
    readonly without?: WrittenGrant;
  } = {},
): readonly FileEdit[] {
  const { comment, without } = options;
  const { domain, kind, resource } = permission;
  const file = prepared.parsed.files.get(prepared.path);
  const root = file && manifestExpression(file);
  const before = grantPlace(prepared, permission);
  if (file === undefined || root === undefined || before === undefined) return [];
  if (isGranted(prepared, permission, without)) return [];
  const folder = new ConstantFolder(prepared.parsed);
  const begun = sharedPrefix(resource, { file, folder, before, manifest: root });
  const leaf: NewValue = { kind: "string", ...begun, ...(comment === undefined ? {} : { comment }) };
  return extend({ file, folder, leaf, isList: true }, root, ["permissions", domain, kind]);
}

const PLACES = new WeakMap<PreparedModule, Memo<number | undefined>>();

/**
 * Where grants of a domain and kind are written; undefined where the manifest cannot get any. Cost: the edits of one, once for each
 * module and kind.
 */
export function grantPlace(
  prepared: PreparedModule,
  { domain, kind }: Pick<PermissionText, "domain" | "kind">,
): number | undefined {
  const places = PLACES.get(prepared) ?? new Memo();
  PLACES.set(prepared, places);
  return places.of(`${domain}.${kind}`, () => {
    const leaf: NewValue = { kind: "string", text: "" };
    const file = prepared.parsed.files.get(prepared.path);
    const root = file && manifestExpression(file);
    if (file === undefined || root === undefined) return undefined;
    const search = { file, folder: new ConstantFolder(prepared.parsed), leaf, isList: true };
    return extend(search, root, ["permissions", domain, kind])[0]?.span.start;
  });
}

function isGranted(prepared: PreparedModule, permission: PermissionText, without: WrittenGrant | undefined): boolean {
  const asked = parsePermission(permission, folderOf(prepared.path));
  const grants = prepared.manifest?.grants ?? [];
  return asked.ok && grants.some((grant) => grant !== without && includes(grant.permission, asked.value));
}
