/** The texts and names that stand in a file, for renames and for a debugger. */
import type { FilePath, Span } from "../base/span.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A string literal, or a piece of a template. */
export interface WrittenText {
  /** Between the quotes. */
  readonly span: Span;
  readonly text: string;
  /** It is the beginning of its string. */
  readonly isHead: boolean;
  /** The name of the constant that it is the value of. */
  readonly constant: string | undefined;
}

/** The texts of a file that are written without escapes. Cost: the nodes of the file. */
export function writtenTexts({ parsed }: PreparedModule, path: FilePath): readonly WrittenText[] {
  const syntax = parsed.files.get(path)?.syntax;
  if (syntax === undefined) return [];
  const texts: WrittenText[] = [];
  const visit = (node: ts.Node): void => {
    if (isText(node)) {
      const start = node.getStart(syntax) + 1;
      const span = { start, end: start + node.text.length };
      const isHead = ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.TemplateHead;
      if (syntax.text.slice(span.start, span.end) === node.text) {
        texts.push({ span, text: node.text, isHead, constant: constantOf(node) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(syntax);
  return texts;
}

function constantOf(node: ts.Node): string | undefined {
  const { parent } = ts.isAsExpression(node.parent) ? node.parent : node;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  return (parent.parent.flags & ts.NodeFlags.Const) === 0 ? undefined : parent.name.text;
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  const { TemplateHead, TemplateTail } = ts.SyntaxKind;
  return ts.isStringLiteralLike(node) || (node.kind >= TemplateHead && node.kind <= TemplateTail);
}

/** The names of variables in a part of a file, where each is mentioned. */
export function variablesIn(
  { parsed }: PreparedModule,
  path: FilePath,
  part: Span,
): readonly { readonly name: string; readonly span: Span }[] {
  const syntax = parsed.files.get(path)?.syntax;
  if (syntax === undefined) return [];
  const found: { readonly name: string; readonly span: Span }[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos >= part.end || node.end <= part.start) return;
    if (node.kind >= ts.SyntaxKind.FirstTypeNode && node.kind <= ts.SyntaxKind.LastTypeNode) return;
    if (ts.isIdentifier(node) && isVariable(node)) {
      const span = spanOf(node, syntax);
      if (span.start >= part.start && span.end <= part.end) found.push({ name: node.text, span });
    }
    ts.forEachChild(node, visit);
  };
  visit(syntax);
  return found;
}

function isVariable(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) return parent.name !== node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) return parent.name !== node;
  return !ts.isImportSpecifier(parent) && !ts.isFunctionDeclaration(parent) && !ts.isClassDeclaration(parent);
}
