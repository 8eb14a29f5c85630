/**
 * What a debugger asks about a place in the text: the function around it, and whether an exception that passes there is
 * caught. Answered from the syntax; no types are known.
 */
import type { FilePath, Span } from "../base/span.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A function, or a whole file for code outside of functions. */
export interface FunctionAt {
  /** Its statements, without the braces around them. */
  readonly body: Span;
  /** Whether it can stop in the middle and go on later: it has an `await` or a `yield` of its own. */
  readonly suspends: boolean;
}

/** A place of a stack, the innermost first. */
export interface PlaceOfStack {
  readonly file: FilePath;
  readonly offset: number;
  /** Whether the function stands at an `await` here, and not in a call. */
  readonly awaits: boolean;
}

/** The innermost function around a place; undefined for a file that is not of this module. */
export function functionAt(prepared: PreparedModule, file: FilePath, offset: number): FunctionAt | undefined {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  if (syntax === undefined) return undefined;
  const owner = functionOf(nodeAt(syntax, offset));
  return { body: bodyOf(owner, syntax), suspends: suspends(owner) };
}

/** The innermost statement around a place, or the expression that is the body of an arrow function. */
export function statementAt(prepared: PreparedModule, file: FilePath, offset: number): Span {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  if (syntax === undefined) return { start: offset, end: offset };
  let at = nodeAt(syntax, offset);
  while (at.parent !== undefined && !ts.isStatement(at) && !(ts.isArrowFunction(at.parent) && at.parent.body === at))
    at = at.parent;
  return spanOf(at, syntax);
}

/**
 * Where a function can go on when the statement at a place has waited: in each of these spans at the first stop. None where it
 * does not wait before its next stop.
 *
 * The next statements of each list around it, what loops around it do again, handlers, and what the statement itself holds.
 */
export function continuationsAt(prepared: PreparedModule, file: FilePath, offset: number): readonly Span[] {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  if (syntax === undefined) return [];
  const found: Span[] = [];
  const node = nodeAt(syntax, offset);
  const owner = functionOf(node);
  if (!waitsBehind(node, owner)) return [];
  let isInner = false;
  for (let at = node; at !== owner; at = at.parent) {
    if (!isInner && ts.isStatement(at)) {
      isInner = true;
      found.push(...statementsIn(at));
    }
    found.push(...followers(at));
  }
  return found;
}

/** What the innermost call around a place calls, as it is written; undefined outside of calls. */
export function calleeAt(prepared: PreparedModule, file: FilePath, offset: number): Span | undefined {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  if (syntax === undefined) return undefined;
  let at = nodeAt(syntax, offset);
  while (at.parent !== undefined && !ts.isCallExpression(at) && !ts.isNewExpression(at)) at = at.parent;
  return ts.isCallExpression(at) || ts.isNewExpression(at) ? spanOf(at.expression, syntax) : undefined;
}

/**
 * How what a call at a place promises is awaited there: "Promise.all (index 1)" in a list, as V8 names it in stacks, "" alone; undefined
 * where that is not known.
 */
export function branchAt(prepared: PreparedModule, file: FilePath, offset: number): string | undefined {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  if (syntax === undefined) return undefined;
  let at = nodeAt(syntax, offset);
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.name === at) at = at.parent;
  const { parent: call } = at;
  if (!ts.isCallExpression(call) || call.expression !== at) return undefined;
  if (ts.isAwaitExpression(call.parent)) return "";
  const { parent: list } = call;
  if (!ts.isArrayLiteralExpression(list) || list.elements.some(ts.isSpreadElement)) return undefined;
  const { parent: together } = list;
  if (!ts.isCallExpression(together) || !ts.isAwaitExpression(together.parent)) return undefined;
  const [, name] = /^Promise\.(all|allSettled|any)$/.exec(together.expression.getText(syntax)) ?? [];
  return name && `Promise.${name} (index ${list.elements.indexOf(call)})`;
}

/**
 * Whether something in the module catches what passes through a stack.
 *
 * @param options.rejects The innermost call did not throw: the promise that it returned is rejected.
 */
export function isCaught(
  prepared: PreparedModule,
  stack: readonly PlaceOfStack[],
  options: { readonly rejects: boolean },
): boolean {
  let { rejects } = options;
  for (const place of stack) {
    const syntax = prepared.parsed.files.get(place.file)?.syntax;
    if (syntax === undefined) continue;
    const node = nodeAt(syntax, place.offset);
    const owner = functionOf(node);
    if (rejects && !place.awaits) {
      const handled = handling(node, owner);
      if (handled === "caught") return true;
      if (handled === "passed on") continue;
    }
    if (isInTry(node, owner) || (ts.isAwaitExpression(node) && catches(node.expression))) return true;
    rejects = isAsync(owner);
  }
  return false;
}

/** What becomes of a promise that a call at a node returns. */
function handling(node: ts.Node, owner: ts.Node): "caught" | "awaited" | "passed on" {
  for (let at = node; at !== owner; at = at.parent) {
    if (ts.isAwaitExpression(at) || isHeadOfForAwait(at)) return "awaited";
    if (
      !ts.isPropertyAccessExpression(at.parent) ||
      at.parent.expression !== at ||
      !ts.isCallExpression(at.parent.parent)
    )
      continue;
    if (takesRejection(at.parent.name.text, at.parent.parent)) return "caught";
  }
  return "passed on";
}

/** Whether a loop with `for await` is here, outside of its body: it awaits what its iterator promises. */
function isHeadOfForAwait(node: ts.Node): boolean {
  const { parent } = node;
  return isForAwait(node) || (ts.isForOfStatement(parent) && isForAwait(parent) && parent.statement !== node);
}

/** Whether the awaited promise is what a handler made of one: `f().catch(…)`, also further down the chain. */
function catches(awaited: ts.Expression): boolean {
  if (!ts.isCallExpression(awaited) || !ts.isPropertyAccessExpression(awaited.expression)) return false;
  const { expression: owner, name } = awaited.expression;
  // One that is rejected is kept; what all of them come to is thrown anew.
  if (ts.isIdentifier(owner) && owner.text === "Promise") return name.text === "allSettled" || name.text === "any";
  return takesRejection(awaited.expression.name.text, awaited) || catches(awaited.expression.expression);
}

function takesRejection(method: string, call: ts.CallExpression): boolean {
  return method === "catch" || (method === "then" && call.arguments.length > 1);
}

/** Whether a node stands in the block of a `try` that catches, within its function. */
function isInTry(node: ts.Node, owner: ts.Node): boolean {
  for (let at = node; at !== owner; at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause !== undefined) return true;
  }
  return false;
}

function nodeAt(syntax: ts.SourceFile, offset: number): ts.Node {
  let found: ts.Node = syntax;
  for (let next: ts.Node | undefined = syntax; next !== undefined;) {
    found = next;
    next = ts.forEachChild(found, (child) =>
      child.getStart(syntax) <= offset && offset < child.end ? child : undefined,
    );
  }
  return found;
}

function functionOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && !isFunction(at)) {
    const { parent } = at;
    // A computed name is evaluated where its function is made.
    const isName = ts.isComputedPropertyName(at) && isFunction(parent);
    at = isName ? parent.parent : parent;
  }
  return at;
}

/** Whether a node is a function, or as what a class evaluates on its own a function to V8. */
function isFunction(node: ts.Node): boolean {
  return (
    (ts.isFunctionLike(node) && "body" in node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isPropertyDeclaration(node)
  );
}

function bodyOf(owner: ts.Node, syntax: ts.SourceFile): Span {
  const body = "body" in owner ? (owner.body as ts.Node | undefined) : undefined;
  const span = spanOf(body ?? owner, syntax);
  return body !== undefined && ts.isBlock(body) ? { start: span.start + 1, end: span.end } : span;
}

/** What a statement does next when its head has waited. */
function statementsIn(node: ts.Statement): readonly Span[] {
  if (ts.isIfStatement(node)) return [node.thenStatement, node.elseStatement].flatMap((each) => each ?? []).map(whole);
  if (ts.isIterationStatement(node, false)) return [whole(node.statement)];
  const cases = ts.forEachChild(node, (child) => (ts.isCaseBlock(child) ? child.clauses : undefined));
  return cases?.map(({ statements }) => whole(statements)) ?? [];
}

/** Where it can go on behind a part of a function, and because of what is around that. */
function followers(node: ts.Node): readonly Span[] {
  const { parent } = node;
  if (ts.isIterationStatement(node, false)) return [...headOf(node), ...behind(node)];
  if (ts.isTryStatement(parent)) {
    const handlers = [parent.tryBlock === node ? parent.catchClause : undefined, parent.finallyBlock];
    return handlers.flatMap((each) => (each === undefined || each === node ? [] : whole(each)));
  }
  return behind(node);
}

/** The rest of the list in which a statement stands. */
function behind({ parent, end }: ts.Node): readonly Span[] {
  if (ts.isBlock(parent) || ts.isSourceFile(parent)) return [{ start: end, end: parent.end }];
  if (!ts.isCaseOrDefaultClause(parent)) return [];
  const { clauses } = parent.parent;
  const next = clauses.slice(clauses.indexOf(parent) + 1).find(({ statements }) => statements.length > 0);
  return [{ start: end, end: parent.end }, ...(next === undefined ? [] : [whole(next.statements)])];
}

/** What a loop does again. */
function headOf(loop: ts.IterationStatement): readonly Span[] {
  if (ts.isForStatement(loop))
    return [loop.condition, loop.incrementor, loop.statement].flatMap((each) => each ?? []).map(whole);
  if (ts.isForInStatement(loop) || ts.isForOfStatement(loop)) return [whole(loop.initializer)];
  if (ts.isDoStatement(loop) || ts.isWhileStatement(loop)) return [whole(loop.expression), whole(loop.statement)];
  return [];
}

function whole({ pos, end }: ts.TextRange): Span {
  return { start: pos, end };
}

function suspends(owner: ts.Node): boolean {
  return waitsIn(owner, () => false);
}

/** Whether a function can wait between a place in it and its next stop: in the statement there, or as it leaves what is around that. */
function waitsBehind(node: ts.Node, owner: ts.Node): boolean {
  // What an async generator returns is awaited.
  if (isAsync(owner) && "asteriskToken" in owner && owner.asteriskToken !== undefined) return true;
  let at = node;
  while (at.parent !== owner && at !== owner && !ts.isStatement(at)) at = at.parent;
  if (waitsIn(at, ts.isStatement)) return true;
  for (; at !== owner; at = at.parent) {
    if (ts.isIterationStatement(at, false) && waitsIn(at, ts.isStatement)) return true;
    if (ts.isBlock(at) && declaresAwaitUsing(at)) return true;
  }
  return ts.isSourceFile(owner) && declaresAwaitUsing(owner);
}

/** Whether a part of a function waits, without the functions in it and without what is left out. */
function waitsIn(part: ts.Node, isLeftOut: (node: ts.Node) => boolean): boolean {
  const look = (node: ts.Node): boolean => {
    if (node !== part && isLeftOut(node)) return false;
    // Its name can be computed outside of it.
    if (node !== part && ts.isFunctionLike(node)) return node.name !== undefined && look(node.name);
    const waits = ts.isAwaitExpression(node) || ts.isYieldExpression(node) || isForAwait(node) || isAwaitUsing(node);
    return waits || ts.forEachChild(node, look) === true;
  };
  return look(part);
}

function isForAwait(node: ts.Node): boolean {
  return ts.isForOfStatement(node) && node.awaitModifier !== undefined;
}

/** Whether what a list of statements declares is disposed at its end, which waits. */
function declaresAwaitUsing({ statements }: ts.Block | ts.SourceFile): boolean {
  return statements.some((each) => ts.isVariableStatement(each) && isAwaitUsing(each.declarationList));
}

function isAwaitUsing(node: ts.Node): boolean {
  return ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
}

function isAsync(owner: ts.Node): boolean {
  return (
    ts.canHaveModifiers(owner) &&
    ts.getModifiers(owner)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true
  );
}
