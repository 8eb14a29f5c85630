/**
 * One file to a tree with its imports. The previous version of the same file makes it quick.
 */
import { SourceText } from "../../base/source-text.ts";
import type { FilePath, Span } from "../../base/span.ts";
import { type Bindings, bindingsOf } from "./bindings.ts";
import type { ParsedFile, WrittenImport } from "./parsed-module.ts";
import {
  jsonProblems,
  type Language,
  parseText,
  parseWithoutParents,
  reparse,
  syntaxProblems,
  type SyntaxProblem,
  type ts,
} from "./syntax.ts";
import { type Look, survey } from "./survey.ts";
import { topLevelStatements } from "./top-level.ts";
import { writtenImports } from "./written-imports.ts";

/** A file as a tree; see `ParsedFile` for how long its nodes may be kept. */
export class SourceFileTree implements ParsedFile {
  readonly path: FilePath;
  readonly language: Language;
  readonly source: SourceText;
  readonly imports: readonly WrittenImport[];
  readonly problems: readonly SyntaxProblem[];
  /** Where the text is nested too deeply to be walked; `syntax` is then an empty tree. */
  readonly tooDeep: Span | undefined;
  readonly #holders = new Set<{ readonly signal: AbortSignal | undefined }>();
  #syntax: ts.SourceFile | undefined;
  #statements: readonly ts.Statement[] | undefined;
  #bindings: Bindings | undefined;
  #look: Look | undefined;

  private constructor(
    path: FilePath,
    text: string,
    options: { language: Language; syntax: ts.SourceFile | undefined },
  ) {
    const { language, syntax } = options;
    this.path = path;
    this.language = language;
    this.source = new SourceText(text);
    const seen = syntax === undefined ? undefined : survey(syntax);
    this.tooDeep = seen === undefined ? { start: 0, end: 0 } : seen.tooDeep;
    this.#syntax = this.tooDeep === undefined ? syntax : undefined;
    this.#look = seen?.look;
    this.problems = problemsOf(language, syntax);
    const isCode = language !== "json" && this.tooDeep === undefined;
    this.imports = isCode ? writtenImports(this) : [];
  }

  /** Parses a text; `previous`, an earlier version of the file, gives its nodes away unless a running preparation holds them. */
  static parse(
    path: FilePath,
    text: string,
    options: { language: Language; previous?: SourceFileTree | undefined },
  ): SourceFileTree {
    const { language, previous } = options;
    const old = language === "json" ? undefined : previous?.giveAway();
    return new SourceFileTree(path, text, { language, syntax: parseAny(path, text, { language, old }) });
  }

  get syntax(): ts.SourceFile {
    const text = this.tooDeep === undefined ? this.source.text : "";
    this.#syntax ??= parseText(this.path, text, this.language);
    return this.#syntax;
  }

  get statements(): readonly ts.Statement[] {
    this.#statements ??= topLevelStatements(this.syntax, this.hasSyntaxErrors);
    return this.#statements;
  }

  get bindings(): Bindings {
    this.#bindings ??= bindingsOf(this.statements);
    return this.#bindings;
  }

  get look(): Look {
    this.#look ??= survey(this.syntax).look;
    return this.#look;
  }

  get hasSyntaxErrors(): boolean {
    return this.problems.length > 0 || this.tooDeep !== undefined;
  }

  /** Keeps the nodes valid until the result is disposed or `signal` fires. */
  hold(signal: AbortSignal | undefined): Disposable {
    const holder = { signal };
    this.#holders.add(holder);
    return { [Symbol.dispose]: () => void this.#holders.delete(holder) };
  }

  /** Whether a running preparation needs the nodes. */
  get isHeld(): boolean {
    return [...this.#holders].some(({ signal }) => signal?.aborted !== true);
  }

  /** The tree for taking over, or undefined when it is in use; `syntax` is parsed anew if it is asked for later. */
  giveAway(): ts.SourceFile | undefined {
    if (this.tooDeep !== undefined || this.isHeld) return undefined;
    const syntax = this.#syntax;
    this.#syntax = undefined;
    this.#statements = undefined;
    this.#bindings = undefined;
    this.#look = undefined;
    return syntax;
  }
}

/** The tree of any text; undefined when the parser, which works by recursion, runs out of stack. */
function parseAny(
  path: FilePath,
  text: string,
  { language, old }: { language: Language; old: ts.SourceFile | undefined },
): ts.SourceFile | undefined {
  try {
    if (old === undefined) return parseWithoutParents(path, text, language);
    const syntax = reparse(old, text);
    return isTangled(syntax) ? parseAny(path, text, { language, old: undefined }) : syntax;
  } catch (error) {
    // The parser's own assertions fail on some trees that it is to take over, as those with an `await` at the top level.
    if (old !== undefined) return parseAny(path, text, { language, old: undefined });
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether statements overlap, as they can around a broken `await`: what is taken over would stand in several of them. */
function isTangled({ statements }: ts.SourceFile): boolean {
  return statements.some(({ pos }, i) => pos < (statements[i - 1]?.end ?? 0));
}

function problemsOf(language: Language, syntax: ts.SourceFile | undefined): readonly SyntaxProblem[] {
  if (syntax === undefined) return [];
  return language === "json" ? jsonProblems(syntax) : syntaxProblems(syntax);
}
