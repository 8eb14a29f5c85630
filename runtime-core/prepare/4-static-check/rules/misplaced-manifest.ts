/** A `defineManifest(…)` that nothing reads, or that is exported in a way that does not count. */
import { ts } from "../../1-parse/syntax.ts";
import { bare, importedBy, type Rule, type RuleContext } from "../rule.ts";

export const MISPLACED_MANIFEST: Rule = {
  kinds: [ts.SyntaxKind.CallExpression],
  concerns(node, imports) {
    const callee = importedBy((node as ts.CallExpression).expression, imports);
    return callee?.specifier === "ambit:module" && callee.imported === "defineManifest";
  },
  check(node, context) {
    const call = node as ts.CallExpression;
    if (context.importedBy(call.expression) === undefined) return;
    const detail = misplacement(call, context);
    if (detail !== undefined) context.report("static-check/misplaced-manifest", call.expression, { detail });
  },
};

function misplacement(call: ts.CallExpression, context: RuleContext): string | undefined {
  const declaration = declarationOf(call);
  if (declaration === undefined) return "write `export const manifest = defineManifest({ … })` at the top level";
  const statement = declaration.parent.parent;
  if (!context.file.statements.includes(statement as ts.Statement))
    return "it stands inside a function or a block; move it to the top level";
  if ((declaration.parent.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const)
    return "it can be assigned to; declare it with `const`";
  const name = ts.isIdentifier(declaration.name) ? declaration.name.text : "";
  const exported = [...context.bindings.exports].filter(
    ([, target]) => target.kind === "local" && target.name === name,
  );
  if (exported.some(([exportedName]) => exportedName === "manifest")) return undefined;
  return name === "manifest"
    ? "it is not exported; write `export` in front of it"
    : "it is not exported by the name `manifest`";
}

/** The declaration whose whole value the call is. */
function declarationOf(call: ts.CallExpression): ts.VariableDeclaration | undefined {
  let node: ts.Node = call;
  while (node.parent !== undefined && ts.isExpression(node.parent) && bare(node.parent) === call) node = node.parent;
  return node.parent !== undefined && ts.isVariableDeclaration(node.parent) ? node.parent : undefined;
}
