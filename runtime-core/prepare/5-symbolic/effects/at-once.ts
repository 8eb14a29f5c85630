/**
 * Whether a call is made again before any earlier one can have ended: in a loop without `await`, or in a callback that
 * runs for each element, as in `Promise.all(urls.map((url) => fetch(url)))`.
 *
 * Read from the text, because the virtual run has no time. Only what runs once itself counts, so that every counted call
 * is one of the same moment.
 */
import { hasModifier, ts } from "../../1-parse/syntax.ts";
import { transparent, writtenMember } from "../written.ts";

const FOR_EACH_ELEMENT: ReadonlySet<string> = new Set(["map", "forEach", "flatMap", "from"]);

/** By function, whether only the host calls it, as far as it was asked of the files as they are now. */
export type CalledOnce = Map<ts.Node, boolean>;

/** Whether all counted calls at `site` are made at once. */
export function isAtOnce(site: ts.Node, cache: CalledOnce): boolean {
  if (ts.isSourceFile(site)) return false;
  let repeated = false;
  let start = site;
  for (let node = site.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isIterationStatement(node, false)) {
      if (toFirstWait(node) < Infinity) return false;
      repeated = true;
    } else if (ts.isFunctionLike(node)) {
      const call = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? elementCall(node) : undefined;
      if (call === undefined) return repeated && runsOnce(node, cache);
      if (node.pos + toFirstWait(node) <= start.getStart()) return false;
      repeated = true;
      node = start = call;
    }
  }
  return repeated;
}

/** The call that runs a function for each element: `list.map(callback)`, `Array.from(list, callback)`. */
function elementCall(callback: ts.ArrowFunction | ts.FunctionExpression): ts.CallExpression | undefined {
  let argument: ts.Expression = callback;
  while (transparent(argument.parent) === argument) argument = argument.parent as ts.Expression;
  const { parent } = argument;
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(argument)) return undefined;
  return FOR_EACH_ELEMENT.has(writtenMember(parent.expression) ?? "") ? parent : undefined;
}

/** No nodes, for which an old table would keep alive every young tree. */
const waits = new WeakMap<ts.Node, number>();

/** From the beginning of a loop or a function to the end of its `await` that ends first, not of functions in it. */
function toFirstWait(root: ts.Node): number {
  let known = waits.get(root);
  if (known === undefined) waits.set(root, (known = (findFirstWait(root)?.end ?? Infinity) - root.pos));
  return known;
}

function findFirstWait(root: ts.Node): ts.Node | undefined {
  let first: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    const isWait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isWait && (first === undefined || node.end < first.end)) first = node;
    ts.forEachChild(node, visit);
  };
  visitOutermost(root, visit);
  return first;
}

/** A loop counts itself, for it can be a `for await`; a function is looked into. */
function visitOutermost(root: ts.Node, visit: (node: ts.Node) => void): void {
  if (ts.isFunctionLike(root)) ts.forEachChild(root, visit);
  else visit(root);
}

/** Whether only the host calls a function: it is exported, and its name stands nowhere else. */
function runsOnce(node: ts.SignatureDeclaration, cache: CalledOnce): boolean {
  const known = cache.get(node) ?? isCalledByHostOnly(node);
  cache.set(node, known);
  return known;
}

function isCalledByHostOnly(node: ts.SignatureDeclaration): boolean {
  if (ts.isExportAssignment(node.parent)) return true;
  const variable = ts.isVariableDeclaration(node.parent) ? node.parent : undefined;
  const statement = variable?.parent.parent ?? node;
  if (!ts.isVariableStatement(statement) && !ts.isFunctionDeclaration(statement)) return false;
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return false;
  const name = variable?.name.getText() ?? node.name?.getText();
  return name === undefined || node.getSourceFile().text.split(name).length === 2;
}
