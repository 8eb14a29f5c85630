/**
 * Elements of JSX: whoever renders them calls their components and the functions that they hold.
 */
import { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** The value of an element; its parts are given to a function that is not known. */
export function evaluateJsx(frame: Frame, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): Value {
  const values = partsOf(node).map((part) => frame.evaluate(part));
  const call = { frame, self: UNDEFINED, args: { values }, site: node };
  return frame.machine.operations.call(unknownValue("callee"), call);
}

/** The expressions in an element: its component, its attributes, its children. */
function partsOf(node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): readonly ts.Node[] {
  const opening = ts.isJsxElement(node) ? node.openingElement : ts.isJsxFragment(node) ? undefined : node;
  const tag = opening?.tagName;
  const isComponent = tag !== undefined && !(ts.isIdentifier(tag) && /^[a-z]/.test(tag.text));
  const attributes = (opening?.attributes.properties ?? []).map((property) =>
    ts.isJsxSpreadAttribute(property) ? property.expression : property.initializer,
  );
  const children = ts.isJsxSelfClosingElement(node) ? [] : node.children;
  return [...(isComponent ? [tag] : []), ...[...attributes, ...children].flatMap(expressionsIn)];
}

function expressionsIn(part: ts.Node | undefined): readonly ts.Node[] {
  if (part === undefined || ts.isJsxText(part)) return [];
  if (ts.isJsxExpression(part)) return part.expression === undefined ? [] : [part.expression];
  return [part];
}
