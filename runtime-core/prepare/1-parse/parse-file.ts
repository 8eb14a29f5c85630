/**
 * One file to a tree with its imports. The previous version of the same file makes it quick.
 */
import { SourceText } from "../../base/source-text.ts";
import type { FilePath } from "../../base/span.ts";
import type { ParsedFile, WrittenImport } from "./parsed-module.ts";
import {
  jsonProblems,
  type Language,
  parseText,
  reparse,
  syntaxProblems,
  type SyntaxProblem,
  type ts,
} from "./syntax.ts";
import { topLevelStatements } from "./top-level.ts";
import { writtenImports } from "./written-imports.ts";

/** A file as a tree; see `ParsedFile` for how long its nodes may be kept. */
export class SourceFileTree implements ParsedFile {
  readonly path: FilePath;
  readonly language: Language;
  readonly source: SourceText;
  readonly imports: readonly WrittenImport[];
  readonly problems: readonly SyntaxProblem[];
  readonly #holders = new Set<{ readonly signal: AbortSignal | undefined }>();
  #syntax: ts.SourceFile | undefined;
  #statements: readonly ts.Statement[] | undefined;

  private constructor(path: FilePath, language: Language, syntax: ts.SourceFile) {
    this.path = path;
    this.language = language;
    this.source = new SourceText(syntax.text);
    this.#syntax = syntax;
    this.problems = language === "json" ? jsonProblems(syntax) : syntaxProblems(syntax);
    this.imports = language === "json" ? [] : writtenImports(syntax, this.statements);
  }

  /** Parses a text; `previous`, an earlier version of the file, gives its nodes away unless a running preparation holds them. */
  static parse(
    path: FilePath,
    text: string,
    options: { language: Language; previous?: SourceFileTree | undefined },
  ): SourceFileTree {
    const { language, previous } = options;
    const old = language === "json" ? undefined : previous?.giveAway();
    return new SourceFileTree(path, language, old === undefined ? parseText(path, text, language) : reparse(old, text));
  }

  get syntax(): ts.SourceFile {
    this.#syntax ??= parseText(this.path, this.source.text, this.language);
    return this.#syntax;
  }

  get statements(): readonly ts.Statement[] {
    this.#statements ??= topLevelStatements(this.syntax, this.hasSyntaxErrors);
    return this.#statements;
  }

  get hasSyntaxErrors(): boolean {
    return this.problems.length > 0;
  }

  /** Keeps the nodes valid until the result is disposed or `signal` fires. */
  hold(signal: AbortSignal | undefined): Disposable {
    const holder = { signal };
    this.#holders.add(holder);
    return { [Symbol.dispose]: () => void this.#holders.delete(holder) };
  }

  /** The tree for taking over, or undefined when it is in use; `syntax` is parsed anew if it is asked for later. */
  giveAway(): ts.SourceFile | undefined {
    for (const { signal } of this.#holders) if (signal?.aborted !== true) return undefined;
    const syntax = this.#syntax;
    this.#syntax = undefined;
    this.#statements = undefined;
    return syntax;
  }
}
