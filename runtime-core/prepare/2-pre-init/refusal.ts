/** Why an expression is no constant, and what to write in its place. */
import { ts } from "../1-parse/syntax.ts";

const { SyntaxKind } = ts;

const REFUSALS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [SyntaxKind.CallExpression, "a call is not run before the start; write what it gives"],
  [SyntaxKind.NewExpression, "a call is not run before the start; write what it gives"],
  [SyntaxKind.TaggedTemplateExpression, "a call is not run before the start; write what it gives"],
  [SyntaxKind.ConditionalExpression, "a choice is not computed; write the value that holds"],
  [SyntaxKind.AwaitExpression, "nothing is awaited before the start; write the value"],
  [SyntaxKind.ArrowFunction, "a function is no data"],
  [SyntaxKind.FunctionExpression, "a function is no data"],
  [SyntaxKind.MethodDeclaration, "a function is no data"],
  [SyntaxKind.GetAccessor, "a function is no data"],
  [SyntaxKind.SetAccessor, "a function is no data"],
  [SyntaxKind.ClassExpression, "a class is no data"],
  [SyntaxKind.RegularExpressionLiteral, "a regular expression is no data; write its source as a text"],
  [SyntaxKind.BigIntLiteral, "a bigint is no data of a manifest; write a number"],
  [SyntaxKind.OmittedExpression, "a value is missing"],
  [SyntaxKind.MetaProperty, "`import.meta` is only known at run time"],
  [SyntaxKind.ThisKeyword, "`this` is only known at run time"],
  [SyntaxKind.TypeOfExpression, "the expression is not computed; write its value"],
  [SyntaxKind.PrefixUnaryExpression, "the expression is not computed; write its value"],
]);

/** The reason for a node; a sentence without its subject, to stand behind a colon. */
export function refusalOf(node: ts.Node): string {
  if (node.kind === SyntaxKind.BinaryExpression) {
    const { operatorToken } = node as ts.BinaryExpression;
    return operatorToken.kind === SyntaxKind.PlusToken
      ? "`+` is not computed; put texts together with a template literal"
      : "the expression is not computed; write its value";
  }
  return REFUSALS.get(node.kind) ?? "only literals, arrays, objects and constants are data";
}
