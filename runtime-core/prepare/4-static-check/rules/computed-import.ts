/** `import(x)` of a file that is not written as a text. */
import { dynamicSpecifiers } from "../../1-parse/written-imports.ts";
import { ts } from "../../1-parse/syntax.ts";
import type { Rule } from "../rule.ts";

export const COMPUTED_IMPORT: Rule = {
  kinds: [ts.SyntaxKind.CallExpression],
  check(node, context) {
    const call = node as ts.CallExpression;
    if (call.expression.kind !== ts.SyntaxKind.ImportKeyword) return;
    const [specifier] = call.arguments;
    if (specifier !== undefined && dynamicSpecifiers(call) === undefined)
      context.report("static-check/computed-import", specifier, undefined);
  },
};
