/** A limit of the manifest is raised: where it is written, or in a new entry. */
import type { PreparedModule } from "../prepared-module.ts";
import type { FileEdit } from "../file-edit.ts";
import { entryEdits } from "../manifest-edits/extend-manifest.ts";
import { isManifestOnly } from "../manifest-edits/manifest-only.ts";
import { manifestExpression } from "../manifest-edits/manifest-nodes.ts";
import { quantityEdits, quantityNode, quantityValue } from "../manifest-edits/quantity-edits.ts";
import { type Fix, fixWith } from "./fix.ts";

/** Nothing where the quantity is written so that it cannot be replaced alone: code or another limit reads it too. */
export function raiseFix(
  prepared: PreparedModule,
  { limit, quantity }: { readonly limit: string; readonly quantity: string },
): readonly Fix[] {
  const title = `Raise "${limit}" to ${quantity}`;
  return fixWith({ title, decision: "choice" }, raiseEdits(prepared, limit, quantity));
}

function raiseEdits(prepared: PreparedModule, limit: string, quantity: string): readonly FileEdit[] {
  const { manifest, parsed, path } = prepared;
  const limits = manifest?.limits ?? [];
  const written = limits.find((each) => each.limit.name === limit);
  if (written === undefined) return entryEdits(prepared, ["limits", limit], quantityValue(quantity));
  const { file: where, span } = written;
  if (limits.some((each) => each !== written && each.file === where && each.span.start === span.start)) return [];
  const file = where === path ? parsed.files.get(path) : undefined;
  const root = file && manifestExpression(file);
  const node = quantityNode(parsed, written);
  const isAlone =
    file !== undefined && root !== undefined && node !== undefined && isManifestOnly({ file, root }, node);
  return isAlone ? quantityEdits(parsed, written, quantity) : [];
}
