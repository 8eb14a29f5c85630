/**
 * Edits that give a module its first manifest: the import, the declaration, laid out as in the handbook.
 */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { FileEdit } from "../file-edit.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import type { InferredGrant } from "../infer/infer-grants.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { importName, startOfCode } from "./import-edit.ts";
import { stringText } from "./literal-edits.ts";
import { type PrefixPlace, sharedPrefix } from "./shared-prefix.ts";
import { type Style, styleAt, usesSemicolons } from "./style.ts";

const WIDTH = 120;

/** How and where a manifest is written. */
interface Layout extends Style {
  /** What a resource is begun with at the place of the manifest. */
  readonly place: PrefixPlace;
}

/**
 * Writes a manifest with these grants into a module that exports none: behind the imports, and behind the constants at the
 * beginning of the file that grants begin with. `notes` stand above it.
 */
export function newManifestEdits(
  { parsed, path }: PreparedModule,
  grants: readonly InferredGrant[],
  notes: readonly string[],
): readonly FileEdit[] {
  const file = parsed.files.get(path);
  if (file === undefined) return [];
  const constants = constantsFirst(file);
  const place = { file, folder: new ConstantFolder(parsed), before: constants.at(-1)?.end ?? 0 };
  const style = { ...styleAt(file, file.syntax), indent: "", expand: 0, place };
  const { newline } = style;
  const callee = importName(file, { specifier: "ambit:module", name: "defineManifest" });
  const lines = [...notes.map((note) => `// ${note}`), ...declaration(file, callee.name, printed(grants, style))];
  const text = lines.join(newline);
  const imports = file.statements.filter((statement) => ts.isImportDeclaration(statement));
  const names = new Set(grants.map(({ permission }) => sharedPrefix(permission.resource, place).prefix));
  const anchor = constants.findLast((each) => declaredNames(each).some((name) => names.has(name))) ?? imports.at(-1);
  if (anchor !== undefined) return [...callee.edits, insertBehind(file, anchor, { newline, text })];
  const start = startOfCode(file);
  const end = file.source.text.slice(start).trim() === "" ? newline : newline + newline;
  return [insertion(file, start, [...callee.edits.map((edit) => edit.text), text, end].join(""))];
}

/** Constants before anything else than imports and types. */
function constantsFirst({ statements }: ParsedFile): readonly ts.VariableStatement[] {
  const rest = statements.slice(statements.findLastIndex((each) => ts.isImportDeclaration(each)) + 1);
  const end = rest.findIndex(
    (each) => !ts.isVariableStatement(each) && !ts.isTypeAliasDeclaration(each) && !ts.isInterfaceDeclaration(each),
  );
  return rest.slice(0, end < 0 ? undefined : end).filter((each) => ts.isVariableStatement(each));
}

function declaredNames({ declarationList }: ts.VariableStatement): readonly string[] {
  return declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
}

/** Behind a statement and the comment on its line, with a blank line on both sides. */
function insertBehind(
  file: ParsedFile,
  statement: ts.Statement,
  { newline, text }: { readonly newline: string; readonly text: string },
): FileEdit {
  const behind = file.source.text.slice(statement.end);
  const comment = /^[^\S\r\n]*(?:\/\/[^\r\n]*|\/\*[^\n]*?\*\/[^\S\r\n]*)?(?=\r?\n|$)/.exec(behind)?.[0] ?? "";
  const rest = behind.slice(comment.length);
  const gap = /^\r?\n[^\S\n]*[^\s]/.test(rest) ? newline : "";
  return insertion(file, statement.end + comment.length, `${newline}${newline}${text}${gap}`);
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

function printed(grants: readonly InferredGrant[], style: Layout): string {
  if (grants.length === 0) return "{}";
  const { newline, unit } = style;
  const domains = groupsOf(grants, ({ permission }) => permission.domain);
  const lines = [...domains].map(([domain, own]) => `${unit}${unit}${domainText(domain, own, style)},`);
  return ["{", `${unit}permissions: {`, ...lines, `${unit}},`, "}"].join(newline);
}

/** One line when it fits and needs no comment, else one for each kind. */
function domainText(domain: string, grants: readonly InferredGrant[], style: Layout): string {
  const { newline, unit } = style;
  const kinds = [...groupsOf(grants, ({ permission }) => permission.kind)];
  const flat = `${domain}: {${style.padding}${kinds.map(([kind, own]) => `${kind}: ${flatList(own, style)}`).join(", ")}${style.padding}}`;
  const hasComment = grants.some((grant) => grant.why !== undefined);
  if (!hasComment && unit.length * 2 + flat.length + 1 <= WIDTH) return flat;
  const indent = unit.repeat(3);
  const lines = kinds.map(([kind, own]) => `${indent}${kind}: ${listText(own, `${indent}${kind}: `.length, style)},`);
  return [`${domain}: {`, ...lines, `${unit}${unit}}`].join(newline);
}

function flatList(grants: readonly InferredGrant[], style: Layout): string {
  return `[${grants.map((grant) => resourceText(grant, style)).join(", ")}]`;
}

function listText(grants: readonly InferredGrant[], column: number, style: Layout): string {
  const { newline, unit } = style;
  const flat = flatList(grants, style);
  if (grants.every((grant) => grant.why === undefined) && column + flat.length + 1 <= WIDTH) return flat;
  const indent = unit.repeat(4);
  const lines = grants.flatMap((grant) => [
    ...(grant.why === undefined ? [] : [`${indent}// ${grant.why.charAt(0).toUpperCase()}${grant.why.slice(1)}`]),
    `${indent}${resourceText(grant, style)},`,
  ]);
  return ["[", ...lines, `${unit.repeat(3)}]`].join(newline);
}

function resourceText({ permission: { resource } }: InferredGrant, style: Layout): string {
  return stringText(sharedPrefix(resource, style.place), style);
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function insertion(file: ParsedFile, offset: number, text: string): FileEdit {
  return { file: file.path, span: { start: offset, end: offset }, text };
}
