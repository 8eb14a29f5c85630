/** TypeScript and JavaScript that blanking types in place cannot turn into something that V8 runs. */
import { ts } from "../../1-parse/syntax.ts";
import { stripTypes } from "../../strip-types.ts";
import type { Rule, RuleContext } from "../rule.ts";

const { SyntaxKind } = ts;

interface Refusal {
  readonly what: string;
  readonly instead: string;
}

const PARAMETER_PROPERTY: Refusal = {
  what: "a parameter property",
  instead: "declare the field in the class and assign it in the constructor",
};
const MIXED_ASSERTION: Refusal = { what: "a type assertion between operators", instead: "put parentheses around it" };

const TYPES: ReadonlyMap<ts.SyntaxKind, Refusal> = new Map([
  [SyntaxKind.EnumDeclaration, { what: "an enum", instead: "write a `const` object with `as const`" }],
  [SyntaxKind.ModuleDeclaration, { what: "a namespace with values", instead: "export them from a file of their own" }],
  [SyntaxKind.ImportEqualsDeclaration, { what: "`import x = …`", instead: 'write `import x from "…"` or a `const`' }],
  [SyntaxKind.ExportAssignment, { what: "`export =`", instead: "write `export default`" }],
  [SyntaxKind.TypeAssertionExpression, { what: "a cast with `<T>`", instead: "write `x as T`" }],
  [SyntaxKind.AsExpression, MIXED_ASSERTION],
  [SyntaxKind.SatisfiesExpression, MIXED_ASSERTION],
  [SyntaxKind.PublicKeyword, PARAMETER_PROPERTY],
  [SyntaxKind.ProtectedKeyword, PARAMETER_PROPERTY],
  [SyntaxKind.PrivateKeyword, PARAMETER_PROPERTY],
  [SyntaxKind.ReadonlyKeyword, PARAMETER_PROPERTY],
]);

const JSX: Refusal = { what: "JSX", instead: "call a function that makes the element" };

/** The suspicion that the file has types that do something at run time; only the stripper knows for sure. */
export const MAYBE_UNSUPPORTED = "maybe unsupported";

/** Syntax that is no JavaScript, or not yet one that V8 knows. */
export const UNSUPPORTED_SYNTAX: Rule = {
  kinds: [
    SyntaxKind.JsxElement,
    SyntaxKind.JsxSelfClosingElement,
    SyntaxKind.JsxFragment,
    SyntaxKind.Decorator,
    SyntaxKind.AccessorKeyword,
    SyntaxKind.Parameter,
    SyntaxKind.EnumDeclaration,
    SyntaxKind.ModuleDeclaration,
    SyntaxKind.ImportEqualsDeclaration,
    SyntaxKind.ExportAssignment,
    SyntaxKind.TypeAssertionExpression,
    SyntaxKind.AsExpression,
    SyntaxKind.SatisfiesExpression,
  ],
  concerns: (node) => isSuspect(node),
  check(node, context) {
    if (node.kind === SyntaxKind.Decorator) {
      report(context, node, { what: "a decorator", instead: "call the function on the class after it is declared" });
    } else if (node.kind === SyntaxKind.AccessorKeyword) {
      report(context, node, { what: "an `accessor` field", instead: "write `get` and `set`" });
    } else if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) {
      if (!isInsideJsx(node)) report(context, node, JSX);
    } else context.suspicions.add(MAYBE_UNSUPPORTED);
  },
};

function isSuspect(node: ts.Node): boolean {
  if (ts.isParameter(node)) return node.modifiers !== undefined;
  if (ts.isExportAssignment(node)) return node.isExportEquals === true;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return ts.isBinaryExpression(node.parent) || ts.isBinaryExpression(innermost(node));
  }
  return true;
}

function innermost(node: ts.Expression): ts.Expression {
  let inner = node;
  while (ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner)) inner = inner.expression;
  return inner;
}

/** Reports what the stripper left in the text because it does something at run time. */
export function unsupportedTypes(context: RuleContext): void {
  const seen = new Set<ts.Node>();
  for (const node of stripTypes(context.file).kept) {
    const refusal = TYPES.get(node.kind);
    const place = headOf(node);
    if (refusal === undefined || seen.has(node.parent)) continue;
    if (refusal === PARAMETER_PROPERTY) seen.add(node.parent);
    report(context, place, refusal);
  }
}

function report(context: RuleContext, node: ts.Node, refusal: Refusal): void {
  context.report("static-check/unsupported-syntax", node, refusal);
}

/** The name of a long declaration, so that a whole body is not underlined. */
function headOf(node: ts.Node): ts.Node {
  return ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) ? node.name : node;
}

function isInsideJsx(node: ts.Node): boolean {
  return ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
}
