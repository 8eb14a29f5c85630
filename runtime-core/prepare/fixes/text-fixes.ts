/** Fixes that put another text in the place of a name, a specifier or the beginning of a URL. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { ts } from "../1-parse/syntax.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { nodeAt } from "../node-at.ts";
import type { Fix } from "./fix.ts";

/** Another specifier in the same quotes. An ending that is missing is sure, a name that is like another one is not. */
export function specifierFix(
  prepared: PreparedModule,
  { code, file, span }: Diagnostic,
  write: string | undefined,
): readonly Fix[] {
  const written = textAt(prepared, { file, span });
  const quote = written[0] ?? "";
  if (write === undefined || !/^["']/.test(quote)) return [];
  const text = quote + write + quote;
  const decision = code === "parse/missing-extension" ? "sure" : "choice";
  return [{ title: `Write "${write}"`, decision, edits: () => [{ file, span, text }] }];
}

/** The key that was meant, in quotes where it had some or needs them; nothing where the object has that key as well. */
export function spellingFix(
  prepared: PreparedModule,
  { file, span }: Diagnostic,
  nearest: string | undefined,
): readonly Fix[] {
  const written = textAt(prepared, { file, span });
  if (nearest === undefined || !/^(?:[\w$]+|"[^"\\]*"|'[^'\\]*')$/.test(written)) return [];
  const syntax = prepared.parsed.files.get(file)?.syntax;
  const object = syntax && nodeAt(syntax, span, ts.isPropertyName)?.parent.parent;
  const names = object !== undefined && ts.isObjectLiteralExpression(object) ? object.properties : [];
  if (names.some(({ name }) => name !== undefined && "text" in name && name.text === nearest)) return [];
  const quote = /^["']/.exec(written)?.[0] ?? (/^[A-Za-z_$][\w$]*$/.test(nearest) ? "" : '"');
  const text = quote + nearest + quote;
  return [{ title: `Change it to "${nearest}"`, decision: "choice", edits: () => [{ file, span, text }] }];
}

/** "https://a.example" becomes "https://a.example/" where the rest of the URL begins in the call itself. */
export function closeHostFix(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { origin } = diagnostic.data as { readonly origin: string };
  const literal = beginningOfUrl(prepared, diagnostic);
  if (literal === undefined || literal.text !== origin) return [];
  return [insertion(diagnostic, { title: `Write "${origin}/"`, offset: literal.end, added: "/" })];
}

/** "http:" becomes "https:" where it stands in the call itself. */
export function secureFix(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { instead } = diagnostic.data as { readonly instead?: string };
  const literal = beginningOfUrl(prepared, diagnostic);
  const scheme = /^(?:http|ws)(?=:)/.exec(literal?.text ?? "")?.[0];
  if (instead === undefined || literal === undefined || scheme === undefined) return [];
  const title = `Use "${instead}"`;
  return [insertion(diagnostic, { title, offset: literal.start + scheme.length, added: "s" })];
}

function insertion({ file }: Diagnostic, what: { title: string; offset: number; added: string }): Fix {
  const { added, offset, title } = what;
  const span = { start: offset, end: offset };
  return { title, decision: "choice", edits: () => [{ file, span, text: added }] };
}

/** The literal that the first argument of a call begins with, without its quotes and without escapes. */
function beginningOfUrl(
  prepared: PreparedModule,
  { file, span }: Diagnostic,
): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const syntax = prepared.parsed.files.get(file)?.syntax;
  const isCall = (node: ts.Node): node is ts.CallExpression | ts.NewExpression =>
    ts.isCallExpression(node) || ts.isNewExpression(node);
  const call = syntax && nodeAt(syntax, span, isCall);
  let node: ts.Node | undefined = call?.arguments?.[0];
  while (node !== undefined && ts.isBinaryExpression(node)) node = node.left;
  const literal = node !== undefined && ts.isTemplateExpression(node) ? node.head : node;
  if (syntax === undefined || literal === undefined) return undefined;
  if (!ts.isStringLiteralLike(literal) && literal.kind !== ts.SyntaxKind.TemplateHead) return undefined;
  const start = literal.getStart(syntax) + 1;
  const { text } = literal as ts.StringLiteralLike | ts.TemplateHead;
  const isPlain = syntax.text.slice(start, start + text.length) === text;
  return isPlain ? { text, start, end: start + text.length } : undefined;
}

function textAt(prepared: PreparedModule, { file, span }: Pick<Diagnostic, "file" | "span">): string {
  return prepared.files.get(file)?.source.text.slice(span.start, span.end) ?? "";
}
