/**
 * Whether a call is made again before any earlier one can have ended: in a loop without `await`, or in a callback that
 * runs for each element, as in `Promise.all(urls.map((url) => fetch(url)))`.
 *
 * Read from the text, because the virtual run has no time. Only what runs once itself counts, so that every counted call
 * is one of the same moment.
 */
import { ts } from "../../1-parse/syntax.ts";

const FOR_EACH_ELEMENT: ReadonlySet<string> = new Set(["map", "forEach", "flatMap", "from"]);

/** Whether all counted calls at `site` are made at once. */
export function isAtOnce(site: ts.Node): boolean {
  let repeated = false;
  let start = site;
  for (let node = site.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isIterationStatement(node, false)) {
      if (waits(node)) return false;
      repeated = true;
    } else if (ts.isFunctionLike(node)) {
      const call = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? elementCall(node) : undefined;
      if (call === undefined) return repeated && runsOnce(node);
      if (waits(node, start)) return false;
      repeated = true;
      node = start = call;
    }
  }
  return repeated;
}

/** The call that runs a function for each element: `list.map(callback)`, `Array.from(list, callback)`. */
function elementCall(callback: ts.ArrowFunction | ts.FunctionExpression): ts.CallExpression | undefined {
  const { parent } = callback;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined;
  return FOR_EACH_ELEMENT.has(parent.expression.name.text) && parent.arguments.includes(callback) ? parent : undefined;
}

/** Whether a loop or a function waits somewhere; with `before` only what is waited for before it counts. */
function waits(root: ts.Node, before?: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node)) return;
    const isWait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isWait && (before === undefined || node.end <= before.getStart())) found = true;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return found;
}

/** Whether only the host calls a function: it is exported, and its name stands nowhere else. */
function runsOnce(node: ts.SignatureDeclaration): boolean {
  if (ts.isExportAssignment(node.parent)) return true;
  if (!ts.isFunctionDeclaration(node)) return false;
  if (!(node.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return false;
  const name = node.name?.text;
  return name === undefined || node.getSourceFile().text.split(name).length === 2;
}
