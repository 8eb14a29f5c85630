/**
 * Folding: the value of a constant expression, read off the syntax tree. Nothing is executed.
 *
 * Folds literals, template literals, arrays, objects, spreads, `as const`, `satisfies`, constants above, constants of
 * relative files, properties of these, and `defineManifest(…)`. Whatever else stands there is said with its place.
 */
import type { Location } from "../../base/span.ts";
import type { ParsedFile, ParsedModule } from "../1-parse/parsed-module.ts";
import { spanOf, ts } from "../1-parse/syntax.ts";
import { isPackageFile } from "../../base/file-path.ts";
import type { Binding } from "../1-parse/bindings.ts";
import {
  type Folded,
  type FoldedArray,
  type FoldedObject,
  type FoldedProperty,
  partAt,
  type StringPiece,
} from "./folded.ts";
import { refusalOf } from "./refusal.ts";
import { stringPiece } from "./string-pieces.ts";

const { SyntaxKind } = ts;

/** A node that cannot be folded. */
export interface FoldProblem {
  readonly at: Location;
  readonly reason: string;
  /** The references that led to it, outermost first; empty when it stands in the folded expression itself. */
  readonly trail: readonly Location[];
}

/** Constants behind each other at most. */
const MAX_TRAIL = 100;
/** Parts of a folded value at most, and UTF-16 units of a text: constants that double each other grow without bound. */
const MAX_PARTS = 100_000;

/** Where an expression stands. Constants must be declared before `before`, an offset of the file. */
interface Place {
  readonly file: ParsedFile;
  readonly before: number;
}

/** What a file exports under a name. */
interface WantedExport {
  readonly file: ParsedFile;
  readonly name: string;
  /** Where it is asked for. */
  readonly reference: Location;
  /** Files and names that the search has come through. */
  readonly seen: Set<string>;
}

/** Folds expressions of one module; each constant once. */
export class ConstantFolder {
  readonly problems: FoldProblem[] = [];
  /** Whether anything was asked of another file than the one that the expression stands in. */
  asksOthers = false;
  readonly #module: ParsedModule;
  readonly #constants = new Map<ts.Node, Folded | "busy">();
  readonly #trail: Location[] = [];
  readonly #sizes = new WeakMap<Folded, number>();

  constructor(module: ParsedModule) {
    this.#module = module;
  }

  /** The value of an expression that stands at the top level of `file`. */
  fold(file: ParsedFile, node: ts.Expression): Folded {
    return this.#fold({ file, before: node.getStart(file.syntax) }, node);
  }

  /** The value of what a file exports under a name; `reference` is where it is asked for. */
  foldExport(file: ParsedFile, name: string, reference: Location): Folded {
    return this.#exported({ file, name, reference, seen: new Set() });
  }

  /** Whether `node` calls `defineManifest` of "ambit:module", under whatever name it was imported. */
  isDefineManifest(file: ParsedFile, node: ts.Node): node is ts.CallExpression {
    if (!ts.isCallExpression(node)) return false;
    const callee = node.expression;
    if (ts.isIdentifier(callee)) return this.#isHostImport(file, callee.text, "defineManifest");
    if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
    return callee.name.text === "defineManifest" && this.#isHostImport(file, callee.expression.text, "*");
  }

  #isHostImport(file: ParsedFile, name: string, imported: string): boolean {
    const binding = file.bindings.names.get(name);
    return binding?.kind === "import" && binding.specifier === "ambit:module" && binding.imported === imported;
  }

  #fold(place: Place, node: ts.Expression): Folded {
    const at = locationOf(place.file, node);
    switch (node.kind) {
      case SyntaxKind.StringLiteral:
      case SyntaxKind.NoSubstitutionTemplateLiteral:
        return this.#string(place, node as ts.StringLiteralLike);
      case SyntaxKind.NumericLiteral:
        return { kind: "plain", at, value: Number((node as ts.NumericLiteral).text) };
      case SyntaxKind.TrueKeyword:
      case SyntaxKind.FalseKeyword:
        return { kind: "plain", at, value: node.kind === SyntaxKind.TrueKeyword };
      case SyntaxKind.NullKeyword:
        return { kind: "plain", at, value: null };
      case SyntaxKind.PrefixUnaryExpression:
        return this.#negative(place, node as ts.PrefixUnaryExpression);
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.TypeAssertionExpression:
      case SyntaxKind.NonNullExpression:
        return this.#fold(place, (node as ts.ParenthesizedExpression).expression);
      case SyntaxKind.TemplateExpression:
        return this.#template(place, node as ts.TemplateExpression);
      case SyntaxKind.ArrayLiteralExpression:
        return this.#array(place, node as ts.ArrayLiteralExpression);
      case SyntaxKind.ObjectLiteralExpression:
        return this.#object(place, node as ts.ObjectLiteralExpression);
      case SyntaxKind.Identifier:
        return this.#identifier(place, node as ts.Identifier);
      case SyntaxKind.PropertyAccessExpression:
      case SyntaxKind.ElementAccessExpression:
        return this.#member(place, node as ts.PropertyAccessExpression | ts.ElementAccessExpression);
      case SyntaxKind.CallExpression:
        return this.#call(place, node as ts.CallExpression);
      default:
        return this.#unknown(at, refusalOf(node));
    }
  }

  #unknown(at: Location, reason: string): Folded {
    this.problems.push({ at, reason, trail: [...this.#trail] });
    return { kind: "unknown", at, reason };
  }

  #string({ file }: Place, node: ts.StringLiteralLike): Folded {
    const span = spanOf(node, file.syntax);
    const closed = span.end - span.start >= 2 && !node.isUnterminated;
    const raw = file.source.text.slice(span.start + 1, closed ? span.end - 1 : span.end);
    return {
      kind: "string",
      at: { file: file.path, span },
      value: node.text,
      pieces: [stringPiece(node.text, { file: file.path, raw, start: span.start + 1 })],
    };
  }

  #negative(place: Place, node: ts.PrefixUnaryExpression): Folded {
    const at = locationOf(place.file, node);
    const sign = node.operator === SyntaxKind.MinusToken ? -1 : node.operator === SyntaxKind.PlusToken ? 1 : 0;
    const inner = sign === 0 ? undefined : this.#fold(place, node.operand);
    if (inner?.kind === "unknown") return inner;
    if (inner?.kind !== "plain" || typeof inner.value !== "number") return this.#unknown(at, refusalOf(node));
    return { kind: "plain", at, value: sign * inner.value };
  }

  #template(place: Place, node: ts.TemplateExpression): Folded {
    const pieces: StringPiece[] = [templatePiece(place.file, node.head)];
    let value = node.head.text;
    for (const { expression, literal } of node.templateSpans) {
      const part = this.#fold(place, expression);
      if (part.kind === "unknown") return part;
      if (part.kind === "array" || part.kind === "object") {
        return this.#unknown(locationOf(place.file, expression), `an ${part.kind} is no part of a text`);
      }
      const text = String(part.value);
      if (part.kind === "string") pieces.push(...part.pieces);
      else
        pieces.push({
          file: part.at.file,
          length: text.length,
          offsets: Array.from({ length: text.length + 1 }, () => part.at.span.start),
        });
      pieces.push(templatePiece(place.file, literal));
      value += text + literal.text;
      if (value.length > MAX_PARTS || pieces.length > MAX_PARTS) return this.#tooLarge(place, node);
    }
    return { kind: "string", at: locationOf(place.file, node), value, pieces };
  }

  #array(place: Place, node: ts.ArrayLiteralExpression): Folded {
    const items: Folded[] = [];
    for (const element of node.elements) {
      if (!ts.isSpreadElement(element)) {
        items.push(this.#fold(place, element));
        continue;
      }
      const spread = this.#fold(place, element.expression);
      if (spread.kind === "array") for (const item of spread.items) items.push(item);
      else if (spread.kind === "unknown") items.push(spread);
      else items.push(this.#unknown(locationOf(place.file, element), "only an array can be spread into an array"));
      if (items.length > MAX_PARTS) return this.#tooLarge(place, node);
    }
    return this.#sized(place, node, { kind: "array", at: locationOf(place.file, node), items });
  }

  /** The value, unless it has too many parts when every constant in it is written out. */
  #sized(place: Place, node: ts.Node, value: FoldedArray | FoldedObject): Folded {
    let size = 1;
    const parts =
      value.kind === "array" ? value.items : [...value.properties.values()].map((property) => property.value);
    for (const part of parts) size += this.#sizes.get(part) ?? 1;
    this.#sizes.set(value, size);
    return size > MAX_PARTS ? this.#tooLarge(place, node) : value;
  }

  #tooLarge({ file }: Place, node: ts.Node): Folded {
    return this.#unknown(locationOf(file, node), `it has more than ${MAX_PARTS} parts`);
  }

  #object(place: Place, node: ts.ObjectLiteralExpression): Folded {
    const properties = new Map<string, FoldedProperty>();
    const set = (name: string, property: FoldedProperty): void => {
      properties.delete(name);
      properties.set(name, property);
    };
    for (const property of node.properties) {
      const at = locationOf(place.file, property);
      if (ts.isSpreadAssignment(property)) {
        const spread = this.#fold(place, property.expression);
        if (spread.kind === "object") for (const [name, inner] of spread.properties) set(name, inner);
        else if (spread.kind === "array" || spread.kind === "string")
          this.#unknown(at, "only an object can be spread into an object");
        continue;
      }
      if (ts.isShorthandPropertyAssignment(property)) {
        set(property.name.text, {
          key: locationOf(place.file, property.name),
          value: this.#identifier(place, property.name),
        });
        continue;
      }
      if (!ts.isPropertyAssignment(property)) {
        this.#unknown(at, refusalOf(property));
        continue;
      }
      const name = this.#propertyName(place, property.name);
      const value = this.#fold(place, property.initializer);
      if (name !== undefined) set(name, { key: locationOf(place.file, property.name), value });
    }
    return this.#sized(place, node, { kind: "object", at: locationOf(place.file, node), properties });
  }

  #propertyName(place: Place, name: ts.PropertyName): string | undefined {
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
    if (ts.isNumericLiteral(name)) return String(Number(name.text));
    if (ts.isComputedPropertyName(name)) {
      const key = this.#fold(place, name.expression);
      if (key.kind === "string" || key.kind === "plain") return String(key.value);
      if (key.kind === "unknown") return undefined;
    }
    this.#unknown(locationOf(place.file, name), "the name of a property is a text");
    return undefined;
  }

  #identifier(place: Place, node: ts.Identifier): Folded {
    const at = locationOf(place.file, node);
    const binding = place.file.bindings.names.get(node.text);
    if (binding === undefined) {
      if (node.text === "undefined") return { kind: "plain", at, value: undefined };
      return this.#unknown(
        at,
        node.text === ""
          ? "a value is missing"
          : `\`${node.text}\` is no constant of this file; declare it with \`const\` above`,
      );
    }
    return this.#binding(place, node, binding);
  }

  #binding(place: Place, node: ts.Identifier, binding: Binding): Folded {
    const at = locationOf(place.file, node);
    switch (binding.kind) {
      case "other":
        return this.#unknown(at, `\`${node.text}\` is ${binding.what}`);
      case "const":
        if (binding.node.pos >= place.before)
          return this.#unknown(at, `\`${node.text}\` is declared below; move it up`);
        return this.#constant(place.file, binding.node, at);
      case "import":
        return this.#imported(place.file, { ...binding, at });
      default:
        return binding satisfies never;
    }
  }

  #constant(file: ParsedFile, declaration: ts.VariableDeclaration, reference: Location): Folded {
    const { initializer } = declaration;
    if (initializer === undefined) return this.#unknown(reference, "it has no value");
    return this.#once(declaration, reference, () => this.#fold({ file, before: declaration.pos }, initializer));
  }

  #once(node: ts.Node, reference: Location, fold: () => Folded): Folded {
    const known = this.#constants.get(node);
    if (known === "busy") return this.#unknown(reference, "it is defined by itself");
    if (known !== undefined) return known;
    if (this.#trail.length >= MAX_TRAIL)
      return this.#unknown(reference, `it stands behind ${MAX_TRAIL} other constants`);
    this.#constants.set(node, "busy");
    this.#trail.push(reference);
    const value = fold();
    this.#trail.pop();
    this.#constants.set(node, value);
    return value;
  }

  #imported(
    file: ParsedFile,
    wanted: { specifier: string; imported: string; at: Location },
    seen = new Set<string>(),
  ): Folded {
    const { at, imported, specifier } = wanted;
    const target = this.#targetOf(file, specifier);
    if (target === undefined) return this.#unknown(at, importRefusal(specifier));
    if (imported === "*") return this.#unknown(at, "a whole module is no constant; name one of its exports");
    return this.#exported({ file: target, name: imported, reference: at, seen });
  }

  /** The file that a specifier means, where its constants may be used. */
  #targetOf(file: ParsedFile, specifier: string): ParsedFile | undefined {
    this.asksOthers = true;
    const target = this.#module.imports
      .get(file.path)
      ?.find((one) => one.specifier === specifier && !one.typeOnly)?.target;
    return target === undefined || isPackageFile(target) ? undefined : this.#module.files.get(target);
  }

  #exported(wanted: WantedExport): Folded {
    const { file, name, reference } = wanted;
    return this.#export(wanted) ?? this.#unknown(reference, `"${file.path}" exports no "${name}"`);
  }

  #export({ file, name, reference, seen }: WantedExport): Folded | undefined {
    if (seen.has(file.path + "\n" + name)) return undefined;
    seen.add(file.path + "\n" + name);
    if (file.language === "json") return this.#json(file, name, reference);
    const { exports, names, stars } = file.bindings;
    const found = exports.get(name);
    if (found?.kind === "expression") return this.#inFile(file, found.node, reference);
    if (found?.kind === "from") {
      const target = found.name === "*" ? undefined : this.#targetOf(file, found.specifier);
      return target && this.#export({ file: target, name: found.name, reference, seen });
    }
    const binding = found === undefined ? undefined : names.get(found.name);
    if (binding?.kind === "const") return this.#constant(file, binding.node, reference);
    if (binding?.kind === "other") return this.#unknown(reference, `\`${name}\` is ${binding.what}`);
    if (binding?.kind === "import") return this.#imported(file, { ...binding, at: reference }, seen);
    for (const star of name === "default" ? [] : stars) {
      const target = this.#targetOf(file, star);
      const value = target && this.#export({ file: target, name, reference, seen });
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #json(file: ParsedFile, name: string, reference: Location): Folded | undefined {
    const [statement] = file.syntax.statements;
    if (name !== "default" || statement === undefined || !ts.isExpressionStatement(statement)) return undefined;
    return this.#inFile(file, statement.expression, reference);
  }

  #inFile(file: ParsedFile, node: ts.Expression, reference: Location): Folded {
    return this.#once(node, reference, () => this.fold(file, node));
  }

  #member(place: Place, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Folded {
    const at = locationOf(place.file, node);
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : this.#key(place, node.argumentExpression);
    const namespace = ts.isIdentifier(node.expression)
      ? place.file.bindings.names.get(node.expression.text)
      : undefined;
    if (namespace?.kind === "import" && namespace.imported === "*" && key !== undefined) {
      return this.#imported(place.file, { specifier: namespace.specifier, imported: String(key), at });
    }
    const owner = this.#fold(place, node.expression);
    if (owner.kind === "unknown") return owner;
    if (key === undefined) return this.#unknown(at, "the name of the property is no constant");
    const { value, depth } = partAt(owner, [key]);
    return depth === 1 ? value : this.#unknown(at, `there is no "${key}" in this constant`);
  }

  #key(place: Place, node: ts.Expression): string | number | undefined {
    const key = this.#fold(place, node);
    if (key.kind === "string") return key.value;
    return key.kind === "plain" && typeof key.value === "number" ? key.value : undefined;
  }

  #call(place: Place, node: ts.CallExpression): Folded {
    const at = locationOf(place.file, node);
    if (!this.isDefineManifest(place.file, node)) return this.#unknown(at, refusalOf(node));
    const [argument] = node.arguments;
    return argument === undefined ? this.#unknown(at, "it has no argument") : this.#fold(place, argument);
  }
}

function locationOf(file: ParsedFile, node: ts.Node): Location {
  return { file: file.path, span: spanOf(node, file.syntax) };
}

function templatePiece(file: ParsedFile, node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): StringPiece {
  const start = node.getStart(file.syntax) + 1;
  const closing = node.isUnterminated === true ? 0 : node.kind === SyntaxKind.TemplateTail ? 1 : 2;
  return stringPiece(node.text, { file: file.path, raw: file.source.text.slice(start, node.end - closing), start });
}

function importRefusal(specifier: string): string {
  if (specifier.startsWith("ambit:")) return "what the host provides is no constant";
  if (specifier.startsWith(".") || specifier.startsWith("/")) return `"${specifier}" cannot be read`;
  return "only constants of relative files are folded, not those of packages";
}
