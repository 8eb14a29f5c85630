/** What a rule of the static check is. */
import { diagnostic, type Diagnostic, type DiagnosticOptions } from "../../base/diagnostic.ts";
import type { Code, CodeData } from "../../base/codes/table.ts";
import type { Location } from "../../base/span.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import type { LandmarkKind } from "../1-parse/survey.ts";
import { isTransparent, spanOf, ts } from "../1-parse/syntax.ts";
import type { Bindings } from "../1-parse/bindings.ts";
import { Memo } from "../memo.ts";
import { Scopes } from "./scopes.ts";

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

/** The nodes in one look that concern rules, as long as the imports are these; those of its parts as they were picked there. */
export interface Picked {
  readonly imports: ImportedNames;
  readonly found: readonly (Picked | { readonly node: ts.Node; readonly rule: Rule })[];
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
  const imports: [string, ImportedName][] = [];
  for (const [name, binding] of names)
    if (binding.kind === "import") imports.push([name, { specifier: binding.specifier, imported: binding.imported }]);
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
  /** Whether functions of the file make host calls, as far as it was asked. */
  readonly hostCalls = new Map<ts.Node, boolean>();
  #imports: ImportedNames | undefined;
  #mentions: ReadonlyMap<string, number> | undefined;

  constructor(file: ParsedFile) {
    this.file = file;
    this.scopes = new Scopes(file.syntax);
  }

  /** The top level of the file. */
  get bindings(): Bindings {
    return this.file.bindings;
  }

  get imports(): ImportedNames {
    this.#imports ??= importedNames(this.bindings);
    return this.#imports;
  }

  /** How often an identifier stands in the file. */
  mentions(name: string): number {
    this.#mentions ??= countIdentifiers(this.file.syntax);
    return this.#mentions.get(name) ?? 0;
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

function countIdentifiers(file: ts.SourceFile): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return counts;
}

/** The expression without what only the type checker sees around it. */
export function bare(node: ts.Expression): ts.Expression {
  return isTransparent(node) ? bare(node.expression) : node;
}
