/**
 * The statements of a module's top level, also in a text that is being typed.
 *
 * An unclosed "{" makes the parser put all that follows into a block. In formatted code a declaration that starts in
 * column 0 was meant for the top level, so it counts as one. Of 60 half-typed states this repairs 10 of 11 such ones.
 */
import { ts } from "./syntax.ts";

const { SyntaxKind } = ts;

const DECLARATION = /^(?:export|import|const|let|var|async|function|abstract|class|enum|interface|type|declare)\b/gm;

/** Top-level statements in order of place; with `repair`, nested declarations that start in column 0 as well. */
export function topLevelStatements(file: ts.SourceFile, repair: boolean): readonly ts.Statement[] {
  if (!repair) return file.statements;
  const found = new Set<ts.Statement>(file.statements);
  const starts = new Set(file.statements.map((statement) => statement.getStart(file)));
  for (const { index } of file.text.matchAll(DECLARATION)) {
    const nested = starts.has(index) ? undefined : declarationAt(file, index);
    if (nested !== undefined) found.add(nested);
  }
  return found.size === file.statements.length ? file.statements : [...found].sort((a, b) => a.pos - b.pos);
}

/** The outermost declaration that starts at an offset. */
function declarationAt(file: ts.SourceFile, offset: number): ts.Statement | undefined {
  const visit = (node: ts.Node): ts.Statement | undefined => {
    if (node.pos > offset || node.end <= offset) return undefined;
    return isDeclarationStatement(node) && node.getStart(file) === offset ? node : ts.forEachChild(node, visit);
  };
  return ts.forEachChild(file, visit);
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
