/**
 * Edits that give a module its first manifest: the import, the declaration, laid out as in the handbook.
 */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import type { InferredGrant } from "../infer/infer-grants.ts";
import { type Style, styleAt } from "./style.ts";

const WIDTH = 120;

/** Writes a manifest with these grants behind the imports of a file that exports none; `notes` stand above it. */
export function newManifestEdits(
  file: ParsedFile,
  grants: readonly InferredGrant[],
  notes: readonly string[],
): readonly FileEdit[] {
  const style = { ...styleAt(file, file.syntax), indent: "", expand: 0 };
  const { newline } = style;
  const callee = calleeOf(file, style);
  const lines = [...notes.map((note) => `// ${note}`), ...declaration(file, callee.name, printed(grants, style))];
  const text = lines.join(newline);
  const imports = file.statements.filter((statement) => ts.isImportDeclaration(statement));
  const [first, last] = [imports[0], imports.at(-1)];
  if (first !== undefined && last !== undefined) {
    const added =
      callee.line === undefined ? [] : [insertion(file, first.getStart(file.syntax), callee.line + newline)];
    const edits = callee.edit === undefined ? added : [...added, callee.edit];
    return [...edits, insertion(file, last.end, `${newline}${newline}${text}`)];
  }
  const start = startOf(file);
  const rest = file.source.text.slice(start);
  const gap = rest.trim() === "" ? newline : newline + newline;
  const line = callee.line === undefined ? "" : `${callee.line}${newline}${newline}`;
  return [insertion(file, start, line + text + gap)];
}

interface Callee {
  /** The local name of `defineManifest`; undefined when the name is taken by something else. */
  readonly name: string | undefined;
  /** An import to add. */
  readonly line?: string;
  /** An edit of an import that is there already. */
  readonly edit?: FileEdit;
}

function calleeOf(file: ParsedFile, style: Style): Callee {
  const { names } = file.bindings;
  for (const [name, binding] of names) {
    const isOurs = binding.kind === "import" && binding.specifier === "ambit:module";
    if (isOurs && binding.imported === "defineManifest") return { name };
  }
  if (names.has("defineManifest")) return { name: undefined };
  const list = namedImport(file);
  if (list !== undefined) {
    const edit = insertion(file, list.elements.at(-1)?.end ?? list.end - 1, ", defineManifest");
    return { name: "defineManifest", edit };
  }
  const { quote } = style;
  const semicolon = usesSemicolons(file) ? ";" : "";
  return { name: "defineManifest", line: `import { defineManifest } from ${quote}ambit:module${quote}${semicolon}` };
}

/** The names of an import of "ambit:module" that is not one of types only. */
function namedImport(file: ParsedFile): ts.NamedImports | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = statement.importClause;
    if (statement.moduleSpecifier.text !== "ambit:module" || clause === undefined) continue;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword || clause.namedBindings === undefined) continue;
    if (ts.isNamedImports(clause.namedBindings) && clause.namedBindings.elements.length > 0)
      return clause.namedBindings;
  }
  return undefined;
}

/** A name that is taken is not touched: the manifest gets another one and is exported as `manifest`. */
function declaration(file: ParsedFile, callee: string | undefined, value: string): readonly string[] {
  const { names } = file.bindings;
  const semicolon = usesSemicolons(file) ? ";" : "";
  const whole = callee === undefined ? value : `${callee}(${value})`;
  if (!names.has("manifest")) return [`export const manifest = ${whole}${semicolon}`];
  const free = ["ambitManifest", "moduleManifest", "ownManifest"].find((name) => !names.has(name)) ?? "theManifest";
  return [`const ${free} = ${whole}${semicolon}`, `export { ${free} as manifest }${semicolon}`];
}

function printed(grants: readonly InferredGrant[], style: Style): string {
  if (grants.length === 0) return "{}";
  const { newline, unit } = style;
  const domains = groupsOf(grants, ({ permission }) => permission.domain);
  const lines = [...domains].map(([domain, own]) => `${unit}${unit}${domainText(domain, own, style)},`);
  return ["{", `${unit}permissions: {`, ...lines, `${unit}},`, "}"].join(newline);
}

/** One line when it fits and needs no comment, else one for each kind. */
function domainText(domain: string, grants: readonly InferredGrant[], style: Style): string {
  const { newline, unit } = style;
  const kinds = [...groupsOf(grants, ({ permission }) => permission.kind)];
  const flat = `${domain}: {${style.padding}${kinds.map(([kind, own]) => `${kind}: ${flatList(own, style)}`).join(", ")}${style.padding}}`;
  const hasComment = grants.some((grant) => grant.why !== undefined);
  if (!hasComment && unit.length * 2 + flat.length + 1 <= WIDTH) return flat;
  const indent = unit.repeat(3);
  const lines = kinds.map(([kind, own]) => `${indent}${kind}: ${listText(own, `${indent}${kind}: `.length, style)},`);
  return [`${domain}: {`, ...lines, `${unit}${unit}}`].join(newline);
}

function flatList(grants: readonly InferredGrant[], style: Style): string {
  return `[${grants.map(({ permission }) => quoted(permission.resource, style)).join(", ")}]`;
}

function listText(grants: readonly InferredGrant[], column: number, style: Style): string {
  const { newline, unit } = style;
  const flat = flatList(grants, style);
  if (grants.every((grant) => grant.why === undefined) && column + flat.length + 1 <= WIDTH) return flat;
  const indent = unit.repeat(4);
  const lines = grants.flatMap(({ permission, why }) => [
    ...(why === undefined ? [] : [`${indent}// Not known: ${why}`]),
    `${indent}${quoted(permission.resource, style)},`,
  ]);
  return ["[", ...lines, `${unit.repeat(3)}]`].join(newline);
}

function quoted(text: string, { quote }: Style): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Behind what must stand first: "#!", directives, a comment about the whole file. */
function startOf(file: ParsedFile): number {
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

function usesSemicolons({ source, statements }: ParsedFile): boolean {
  const ends = statements.filter((each) => ts.isImportDeclaration(each) || ts.isVariableStatement(each));
  return ends.length === 0 || ends.some((each) => source.text[each.end - 1] === ";");
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function insertion(file: ParsedFile, offset: number, text: string): FileEdit {
  return { file: file.path, span: { start: offset, end: offset }, text };
}
