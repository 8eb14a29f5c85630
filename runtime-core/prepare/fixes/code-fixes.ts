/** Fixes that change code: a keyword in front, a question mark, another name. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath } from "../../base/span.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { unexportedManifest } from "../manifest-edits/export-manifest.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { EXPORT_MANIFEST, type Fix } from "./fix.ts";

/** `await` where that may be written, and `void`. */
export function awaitFixes(prepared: PreparedModule, { data, file, span }: Diagnostic): readonly Fix[] {
  const { by } = data as { readonly by?: string };
  const call = by === undefined ? nodeOf(prepared, { file, span }, ts.isCallExpression) : undefined;
  if (call === undefined) return [];
  const silence: Fix = fix("Say with `void` that nobody waits", [insertion(file, span.start, "void ")]);
  return canAwait(call)
    ? [fix("Wait for it with `await`", [insertion(file, span.start, "await ")]), silence]
    : [silence];
}

function canAwait(node: ts.Node): boolean {
  const around = ts.findAncestor(
    node.parent,
    (above) => ts.isFunctionLike(above) || ts.isClassStaticBlockDeclaration(above),
  );
  return around === undefined || (ts.isFunctionLike(around) && hasModifier(around, ts.SyntaxKind.AsyncKeyword));
}

/** What isolates have instead under another name. */
const SAME: Readonly<Record<string, string>> = {
  global: "globalThis",
  __dirname: "import.meta.dirname",
  __filename: "import.meta.filename",
};

export function globalFix(prepared: PreparedModule, { data, file, span }: Diagnostic): readonly Fix[] {
  const { name } = data as { readonly name: string };
  const instead = Object.hasOwn(SAME, name) ? SAME[name] : undefined;
  const node = nodeOf(prepared, { file, span }, ts.isIdentifier);
  if (instead === undefined || node === undefined) return [];
  const text = ts.isShorthandPropertyAssignment(node.parent) ? `${name}: ${instead}` : instead;
  return [{ ...fix(`Write \`${instead}\``, [{ file, span, text }]), decision: "sure" }];
}

/** `<T>x` as `(x as T)`, and parentheses around an assertion between operators. */
export function castFix(prepared: PreparedModule, { file, span }: Diagnostic): readonly Fix[] {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  const node = nodeOf(prepared, { file, span }, isAssertion);
  if (syntax === undefined || node === undefined) return [];
  const inner = node.expression.getText(syntax);
  const text = ts.isTypeAssertionExpression(node) ? `${inner} as ${node.type.getText(syntax)}` : node.getText(syntax);
  const title = ts.isTypeAssertionExpression(node) ? `Write \`${text}\`` : "Put parentheses around it";
  return [
    {
      ...fix(title, [{ file, span, text: standsAlone(node) ? text : `(${text})` }]),
      decision: "sure",
    },
  ];
}

/** Whether nothing around an expression could take a part of it. */
function standsAlone(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return parent.expression !== node;
  return ts.isParenthesizedExpression(parent) || ts.isVariableDeclaration(parent) || ts.isReturnStatement(parent);
}

function isAssertion(node: ts.Node): node is ts.TypeAssertion | ts.AsExpression | ts.SatisfiesExpression {
  return ts.isTypeAssertionExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node);
}

/** `type` in front of a name in a list of imports or exports. */
export function typeModifierFix(prepared: PreparedModule, { file, span, data }: Diagnostic): readonly Fix[] {
  const name = nodeOf(prepared, { file, span }, ts.isIdentifier);
  const { isType = true } = data as { readonly isType?: boolean };
  if (!isType || name === undefined) return [];
  if (!ts.isImportSpecifier(name.parent) && !ts.isExportSpecifier(name.parent)) return [];
  const start = name.parent.getStart(prepared.parsed.files.get(file)?.syntax);
  return [{ ...fix("Say with `type` that it is only a type", [insertion(file, start, "type ")]), decision: "sure" }];
}

/** Exports a manifest at the top level as `manifest`. */
export function exportFix({ parsed }: PreparedModule, { file, span }: Diagnostic): readonly Fix[] {
  const parsedFile = parsed.files.get(file);
  const found = parsedFile && unexportedManifest(parsed, parsedFile);
  if (found === undefined || span.start < found.statement.pos || found.statement.end < span.end) return [];
  return [fix(EXPORT_MANIFEST, found.edits)];
}

/** `?.` in the place of "." where nothing is assigned. */
export function optionalFix(prepared: PreparedModule, { file, span }: Diagnostic): readonly Fix[] {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  const node = nodeOf(prepared, { file, span }, ts.isExpression);
  const access = node?.parent;
  if (syntax === undefined || node === undefined || access === undefined) return [];
  if (ts.isPropertyAccessExpression(access) && access.expression === node && isRead(access)) {
    const dot = syntax.text.lastIndexOf(".", access.name.getStart(syntax));
    return [fix("Write `?.`", [{ file, span: { start: dot, end: dot + 1 }, text: "?." }])];
  }
  if (ts.isElementAccessExpression(access) && access.expression === node && isRead(access)) {
    const bracket = syntax.text.indexOf("[", node.end);
    return [fix("Write `?.`", [insertion(file, bracket, "?.")])];
  }
  return [];
}

/** Whether the chain that a member begins is only read: nothing is assigned to it, gone through or made of it. */
function isRead(access: ts.Expression): boolean {
  let node: ts.Node = access;
  while (isLink(node.parent, node)) node = node.parent;
  const { parent } = node;
  if (ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent) || ts.isSpreadElement(parent)) return false;
  if (ts.isTaggedTemplateExpression(parent) || ts.isPostfixUnaryExpression(parent)) return false;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  return !isAssigned(node);
}

/** Whether a node is, or stands in, what is on the left of an assignment. */
function isAssigned(target: ts.Node): boolean {
  let node = target;
  while (
    ts.isArrayLiteralExpression(node.parent) ||
    ts.isObjectLiteralExpression(node.parent) ||
    (ts.isPropertyAssignment(node.parent) && node.parent.initializer === node)
  )
    node = node.parent;
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
  const operator = parent.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

function isLink(parent: ts.Node, node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(parent) && !ts.isElementAccessExpression(parent) && !ts.isCallExpression(parent))
    return false;
  return parent.expression === node;
}

function nodeOf<T extends ts.Node>(
  prepared: PreparedModule,
  { file, span }: Pick<Diagnostic, "file" | "span">,
  test: (node: ts.Node) => node is T,
): T | undefined {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  return syntax && nodeAt(syntax, span, test);
}

function fix(title: string, edits: readonly FileEdit[]): Fix {
  return { title, decision: "choice", edits: () => edits };
}

function insertion(file: FilePath, offset: number, text: string): FileEdit {
  return { file, span: { start: offset, end: offset }, text };
}
