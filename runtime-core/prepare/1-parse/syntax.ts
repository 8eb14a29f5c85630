/**
 * The one door to the parser of TypeScript and its node types.
 *
 * Promise: parsing never fails; a broken text gives a tree with holes and a list of problems.
 * A tree that was given to `reparse` belongs to the new tree afterwards and must not be read any more.
 */
import { adopt, candidatesOf } from "./adopt.ts";
import * as ts from "./typescript.ts";
import type { Span } from "../../base/span.ts";

export { ts };

/** How a text is read, by the ending of its name. */
export type Language = "ts" | "tsx" | "js" | "jsx" | "json";

/** A problem that the parser found. */
export interface SyntaxProblem {
  /** Without a full stop. */
  readonly message: string;
  readonly span: Span;
  /** Where what is not closed was opened. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

const SCRIPT_KINDS = {
  ts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JS,
  jsx: ts.ScriptKind.JSX,
  json: ts.ScriptKind.JSON,
} as const satisfies Record<Language, ts.ScriptKind>;

const OPTIONS: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.ESNext,
  impliedNodeFormat: ts.ModuleKind.ESNext,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  // Every file is a module, also one without imports and exports: an `await` at its top level is one.
  setExternalModuleIndicator: (file) =>
    void ((file as { externalModuleIndicator?: true }).externalModuleIndicator = true),
};

/** The language of a file by its name; undefined for a name that no module can have. */
export function languageOf(path: string): Language | undefined {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  if (ending === "ts" || ending === "mts") return "ts";
  if (ending === "js" || ending === "mjs" || ending === "cjs") return "js";
  return ending === "tsx" || ending === "jsx" || ending === "json" ? ending : undefined;
}

/** Parses a text from scratch. About 2 ms for 1,000 lines. */
export function parseText(path: string, text: string, language: Language): ts.SourceFile {
  return ts.createSourceFile(path, text, OPTIONS, true, SCRIPT_KINDS[language]);
}

/** Like `parseText`, but the nodes have no parents; `survey` sets them. */
export function parseWithoutParents(path: string, text: string, language: Language): ts.SourceFile {
  return ts.createSourceFile(path, text, OPTIONS, false, SCRIPT_KINDS[language]);
}

/** Parses a text that differs little from that of `previous`, whose nodes are taken over. About 0.5 ms for 1,000 lines. */
export function reparse(previous: ts.SourceFile, text: string): ts.SourceFile {
  const old = previous.text;
  const findings = parserFindings(previous);
  const start = sharedStart(old, text);
  const tail = sharedTail(old, text, Math.min(old.length, text.length) - start);
  const isQuicker = findings.length <= MAX_MARKED && widestList(previous, start, old.length - tail) <= MAX_IN_LIST;
  if (!isQuicker) return parseWithoutParents(previous.fileName, text, languageOf(previous.fileName) ?? "ts");
  const problems = findings.map((each) => ({ start: each.start, end: each.start + each.length }));
  const candidates = candidatesOf(previous, { start, end: old.length - tail }, problems);
  for (const problem of problems) markFaulty(previous, problem.start, problem.end);
  const change = ts.createTextChangeRange(
    ts.createTextSpanFromBounds(start, old.length - tail),
    text.length - tail - start,
  );
  const next = ts.updateSourceFile(previous, text, change);
  adopt(next, candidates, previous);
  return next;
}

/** Problems that are looked at one by one; a text with more of them is parsed from scratch. */
const MAX_MARKED = 20;
/** For each member of a list with commas that it takes over, the parser looks through the list from its beginning. */
const MAX_IN_LIST = 2000;

/** The length of the longest list with commas, of those whose members can be taken over, that a change is in. */
function widestList(node: ts.Node, start: number, end: number): number {
  let widest = 0;
  const look = (child: ts.Node): void => {
    if (child.end >= start && child.pos <= end) widest = Math.max(widest, widestList(child, start, end));
  };
  const hasCommas = ts.isFunctionLike(node) || ts.isEnumDeclaration(node) || ts.isVariableDeclarationList(node);
  ts.forEachChild(node, look, (list) => {
    if (hasCommas) widest = Math.max(widest, list.length);
    list.forEach(look);
  });
  return widest;
}

/**
 * Keeps nodes that a problem concerns from being taken over. The parser marks them too, but a mark that falls on a token
 * that is no node, like the dots of a spread, is lost, and with it the problem.
 */
function markFaulty(node: ts.Node, start: number, end: number): void {
  (node as { flags: number }).flags |= FAULTY;
  let before: ts.Node | undefined;
  ts.forEachChild(node, (child) => {
    if (child.end < start) before = child;
    else if (child.pos <= end) markFaulty(child, start, end);
  });
  // Its end may be what was expected where the problem is.
  if (before !== undefined) markFaulty(before, start, end);
}

const FAULTY = ts.NodeFlags.ThisNodeHasError | ts.NodeFlags.ThisNodeOrAnySubNodesHasError;

/** Units compared at once: a slice of a flat string costs no copy, and comparing two is one call. */
const BLOCK = 1024;

function sharedStart(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start + BLOCK <= shorter && a.slice(start, start + BLOCK) === b.slice(start, start + BLOCK)) start += BLOCK;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  return start;
}

function sharedTail(a: string, b: string, longest: number): number {
  let tail = 0;
  const blockOf = (text: string): string => text.slice(text.length - tail - BLOCK, text.length - tail);
  while (tail + BLOCK <= longest && blockOf(a) === blockOf(b)) tail += BLOCK;
  while (tail < longest && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return tail;
}

/** What the parser complained about, in order of place. */
export function syntaxProblems(file: ts.SourceFile): readonly SyntaxProblem[] {
  return parserFindings(file).map((problem) => {
    const related = (problem.relatedInformation ?? []).flatMap(({ messageText, start, length }) =>
      start === undefined ? [] : [{ message: sentence(messageText), span: { start, end: start + (length ?? 0) } }],
    );
    const span = { start: problem.start, end: problem.start + problem.length };
    return { message: sentence(problem.messageText), span, ...(related.length === 0 ? {} : { related }) };
  });
}

/** The parser keeps its findings in a property that the public type leaves out; a program would hand out the same list. */
function parserFindings(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

function sentence(message: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, " ").replace(/\.$/, "");
}

/** What keeps a JSON file from being JSON; the tree is more lenient than `JSON.parse`, which is what loads it. */
export function jsonProblems(file: ts.SourceFile): readonly SyntaxProblem[] {
  try {
    JSON.parse(file.text.replace(/^\uFEFF/, ""));
    return [];
  } catch (error) {
    const found = syntaxProblems(file);
    if (found.length > 0) return found;
    const message = error instanceof Error ? error.message : String(error);
    const offset = Math.min(Number(/position (\d+)/.exec(message)?.[1] ?? 0), file.text.length);
    return [{ message, span: { start: offset, end: Math.min(offset + 1, file.text.length) } }];
  }
}

/** The place of a node without the blanks and comments before it. */
export function spanOf(node: ts.Node, file: ts.SourceFile): Span {
  return { start: node.getStart(file), end: node.end };
}

/** Whether a declaration carries a keyword such as `export`. */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const { modifiers } = node as ts.Node & { readonly modifiers?: readonly ts.ModifierLike[] };
  if (modifiers !== undefined) for (const modifier of modifiers) if (modifier.kind === kind) return true;
  return false;
}

const filesWithVar = new WeakMap<ts.SourceFile, boolean>();

/** Whether the word `var` stands anywhere in a file; in most it does not. */
export function mayUseVar(file: ts.SourceFile): boolean {
  let known = filesWithVar.get(file);
  if (known === undefined) {
    known = file.text.includes("var") && /\bvar\b/.test(file.text);
    filesWithVar.set(file, known);
  }
  return known;
}

/** Whether a node is a call of the form `import(…)`. */
export function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** Whether an expression is the one in it but for types: `(a)`, `a!`, `a as T`, `<T>a`, `a satisfies T`. */
export function isTransparent(
  node: ts.Node,
): node is
  | ts.ParenthesizedExpression
  | ts.NonNullExpression
  | ts.AsExpression
  | ts.TypeAssertion
  | ts.SatisfiesExpression {
  switch (node.kind) {
    case ts.SyntaxKind.ParenthesizedExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.SatisfiesExpression:
    case ts.SyntaxKind.NonNullExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
      return true;
    default:
      return false;
  }
}
