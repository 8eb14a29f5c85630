/**
 * One look over a fresh tree: how deep it is, and the dynamic imports in it.
 *
 * The steps walk trees by recursion. A tree that is too deep for that is not walked by any of them: it is reported, and an
 * empty one stands in its place.
 */
import type { Span } from "../../base/span.ts";
import { spanOf, ts } from "./syntax.ts";

/** Nodes inside each other at most; written code stays below 100, generated chains of operators below 1,000. */
export const MAX_NESTING = 1000;

/** What was seen. */
export interface Survey {
  /** The first word of the top-level statement in which something is too deep. */
  readonly tooDeep: Span | undefined;
  /** Calls of the form `import(…)`, in order of the text. */
  readonly dynamicImports: readonly ts.CallExpression[];
}

/** Looks over a tree; goes no deeper than `MAX_NESTING`. Statements that were seen before are not walked again. */
export function survey(file: ts.SourceFile): Survey {
  const looks = file.statements.map((statement) => {
    const known = LOOKS.get(statement);
    const look = known ?? lookOver(statement);
    if (known === undefined) LOOKS.set(statement, look);
    return look;
  });
  const tooDeep = file.statements[looks.findIndex((look) => look.tooDeep)];
  const dynamicImports = looks.flatMap((look) => look.dynamicImports);
  return { tooDeep: tooDeep === undefined ? undefined : firstWord(tooDeep, file), dynamicImports };
}

/** What was seen in one statement. */
interface Look {
  readonly tooDeep: boolean;
  readonly dynamicImports: readonly ts.CallExpression[];
}

/** By statement of a top level: an incremental parse takes over whole those that did not change. */
const LOOKS = new WeakMap<ts.Statement, Look>();

function lookOver(statement: ts.Statement): Look {
  const dynamicImports: ts.CallExpression[] = [];
  let depth = 0;
  const visit = (node: ts.Node): true | undefined => {
    if (depth >= MAX_NESTING) return true;
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) dynamicImports.push(node);
    depth++;
    const found = ts.forEachChild(node, visit);
    depth--;
    return found;
  };
  return { tooDeep: visit(statement) === true, dynamicImports };
}

function firstWord(node: ts.Node, file: ts.SourceFile): Span {
  const { start } = spanOf(node, file);
  return { start, end: start + (/^(\w+|.)/.exec(file.text.slice(start, start + 100))?.[0].length ?? 0) };
}
