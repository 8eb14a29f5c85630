/** An asynchronous host function, or a function of the file that calls one, that nobody waits for. */
import type { Capability } from "../../../capabilities/capability.ts";
import { CAPABILITIES } from "../../../capabilities/table.ts";
import { hasModifier, ts } from "../../1-parse/syntax.ts";
import { bare, importedBy, type ImportedNames, type Rule, type RuleContext } from "../rule.ts";

const ASYNC_ROWS = (Object.values(CAPABILITIES) as readonly Capability[]).filter(
  (row) => row.sync !== true && row.object === undefined,
);

/** Names by module. */
const ASYNC_FUNCTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ASYNC_ROWS.map(({ module }) => [
    module,
    new Set(ASYNC_ROWS.filter((row) => row.module === module).map((row) => row.name)),
  ]),
);

export const FLOATING_HOST_CALL: Rule = {
  kinds: [ts.SyntaxKind.ExpressionStatement, ts.SyntaxKind.VariableDeclaration, ts.SyntaxKind.CallExpression],
  concerns(node, imports) {
    if (ts.isExpressionStatement(node)) return lastCalls(node.expression).some((call) => mayFloat(call, imports));
    if (ts.isCallExpression(node)) return isForEach(node);
    const call = valueOf(node as ts.VariableDeclaration);
    return call !== undefined && mayFloat(call, imports);
  },
  check(node, context) {
    if (ts.isExpressionStatement(node)) reportFloating(context, node.expression);
    else if (ts.isCallExpression(node)) checkForEach(context, node);
    else if (ts.isVariableDeclaration(node)) checkVariable(context, node);
  },
};

function reportFloating(context: RuleContext, expression: ts.Expression, by?: "forEach"): void {
  for (const call of lastCalls(expression)) {
    const callee = floatingCall(call, context);
    if (callee !== undefined) report(context, call, { callee, by });
  }
}

function report(
  context: RuleContext,
  at: ts.Node,
  what: { readonly callee: ts.Expression; readonly by: "forEach" | undefined },
): void {
  const { by, callee } = what;
  const call = callee.getText(context.file.syntax);
  context.report("static-check/floating-host-call", at, by === undefined ? { call } : { call, by });
}

/** `const later = writeText(…)` that nothing reads. */
function checkVariable(context: RuleContext, declaration: ts.VariableDeclaration): void {
  const call = valueOf(declaration);
  const callee = call && floatingCall(call, context);
  if (call !== undefined && callee !== undefined && isNeverRead(declaration, context))
    report(context, call, { callee, by: undefined });
}

/** The call whose result a variable is. */
function valueOf({ initializer }: ts.VariableDeclaration): ts.CallExpression | undefined {
  const value = initializer && bare(initializer);
  return value !== undefined && ts.isCallExpression(value) ? value : undefined;
}

function isForEach({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "forEach";
}

/** `forEach` waits for nothing that its callback gives. */
function checkForEach(context: RuleContext, { arguments: [argument], expression }: ts.CallExpression): void {
  if (argument === undefined || !ts.isPropertyAccessExpression(expression)) return;
  const callback = bare(argument);
  if (ts.isArrowFunction(callback) && !hasModifier(callback, ts.SyntaxKind.AsyncKeyword)) {
    if (!ts.isBlock(callback.body)) reportFloating(context, callback.body, "forEach");
  } else if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) {
    const callee = firstHostCall(callback, context, new Set());
    if (callee !== undefined) report(context, expression.name, { callee, by: "forEach" });
  } else if (isAsyncCallee(callback, context)) report(context, callback, { callee: callback, by: "forEach" });
}

/** A variable with a plain name that nothing mentions but its declaration; what is exported is read elsewhere. */
function isNeverRead({ name, parent }: ts.VariableDeclaration, context: RuleContext): boolean {
  const scope = ts.isIdentifier(name) ? context.scopes.scopeOf(name.text, name) : undefined;
  if (!ts.isIdentifier(name) || scope === undefined) return false;
  if (hasModifier(parent.parent, ts.SyntaxKind.ExportKeyword)) return false;
  if (context.mentions(name.text) === 1) return true;
  const isMentioned = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node !== name && node.text === name.text) || ts.forEachChild(node, isMentioned) === true;
  return !isMentioned(scope);
}

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

/** Whether a call can float by what is written there: a function by its name or of a module, with or without a chain. */
function mayFloat(call: ts.CallExpression, imports: ImportedNames): boolean {
  const callee = bare(call.expression);
  if (ts.isIdentifier(callee) || importedBy(callee, imports) !== undefined) return true;
  const inner = unhandled(callee, call);
  return inner !== undefined && mayFloat(inner, imports);
}

/** The callee of the call at the start of a chain that nobody waits for and whose failure nobody catches. */
function floatingCall(call: ts.CallExpression, context: RuleContext): ts.Expression | undefined {
  const callee = bare(call.expression);
  if (isAsyncCallee(callee, context)) return callee;
  const inner = unhandled(callee, call);
  return inner && floatingCall(inner, context);
}

/** `inner` in `inner.then(…)` and `inner.finally(…)` without a function for failures. */
function unhandled(callee: ts.Expression, call: ts.CallExpression): ts.CallExpression | undefined {
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = callee.name.text;
  if (method !== "finally" && !(method === "then" && call.arguments.length < 2)) return undefined;
  const inner = bare(callee.expression);
  return ts.isCallExpression(inner) ? inner : undefined;
}

function isAsyncCallee(callee: ts.Expression, context: RuleContext): boolean {
  if (isAsyncHostFunction(callee, context)) return true;
  const made = ts.isIdentifier(callee) ? ownAsyncFunction(callee, context) : undefined;
  if (made === undefined) return false;
  let does = context.hostCalls.get(made);
  if (does === undefined)
    context.hostCalls.set(made, (does = firstHostCall(made, context, new Set([made])) !== undefined));
  return does;
}

function isAsyncHostFunction(callee: ts.Expression, context: RuleContext): boolean {
  if (ts.isIdentifier(callee) && isAsync("global", callee.text)) return context.scopes.isGlobal(callee.text, callee);
  const imported = context.importedBy(callee);
  return imported !== undefined && isAsync(imported.specifier, imported.imported);
}

function isAsync(module: string, name: string): boolean {
  return ASYNC_FUNCTIONS.get(module)?.has(name) === true;
}

/** Whether a callee is an async function of the top level of this file that calls an asynchronous host function. */
function doesHostCalls(callee: ts.Expression, context: RuleContext, seen: Set<ts.Node>): boolean {
  const made = ts.isIdentifier(callee) ? ownAsyncFunction(callee, context) : undefined;
  if (made === undefined || seen.has(made)) return false;
  seen.add(made);
  return firstHostCall(made, context, seen) !== undefined;
}

function ownAsyncFunction(name: ts.Identifier, context: RuleContext): ts.FunctionLikeDeclaration | undefined {
  const binding = context.bindings.names.get(name.text);
  if (binding === undefined || !context.scopes.isTopLevel(name.text, name)) return undefined;
  const node = binding.kind === "const" ? binding.node.initializer : binding.node;
  const isFunction =
    node !== undefined && (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  return isFunction && hasModifier(node, ts.SyntaxKind.AsyncKeyword) && node.asteriskToken === undefined
    ? node
    : undefined;
}

/** The callee of the first such call that the function makes itself, not one inside a function in it. */
function firstHostCall(
  made: ts.FunctionLikeDeclaration,
  context: RuleContext,
  seen: Set<ts.Node>,
): ts.Expression | undefined {
  const visit = (node: ts.Node): ts.Expression | undefined => {
    if (ts.isFunctionLike(node)) return undefined;
    const callee = ts.isCallExpression(node) ? bare(node.expression) : undefined;
    const isFound =
      callee !== undefined && (isAsyncHostFunction(callee, context) || doesHostCalls(callee, context, seen));
    return isFound ? callee : ts.forEachChild(node, visit);
  };
  return made.body === undefined ? undefined : visit(made.body);
}
