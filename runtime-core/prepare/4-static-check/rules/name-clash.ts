/**
 * Names that are declared or exported twice: such a file is no module, so it does not even load. ECMA-262 §16.2.1.
 *
 * Silent after a syntax error, where what is declared is only what the parser made of it.
 */
import { hasModifier, ts } from "../../1-parse/syntax.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Reports every second declaration of a name at the top level, and every second export of one. */
export function topLevelClashes(context: RuleContext): void {
  const declared: ts.Identifier[] = [];
  for (const statement of context.file.statements) addDeclared(declared, statement);
  if (hasSecond(declared)) reportSecond(context, declared.map(named), "declared");
  reportSecond(context, context.file.statements.flatMap(exported), "exported");
}

/** The same of blocks, where functions are declared like variables with `let`. */
export const NAME_CLASH: Rule = {
  kinds: [ts.SyntaxKind.Block, ts.SyntaxKind.CaseBlock],
  concerns: (node) => hasSecond(declaredIn(node)),
  check: (node, context) => reportSecond(context, declaredIn(node).map(named), "declared"),
};

function declaredIn(node: ts.Node): readonly ts.Identifier[] {
  const names: ts.Identifier[] = [];
  if (ts.isFunctionLike(node.parent))
    for (const each of node.parent.parameters) if (ts.isParameter(each)) addNames(names, each.name);
  if (ts.isCaseBlock(node)) {
    for (const { statements } of node.clauses) for (const statement of statements) addDeclared(names, statement);
  } else for (const statement of (node as ts.Block).statements) addDeclared(names, statement);
  return names;
}

function hasSecond(names: readonly ts.Identifier[]): boolean {
  const different = new Set<string>();
  for (const name of names) different.add(name.text);
  return different.size < names.length;
}

interface Named {
  readonly name: string;
  readonly node: ts.Node;
}

function reportSecond(context: RuleContext, names: readonly Named[], what: "declared" | "exported"): void {
  if (context.file.hasSyntaxErrors) return;
  const first = new Map<string, ts.Node>();
  for (const { name, node } of names) {
    const other = first.get(name);
    if (other === undefined) first.set(name, node);
    else if (!isLoose(node) || !isLoose(other)) {
      const related = [{ ...context.locationOf(other), message: `\`${name}\` is ${what} here first` }];
      context.report("static-check/name-clash", node, { name, what }, { related });
    }
  }
}

/** Whether it may share its name with others of its kind, as `var` may: a parameter, a function in the body of another. */
function isLoose(name: ts.Node): boolean {
  let node = name.parent;
  while (ts.isBindingElement(node)) node = node.parent.parent;
  if (ts.isParameter(node)) return true;
  return ts.isFunctionDeclaration(node) && ts.isBlock(node.parent) && ts.isFunctionLike(node.parent.parent);
}

/** The names that a statement declares in its block and that exist at run time. */
function addDeclared(names: ts.Identifier[], statement: ts.Statement): void {
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    if ((flags & ts.NodeFlags.BlockScoped) === 0 || isDeclare(statement)) return;
    for (const { name } of declarations) addNames(names, name);
  } else if (ts.isFunctionDeclaration(statement)) {
    if (statement.body !== undefined && !isDeclare(statement)) addName(names, statement.name);
  } else if (ts.isClassDeclaration(statement)) {
    if (!isDeclare(statement)) addName(names, statement.name);
  } else if (ts.isImportDeclaration(statement)) addImported(names, statement.importClause);
}

function isDeclare(statement: ts.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.DeclareKeyword);
}

function addImported(names: ts.Identifier[], clause: ts.ImportClause | undefined): void {
  if (clause === undefined || clause.isTypeOnly) return;
  addName(names, clause.name);
  const bindings = clause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) addName(names, bindings.name);
  else for (const element of bindings.elements) if (!element.isTypeOnly) addName(names, element.name);
}

/** The names under which a statement exports something; a second manifest is another finding. */
function exported(statement: ts.Statement): readonly Named[] {
  return exportedNames(statement).filter(({ name }) => name !== "manifest");
}

function exportedNames(statement: ts.Statement): readonly Named[] {
  if (ts.isExportAssignment(statement))
    return statement.isExportEquals === true ? [] : [{ name: "default", node: statement }];
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, isTypeOnly } = statement;
    if (isTypeOnly || exportClause === undefined) return [];
    const names = ts.isNamespaceExport(exportClause)
      ? [exportClause.name]
      : exportClause.elements.filter((each) => !each.isTypeOnly).map((each) => each.name);
    return names.filter(({ text }) => text !== "").map(named);
  }
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) {
    if (ts.isFunctionDeclaration(statement) && statement.body === undefined) return [];
    if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))
      return [{ name: "default", node: statement.name ?? statement }];
  }
  const names: ts.Identifier[] = [];
  if (ts.isVariableStatement(statement))
    for (const { name } of statement.declarationList.declarations) addNames(names, name);
  else addDeclared(names, statement);
  return names.map(named);
}

function addNames(names: ts.Identifier[], name: ts.BindingName): void {
  if (ts.isIdentifier(name)) addName(names, name);
  else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(names, element.name);
}

function addName(names: ts.Identifier[], name: ts.Identifier | undefined): void {
  if (name !== undefined && name.text !== "") names.push(name);
}

function named(node: ts.Identifier | ts.StringLiteral): Named {
  return { name: node.text, node };
}
