/**
 * A program of another host as trees: the entry and everything that it imports or requires, packages included.
 *
 * Nothing is reported here: what cannot be found has no target, and calls of it are unknown calls.
 */
import type { FilePath } from "../../base/span.ts";
import { SourceText } from "../../base/source-text.ts";
import { folderOf, resolvePath } from "../../base/file-path.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { ForeignHost } from "../../capabilities/profiles/profile.ts";
import { Resolver } from "./foreign-resolution.ts";
import { survey } from "./survey.ts";
import { languageOf, parseText, parseWithoutParents, ts } from "./syntax.ts";

/** Files of one program at most. */
const MAX_FILES = 3000;

/** Where the programs of a host stand among the files: no file of a project is there. */
export const HOST_FOLDER = "/~host/";

/** A parsed program. */
export interface ForeignProgram {
  readonly entry: FilePath;
  /** Trees with parent pointers; the entry first. */
  readonly files: ReadonlyMap<FilePath, ts.SourceFile>;
  readonly sources: ReadonlyMap<FilePath, SourceText>;
  /** By file, then by specifier: a file, or a module of the host. */
  readonly imports: ReadonlyMap<FilePath, ReadonlyMap<string, string | undefined>>;
  /** Files were left out because there are too many. */
  readonly cutOff: boolean;
}

/** Parses the program at `entry`. */
export function parseForeignProgram(entry: FilePath, workspace: Workspace, host: ForeignHost): ForeignProgram {
  const files = new Map<FilePath, ts.SourceFile>();
  const sources = new Map<FilePath, SourceText>();
  const imports = new Map<FilePath, ReadonlyMap<string, string | undefined>>();
  const resolver = new Resolver(workspace, host, entry);
  let cutOff = false;
  const queue: FilePath[] = [entry];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (files.has(path)) continue;
    if (files.size >= MAX_FILES) {
      cutOff = true;
      break;
    }
    const text = textOf(path, workspace, host);
    if (text === undefined) continue;
    const syntax = treeOf(path, text);
    files.set(path, syntax);
    sources.set(path, new SourceText(text));
    const found = new Map<string, string | undefined>();
    const kind = isCommonJs(syntax) ? "require" : "import";
    for (const specifier of specifiersOf(syntax, path)) {
      const target = targetOf(specifier, { from: path, kind, resolver, host });
      found.set(specifier, target);
      if (target?.startsWith("/") === true) queue.push(target);
    }
    imports.set(path, found);
  }
  return { entry, files, sources, imports, cutOff };
}

function textOf(path: FilePath, workspace: Workspace, host: ForeignHost): string | undefined {
  if (path.startsWith(HOST_FOLDER)) return host.programs[path.slice(HOST_FOLDER.length, -3)];
  const reading = workspace.read(path);
  return reading.kind === "text" ? reading.text.replace(/^#!.*/, (line) => " ".repeat(line.length)) : undefined;
}

const hostTrees = new Map<string, ts.SourceFile>();

function treeOf(path: FilePath, text: string): ts.SourceFile {
  const isHost = path.startsWith(HOST_FOLDER);
  const known = isHost ? hostTrees.get(path) : undefined;
  if (known !== undefined && known.text === text) return known;
  const language = languageOf(path) ?? (path.endsWith(".cts") ? "ts" : "js");
  const tree = parseWithoutParents(path, text, language);
  const safe = survey(tree).tooDeep === undefined ? tree : parseText(path, "", language);
  if (isHost) hostTrees.set(path, safe);
  return safe;
}

function targetOf(
  specifier: string,
  at: {
    readonly from: FilePath;
    readonly kind: "import" | "require";
    readonly resolver: Resolver;
    readonly host: ForeignHost;
  },
): string | undefined {
  const canonical = at.host.canonical(at.resolver.mapped(specifier));
  if (canonical === undefined) return at.resolver.resolve(specifier, at.from, at.kind);
  return Object.hasOwn(at.host.programs, canonical) ? `${HOST_FOLDER}${canonical}.js` : canonical;
}

/** Whether a file is no ECMAScript module. */
export function isCommonJs(source: ts.SourceFile): boolean {
  if (/\.(mjs|mts|json)$/.test(source.fileName)) return false;
  return source.fileName.endsWith(".cjs") || !source.statements.some(isModuleStatement);
}

/** Whether only ECMAScript modules have such a statement. */
export function isModuleStatement(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement))
    return true;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Every text that stands where a specifier stands: imports, exports, `import()`, `require()`. */
function specifiersOf(file: ts.SourceFile, path: FilePath): ReadonlySet<string> {
  const found = new Set<string>();
  const relative: string[] = [];
  let isComputed = false;
  const visit = (node: ts.Node): void => {
    const specifier = specifierAt(node);
    if (specifier !== undefined) {
      const texts = literalsOf(specifier, path);
      for (const text of texts) found.add(text);
      isComputed ||= texts.length === 0;
    }
    if (ts.isStringLiteralLike(node) && /^\.\.?\//.test(node.text)) relative.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  // One that is computed can be any that is written: `for (const each of ["./a.js", "./b.js"]) await import(each)`.
  return isComputed ? new Set([...found, ...relative]) : found;
}

function specifierAt(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isNewExpression(node)) return isNamed(node, "Worker") ? workerFile(node.arguments?.[0]) : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const isRequire = ts.isIdentifier(name) && /(?:require|^getBuiltinModule)$/i.test(name.text);
  return isImport || isRequire ? node.arguments[0] : undefined;
}

function isNamed(node: ts.NewExpression, name: string): boolean {
  return ts.isIdentifier(node.expression) && node.expression.text === name;
}

/** What names the file of a worker: `new URL("./worker.js", import.meta.url)`, or a text. */
function workerFile(node: ts.Expression | undefined): ts.Expression | undefined {
  if (node === undefined) return undefined;
  if (ts.isPropertyAccessExpression(node)) return workerFile(node.expression);
  return ts.isNewExpression(node) && isNamed(node, "URL") ? node.arguments?.[0] : node;
}

function literalsOf(node: ts.Expression, path: FilePath): readonly string[] {
  if (ts.isConditionalExpression(node))
    return [...literalsOf(node.whenTrue, path), ...literalsOf(node.whenFalse, path)];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression, path);
  const text = folded(node, path);
  const specifier = text?.startsWith("/") === true ? resolvePath("/", text) : text;
  return specifier === undefined ? [] : [specifier];
}

/** The text of literals and what is joined to `__dirname`, which is the path of the folder; undefined for anything else. */
function folded(node: ts.Expression, path: FilePath): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) return node.text === "__dirname" ? folderOf(path) : constantOf(node, path);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return concatenated([folded(node.left, path), folded(node.right, path)]);
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap((span) => [folded(span.expression, path), span.literal.text]);
    return concatenated([node.head.text, ...spans]);
  }
  const joins =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(join|resolve)$/.test(node.expression.name.text);
  if (!joins) return undefined;
  const [first, ...rest] = node.arguments.map((argument) => folded(argument, path));
  const text = concatenated(rest.flatMap((part) => [part, "/"]));
  return first === undefined || text === undefined ? undefined : resolvePath(first, text.replace(/^\/|\/$/g, ""));
}

/** What a constant of the file is, when that can be folded. */
function constantOf(name: ts.Identifier, path: FilePath): string | undefined {
  for (const statement of name.getSourceFile().statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    for (const each of statement.declarationList.declarations) {
      const isIt = ts.isIdentifier(each.name) && each.name.text === name.text && each.pos < name.pos;
      if (isIt) return each.initializer === undefined ? undefined : folded(each.initializer, path);
    }
  }
  return undefined;
}

function concatenated(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}
