/** `export { name }` of a name that the file does not have at run time: the file does not even load. */
import { ts } from "../../1-parse/syntax.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const UNDECLARED_EXPORT: Rule = {
  kinds: [ts.SyntaxKind.ExportDeclaration],
  concerns(node) {
    const { isTypeOnly, moduleSpecifier } = node as ts.ExportDeclaration;
    return !isTypeOnly && moduleSpecifier === undefined;
  },
  check(node, context) {
    if (context.file.hasSyntaxErrors) return;
    const { exportClause } = node as ts.ExportDeclaration;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return;
    for (const element of exportClause.elements) {
      const name = element.propertyName ?? element.name;
      if (element.isTypeOnly || name.text === "" || hasValue(name.text, element, context)) continue;
      const isType = context.file.statements.some((statement) => isTypeNamed(statement, name.text));
      context.report("static-check/undeclared-export", name, { name: name.text, isType });
    }
  },
};

function hasValue(name: string, from: ts.Node, context: RuleContext): boolean {
  if (context.bindings.names.has(name)) return true;
  return context.scopes.isTopLevel(name, from) && !context.file.statements.some((each) => isTypeNamed(each, name));
}

/** An interface, a type, an ambient declaration or an import of types with this name. */
function isTypeNamed(statement: ts.Statement, name: string): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return statement.name.text === name;
  if (!ts.isImportDeclaration(statement)) return false;
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  if (clause?.isTypeOnly === true && clause.name?.text === name) return true;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.some((each) => each.name.text === name && (each.isTypeOnly || clause?.isTypeOnly === true));
}
