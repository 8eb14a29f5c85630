/** `import(x)` of a file that is not written as a text. */
import { dynamicSpecifiers } from "../../1-parse/written-imports.ts";
import { isDynamicImport, ts } from "../../1-parse/syntax.ts";
import type { Rule } from "../rule.ts";

export const COMPUTED_IMPORT: Rule = {
  kinds: [ts.SyntaxKind.CallExpression],
  concerns: isDynamicImport,
  check(node, context) {
    const call = node as ts.CallExpression;
    const [specifier] = call.arguments;
    if (specifier !== undefined && dynamicSpecifiers(call) === undefined)
      context.report("static-check/computed-import", specifier, undefined);
  },
};
