/** How the text around a place is written, so that what is added there is written alike. */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";

/** The style of one place. */
export interface Style {
  readonly quote: '"' | "'";
  /** Whether property names stand in quotes even where they need none. */
  readonly quoteKeys: boolean;
  /** Between the braces of an object on one line: " " or "". */
  readonly padding: string;
  readonly newline: string;
  /** Blanks at the start of the line of the place. */
  readonly indent: string;
  /** One step of indentation. */
  readonly unit: string;
  /** How many levels of objects that are added there stand on several lines. */
  readonly expand: number;
}

/** The style at a node, taken from the literals around it, else from the file. */
export function styleAt(file: ParsedFile, node: ts.Node): Style {
  const { text } = file.source;
  const objects = objectsAround(node);
  const around = objects.at(-1) ?? node;
  const indent = indentAt(text, node.getStart(file.syntax));
  return {
    quote: quoteOf(file, around),
    quoteKeys: objects.some((object) => object.properties.length > 0) && objects.every((object) => allQuoted(object)),
    padding: paddingOf(file, around),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    indent,
    unit: unitOf(file, objects),
    expand: expandOf(file, node, objects),
  };
}

/** Whether statements of a file end with semicolons. */
export function usesSemicolons({ source, statements }: ParsedFile): boolean {
  const ends = statements.filter((each) => ts.isImportDeclaration(each) || ts.isVariableStatement(each));
  return ends.length === 0 || ends.some((each) => source.text[each.end - 1] === ";");
}

/** The object literals that the node is or stands in, innermost first. */
function objectsAround(node: ts.Node): readonly ts.ObjectLiteralExpression[] {
  const objects: ts.ObjectLiteralExpression[] = [];
  for (let above: ts.Node | undefined = node; above !== undefined; above = above.parent) {
    if (ts.isObjectLiteralExpression(above)) objects.push(above);
  }
  return objects;
}

/**
 * In a manifest on several lines, a new section and a new domain stand as in the handbook: the section on several lines,
 * the domain on one.
 */
function expandOf(file: ParsedFile, node: ts.Node, objects: readonly ts.ObjectLiteralExpression[]): number {
  const depth = objects.length;
  const outer = ts.isObjectLiteralExpression(node) ? objects[1] : objects[0];
  if (outer !== undefined && !isMultiLine(file, outer)) return 0;
  if (ts.isObjectLiteralExpression(node) && node.properties.length === 0) return Math.max(0, 3 - depth);
  const hasOpenSibling = objects[0]?.properties.some(
    (property) => ts.isPropertyAssignment(property) && isOpen(file, property.initializer),
  );
  return depth === 1 || (depth === 2 && hasOpenSibling === true) ? 1 : 0;
}

function isOpen(file: ParsedFile, value: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(value) && value.properties.length > 0 && isMultiLine(file, value);
}

function isMultiLine(file: ParsedFile, node: ts.Node): boolean {
  return node.getText(file.syntax).includes("\n");
}

/** What stands more often behind the opening brace of an object or of a list of names on the same line. */
function paddingOf(file: ParsedFile, around: ts.Node): string {
  let [spaced, tight] = [0, 0];
  const visit = (node: ts.Node): void => {
    if (isBraced(node)) {
      const inside = file.source.text.slice(node.getStart(file.syntax) + 1);
      if (inside.startsWith(" ")) spaced++;
      else if (/^[^\s}]/.test(inside)) tight++;
    }
    ts.forEachChild(node, visit);
  };
  visit(around);
  return tight > spaced ? "" : " ";
}

function isBraced(node: ts.Node): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isNamedImports(node) || ts.isNamedExports(node);
}

function allQuoted(object: ts.ObjectLiteralExpression): boolean {
  const names = object.properties.map((property) => property.name).filter((name) => name !== undefined);
  return names.every((name) => ts.isStringLiteral(name));
}

function quoteOf(file: ParsedFile, around: ts.Node): '"' | "'" {
  let double = 0;
  let single = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) {
      if (file.source.text[node.getStart(file.syntax)] === "'") single++;
      else double++;
    }
    ts.forEachChild(node, visit);
  };
  visit(around);
  if (single + double === 0 && around !== file.syntax) visit(file.syntax);
  return single > double ? "'" : '"';
}

function unitOf(file: ParsedFile, objects: readonly ts.ObjectLiteralExpression[]): string {
  const { text } = file.source;
  for (const object of objects) {
    const [first] = object.properties;
    if (first === undefined) continue;
    const outer = indentAt(text, object.getStart(file.syntax));
    const inner = indentAt(text, first.getStart(file.syntax));
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  const indented = /^(\t| {2,8})\S/m.exec(text);
  return indented?.[1] ?? "  ";
}

/** The blanks at the start of a line, at most up to the offset on it. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}
