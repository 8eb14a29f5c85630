/** A value in the path of a URL, kept to one segment: `${id}` becomes `${encodeURIComponent(id)}`. */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { hostCallsIn } from "../host-calls.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule } from "../prepared-module.ts";

/** A part of a URL that can be encoded. */
export interface EncodableSegment {
  /** The expression as it is written. */
  readonly text: string;
  readonly edits: readonly FileEdit[];
}

/** What encodes the value at a place; undefined where no value stands behind the host of a URL, or is encoded already. */
export function encodableSegment(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly offset: number },
): EncodableSegment | undefined {
  const syntax = prepared.parsed.files.get(at.file)?.syntax;
  const here = { start: at.offset, end: at.offset };
  const call = hostCallsIn(prepared, at.file, here).find(({ capability }) =>
    capability.needs.some(({ resource: { as } }) => as === "url" || as === "websocket-url"),
  );
  const [argument] = call?.arguments ?? [];
  const template = syntax && argument && nodeAt(syntax, argument, ts.isTemplateExpression);
  if (syntax === undefined || template === undefined) return undefined;
  let before = template.head.text;
  for (const { expression, literal } of template.templateSpans) {
    const start = expression.getStart(syntax);
    if (start <= at.offset + 2 && at.offset <= expression.end + 1)
      return isEncodable(before, expression) ? encoded(at.file, expression, syntax) : undefined;
    before += `*${literal.text}`;
  }
  return undefined;
}

function isEncodable(before: string, expression: ts.Expression): boolean {
  const isBehindHost = /^(?:[a-z]+:\/\/[^/]+|\*)\/[^?]*$/.test(before);
  const isEncoded = expression.getText().startsWith("encodeURI");
  return isBehindHost && !isEncoded;
}

function encoded(file: FilePath, expression: ts.Expression, syntax: ts.SourceFile): EncodableSegment {
  const start = expression.getStart(syntax);
  const insert = (offset: number, text: string): FileEdit => ({ file, span: { start: offset, end: offset }, text });
  return {
    text: expression.getText(syntax),
    edits: [insert(start, "encodeURIComponent("), insert(expression.end, ")")],
  };
}
