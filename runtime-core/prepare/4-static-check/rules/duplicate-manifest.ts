/** More than one manifest in a file. */
import { hasModifier, ts } from "../../1-parse/syntax.ts";
import type { RuleContext } from "../rule.ts";

/** Reports every exported `manifest` but the first. */
export function duplicateManifest(context: RuleContext): void {
  const names = exportedManifests(context.file.statements);
  const [first, ...others] = names;
  if (first === undefined) return;
  const related = [{ ...context.locationOf(first), message: "This manifest counts" }];
  for (const other of others) context.report("static-check/duplicate-manifest", other, undefined, { related });
}

function exportedManifests(statements: readonly ts.Statement[]): readonly ts.Node[] {
  const names: ts.Node[] = [];
  for (const statement of statements) {
    if (ts.isExportDeclaration(statement)) names.push(...exportedAs(statement));
    if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && name.text === "manifest") names.push(name);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name?.text === "manifest") names.push(statement.name);
    }
  }
  return names;
}

function exportedAs({ exportClause, isTypeOnly }: ts.ExportDeclaration): readonly ts.Node[] {
  if (isTypeOnly || exportClause === undefined) return [];
  if (ts.isNamespaceExport(exportClause)) return exportClause.name.text === "manifest" ? [exportClause.name] : [];
  return exportClause.elements
    .filter(({ isTypeOnly: ofType, name }) => !ofType && name.text === "manifest")
    .map(({ name }) => name);
}
