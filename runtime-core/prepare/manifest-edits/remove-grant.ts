/** Edits that take a grant out of a module that is given as trees: out of its manifest, or of another list, such as options of `spawn`. */
import type { Location } from "../../base/span.ts";
import type { ParsedModule } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import { preInit } from "../2-pre-init/pre-init.ts";
import { readManifest } from "../3-manifest/read-manifest.ts";
import type { FileEdit } from "../file-edit.ts";
import { nodeAt } from "../node-at.ts";
import { StepCache } from "../step-cache.ts";
import { removePart } from "./remove-part.ts";
import { replaceGrantEdits } from "./replace-grant.ts";

/** No edits where the grant cannot be taken out alone: it is put together, or something else reads its list. */
export function removeGrantEdits(module: ParsedModule, place: Location): readonly FileEdit[] {
  const written = place.file === module.entry ? preInit(module).value.manifest : undefined;
  const manifest = written && readManifest(written, module.entry, new StepCache()).value;
  const grant = manifest?.grants.find(({ file, span }) => file === place.file && span.start === place.span.start);
  if (grant !== undefined) {
    const child = { path: module.entry, parsed: module, manifest };
    return replaceGrantEdits(child, grant, { resources: [], isAlike: () => false });
  }
  const file = module.files.get(place.file);
  const node = file && nodeAt(file.syntax, place.span, ts.isStringLiteralLike);
  if (file === undefined || node === undefined || !ts.isArrayLiteralExpression(node.parent)) return [];
  return removePart({ file, folder: new ConstantFolder(module) }, node.parent, node);
}
