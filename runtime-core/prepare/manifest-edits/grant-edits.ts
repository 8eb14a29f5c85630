/**
 * Edits that add a grant to a manifest: the least that does it, in the style of the text around it.
 * A resource begins with the constant that stands for its beginning.
 */
import { parsePermission, type PermissionText } from "../../permissions/parse-permission.ts";
import { includes } from "../../permissions/includes.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import type { FileEdit } from "../file-edit.ts";
import { folderOf } from "../../base/file-path.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import { extend } from "./extend-manifest.ts";
import type { NewValue } from "./literal-edits.ts";
import { manifestExpression } from "./manifest-nodes.ts";
import { type BegunText, sharedPrefix } from "./shared-prefix.ts";

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
  const file = prepared.parsed.files.get(prepared.path);
  if (file === undefined || isGranted(prepared, permission, options.without)) return [];
  const folder = new ConstantFolder(prepared.parsed);
  const root = manifestExpression(file);
  if (root === undefined) return [];
  const comment = options.comment === undefined ? {} : { comment: options.comment };
  const editsWith = (resource: BegunText): readonly FileEdit[] => {
    const leaf: NewValue = { kind: "string", ...resource, ...comment };
    return extend({ file, folder, leaf, isList: true }, root, ["permissions", permission.domain, permission.kind]);
  };
  const [first] = editsWith({ text: permission.resource });
  if (first === undefined) return [];
  return editsWith(sharedPrefix(permission.resource, { file, folder, before: first.span.start, manifest: root }));
}

function isGranted(prepared: PreparedModule, permission: PermissionText, without: WrittenGrant | undefined): boolean {
  const asked = parsePermission(permission, folderOf(prepared.path));
  const grants = prepared.manifest?.grants ?? [];
  return asked.ok && grants.some((grant) => grant !== without && includes(grant.permission, asked.value));
}
