/**
 * The manifest as it is written: sections, entries and values with their places, for outlines, folding and links.
 *
 * Read off the syntax tree of the entry, so that it is there while the manifest is not valid yet. Its meaning is `PreparedManifest`.
 */
import type { FilePath, Span } from "../base/span.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { ConstantFolder } from "./2-pre-init/fold.ts";
import { manifestExpression, withoutTypes } from "./manifest-edits/manifest-nodes.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A part of a manifest. */
export interface ManifestPart {
  /** The key as it is written, without quotes; for an item of an array its text. */
  readonly name: string;
  /** Keys from the outside, its own last; an item of an array has the path of the array. */
  readonly path: readonly string[];
  readonly kind: "object" | "array" | "value";
  /** The whole part, key and value. */
  readonly span: Span;
  /** The key, or the item. */
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  /** The text of a string, a number or another value that is no literal; empty for objects and arrays. */
  readonly text: string;
  readonly children: readonly ManifestPart[];
}

/** The manifest of a module as it is written in its entry. */
export interface ManifestOutline {
  readonly file: FilePath;
  /** The name `manifest` in its declaration. */
  readonly nameSpan: Span;
  /** The declaration. */
  readonly span: Span;
  readonly sections: readonly ManifestPart[];
}

/** The outline; undefined when the entry declares no manifest. Cost: the nodes of the manifest, once for each module. */
export function manifestOutline(prepared: PreparedModule): ManifestOutline | undefined {
  if (!OUTLINES.has(prepared)) OUTLINES.set(prepared, outlineOf(prepared));
  return OUTLINES.get(prepared);
}

const OUTLINES = new WeakMap<PreparedModule, ManifestOutline | undefined>();

function outlineOf({ parsed, path }: PreparedModule): ManifestOutline | undefined {
  const file = parsed.files.get(path);
  const expression = file && manifestExpression(file);
  if (file === undefined || expression === undefined || !ts.isVariableDeclaration(expression.parent)) return undefined;
  const { syntax } = file;
  const bare = withoutTypes(expression);
  const isCall = new ConstantFolder(parsed).isDefineManifest(file, bare);
  const written = isCall ? bare.arguments[0] : bare;
  const statement = expression.parent.parent.parent;
  return {
    file: path,
    nameSpan: spanOf(expression.parent.name, syntax),
    span: spanOf(statement, syntax),
    sections: written === undefined ? [] : partsOf(written, [], syntax),
  };
}

/** The parts of an object or an array that is written like one in a manifest. */
export function partsOf(
  expression: ts.Expression,
  path: readonly string[],
  file: ts.SourceFile,
): readonly ManifestPart[] {
  const node = withoutTypes(expression);
  if (ts.isObjectLiteralExpression(node)) return node.properties.flatMap((each) => propertyOf(each, path, file) ?? []);
  if (!ts.isArrayLiteralExpression(node)) return [];
  return node.elements.map((item) => {
    const { kind, text } = valueOf(item, file);
    const span = spanOf(item, file);
    const name = text === "" ? kind : text;
    return { name, path, kind, span, nameSpan: span, valueSpan: span, text, children: partsOf(item, path, file) };
  });
}

function propertyOf(
  node: ts.ObjectLiteralElementLike,
  above: readonly string[],
  file: ts.SourceFile,
): ManifestPart | undefined {
  const span = spanOf(node, file);
  if (ts.isSpreadAssignment(node)) {
    const text = node.getText(file);
    return { name: text, path: above, kind: "value", span, nameSpan: span, valueSpan: span, text, children: [] };
  }
  if (node.name === undefined || node.name.end === node.name.pos) return undefined;
  const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
  const name = "text" in node.name ? node.name.text : node.name.getText(file);
  const path = [...above, name];
  const nameSpan = spanOf(node.name, file);
  const children = ts.isPropertyAssignment(node) ? partsOf(node.initializer, path, file) : [];
  return { name, path, ...valueOf(value, file), span, nameSpan, valueSpan: spanOf(value, file), children };
}

function valueOf(expression: ts.Node, file: ts.SourceFile): Pick<ManifestPart, "kind" | "text"> {
  const node = ts.isExpression(expression) ? withoutTypes(expression) : expression;
  if (ts.isObjectLiteralExpression(node)) return { kind: "object", text: "" };
  if (ts.isArrayLiteralExpression(node)) return { kind: "array", text: "" };
  return { kind: "value", text: ts.isStringLiteralLike(node) ? node.text : node.getText(file) };
}
