/**
 * A declaration that takes the name of a host function, and is called by it.
 *
 * A name that is never called confuses nobody. A `const` that calls its own name before it has a value always fails.
 */
import { CAPABILITIES } from "../../../capabilities/table.ts";
import type { Capability } from "../../../capabilities/capability.ts";
import { ts } from "../../1-parse/syntax.ts";
import { bare, type Rule, type RuleContext } from "../rule.ts";

const GLOBALS: ReadonlySet<string> = new Set(
  (Object.values(CAPABILITIES) as readonly Capability[])
    .filter((row) => row.module === "global" && row.needs.length > 0)
    .map((row) => row.name),
);

const MOST_CALLS = 5;

export const SHADOWED_HOST_FUNCTION: Rule = {
  kinds: [
    ts.SyntaxKind.VariableDeclaration,
    ts.SyntaxKind.Parameter,
    ts.SyntaxKind.BindingElement,
    ts.SyntaxKind.FunctionDeclaration,
    ts.SyntaxKind.ImportSpecifier,
    ts.SyntaxKind.ImportClause,
  ],
  concerns(node, imports) {
    const { name } = node as ts.NamedDeclaration;
    if (name === undefined || !ts.isIdentifier(name)) return false;
    return GLOBALS.has(name.text) || imports.get(name.text)?.specifier.startsWith("ambit:") === true;
  },
  check(node, context) {
    const { name } = node as ts.NamedDeclaration;
    if (name === undefined || !ts.isIdentifier(name) || isHostItself(node)) return;
    const module = shadowedModule(name, context);
    const scope = module === undefined ? undefined : context.scopes.scopeOf(name.text, name);
    if (module === undefined || scope === undefined) return;
    const calls = callsIn(scope, name, context);
    const early = calls.filter((call) => isBeforeValue(call, node));
    for (const call of early) reportEarly(context, call, { name, module });
    if (early.length === 0 && calls.length > 0) reportTaken(context, calls, { name, module });
  },
};

interface Shadowing {
  readonly name: ts.Identifier;
  /** Where the host function comes from: "ambit:fs" or "global". */
  readonly module: string;
}

function reportEarly(context: RuleContext, call: ts.CallExpression, { module, name }: Shadowing): void {
  const related = [{ ...context.locationOf(name), message: `\`${name.text}\` is this variable from here on` }];
  const data = { name: name.text, module, early: true };
  context.report("static-check/shadowed-host-function", call.expression, data, { severity: "error", related });
}

function reportTaken(context: RuleContext, calls: readonly ts.CallExpression[], { module, name }: Shadowing): void {
  const related = calls
    .slice(0, MOST_CALLS)
    .map((call) => ({ ...context.locationOf(call.expression), message: "This call does not reach the host function" }));
  const data = { name: name.text, module, early: false };
  context.report("static-check/shadowed-host-function", name, data, { related });
}

/** `const fetch = globalThis.fetch` is the host function by its own name. */
function isHostItself(node: ts.Node): boolean {
  const value = ts.isVariableDeclaration(node) && node.initializer !== undefined ? bare(node.initializer) : undefined;
  if (value === undefined) return false;
  const object = ts.isPropertyAccessExpression(value) ? value.expression : value;
  return ts.isIdentifier(object) && object.text === "globalThis";
}

/** The module of the host function whose name a declaration takes; two declarations in one scope are another finding. */
function shadowedModule(name: ts.Identifier, context: RuleContext): string | undefined {
  const binding = context.bindings.names.get(name.text);
  const isImported = binding?.kind === "import" && binding.specifier.startsWith("ambit:");
  if (!isImported) return GLOBALS.has(name.text) ? "global" : undefined;
  return context.scopes.isTopLevel(name.text, name) ? undefined : binding.specifier;
}

/** The calls by the name that mean the declaration in this scope. */
function callsIn(scope: ts.Node, name: ts.Identifier, context: RuleContext): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    const callee = ts.isCallExpression(node) ? bare(node.expression) : undefined;
    const isNamed = callee !== undefined && ts.isIdentifier(callee) && callee.text === name.text;
    if (isNamed && context.scopes.scopeOf(name.text, callee) === scope) calls.push(node as ts.CallExpression);
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return calls;
}

/** Whether a call surely runs before the variable has a value: it stands before the end of its declaration, in the same function. */
function isBeforeValue(call: ts.CallExpression, declaration: ts.Node): boolean {
  if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration)) return false;
  return call.pos < declaration.end && functionAround(call) === functionAround(declaration);
}

function functionAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}
