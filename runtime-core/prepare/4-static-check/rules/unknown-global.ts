/** Names that Node, Deno or a browser have and an isolate has not. */
import { FOREIGN_GLOBALS } from "../../1-parse/foreign-globals.ts";
import { ts } from "../../1-parse/syntax.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const UNKNOWN_GLOBAL: Rule = {
  kinds: [ts.SyntaxKind.Identifier, ts.SyntaxKind.MetaProperty],
  concerns: (node) => (ts.isIdentifier(node) ? isReference(node) : isMetaEnv(node.parent)),
  check(node, context) {
    if (!ts.isIdentifier(node)) return reportMetaEnv(node.parent, context);
    const name = node.text;
    const instead = FOREIGN_GLOBALS.get(name);
    if (instead === undefined || isGuarded(node, name, context)) return;
    if (context.scopes.isGlobal(name, node)) context.report("static-check/unknown-global", node, { name, instead });
  },
};

const META_ENV = "import.meta.env";

/** `import.meta.env`, which bundlers put variables into. */
function isMetaEnv(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && node.getText() === META_ENV;
}

function reportMetaEnv(node: ts.Node, context: RuleContext): void {
  const instead = FOREIGN_GLOBALS.get(META_ENV) ?? "";
  context.report("static-check/unknown-global", node, { name: META_ENV, instead });
}

/** Whether an identifier reads a variable, and is not the name of a property, a label or a declaration. */
function isReference(node: ts.Node): boolean {
  const { parent } = node;
  switch (parent.kind) {
    case ts.SyntaxKind.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).expression === node;
    case ts.SyntaxKind.PropertyAssignment:
      return (parent as ts.PropertyAssignment).initializer === node;
    case ts.SyntaxKind.BindingElement:
      return (parent as ts.BindingElement).initializer === node;
    case ts.SyntaxKind.PropertyDeclaration:
      return (parent as ts.PropertyDeclaration).initializer === node;
    case ts.SyntaxKind.EnumMember:
      return (parent as ts.EnumMember).initializer === node;
    case ts.SyntaxKind.JsxAttribute:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
    case ts.SyntaxKind.ImportSpecifier:
    case ts.SyntaxKind.LabeledStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.ImportAttribute:
    case ts.SyntaxKind.NamespaceExport:
    case ts.SyntaxKind.ExportSpecifier:
      return false;
    default:
      return true;
  }
}

/** Nodes above a name that are looked at; a condition that is farther away decides about more than the name. */
const MAX_ABOVE = 50;

/** `typeof process`, and what a condition with `typeof process` in it decides about. */
function isGuarded(node: ts.Node, name: string, context: RuleContext): boolean {
  const guard = new RegExp(`\\btypeof\\s+(globalThis\\.)?${name}\\b`);
  let from = node;
  let left = MAX_ABOVE;
  for (let above = node.parent; above !== undefined && left > 0; from = above, above = above.parent, left--) {
    if (ts.isTypeOfExpression(above)) return true;
    const condition = conditionOver(above, from);
    if (condition !== undefined && guard.test(condition.getText(context.file.syntax))) return true;
  }
  return false;
}

function conditionOver(above: ts.Node, from: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(above) && above.right === from) return above.left;
  if (ts.isConditionalExpression(above) && above.condition !== from) return above.condition;
  return ts.isIfStatement(above) && above.expression !== from ? above.expression : undefined;
}
