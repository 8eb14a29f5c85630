/**
 * Names that are declared or exported twice: such a file is no module, so it does not even load. ECMA-262 §16.2.1.
 */
import { hasModifier, ts } from "../../1-parse/syntax.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Reports every second declaration of a name at the top level, and every second export of one. */
export function topLevelClashes(context: RuleContext): void {
  const { statements } = context.file;
  reportSecond(context, statements.flatMap(declared), "declared");
  reportSecond(context, statements.flatMap(exported), "exported");
}

/** The same of blocks, where functions are declared like variables with `let`. */
export const NAME_CLASH: Rule = {
  kinds: [ts.SyntaxKind.Block, ts.SyntaxKind.CaseBlock],
  check(node, context) {
    const statements = ts.isCaseBlock(node)
      ? node.clauses.flatMap((clause) => [...clause.statements])
      : (node as ts.Block).statements;
    const isBody = ts.isFunctionLike(node.parent);
    const names = statements.flatMap(declared);
    reportSecond(context, isBody ? [...parametersOf(node.parent), ...names.map(inBody)] : names, "declared");
  },
};

interface Declared {
  readonly name: string;
  readonly node: ts.Node;
  readonly isFunction?: true;
  /** It may share its name with others of its kind, as `var` may: a parameter, a function in the body of another. */
  readonly isLoose?: boolean;
}

function inBody(one: Declared): Declared {
  return { ...one, isLoose: one.isFunction === true };
}

function reportSecond(context: RuleContext, names: readonly Declared[], what: "declared" | "exported"): void {
  if (names.length < 2) return;
  const first = new Map<string, Declared>();
  for (const one of names) {
    const other = first.get(one.name);
    if (other === undefined) first.set(one.name, one);
    else if (one.isLoose !== true || other.isLoose !== true) {
      const { name, node } = one;
      const related = [{ ...context.locationOf(other.node), message: `\`${name}\` is ${what} here first` }];
      context.report("static-check/name-clash", node, { name, what }, { related });
    }
  }
}

/** The names that a statement declares in its block and that exist at run time. */
function declared(statement: ts.Statement): readonly Declared[] {
  if (hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    return (flags & ts.NodeFlags.BlockScoped) === 0 ? [] : declarations.flatMap(({ name }) => namesIn(name));
  }
  if (ts.isImportDeclaration(statement)) return imported(statement.importClause);
  if (ts.isFunctionDeclaration(statement))
    return statement.body === undefined ? [] : named(statement.name).map((each) => ({ ...each, isFunction: true }));
  return ts.isClassDeclaration(statement) ? named(statement.name) : [];
}

function imported(clause: ts.ImportClause | undefined): readonly Declared[] {
  if (clause === undefined || clause.isTypeOnly) return [];
  const bindings = clause.namedBindings;
  const own = named(clause.name);
  if (bindings === undefined) return own;
  if (ts.isNamespaceImport(bindings)) return [...own, ...named(bindings.name)];
  return [...own, ...bindings.elements.filter((each) => !each.isTypeOnly).flatMap((each) => named(each.name))];
}

/** The names under which a statement exports something; a second manifest is another finding. */
function exported(statement: ts.Statement): readonly Declared[] {
  return exportedNames(statement).filter(({ name }) => name !== "manifest");
}

function exportedNames(statement: ts.Statement): readonly Declared[] {
  if (ts.isExportAssignment(statement))
    return statement.isExportEquals === true ? [] : [{ name: "default", node: statement }];
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, isTypeOnly } = statement;
    if (isTypeOnly || exportClause === undefined) return [];
    if (ts.isNamespaceExport(exportClause)) return named(exportClause.name);
    return exportClause.elements.filter((each) => !each.isTypeOnly).flatMap((each) => named(each.name));
  }
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  const names = declared(statement);
  if (!isDefault || !(ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))) return names;
  if (ts.isFunctionDeclaration(statement) && statement.body === undefined) return [];
  return [{ name: "default", node: statement.name ?? statement }];
}

function parametersOf(node: ts.Node): readonly Declared[] {
  if (!ts.isFunctionLike(node)) return [];
  const names = node.parameters.flatMap((each) => (ts.isParameter(each) ? namesIn(each.name) : []));
  return names.map((each) => ({ ...each, isLoose: true }));
}

function namesIn(name: ts.BindingName): readonly Declared[] {
  if (ts.isIdentifier(name)) return named(name);
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function named(node: ts.Identifier | ts.StringLiteral | undefined): readonly Declared[] {
  return node === undefined || node.text === "" ? [] : [{ name: node.text, node }];
}
