/** Code made from a text: `eval`, `Function`, and timers with a text. */
import { ts } from "../../1-parse/syntax.ts";
import { bare, type Rule } from "../rule.ts";

const NAMES: ReadonlySet<string> = new Set(["eval", "Function", "setTimeout", "setInterval", "globalThis"]);

export const DYNAMIC_CODE: Rule = {
  kinds: [ts.SyntaxKind.CallExpression, ts.SyntaxKind.NewExpression],
  concerns: (node) => globalName((node as ts.CallExpression | ts.NewExpression).expression, () => true) !== undefined,
  check(node, context) {
    const call = node as ts.CallExpression | ts.NewExpression;
    const name = globalName(call.expression, (callee) => context.scopes.isGlobal(callee.text, callee));
    if (name === "eval" || name === "Function") {
      context.report("static-check/dynamic-code", call, {
        what: `\`${name}\``,
        instead: "write the code, or `spawn` a module",
      });
    } else if (name === "setTimeout" || name === "setInterval") {
      const [code] = call.arguments ?? [];
      if (code === undefined || !(ts.isStringLiteralLike(bare(code)) || ts.isTemplateExpression(bare(code)))) return;
      context.report("static-check/dynamic-code", code, {
        what: `a text for \`${name}\``,
        instead: "give it a function",
      });
    }
  },
};

/** The global that a callee is: `eval`, `globalThis.eval`, `(0, eval)`. */
function globalName(callee: ts.Expression, isGlobal: (name: ts.Identifier) => boolean): string | undefined {
  const node = bare(callee);
  if (ts.isIdentifier(node)) return NAMES.has(node.text) && isGlobal(node) ? node.text : undefined;
  if (ts.isPropertyAccessExpression(node))
    return globalName(node.expression, isGlobal) === "globalThis" ? node.name.text : undefined;
  const isComma = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
  return isComma ? globalName(node.right, isGlobal) : undefined;
}
