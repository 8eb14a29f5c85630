/**
 * The code that runs when a function is called, as far as names tell: its own and that of functions it mentions.
 *
 * For people who read a function: what the module as a whole can touch is `EffectReport`, which follows values.
 */
import type { FilePath, Location, Span } from "../base/span.ts";
import type { ParsedFile } from "./1-parse/parsed-module.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
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

/** The function whose name stands at a place; undefined elsewhere. Cost: the text of what it can lead to. */
export function functionReach(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly offset: number },
): FunctionReach | undefined {
  const file = prepared.parsed.files.get(at.file);
  const name = file && identifierAt(file.syntax, at.offset);
  const made = name && functionNamed(name);
  if (file === undefined || name === undefined || made === undefined) return undefined;
  const seen = new Map<ts.Node, ParsedFile>([[made, file]]);
  for (const [node, of] of seen) {
    if (seen.size > MOST_FUNCTIONS) break;
    visitNames(node, (text) => {
      const target = declared(prepared, of, text);
      if (target !== undefined && !seen.has(target.node)) seen.set(target.node, target.file);
    });
  }
  const code = [...seen].map(([node, of]) => ({ file: of.path, span: spanOf(node, of.syntax) }));
  return { name: name.text, nameSpan: spanOf(name, file.syntax), code };
}

function identifierAt(file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Node = file;
  for (let next: ts.Node | undefined = file; next !== undefined;) {
    found = next;
    next = ts.forEachChild(found, (child) =>
      child.getStart(file) <= offset && offset <= child.end ? child : undefined,
    );
  }
  return ts.isIdentifier(found) ? found : undefined;
}

/** What a name is the declared name of: a function, a method, a constant that is a function. */
function functionNamed(name: ts.Identifier): ts.Node | undefined {
  const { parent } = name;
  if (ts.isFunctionDeclaration(parent) || ts.isFunctionExpression(parent) || ts.isMethodDeclaration(parent))
    return parent.name === name ? parent : undefined;
  if (!ts.isVariableDeclaration(parent) && !ts.isPropertyAssignment(parent) && !ts.isPropertyDeclaration(parent))
    return undefined;
  const { initializer } = parent;
  const isFunction =
    initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
  return parent.name === name && isFunction ? initializer : undefined;
}

function visitNames(node: ts.Node, visit: (name: string) => void): void {
  const look = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner)) visit(inner.text);
    ts.forEachChild(inner, look);
  };
  look(node);
}

/** What a name of the top level stands for, in this file or in the one that it is imported from. */
function declared(
  prepared: PreparedModule,
  file: ParsedFile,
  name: string,
): { readonly node: ts.Node; readonly file: ParsedFile } | undefined {
  const binding = file.bindings.names.get(name);
  if (binding === undefined) return undefined;
  if (binding.kind !== "import") {
    const isCode = binding.kind === "const" || !ts.isVariableDeclaration(binding.node);
    return isCode ? { node: binding.node, file } : undefined;
  }
  const imports = prepared.parsed.imports.get(file.path) ?? [];
  const target = imports.find(({ specifier }) => specifier === binding.specifier)?.target;
  const other = target === undefined ? undefined : prepared.parsed.files.get(target);
  const exported = other?.bindings.exports.get(binding.imported);
  if (other === undefined || exported === undefined || exported.kind === "from") return undefined;
  if (exported.kind === "expression") return { node: exported.node, file: other };
  const local = other.bindings.names.get(exported.name);
  return { node: local?.kind === "import" || local === undefined ? exported.node : local.node, file: other };
}
