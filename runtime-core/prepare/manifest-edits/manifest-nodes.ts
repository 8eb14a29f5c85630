/** Ways through the text of a manifest: from the constants of its file to the literals in them. */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { ConstantFolder } from "../2-pre-init/fold.ts";

/** A file whose constants can be folded. */
export interface FoldingFile {
  readonly file: ParsedFile;
  readonly folder: ConstantFolder;
}

/** The value of the constant that the file exports as `manifest`. */
export function manifestExpression(file: ParsedFile): ts.Expression | undefined {
  const { exports, names } = file.bindings;
  const exported = exports.get("manifest");
  const binding = exported?.kind === "local" ? names.get(exported.name) : undefined;
  return binding?.kind === "const" ? binding.node.initializer : undefined;
}

/** The declaration of a constant of the top level that stands above a place. */
export function constantAbove(file: ParsedFile, name: string, place: ts.Node): ts.VariableDeclaration | undefined {
  const binding = file.bindings.names.get(name);
  return binding?.kind === "const" && binding.node.pos < place.pos ? binding.node : undefined;
}

/** Whether other files can see a name. */
export function isExported(file: ParsedFile, name: string): boolean {
  return [...file.bindings.exports.values()].some((one) => one.kind === "local" && one.name === name);
}

/** Where a name is mentioned, its declaration left out. */
export function usesOf(file: ParsedFile, name: string): readonly ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isDeclaredName(node)) uses.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file.syntax);
  return uses;
}

function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  return false;
}

/** The key that a property name stands for; undefined for a computed one that is no constant. */
export function keyOf(at: FoldingFile, name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  const folded = ts.isComputedPropertyName(name) ? at.folder.fold(at.file, name.expression) : undefined;
  return folded?.kind === "string" ? folded.value : undefined;
}

/** What stands in parentheses and before `as` or `satisfies`. */
export function withoutTypes(expression: ts.Expression): ts.Expression {
  let node = expression;
  while (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    node = node.expression;
  return node;
}
