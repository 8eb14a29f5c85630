/**
 * Edits that take a grant out of a manifest, or put narrower ones in its place.
 *
 * Constants are changed only where nothing but the manifest uses them.
 */
import type { FileEdit } from "../file-edit.ts";
import type { GrantedModule, WrittenGrant } from "../prepared-module.ts";
import { findGrant, type GrantNode } from "./find-grant.ts";
import { removePart } from "./remove-part.ts";
import { sharedPrefix } from "./shared-prefix.ts";
import { stringText } from "./literal-edits.ts";
import { styleAt } from "./style.ts";

/**
 * The edits after which `resources` are granted in the place of a grant; none when it is written where something else than the
 * manifest reads it, or where other grants are written too that may not be changed so.
 *
 * @param isAlike Tells whether another grant that is written in the same place may be changed like this one.
 */
export function replaceGrantEdits(
  prepared: GrantedModule,
  grant: WrittenGrant,
  change: { readonly resources: readonly string[]; readonly isAlike: (other: WrittenGrant) => boolean },
): readonly FileEdit[] {
  const found = findGrant(prepared, grant);
  if (found === undefined) return [];
  const isShared = (other: WrittenGrant): boolean =>
    other !== grant && other.span.start === grant.span.start && findGrant(prepared, other)?.element === found.element;
  const others = prepared.manifest?.grants.filter(isShared) ?? [];
  if (!others.every(change.isAlike)) return [];
  return change.resources.length > 0
    ? replaceElement(found, change.resources)
    : removePart(found, found.list, found.element);
}

function replaceElement(found: GrantNode, resources: readonly string[]): readonly FileEdit[] {
  const { element: node, file, folder, root: manifest } = found;
  const style = styleAt(file, node);
  const start = node.getStart(file.syntax);
  const { text } = file.source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isOnOwnLine = text.slice(lineStart, start).trim() === "";
  const separator = isOnOwnLine ? `,${style.newline}${text.slice(lineStart, start)}` : ", ";
  const place = { file, folder, before: node.pos, manifest };
  const texts = resources.map((resource) => stringText(sharedPrefix(resource, place), style));
  return [{ file: file.path, span: { start, end: node.end }, text: texts.join(separator) }];
}
