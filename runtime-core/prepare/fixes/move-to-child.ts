/**
 * A function of the entry as a module of its own, which the function then spawns: what it touches is granted to the child alone, as far
 * as the parent need not grant it too.
 */
import { folderOf } from "../../base/file-path.ts";
import type { FilePath, Span } from "../../base/span.ts";
import { withText, type Workspace } from "../../base/workspace.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { hasModifier, spanOf, ts } from "../1-parse/syntax.ts";
import { Scopes } from "../4-static-check/scopes.ts";
import type { FileEdit } from "../file-edit.ts";
import { inferManifest } from "../infer/infer-manifest.ts";
import { grantEdits } from "../manifest-edits/grant-edits.ts";
import { importName, type NameImport } from "../manifest-edits/import-edit.ts";
import { type Style, styleAt, usesSemicolons } from "../manifest-edits/style.ts";
import type { PreparedModule } from "../prepared-module.ts";

/** A function that can be moved. */
export interface MovableFunction {
  readonly name: string;
  /** Where the name stands. */
  readonly start: number;
  /** The file of the child, which is not there yet. */
  readonly child: FilePath;
  /** The text of the child as an edit of its empty file, and the changes of the parent. */
  edits(workspace: Workspace): Promise<readonly FileEdit[]>;
}

interface Movable {
  readonly file: ParsedFile;
  readonly node: ts.FunctionDeclaration & { readonly name: ts.Identifier; readonly body: ts.Block };
  /** Names of the top level that it mentions, all of them imported. */
  readonly imported: readonly string[];
  readonly spawn: NameImport;
}

/**
 * The function whose name is at a place, when nothing stands against moving it: it is asynchronous and of the top level of a TypeScript
 * entry, its parameters are plain names, of the file it needs nothing but imports, and `spawn` is the name of nothing else.
 */
export function movableFunction(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span },
  workspace: () => Workspace,
): MovableFunction | undefined {
  const file = at.file === prepared.path ? prepared.parsed.files.get(at.file) : undefined;
  const movable = file && movableAt(file, at.span);
  if (movable === undefined || prepared.manifest?.location.file !== at.file) return undefined;
  const name = movable.node.name.text;
  const kebab = name.replace(/(?<=[a-z\d])(?=[A-Z])/g, "-").toLowerCase();
  const folder = folderOf(prepared.path);
  if (workspace().list(folder).includes(`${kebab}.ts`)) return undefined;
  const child = `${folder === "/" ? "" : folder}/${kebab}.ts`;
  const start = movable.node.name.getStart(file?.syntax);
  return { name, start, child, edits: (now) => editsOf(prepared, movable, { child, workspace: now }) };
}

function movableAt(file: ParsedFile, span: Span): Movable | undefined {
  const node = file.statements.find((each): each is Movable["node"] => {
    if (!ts.isFunctionDeclaration(each) || each.name === undefined || each.body === undefined) return false;
    return each.name.getStart(file.syntax) <= span.end && span.start <= each.name.end;
  });
  if (node === undefined || file.language !== "ts" || file.hasSyntaxErrors) return undefined;
  const isPlain = node.parameters.every(
    ({ dotDotDotToken, initializer, name }) =>
      ts.isIdentifier(name) && name.text !== "child" && initializer === undefined && dotDotDotToken === undefined,
  );
  const isAsync = hasModifier(node, ts.SyntaxKind.AsyncKeyword) && node.asteriskToken === undefined;
  if (!isPlain || !isAsync || node.typeParameters !== undefined) return undefined;
  if (hasModifier(node, ts.SyntaxKind.DefaultKeyword)) return undefined;
  const imported = importsOf(file, node);
  const spawn = importName(file, { specifier: "ambit:modules", name: "spawn", at: node.body });
  return imported && spawn.name !== undefined ? { file, node, imported, spawn } : undefined;
}

/** The imports that a function mentions; undefined when it needs anything else of what is around it. */
function importsOf(file: ParsedFile, node: ts.FunctionDeclaration): readonly string[] | undefined {
  const scopes = new Scopes(file.syntax);
  const types = new Set(file.statements.flatMap(typesIn));
  const imported = new Set<string>();
  let isAlone = true;
  const visit = (inner: ts.Node): void => {
    if (inner.kind === ts.SyntaxKind.ThisKeyword) isAlone = false;
    if (ts.isIdentifier(inner) && inner !== node.name) {
      const { text } = inner;
      if (types.has(text) || text === "arguments") isAlone = false;
      const binding = file.bindings.names.get(text);
      if (binding !== undefined && scopes.isTopLevel(text, inner)) {
        if (binding.kind === "import") imported.add(text);
        else if (!isMember(inner)) isAlone = false;
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return isAlone ? [...imported] : undefined;
}

/** Names of types that the file has: their texts would be missing in the child. */
function typesIn(statement: ts.Statement): readonly string[] {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [statement.name.text];
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
  if (clause === undefined) return [];
  const { isTypeOnly, name, namedBindings: named } = clause;
  const whole = isTypeOnly && name !== undefined ? [name] : [];
  if (named === undefined || !ts.isNamedImports(named))
    return [...whole, ...(isTypeOnly && named !== undefined ? [named.name] : [])].map(({ text }) => text);
  const elements = named.elements.filter((each) => isTypeOnly || each.isTypeOnly);
  return [...whole, ...elements.map((each) => each.name)].map(({ text }) => text);
}

function isMember(name: ts.Identifier): boolean {
  const { parent } = name;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === name;
}

async function editsOf(
  prepared: PreparedModule,
  movable: Movable,
  { child, workspace }: { readonly child: FilePath; readonly workspace: Workspace },
): Promise<readonly FileEdit[]> {
  const draft = childText(movable);
  const { after } = await inferManifest(child, withText(workspace, child, draft));
  const specifier = `./${child.slice(child.lastIndexOf("/") + 1)}`;
  return [
    { file: child, span: { start: 0, end: 0 }, text: after.text },
    ...grantEdits(prepared, { domain: "modules", kind: "spawn", resource: specifier }),
    ...spawnEdits(movable, specifier),
  ];
}

/** How a file is written, from what is around its functions. */
function layoutOf(file: ParsedFile): Style & { readonly end: string } {
  return { ...styleAt(file, file.syntax), end: usesSemicolons(file) ? ";" : "" };
}

function childText({ file, imported, node }: Movable): string {
  const { syntax } = file;
  const { end, newline, padding, quote, unit } = layoutOf(file);
  const braced = (parts: readonly string[], separator: string): string =>
    `{${padding}${parts.join(separator)}${padding}}`;
  const parameters = node.parameters.map(({ name, type }) => ({
    name: name.getText(syntax),
    type: type?.getText(syntax),
  }));
  const names = parameters.map(({ name }) => name);
  const types = parameters.map(({ name, type = "unknown" }) => `${name}: ${type}`);
  const schemas = parameters.map(({ name, type }) => `${name}: ${schemaOf(type, { padding, quote })}`);
  const isEmpty = names.length === 0;
  const taken = isEmpty ? "" : `${braced(names, ", ")}: ${braced(types, "; ")}`;
  const declared = isEmpty ? "{}" : ["{", `${unit}parameters: ${braced(schemas, ", ")},`, "}"].join(newline);
  const result = node.type === undefined ? "" : `: ${node.type.getText(syntax)}`;
  return [
    `import ${braced(["defineManifest"], "")} from ${quote}ambit:module${quote}${end}`,
    ...imported.map((name) => importText(file, name)),
    "",
    `export const manifest = defineManifest(${declared})${end}`,
    "",
    `export default async function ${node.name.text}(${taken})${result} ${node.body.getText(syntax)}`,
    "",
  ].join(newline);
}

/** The import of one name, with the specifier and the attributes that it has. */
function importText(file: ParsedFile, name: string): string {
  const { bindings, syntax } = file;
  const declared = bindings.names.get(name)?.node;
  const declaration = declared && ts.findAncestor(declared, ts.isImportDeclaration);
  if (declared === undefined || declaration === undefined) return "";
  const { attributes, moduleSpecifier } = declaration;
  const { end, padding } = layoutOf(file);
  const { parent } = declared;
  const from = syntax.text.slice(moduleSpecifier.getStart(syntax), (attributes ?? moduleSpecifier).end);
  const what = parent.getText(syntax);
  if (ts.isImportSpecifier(parent)) return `import {${padding}${what}${padding}} from ${from}${end}`;
  return `import ${ts.isNamespaceImport(parent) ? what : name} from ${from}${end}`;
}

/** What an argument must be, as far as its type says so in a word. */
function schemaOf(type: string | undefined, { padding, quote }: Pick<Style, "padding" | "quote">): string {
  const isKnown = type === "string" || type === "number" || type === "boolean";
  return isKnown ? `{${padding}type: ${quote}${type}${quote}${padding}}` : "true";
}

/** The body that spawns the child, and the import that it needs. */
function spawnEdits({ file, node, spawn }: Movable, specifier: string): readonly FileEdit[] {
  const { syntax } = file;
  const names = node.parameters.map(({ name }) => name.getText(syntax)).join(", ");
  const { end, newline, padding, quote, unit } = layoutOf(file);
  const args = names === "" ? "" : `, {${padding}args: {${padding}${names}${padding}}${padding}}`;
  const result = /^Promise<(.*)>$/s.exec(node.type?.getText(syntax) ?? "")?.[1];
  const type = result === undefined ? "" : `<${result}>`;
  const call = `${spawn.name}${type}(${quote}${specifier}${quote}${args})`;
  const lines = ["{", `${unit}const child = await ${call}${end}`, `${unit}return child.result${end}`, "}"];
  return [...spawn.edits, { file: file.path, span: spanOf(node.body, syntax), text: lines.join(newline) }];
}
