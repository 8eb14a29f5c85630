/** From a place in a text back to the node there. */
import type { Span } from "../base/span.ts";
import { ts } from "./1-parse/syntax.ts";

/** The innermost node with exactly this span, without the blanks before it, that passes the test; undefined when there is none. */
export function nodeAt<T extends ts.Node>(
  file: ts.SourceFile,
  span: Span,
  test: (node: ts.Node) => node is T,
): T | undefined {
  let found: T | undefined;
  let node: ts.Node | undefined = file;
  while (node !== undefined) {
    if (node.end === span.end && node.getStart(file) === span.start && test(node)) found = node;
    node = ts.forEachChild(node, (each) => (each.pos <= span.start && span.end <= each.end ? each : undefined));
  }
  return found;
}

/** The innermost node that a place is in or touches. */
export function innermostAt(file: ts.SourceFile, offset: number): ts.Node {
  let found: ts.Node = file;
  for (let next: ts.Node | undefined = file; next !== undefined;) {
    found = next;
    next = ts.forEachChild(found, (child) =>
      child.getStart(file) <= offset && offset <= child.end ? child : undefined,
    );
  }
  return found;
}
