/**
 * What expressions are as they are written: without the parentheses and types around them, by the names in them.
 */
import { ts } from "../1-parse/syntax.ts";

/** What stands in parentheses, behind `as`, before "!". */
export function transparent(node: ts.Node): ts.Expression | undefined {
  switch (node.kind) {
    case ts.SyntaxKind.ParenthesizedExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.NonNullExpression:
    case ts.SyntaxKind.SatisfiesExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
    case ts.SyntaxKind.ExpressionWithTypeArguments:
      return (node as ts.ParenthesizedExpression).expression;
    default:
      return undefined;
  }
}

/** The name in `a.b` and `a["b"]`; undefined when it is computed, and for other expressions. */
export function writtenMember(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}
