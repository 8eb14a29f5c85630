/**
 * The code that runs when a function is called, as far as names tell: its own and that of functions it mentions.
 *
 * For people who read a function: what the module as a whole can touch is `EffectReport`, which follows values.
 */
import type { FilePath, Location, Span } from "../base/span.ts";
import type { ParsedFile } from "./1-parse/parsed-module.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { type NamedValue, NamedValues, ownerOf } from "./named-values.ts";
import { innermostAt } from "./node-at.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A function and the code that it can lead to. */
export interface FunctionReach {
  readonly name: string;
  readonly nameSpan: Span;
  /** The function first, then others of the module that it mentions, and so on. */
  readonly code: readonly Location[];
}

/** More functions than these are not followed. */
const MOST_FUNCTIONS = 1000;

/**
 * The function or the class whose name stands at a place, where it is declared, called or mentioned; undefined elsewhere. Cost: the
 * text of what it can lead to.
 */
export function functionReach(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly offset: number },
): FunctionReach | undefined {
  const file = prepared.parsed.files.get(at.file);
  const name = file && innermostAt(file.syntax, at.offset);
  if (file === undefined || name === undefined || !isName(name)) return undefined;
  const values = new NamedValues(prepared);
  const made = functionNamed(name, file) ?? functionMentioned(name, { file, values });
  if (made === undefined) return undefined;
  const seen = new Map<ts.Node, ParsedFile>([[made.node, made.file]]);
  for (const [node, of] of seen) {
    if (seen.size > MOST_FUNCTIONS) break;
    for (const target of mentionedIn(node, { file: of, values }))
      if (!ts.isSourceFile(target.node) && ts.findAncestor(target.node, (each) => seen.has(each)) === undefined)
        seen.set(target.node, target.file);
  }
  const code = [...seen].map(([node, of]) => ({ file: of.path, span: spanOf(node, of.syntax) }));
  return { name: name.text, nameSpan: spanOf(name, file.syntax), code };
}

/** Where a node stands, and what tells what names mean there. */
interface Reading {
  readonly file: ParsedFile;
  readonly values: NamedValues;
}

type Name = ts.Identifier | ts.PrivateIdentifier | ts.StringLiteral;

function isName(node: ts.Node): node is Name {
  return ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteral(node);
}

/** What a name is the declared name of: a function, a method, a class, a constant that is a function. */
function functionNamed(name: Name, file: ParsedFile): NamedValue | undefined {
  const { parent } = name;
  if (!("name" in parent) || parent.name !== name) return undefined;
  if (isCode(parent)) return { node: parent, file };
  if (!ts.isVariableDeclaration(parent) && !ts.isPropertyAssignment(parent) && !ts.isPropertyDeclaration(parent))
    return undefined;
  const { initializer } = parent;
  return initializer !== undefined && isCode(initializer) ? { node: initializer, file } : undefined;
}

/** What a name mentions, when that is a function or a class. */
function functionMentioned(name: Name, { file, values }: Reading): NamedValue | undefined {
  const { parent } = name;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === name;
  if (!isMember && (!ts.isIdentifier(name) || !ts.isExpression(name) || !isValue(name))) return undefined;
  const value = values.valueOf(isMember ? parent : (name as ts.Identifier), file);
  return value !== undefined && value.isInstance !== true && isCode(value.node) ? value : undefined;
}

/** Whether something is a function of the source with a body, or a class. */
function isCode(node: ts.Node): boolean {
  return ts.isClassLike(node) || (ts.isFunctionLike(node) && "body" in node && node.body !== undefined);
}

/** Whether an identifier is read there, and neither declares nor names a part of something. */
function isValue(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return true;
  if (ts.isBindingElement(parent)) return parent.initializer === name;
  if (ts.isExpressionWithTypeArguments(parent)) return true;
  return !("name" in parent && parent.name === name) && !ts.isTypeNode(parent);
}

/** What is mentioned in the code of a function: declarations, and members of what is known. */
function mentionedIn(node: ts.Node, { file, values }: Reading): readonly NamedValue[] {
  const found: NamedValue[] = [];
  const add = (value: NamedValue | undefined): boolean => value !== undefined && found.push(value) > 0;
  const look = (inner: ts.Node): void => {
    if (ts.isPropertyAccessExpression(inner)) {
      const member = values.valueOf(inner, file);
      // Of what has a name no more is run than the member.
      if (member !== undefined && isCode(member.node) && add(member) && isChainOfNames(inner.expression)) return;
      look(inner.expression);
    } else if (inner.kind === ts.SyntaxKind.ThisKeyword) add(ownerOf(inner, file));
    else if (ts.isIdentifier(inner)) {
      if (isValue(inner)) add(values.declarationOf(inner, file));
    } else ts.forEachChild(inner, look);
  };
  look(node);
  return found;
}

function isChainOfNames(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isChainOfNames(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
