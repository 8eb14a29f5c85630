/** A secret in the text of credentials becomes what `ambit:secrets` makes of it: `Bearer ${key}` becomes `bearer(key)`. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { ts } from "../1-parse/syntax.ts";
import { importName } from "../manifest-edits/import-edit.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule } from "../prepared-module.ts";
import type { Fix } from "./fix.ts";

/** What is written in the place of a text. */
interface Credentials {
  readonly whole: ts.Expression;
  readonly make: "bearer" | "basic";
  readonly from: readonly ts.Expression[];
}

export function credentialsFix(prepared: PreparedModule, { file, span }: Diagnostic): readonly Fix[] {
  const parsed = prepared.parsed.files.get(file);
  const node = parsed && nodeAt(parsed.syntax, span, isJoining);
  const found = node && (bearerIn(node) ?? basicAround(node));
  if (parsed === undefined || found === undefined) return [];
  const { syntax } = parsed;
  const { whole, make, from } = found;
  const { name, edits } = importName(parsed, { specifier: "ambit:secrets", name: make, at: whole });
  if (name === undefined) return [];
  const text = `${name}(${from.map((each) => each.getText(syntax)).join(", ")})`;
  const written = { file, span: { start: whole.getStart(syntax), end: whole.end }, text };
  return [{ title: `Write \`${text}\``, decision: "choice", edits: () => [...edits, written] }];
}

function isJoining(node: ts.Node): node is ts.TemplateExpression | ts.BinaryExpression {
  return ts.isTemplateExpression(node) || ts.isBinaryExpression(node);
}

/** `Bearer ${key}` */
function bearerIn(whole: ts.TemplateExpression | ts.BinaryExpression): Credentials | undefined {
  const [scheme, key, ...rest] = partsOf(whole);
  return scheme === "Bearer " && isExpression(key) && rest.length === 0
    ? { whole, make: "bearer", from: [key] }
    : undefined;
}

/** `Basic ${btoa(`${user}:${key}`)}`, at the inner text. */
function basicAround(inner: ts.TemplateExpression | ts.BinaryExpression): Credentials | undefined {
  const [user, colon, key, ...rest] = partsOf(inner);
  if (!isExpression(user) || colon !== ":" || !isExpression(key) || rest.length > 0) return undefined;
  const encoded = inner.parent;
  if (!ts.isCallExpression(encoded) || !ts.isIdentifier(encoded.expression) || encoded.expression.text !== "btoa")
    return undefined;
  const whole = ts.findAncestor(encoded.parent, isJoining);
  const [scheme, given, ...others] = whole === undefined ? [] : partsOf(whole);
  const isBasic = scheme === "Basic " && given === encoded && others.length === 0;
  return whole !== undefined && isBasic ? { whole, make: "basic", from: [user, key] } : undefined;
}

/** The literals and expressions that a text is joined of; empty literals are left out. */
function partsOf(node: ts.Expression): readonly (string | ts.Expression)[] {
  if (ts.isStringLiteralLike(node)) return node.text === "" ? [] : [node.text];
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap(({ expression, literal }) => [expression, literal.text]);
    return [node.head.text, ...spans].filter((part) => part !== "");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return [...partsOf(node.left), ...partsOf(node.right)];
  return [node];
}

function isExpression(part: string | ts.Expression | undefined): part is ts.Expression {
  return typeof part === "object";
}
