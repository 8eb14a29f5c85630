/** The edit that imports one more name, and where the first import of a file goes. */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { Scopes } from "../4-static-check/scopes.ts";
import type { FileEdit } from "../file-edit.ts";
import { styleAt, usesSemicolons } from "./style.ts";

/** A name that a module exports. */
export interface ExportedName {
  readonly specifier: string;
  readonly name: string;
  /** Where it is written; anywhere at the top level when not given. */
  readonly at?: ts.Node | undefined;
}

/** How a file gets a name. */
export interface NameImport {
  /** The local name; undefined when the name is taken by something else, at the top level or around its place. */
  readonly name: string | undefined;
  /** At most one: an import that is there gets one more name, or a new one stands before all others. */
  readonly edits: readonly FileEdit[];
}

/** Imports a name of a module into a file, if it is not there. */
export function importName(file: ParsedFile, { specifier, name, at = file.syntax }: ExportedName): NameImport {
  const { names } = file.bindings;
  const scopes = new Scopes(file.syntax);
  const isHidden = (local: string): boolean => !scopes.isGlobal(local, at) && !scopes.isTopLevel(local, at);
  for (const [local, binding] of names) {
    if (binding.kind === "import" && binding.specifier === specifier && binding.imported === name)
      return { name: isHidden(local) ? undefined : local, edits: [] };
  }
  if (names.has(name) || isHidden(name)) return { name: undefined, edits: [] };
  const list = namedImport(file, specifier);
  if (list !== undefined) {
    const end = list.elements.at(-1)?.end ?? list.end - 1;
    return { name, edits: [{ file: file.path, span: { start: end, end }, text: `, ${name}` }] };
  }
  const { newline, quote } = styleAt(file, file.syntax);
  const line = `import { ${name} } from ${quote}${specifier}${quote}${usesSemicolons(file) ? ";" : ""}${newline}`;
  const first = file.statements.find((statement) => ts.isImportDeclaration(statement));
  const start = first?.getStart(file.syntax) ?? startOfCode(file);
  const text = first === undefined ? line + newline : line;
  return { name, edits: [{ file: file.path, span: { start, end: start }, text }] };
}

/** The offset behind what must stand first: "#!", directives, a comment about the whole file. */
export function startOfCode(file: ParsedFile): number {
  const { text } = file.source;
  const directives = file.statements.findLast(
    (statement, index) =>
      ts.isExpressionStatement(statement) &&
      ts.isStringLiteral(statement.expression) &&
      file.statements.slice(0, index).every((each) => ts.isExpressionStatement(each)),
  );
  const after = directives?.end ?? /^(?:#![^\n]*)?/.exec(text)?.[0].length ?? 0;
  const header = /^\s*(?:(?:\/\/[^\n]*\n)+|\/\*[^]*?\*\/[^\S\n]*\n)(?=\s*\n|$)/.exec(text.slice(after));
  const start = after + (header?.[0].length ?? 0);
  return start === 0 ? 0 : start + (/^\s*\n/.exec(text.slice(start))?.[0].length ?? 0);
}

/** The names of an import that is not one of types only. */
function namedImport(file: ParsedFile, specifier: string): ts.NamedImports | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = statement.importClause;
    if (statement.moduleSpecifier.text !== specifier || clause === undefined) continue;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword || clause.namedBindings === undefined) continue;
    if (ts.isNamedImports(clause.namedBindings) && clause.namedBindings.elements.length > 0)
      return clause.namedBindings;
  }
  return undefined;
}
