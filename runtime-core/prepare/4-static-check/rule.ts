/** What a rule of the static check is. */
import { diagnostic, type Diagnostic, type DiagnosticOptions } from "../../base/diagnostic.ts";
import type { Code, CodeData } from "../../base/codes/table.ts";
import type { Location } from "../../base/span.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import type { LandmarkKind } from "../1-parse/survey.ts";
import { spanOf, ts } from "../1-parse/syntax.ts";
import { type Bindings, bindingsOf } from "../2-pre-init/bindings.ts";
import { Scopes } from "./scopes.ts";

const { SyntaxKind } = ts;

/** A rule over one file: called for each node of its kinds, in the order of the text. */
export interface Rule {
  readonly kinds: readonly LandmarkKind[];
  check(node: ts.Node, context: RuleContext): void;
}

/** What a rule may ask while it looks at one file, and where it says what it finds. */
export class RuleContext {
  readonly file: ParsedFile;
  readonly scopes: Scopes;
  readonly found: Diagnostic[] = [];
  /** What a rule has seen that calls for a closer look once the walk is over. */
  readonly suspicions = new Set<string>();
  #bindings: Bindings | undefined;

  constructor(file: ParsedFile) {
    this.file = file;
    this.scopes = new Scopes(file.syntax);
  }

  /** The top level of the file. */
  get bindings(): Bindings {
    this.#bindings ??= bindingsOf(this.file);
    return this.#bindings;
  }

  locationOf(node: ts.Node): Location {
    return { file: this.file.path, span: spanOf(node, this.file.syntax) };
  }

  report<C extends Code>(code: C, node: ts.Node, data: CodeData<C>, options: DiagnosticOptions = {}): void {
    this.found.push(diagnostic(code, this.locationOf(node), data, options));
  }

  /** Whether an expression names something of a module that is wanted: `readText` or `fs.readText` -> "ambit:fs", "readText". */
  namesImport(node: ts.Expression, isWanted: (specifier: string, name: string) => boolean): boolean {
    if (ts.isIdentifier(node)) {
      const binding = this.bindings.names.get(node.text);
      return binding?.kind === "import" && isWanted(binding.specifier, binding.imported) && this.#isTopLevel(node);
    }
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
    const binding = this.bindings.names.get(node.expression.text);
    if (binding?.kind !== "import" || binding.imported !== "*") return false;
    return isWanted(binding.specifier, node.name.text) && this.#isTopLevel(node.expression);
  }

  #isTopLevel(name: ts.Identifier): boolean {
    return this.scopes.isTopLevel(name.text, name);
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
