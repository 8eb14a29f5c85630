/** Edits of a quantity that stands in the text as a whole: "1MB/s", 6, { rate: "10/s", burst: 20 }. */
import type { Location } from "../../base/span.ts";
import type { ParsedModule } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { nodeAt } from "../node-at.ts";
import type { NewValue } from "./literal-edits.ts";
import { styleAt } from "./style.ts";

/** A quantity as code: a count is a number, what has a burst is an object, all others are texts. */
export function quantityValue(quantity: string): NewValue & { readonly kind: "code" } {
  return { kind: "code", text: /^(?:\d+$|\{)/.test(quantity) ? quantity : `"${quantity}"` };
}

/** The quantity at a place; undefined where it cannot be replaced: it is put together, or has comments. */
export function quantityNode({ files }: ParsedModule, { file, span }: Location): ts.Expression | undefined {
  const syntax = files.get(file)?.syntax;
  const node = syntax && nodeAt(syntax, span, isQuantity);
  const hasComments = node !== undefined && ts.isObjectLiteralExpression(node) && /\/[/*]/.test(node.getText(syntax));
  return hasComments ? undefined : node;
}

/** Puts a quantity, as printed, in the place of another one; no edits where `quantityNode` finds none. */
export function quantityEdits(module: ParsedModule, place: Location, quantity: string): readonly FileEdit[] {
  const { file: path, span } = place;
  const file = module.files.get(path);
  const node = quantityNode(module, place);
  if (file === undefined || node === undefined) return [];
  const own = ts.isStringLiteralLike(node) ? node.getText(file.syntax).charAt(0) : styleAt(file, node).quote;
  return [{ file: path, span, text: quantityValue(quantity).text.replaceAll('"', own === "'" ? own : '"') }];
}

function isQuantity(node: ts.Node): node is ts.NumericLiteral | ts.StringLiteralLike | ts.ObjectLiteralExpression {
  return ts.isNumericLiteral(node) || ts.isStringLiteralLike(node) || ts.isObjectLiteralExpression(node);
}
