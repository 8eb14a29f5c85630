/**
 * Adding to array and object literals so that the result looks as its author would have written it: their quotes, their
 * commas, their indentation, one line or several; comments stay where they are.
 */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import type { BegunText } from "./shared-prefix.ts";
import { indentAt, type Style, styleAt } from "./style.ts";

/** A value to be written. */
export type NewValue =
  /** As it is written. */
  | { readonly kind: "code"; readonly text: string }
  | ({ readonly kind: "string"; readonly comment?: string } & BegunText)
  | {
      readonly kind: "array" | "object";
      /** An expression whose parts come first: `...spread`. */
      readonly spread?: string;
      readonly elements: readonly NewElement[];
    };

/** An item of an array, or with a key a property of an object. */
export interface NewElement {
  readonly key?: string;
  readonly value: NewValue;
}

type Literal = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;

/** Puts an element behind the last one of a literal; none where that is still being written and would take it into itself. */
export function appendElement(file: ParsedFile, literal: Literal, element: NewElement): readonly FileEdit[] {
  const elements: readonly ts.Node[] = ts.isArrayLiteralExpression(literal) ? literal.elements : literal.properties;
  const style = styleAt(file, literal);
  const last = elements.at(-1);
  if (last === undefined) return fillEmpty(file, literal, element);
  if (isOpen(file, last)) return [];
  const close = literal.end - 1;
  const { text } = file.source;
  const hasComma = hasTrailingComma(literal);
  const afterComma = hasComma ? text.indexOf(",", skipComments(text, last.end)) + 1 : last.end;
  if (!text.slice(last.end, close).includes("\n")) {
    const added = elementText(element, { ...style, expand: 0 });
    return [insertion(file, afterComma, hasComma ? ` ${added},` : `, ${added}`)];
  }
  const indent = indentAt(text, elements[0]?.getStart(file.syntax) ?? last.getStart(file.syntax));
  const sameLine = !startsLine(text, elements[0]?.getStart(file.syntax) ?? 0);
  const own = sameLine ? indentAt(text, literal.getStart(file.syntax)) + style.unit : indent;
  const lineEnd = endOfLine(text, afterComma, close);
  const added = `${style.newline}${own}${elementText(element, { ...style, indent: own })}${hasComma ? "," : ""}`;
  if (hasComma) return [insertion(file, lineEnd, added)];
  return lineEnd === last.end
    ? [insertion(file, last.end, `,${added}`)]
    : [insertion(file, last.end, ","), insertion(file, lineEnd, added)];
}

/** Puts a value into the empty parentheses of a call. */
export function replaceEmptyArguments(file: ParsedFile, call: ts.CallExpression, value: NewValue): readonly FileEdit[] {
  const style = styleAt(file, call);
  const open = file.source.text.indexOf("(", call.expression.end) + 1;
  return [
    { file: file.path, span: { start: open, end: call.end - 1 }, text: valueText(value, { ...style, expand: 2 }) },
  ];
}

/** Writes a property or a value in the place of a node. */
export function replaceNode(file: ParsedFile, node: ts.Node, element: NewElement): readonly FileEdit[] {
  const text = elementText(element, { ...styleAt(file, node), expand: 0 });
  return [{ file: file.path, span: { start: node.getStart(file.syntax), end: node.end }, text }];
}

function fillEmpty(file: ParsedFile, literal: Literal, element: NewElement): readonly FileEdit[] {
  const start = literal.getStart(file.syntax);
  const style = styleAt(file, literal);
  const { text } = file.source;
  const inside = text.slice(start + 1, literal.end - 1);
  const isArray = ts.isArrayLiteralExpression(literal);
  if (inside.trim() === "" && (isArray || style.expand === 0)) {
    const value: NewValue = { kind: isArray ? "array" : "object", elements: [element] };
    return [{ file: file.path, span: { start, end: literal.end }, text: valueText(value, { ...style, expand: 0 }) }];
  }
  const indent = style.indent + style.unit;
  const added = `${indent}${elementText(element, { ...style, indent, expand: Math.max(0, style.expand - 1) })},${style.newline}${style.indent}`;
  const kept = inside.trimEnd();
  const span = { start: start + 1 + kept.length, end: literal.end - 1 };
  return [{ file: file.path, span, text: `${style.newline}${added}` }];
}

/** Whether a node lacks its end: the quote of a string, the bracket of a literal or a call, or all of a part. */
function isOpen(file: ParsedFile, node: ts.Node): boolean {
  let last: ts.Node | undefined;
  ts.forEachChild(node, (child) => void (last = child));
  const reachesEnd = last !== undefined && last.end === node.end;
  if (ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || ts.isCallExpression(node))
    return reachesEnd || !/[\]})]/.test(file.source.text.charAt(node.end - 1));
  if (last !== undefined) return reachesEnd && isOpen(file, last);
  const isMissing = node.pos === node.end && !ts.isOmittedExpression(node);
  return isMissing || ("isUnterminated" in node && node.isUnterminated === true);
}

function hasTrailingComma(literal: Literal): boolean {
  return (ts.isArrayLiteralExpression(literal) ? literal.elements : literal.properties).hasTrailingComma === true;
}

function elementText({ key, value }: NewElement, style: Style): string {
  return key === undefined ? valueText(value, style) : `${keyText(key, style)}: ${valueText(value, style)}`;
}

/** `style.expand` levels of objects stand on several lines, the ones inside on one. */
function valueText(value: NewValue, style: Style): string {
  if (value.kind === "code") return value.text;
  if (value.kind === "string")
    return stringText(value, style) + (value.comment === undefined ? "" : ` /* ${value.comment} */`);
  const [open, close] = value.kind === "array" ? ["[", "]"] : ["{", "}"];
  const expanded = style.expand > 0 && value.kind === "object";
  const inner = expanded ? { ...style, indent: style.indent + style.unit, expand: style.expand - 1 } : style;
  const parts = value.elements.map((element) => elementText(element, inner));
  if (value.spread !== undefined) parts.unshift(`...${value.spread}`);
  if (expanded) {
    const lines = parts.map((part) => `${inner.indent}${part},${style.newline}`).join("");
    return `${open}${style.newline}${lines}${style.indent}${close}`;
  }
  const padding = value.kind === "object" ? style.padding : "";
  return `${open}${padding}${parts.join(", ")}${padding}${close}`;
}

/** A text, behind the constant that it begins with. */
export function stringText(
  { prefix, text }: { readonly prefix?: string; readonly text: string },
  style: Style,
): string {
  if (prefix === undefined) return quoted(text, style);
  return text === "" ? prefix : `\`\${${prefix}}${text.replace(/[`\\]|\$(?=\{)/g, "\\$&")}\``;
}

function keyText(key: string, style: Style): string {
  return style.quoteKeys || !/^[A-Za-z_$][\w$]*$/.test(key) ? quoted(key, style) : key;
}

function quoted(text: string, { quote }: Style): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function insertion(file: ParsedFile, offset: number, text: string): FileEdit {
  return { file: file.path, span: { start: offset, end: offset }, text };
}

/** The first offset from `start` that is neither in a blank nor in a comment. */
function skipComments(text: string, start: number): number {
  const match = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(start));
  return start + (match?.[0].length ?? 0);
}

/** The end of the line that `from` is on, or that a comment from there ends on, without blanks; at most `limit`. */
function endOfLine(text: string, from: number, limit: number): number {
  const rest = /^(?:[^\S\n]|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(from, limit))?.[0] ?? "";
  return from + rest.trimEnd().length;
}

function startsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";
}
