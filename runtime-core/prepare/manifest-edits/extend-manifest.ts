/**
 * Edits that add to a manifest: the least that does it, in the style of the text around it.
 *
 * A literal is extended where it is written. A constant that others use too is left alone: it is spread at the place
 * where the manifest uses it, so that nothing else gets more.
 */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import { type Folded, partAt } from "../2-pre-init/folded.ts";
import type { FileEdit } from "../file-edit.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { constantAbove, isExported, keyOf, manifestExpression, usesOf, withoutTypes } from "./manifest-nodes.ts";
import { appendElement, type NewValue, replaceEmptyArguments, replaceNode } from "./literal-edits.ts";

/** What is added, and where the search for its place has arrived. */
interface Search {
  readonly file: ParsedFile;
  readonly folder: ConstantFolder;
  readonly leaf: NewValue;
  /** The leaf is an item of the list at its path, not the value there. */
  readonly isList: boolean;
}

/** The edits that write a value at a path of the manifest where none is yet; none when there is one, or no manifest. */
export function entryEdits(prepared: PreparedModule, path: readonly string[], leaf: NewValue): readonly FileEdit[] {
  const file = prepared.parsed.files.get(prepared.path);
  const root = file && manifestExpression(file);
  if (file === undefined || root === undefined) return [];
  return extend({ file, folder: new ConstantFolder(prepared.parsed), leaf, isList: false }, root, path);
}

/** Adds the leaf to the value `expression`, `path` being what is left between it and the place of the leaf. */
export function extend(search: Search, expression: ts.Expression, path: readonly string[]): readonly FileEdit[] {
  const { file, folder } = search;
  const node = withoutTypes(expression);
  if (folder.isDefineManifest(file, node)) {
    const [argument] = node.arguments;
    return argument === undefined
      ? replaceEmptyArguments(file, node, fresh(search, path))
      : extend(search, argument, path);
  }
  if (path.length === 0 && !search.isList) return [];
  if (ts.isArrayLiteralExpression(node) && path.length === 0) return appendElement(file, node, { value: search.leaf });
  if (ts.isObjectLiteralExpression(node) && path.length > 0) return extendObject(search, node, path);
  const own = ts.isIdentifier(node) ? ownConstant(search, node) : undefined;
  return own === undefined ? extendShared(search, node, path) : extend(search, own, path);
}

function extendObject(search: Search, node: ts.ObjectLiteralExpression, path: readonly string[]): readonly FileEdit[] {
  const [name = "", ...rest] = path;
  for (const property of node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = withoutTypes(property.expression);
      const folded = search.folder.fold(search.file, spread);
      if (folded.kind === "unknown") return [];
      const part = partAt(folded, [name]);
      if (part.depth === 0) continue;
      const own = ts.isIdentifier(spread) ? ownConstant(search, spread) : spread;
      if (own !== undefined && ts.isObjectLiteralExpression(withoutTypes(own))) return extend(search, own, path);
      const text = `${spread.getText(search.file.syntax)}${memberText(name)}`;
      return appendElement(search.file, node, { key: name, value: wrapped(search, { text, value: part.value }, rest) });
    }
    const key = property.name && keyOf(search, property.name);
    if (key === undefined) return [];
    if (key !== name) continue;
    if (ts.isPropertyAssignment(property)) return extend(search, property.initializer, rest);
    if (!ts.isShorthandPropertyAssignment(property)) return [];
    const own = ownConstant(search, property.name);
    if (own !== undefined) return extend(search, own, rest);
    const value = wrapped(search, { text: name, value: search.folder.fold(search.file, property.name) }, rest);
    return replaceNode(search.file, property, { key: name, value });
  }
  return appendElement(search.file, node, { key: name, value: fresh(search, rest) });
}

/** A constant that something else uses too, or another file has: it is spread into a new literal in its place. */
function extendShared(search: Search, node: ts.Expression, path: readonly string[]): readonly FileEdit[] {
  const isReference =
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  if (!isReference) return [];
  const value = search.folder.fold(search.file, node);
  if (value.kind !== (path.length === 0 ? "array" : "object")) return [];
  const text = node.getText(search.file.syntax);
  return replaceNode(search.file, node, { value: wrapped(search, { text, value }, path) });
}

interface Shared {
  /** How the shared value is written at this place: "COMMON.fs". */
  readonly text: string;
  readonly value: Folded;
}

/** `[...shared, "new"]` or `{ ...shared, name: … }`. */
function wrapped(search: Search, { text, value }: Shared, path: readonly string[]): NewValue {
  const [name, ...rest] = path;
  if (name === undefined) return { kind: "array", spread: text, elements: [{ value: search.leaf }] };
  const part = partAt(value, [name]);
  const inner =
    part.depth === 1
      ? wrapped(search, { text: text + memberText(name), value: part.value }, rest)
      : fresh(search, rest);
  return { kind: "object", spread: text, elements: [{ key: name, value: inner }] };
}

function fresh(search: Search, path: readonly string[]): NewValue {
  const [name, ...rest] = path;
  if (name === undefined) return search.isList ? { kind: "array", elements: [{ value: search.leaf }] } : search.leaf;
  return { kind: "object", elements: [{ key: name, value: fresh(search, rest) }] };
}

/** The value of a constant that only this one place uses. */
function ownConstant({ file }: Search, name: ts.Identifier): ts.Expression | undefined {
  const declaration = constantAbove(file, name.text, name);
  if (declaration === undefined || isExported(file, name.text)) return undefined;
  return usesOf(file, name.text).length > 1 ? undefined : declaration.initializer;
}

function memberText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
