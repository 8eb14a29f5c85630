/**
 * Edits that take a grant out of a manifest, or put narrower ones in its place.
 *
 * Constants are changed only where nothing but the manifest uses them.
 */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import type { PreparedModule, WrittenGrant } from "../prepared-module.ts";
import { findGrant } from "./find-grant.ts";
import { styleAt } from "./style.ts";

type Literal = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;

/**
 * The edits after which `resources` are granted in the place of a grant; none when it is written where something else than the
 * manifest reads it, or where other grants are written too that may not be changed so.
 *
 * @param isAlike Tells whether another grant that is written in the same place may be changed like this one.
 */
export function replaceGrantEdits(
  prepared: PreparedModule,
  grant: WrittenGrant,
  change: { readonly resources: readonly string[]; readonly isAlike: (other: WrittenGrant) => boolean },
): readonly FileEdit[] {
  const found = findGrant(prepared, grant);
  if (found === undefined) return [];
  const isShared = (other: WrittenGrant): boolean =>
    other !== grant && other.span.start === grant.span.start && findGrant(prepared, other)?.element === found.element;
  const others = prepared.manifest?.grants.filter(isShared) ?? [];
  if (!others.every(change.isAlike)) return [];
  const { element, file, list } = found;
  return change.resources.length > 0
    ? replaceElement(file, element, change.resources)
    : removeFrom(file, list, element);
}

function replaceElement(file: ParsedFile, node: ts.Node, resources: readonly string[]): readonly FileEdit[] {
  const style = styleAt(file, node);
  const start = node.getStart(file.syntax);
  const { text } = file.source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isOnOwnLine = text.slice(lineStart, start).trim() === "";
  const separator = isOnOwnLine ? `,${style.newline}${text.slice(lineStart, start)}` : ", ";
  const quoted = resources.map((resource) => {
    const inner = JSON.stringify(resource).slice(1, -1);
    return style.quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  });
  return [{ file: file.path, span: { start, end: node.end }, text: quoted.join(separator) }];
}

/** Takes a part out of its literal; what is empty after that goes as well, up to the section `permissions`. */
function removeFrom(file: ParsedFile, literal: Literal, part: ts.Node): readonly FileEdit[] {
  const parts: readonly ts.Node[] = ts.isArrayLiteralExpression(literal) ? literal.elements : literal.properties;
  const index = parts.indexOf(part);
  const owner = literal.parent;
  if (parts.length === 1 && ts.isPropertyAssignment(owner) && ts.isObjectLiteralExpression(owner.parent)) {
    const isSection = ts.isIdentifier(owner.name) && owner.name.text === "permissions";
    if (!isSection) return removeFrom(file, owner.parent, owner);
  }
  return [{ file: file.path, span: spanWithComma(file, { literal, parts, index }), text: "" }];
}

/** With the comma behind it, or the one before the last part, and with the line when nothing else is on it. */
function spanWithComma(
  file: ParsedFile,
  place: { readonly literal: Literal; readonly parts: readonly ts.Node[]; readonly index: number },
): { start: number; end: number } {
  const { literal, parts, index } = place;
  const { text } = file.source;
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]];
  if (part === undefined) return { start: literal.end, end: literal.end };
  const start = part.getStart(file.syntax);
  const comma = /^[^\S\n]*,/.exec(text.slice(part.end))?.[0].length ?? 0;
  const end = part.end + comma;
  const inside = { start: literal.getStart(file.syntax) + 1, end: literal.end - 1 };
  const rest = text.slice(inside.start, start) + text.slice(end, inside.end);
  if (parts.length === 1 && rest.trim() === "") return inside;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const blankAfter = /^[^\S\n]*\r?\n/.exec(text.slice(end))?.[0].length;
  if (text.slice(lineStart, start).trim() === "" && blankAfter !== undefined)
    return { start: lineStart, end: end + blankAfter };
  if (after !== undefined) return { start, end: after.getStart(file.syntax) };
  return { start: before?.end ?? start, end };
}
