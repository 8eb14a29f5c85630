/** Edits that add a grant to a manifest, in the style of the text around it. */
import type { PermissionText } from "../permissions/parse-permission.ts";
import type { FileEdit } from "./file-edit.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** The least edits after which the manifest of `prepared` grants `permission`; none when there is no manifest to edit. */
export function grantEdits(prepared: PreparedModule, permission: PermissionText): readonly FileEdit[] {
  throw new Error(`not yet: ${prepared.path} ${permission.kind}`);
}
