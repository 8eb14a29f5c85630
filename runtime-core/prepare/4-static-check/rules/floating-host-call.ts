/** An asynchronous host function called as a statement: nobody waits for it. */
import type { Capability } from "../../../capabilities/capability.ts";
import { PLANNED_CAPABILITIES } from "../../../capabilities/planned.ts";
import { CAPABILITIES } from "../../../capabilities/table.ts";
import { ts } from "../../1-parse/syntax.ts";
import { bare, type Rule, type RuleContext } from "../rule.ts";

const ASYNC_FUNCTIONS: ReadonlySet<string> = new Set(
  ([...Object.values(CAPABILITIES), ...Object.values(PLANNED_CAPABILITIES)] as readonly Capability[])
    .filter((row) => row.sync !== true && row.object === undefined)
    .map((row) => `${row.module} ${row.name}`),
);

export const FLOATING_HOST_CALL: Rule = {
  kinds: [ts.SyntaxKind.ExpressionStatement],
  check(node, context) {
    for (const call of lastCalls((node as ts.ExpressionStatement).expression)) {
      const host = floatingCall(call, context);
      if (host !== undefined)
        context.report("static-check/floating-host-call", call, { call: host.getText(context.file.syntax) });
    }
  },
};

/** The calls whose result the statement throws away. */
function lastCalls(expression: ts.Expression): readonly ts.CallExpression[] {
  const node = bare(expression);
  if (ts.isCallExpression(node)) return [node];
  if (ts.isConditionalExpression(node)) return [...lastCalls(node.whenTrue), ...lastCalls(node.whenFalse)];
  if (!ts.isBinaryExpression(node)) return [];
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return lastCalls(node.right);
    case ts.SyntaxKind.CommaToken:
      return [...lastCalls(node.left), ...lastCalls(node.right)];
    default:
      return [];
  }
}

/** The callee of the host call at the start of a chain that nobody waits for and whose failure nobody catches. */
function floatingCall(call: ts.CallExpression, context: RuleContext): ts.Expression | undefined {
  const callee = bare(call.expression);
  if (isAsyncHostFunction(callee, context)) return callee;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const inner = bare(callee.expression);
  const handlesFailure = callee.name.text === "catch" || (callee.name.text === "then" && call.arguments.length > 1);
  if (handlesFailure || !["then", "finally"].includes(callee.name.text)) return undefined;
  return ts.isCallExpression(inner) ? floatingCall(inner, context) : undefined;
}

function isAsyncHostFunction(callee: ts.Expression, context: RuleContext): boolean {
  if (ts.isIdentifier(callee) && ASYNC_FUNCTIONS.has(`global ${callee.text}`))
    return context.scopes.isGlobal(callee.text, callee);
  const imported = context.importedBy(callee);
  return imported !== undefined && ASYNC_FUNCTIONS.has(`${imported.specifier} ${imported.name}`);
}
