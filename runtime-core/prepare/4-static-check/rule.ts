/** What a rule of the static check is. */
import { diagnostic, type Diagnostic, type DiagnosticOptions } from "../../base/diagnostic.ts";
import type { Code, CodeData } from "../../base/codes/table.ts";
import type { Location } from "../../base/span.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { spanOf, ts } from "../1-parse/syntax.ts";
import { type Bindings, bindingsOf } from "../2-pre-init/bindings.ts";
import { Scopes } from "./scopes.ts";

/** A rule over one file: called for each node of its kinds, in the order of the text. */
export interface Rule {
  readonly kinds: readonly ts.SyntaxKind[];
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

  /** What an expression names of a module: `readText` or `fs.readText` -> { "ambit:fs", "readText" }; undefined for all else. */
  importedBy(node: ts.Expression): { readonly specifier: string; readonly name: string } | undefined {
    if (ts.isIdentifier(node)) {
      const binding = this.#importBinding(node);
      return binding && { specifier: binding.specifier, name: binding.imported };
    }
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
    const binding = this.#importBinding(node.expression);
    return binding?.imported === "*" ? { specifier: binding.specifier, name: node.name.text } : undefined;
  }

  #importBinding(name: ts.Identifier): { readonly specifier: string; readonly imported: string } | undefined {
    const binding = this.bindings.names.get(name.text);
    return binding?.kind === "import" && this.scopes.isTopLevel(name.text, name) ? binding : undefined;
  }
}

/** The expression without what only the type checker sees around it. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}
