/** What a rule of the static check is. */
import { diagnostic, type Diagnostic, type DiagnosticOptions } from "../../base/diagnostic.ts";
import type { Code, CodeData } from "../../base/codes/table.ts";
import type { Location } from "../../base/span.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import type { LandmarkKind } from "../1-parse/survey.ts";
import { spanOf, ts } from "../1-parse/syntax.ts";
import { type Bindings, bindingsOf } from "../2-pre-init/bindings.ts";
import { Memo } from "../memo.ts";
import { Scopes } from "./scopes.ts";

const { SyntaxKind } = ts;

/** A rule over one file: asked about each node of its kinds, in the order of the text. */
export interface Rule {
  readonly kinds: readonly LandmarkKind[];
  /**
   * Whether a node may lead to a finding. The answer is kept while the statement and the imports of the file stay as they
   * are: it must not depend on anything around the statement, nor on places.
   */
  concerns(node: ts.Node, imports: ImportedNames): boolean;
  /** Looks closer at a node that concerns it. */
  check(node: ts.Node, context: RuleContext): void;
}

/** The nodes in one look that concern rules, as long as the imports are these. */
export interface Picked {
  readonly imports: ImportedNames;
  readonly found: readonly { readonly node: ts.Node; readonly rule: Rule }[];
}

/** What the imports of a file bind, by local name. The same object as long as they bind the same. */
export type ImportedNames = ReadonlyMap<string, ImportedName>;

/** Something of a module: "ambit:fs", "readText"; "*" for all of it. */
interface ImportedName {
  readonly specifier: string;
  readonly imported: string;
}

const KNOWN = new Memo<ImportedNames>(1000);

function importedNames({ names }: Bindings): ImportedNames {
  const imports = [...names].flatMap(([name, binding]) =>
    binding.kind === "import" ? [[name, { specifier: binding.specifier, imported: binding.imported }] as const] : [],
  );
  return KNOWN.of(JSON.stringify(imports), () => new Map(imports));
}

/** What an expression names of a module: `readText` or `fs.readText` -> { "ambit:fs", "readText" }; undefined for all else. */
export function importedBy(node: ts.Expression, imports: ImportedNames): ImportedName | undefined {
  if (ts.isIdentifier(node)) return imports.get(node.text);
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const all = imports.get(node.expression.text);
  return all?.imported === "*" ? { specifier: all.specifier, imported: node.name.text } : undefined;
}

/** What a rule may ask while it looks at one file, and where it says what it finds. */
export class RuleContext {
  readonly file: ParsedFile;
  readonly scopes: Scopes;
  readonly found: Diagnostic[] = [];
  /** What a rule has seen that calls for a closer look once the walk is over. */
  readonly suspicions = new Set<string>();
  #bindings: Bindings | undefined;
  #imports: ImportedNames | undefined;

  constructor(file: ParsedFile) {
    this.file = file;
    this.scopes = new Scopes(file.syntax);
  }

  /** The top level of the file. */
  get bindings(): Bindings {
    this.#bindings ??= bindingsOf(this.file);
    return this.#bindings;
  }

  get imports(): ImportedNames {
    this.#imports ??= importedNames(this.bindings);
    return this.#imports;
  }

  locationOf(node: ts.Node): Location {
    return { file: this.file.path, span: spanOf(node, this.file.syntax) };
  }

  report<C extends Code>(code: C, node: ts.Node, data: CodeData<C>, options: DiagnosticOptions = {}): void {
    this.found.push(diagnostic(code, this.locationOf(node), data, options));
  }

  /** Like the function of this name, as seen from the place of the expression. */
  importedBy(node: ts.Expression): ImportedName | undefined {
    const found = importedBy(node, this.imports);
    const name = ts.isPropertyAccessExpression(node) ? node.expression : node;
    return found !== undefined && ts.isIdentifier(name) && this.scopes.isTopLevel(name.text, name) ? found : undefined;
  }
}

/** The expression without what only the type checker sees around it. */
export function bare(node: ts.Expression): ts.Expression {
  switch (node.kind) {
    case SyntaxKind.ParenthesizedExpression:
    case SyntaxKind.AsExpression:
    case SyntaxKind.SatisfiesExpression:
    case SyntaxKind.NonNullExpression:
    case SyntaxKind.TypeAssertionExpression:
      return bare((node as ts.ParenthesizedExpression).expression);
    default:
      return node;
  }
}
