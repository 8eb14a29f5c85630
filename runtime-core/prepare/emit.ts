/**
 * JavaScript for an isolate, every token at the line and column it has in the source.
 *
 * Types become blanks. `import(` and `import` of `import.meta` become names of the same width, bound by an import of
 * "ambit:self" on a line behind the last one. JSON files become modules with a default export. CommonJS files become
 * functions: what stands in front of their first line is taken off again by the loader.
 */
import type { Program, ProgramFile } from "../base/program.ts";
import { isPackageFile } from "../base/file-path.ts";
import { insteadOfNode, isNodeSpecifier } from "./1-parse/node-modules.ts";
import type { ParsedFile, ParsedModule, ResolvedImport } from "./1-parse/parsed-module.ts";
import { ts } from "./1-parse/syntax.ts";
import { commonJsExports } from "./commonjs-exports.ts";
import type { PreparedModule } from "./prepared-module.ts";
import { stripTypes } from "./strip-types.ts";

/** The host module through which a file reaches what belongs to it alone: exports `meta` and `load`. */
const SELF = "ambit:self";

/** What a file becomes that is nested too deeply to be examined: it was reported, and it does not run unseen. */
const TOO_DEEP = `throw new SyntaxError("This file is nested too deeply");\n`;

const NODE_ENV = "process.env.NODE_ENV";
const PRODUCTION = `"production"`;

/** Text that takes the place of as many characters. */
interface Replacement {
  readonly start: number;
  readonly text: string;
}

/** The JavaScript of all files that `prepared` loads; also of a text with errors, as far as it can be read. */
export function emitProgram(prepared: PreparedModule): Program {
  const { commonJs, files, imports } = prepared.parsed;
  return {
    entry: prepared.path,
    files: [...files.values()].map((file) => {
      const found = imports.get(file.path) ?? [];
      return commonJs.has(file.path) ? emitCommonJs(prepared.parsed, file, found) : emitFile(file, found);
    }),
  };
}

function emitCommonJs(module: ParsedModule, file: ParsedFile, imports: readonly ResolvedImport[]): ProgramFile {
  const exports = [...commonJsExports(module, file.path)];
  if (file.syntax.text.length !== file.source.text.length)
    return { path: file.path, code: `(function () { ${TOO_DEEP} })`, imports: {}, commonJs: { exports } };
  const names = ownNames(file.source.text);
  const text = file.source.text.replace(/^#!.*/, (line) => " ".repeat(line.length));
  const code = `(function (exports, require, module, __filename, __dirname, ${names.load}) {${replace(text, replacements(file, names).replacements)}\n})`;
  return { path: file.path, code, ...targetsOf(imports), commonJs: { exports } };
}

function emitFile(file: ParsedFile, imports: readonly ResolvedImport[]): ProgramFile {
  if (file.language === "json") return { path: file.path, code: jsonModule(file.source.text), imports: {} };
  if (file.syntax.text.length !== file.source.text.length) return { path: file.path, code: TOO_DEEP, imports: {} };
  const { code } = stripTypes(file);
  const names = ownNames(file.source.text);
  const found = replacements(file, names);
  const bindings = [
    found.usesMeta ? `import * as ${names.meta} from "${SELF}";` : "",
    found.usesLoad ? `import { load as ${names.load} } from "${SELF}";` : "",
  ].join("");
  const { absent, imports: targets } = targetsOf(imports);
  return {
    path: file.path,
    code: replace(code, found.replacements) + (bindings === "" ? "" : `\n${bindings}\n`),
    imports: bindings === "" ? targets : { ...targets, [SELF]: SELF },
    absent,
  };
}

function targetsOf(imports: readonly ResolvedImport[]): Required<Pick<ProgramFile, "imports" | "absent">> {
  const found: Record<string, string> = {};
  const absent: Record<string, string> = {};
  for (const { specifier, target, typeOnly } of imports) {
    if (typeOnly) continue;
    if (target !== undefined) found[specifier] = target;
    else absent[specifier] = absenceOf(specifier);
  }
  return { imports: found, absent };
}

function absenceOf(specifier: string): string {
  if (!isNodeSpecifier(specifier)) return `Cannot find "${specifier}"`;
  return `Cannot load "${specifier}", which only Node has; ${insteadOfNode(specifier)}`;
}

function jsonModule(text: string): string {
  const json = text.replace(/^\uFEFF/, "");
  // `__proto__` is a key like any other in JSON, but not in an object literal.
  const isLiteral = isJson(json) && !json.includes("__proto__");
  return isLiteral ? `export default ${json};\n` : `export default JSON.parse(${JSON.stringify(json)});\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Reported when the file was parsed; run all the same, the module throws the same error.
    return false;
  }
}

/** Two names of six characters, as wide as `import`, that stand nowhere in the text. */
function ownNames(text: string): { readonly meta: string; readonly load: string } {
  return { meta: freeName(text, "$self"), load: freeName(text, "$load") };
}

function freeName(text: string, start: string): string {
  for (const ending of "$_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") {
    if (!text.includes(start + ending)) return start + ending;
  }
  return freeName(text, `$${String.fromCharCode(((start.charCodeAt(1) - 96) % 26) + 97)}${start.slice(2)}`);
}

interface Found {
  readonly replacements: readonly Replacement[];
  readonly usesMeta: boolean;
  readonly usesLoad: boolean;
}

function replacements(file: ParsedFile, names: { readonly meta: string; readonly load: string }): Found {
  const found: Replacement[] = [];
  let usesMeta = false;
  let usesLoad = false;
  const visit = (node: ts.Node): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword && node.name.text === "meta") {
      usesMeta = true;
      found.push({ start: node.getStart(file.syntax), text: names.meta });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      usesLoad = true;
      found.push({ start: node.expression.getStart(file.syntax), text: names.load });
    } else if (ts.isImportAttributes(node)) {
      const start = node.getStart(file.syntax);
      found.push({ start, text: file.source.text.slice(start, node.end).replace(/[^\r\n]/g, " ") });
    }
    // Packages choose by it which of their builds runs; in a bundle it is replaced as well.
    const isMode = isPackageFile(file.path) && isNodeEnv(node);
    if (isMode) found.push({ start: node.getStart(file.syntax), text: PRODUCTION.padEnd(NODE_ENV.length) });
    if (!isMode) ts.forEachChild(node, visit);
  };
  visit(file.syntax);
  return { replacements: found.sort((a, b) => a.start - b.start), usesMeta, usesLoad };
}

function isNodeEnv(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "NODE_ENV" || node.getText() !== NODE_ENV)
    return false;
  const { parent } = node;
  const isWritten = ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent);
  return !isWritten && parent.kind !== ts.SyntaxKind.DeleteExpression;
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function replace(code: string, changes: readonly Replacement[]): string {
  let text = "";
  let end = 0;
  for (const change of changes) {
    text += code.slice(end, change.start) + change.text;
    end = change.start + change.text.length;
  }
  return text + code.slice(end);
}
