/**
 * The literals that a manifest is put together from: its own, and those of the constants, spreads and imports in it.
 *
 * Follows what folding follows, but along the syntax alone, so that an empty or unfinished piece is found too.
 */
import { isPackageFile } from "../base/file-path.ts";
import type { Location } from "../base/span.ts";
import type { ParsedFile, ParsedModule } from "./1-parse/parsed-module.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { ConstantFolder } from "./2-pre-init/fold.ts";
import { constantAbove, keyOf, withoutTypes } from "./manifest-edits/manifest-nodes.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A literal that stands for a part of the manifest. */
export interface ManifestPiece extends Location {
  /** Keys from the outside: `["permissions", "fs"]`; those of a list for an item of it. */
  readonly path: readonly string[];
}

/** An expression and its file. */
interface Written {
  readonly file: ParsedFile;
  readonly node: ts.Expression;
}

/** Files may name each other in a circle, and constants may double each other. */
const MOST_KEYS = 8;
const MOST_STEPS = 300;
const MOST_PIECES = 1000;

/** The pieces, that of the manifest itself first. Cost: the nodes of the manifest and its constants, once for each module. */
export function manifestPieces(prepared: PreparedModule): readonly ManifestPiece[] {
  let pieces = PIECES.get(prepared);
  if (pieces === undefined) PIECES.set(prepared, (pieces = piecesOf(prepared)));
  return pieces;
}

const PIECES = new WeakMap<PreparedModule, readonly ManifestPiece[]>();

function piecesOf({ parsed, path }: PreparedModule): readonly ManifestPiece[] {
  const file = parsed.files.get(path);
  const search = new PieceSearch(parsed);
  const written = file && search.exported(file, "manifest");
  if (written !== undefined) search.enter(written, []);
  return [...search.pieces.values()];
}

class PieceSearch {
  /** By place and path. */
  readonly pieces = new Map<string, ManifestPiece>();
  readonly #module: ParsedModule;
  readonly #folder: ConstantFolder;
  /** What is being followed. */
  readonly #trail = new Set<ts.Node>();

  constructor(module: ParsedModule) {
    this.#module = module;
    this.#folder = new ConstantFolder(module);
  }

  /** Takes a literal that nothing around it leads to, and goes on with what it mentions. */
  enter(written: Written, path: readonly string[]): void {
    const settled = this.#settled(written);
    if (settled === undefined || path.length > MOST_KEYS || this.pieces.size >= MOST_PIECES) return;
    const { file, node } = settled;
    const piece = { file: file.path, span: spanOf(node, file.syntax), path };
    const key = [piece.file, piece.span.start, ...path].join("\n");
    if (this.pieces.has(key)) return;
    this.pieces.set(key, piece);
    this.#lookInside(settled, path);
  }

  /** What a file exports under a name, in whatever file it is written; `seen` has the files that the search has come through. */
  exported(file: ParsedFile, name: string, seen = new Set<string>()): Written | undefined {
    const asked = `${file.path}\n${name}`;
    if (seen.has(asked)) return undefined;
    seen.add(asked);
    if (file.language === "json") return name === "default" ? valueOfJson(file) : undefined;
    const { exports, names, stars } = file.bindings;
    const found = exports.get(name);
    const from = (specifier: string, wanted: string): Written | undefined => {
      const target = this.#targetOf(file, specifier);
      return target && this.exported(target, wanted, seen);
    };
    if (found?.kind === "expression") return { file, node: found.node };
    if (found?.kind === "from") return from(found.specifier, found.name);
    const binding = found && names.get(found.name);
    if (binding?.kind === "const") return binding.node.initializer && { file, node: binding.node.initializer };
    if (binding?.kind === "import") return from(binding.specifier, binding.imported);
    if (found !== undefined || name === "default") return undefined;
    for (const star of stars) {
      const written = from(star, name);
      if (written !== undefined) return written;
    }
    return undefined;
  }

  #targetOf(file: ParsedFile, specifier: string): ParsedFile | undefined {
    const imports = this.#module.imports.get(file.path);
    const target = imports?.find((one) => one.specifier === specifier && !one.typeOnly)?.target;
    return target === undefined || isPackageFile(target) ? undefined : this.#module.files.get(target);
  }

  #lookInside({ file, node }: Written, path: readonly string[]): void {
    if (ts.isArrayLiteralExpression(node))
      for (const item of node.elements)
        this.#look({ file, node: ts.isSpreadElement(item) ? item.expression : item }, path);
    if (!ts.isObjectLiteralExpression(node)) return;
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        this.#look({ file, node: property.expression }, path);
        continue;
      }
      const value = valueOf(property);
      const key = property.name && keyOf({ file, folder: this.#folder }, property.name);
      if (value !== undefined && key !== undefined) this.#look({ file, node: value }, [...path, key]);
    }
  }

  /** A literal in a literal is part of its piece. */
  #look({ file, node }: Written, path: readonly string[]): void {
    const bare = withoutTypes(node);
    if (isReference(bare)) this.enter({ file, node: bare }, path);
    else this.#lookInside({ file, node: bare }, path);
  }

  /** The literal that an expression is or stands for. */
  #settled(written: Written): Written | undefined {
    if (this.#trail.has(written.node) || this.#trail.size >= MOST_STEPS) return undefined;
    this.#trail.add(written.node);
    const settled = this.#follow(written);
    this.#trail.delete(written.node);
    return settled;
  }

  #follow({ file, node }: Written): Written | undefined {
    const bare = withoutTypes(node);
    if (this.#folder.isDefineManifest(file, bare)) {
      const [argument] = bare.arguments;
      return argument && this.#settled({ file, node: argument });
    }
    if (!isReference(bare)) return isLiteral(bare) ? { file, node: bare } : undefined;
    const behind = ts.isIdentifier(bare) ? this.#named(file, bare) : this.#member(file, bare);
    return behind && this.#settled(behind);
  }

  #named(file: ParsedFile, name: ts.Identifier): Written | undefined {
    const binding = file.bindings.names.get(name.text);
    if (binding?.kind !== "import") {
      const node = constantAbove(file, name.text, name)?.initializer;
      return node && { file, node };
    }
    const target = this.#targetOf(file, binding.specifier);
    return target && this.exported(target, binding.imported);
  }

  #member(file: ParsedFile, node: Member): Written | undefined {
    const { expression } = node;
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : this.#text(file, node.argumentExpression);
    if (key === undefined) return undefined;
    const owner = ts.isIdentifier(expression) ? file.bindings.names.get(expression.text) : undefined;
    if (owner?.kind === "import" && owner.imported === "*") {
      const target = this.#targetOf(file, owner.specifier);
      return target && this.exported(target, key);
    }
    return this.#property({ file, node: expression }, key);
  }

  /** The last property of a name counts. */
  #property(owner: Written, key: string): Written | undefined {
    const settled = this.#settled(owner);
    if (settled === undefined || !ts.isObjectLiteralExpression(settled.node)) return undefined;
    const { file } = settled;
    for (const property of settled.node.properties.toReversed()) {
      const isSpread = ts.isSpreadAssignment(property);
      const found = isSpread ? this.#property({ file, node: property.expression }, key) : undefined;
      if (found !== undefined) return found;
      if (isSpread || property.name === undefined || keyOf({ file, folder: this.#folder }, property.name) !== key)
        continue;
      const node = valueOf(property);
      return node && { file, node };
    }
    return undefined;
  }

  #text(file: ParsedFile, node: ts.Expression): string | undefined {
    const folded = this.#folder.fold(file, node);
    return folded.kind === "string" ? folded.value : undefined;
  }
}

type Member = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

function valueOfJson(file: ParsedFile): Written | undefined {
  const [statement] = file.syntax.statements;
  return statement && ts.isExpressionStatement(statement) ? { file, node: statement.expression } : undefined;
}

function isReference(node: ts.Expression): node is ts.Identifier | Member {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isLiteral(node: ts.Expression): boolean {
  return (
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    ts.isNumericLiteral(node)
  );
}
