/**
 * JavaScript for an isolate, every token at the line and column it has in the source.
 *
 * Types become blanks. `import(` and `import` of `import.meta` become names of the same width, bound by an import of
 * "ambit:self" on a line behind the last one. JSON files become modules with a default export.
 */
import type { Program, ProgramFile } from "../base/program.ts";
import type { ParsedFile, ResolvedImport } from "./1-parse/parsed-module.ts";
import { ts } from "./1-parse/syntax.ts";
import type { PreparedModule } from "./prepared-module.ts";
import { stripTypes } from "./strip-types.ts";

/** The host module through which a file reaches what belongs to it alone: exports `meta` and `load`. */
const SELF = "ambit:self";

/** What a file becomes that is nested too deeply to be examined: it was reported, and it does not run unseen. */
const TOO_DEEP = `throw new SyntaxError("This file is nested too deeply");\n`;

/** Text that takes the place of as many characters. */
interface Replacement {
  readonly start: number;
  readonly text: string;
}

/** The JavaScript of all files that `prepared` loads; also of a text with errors, as far as it can be read. */
export function emitProgram(prepared: PreparedModule): Program {
  const { files, imports } = prepared.parsed;
  return {
    entry: prepared.path,
    files: [...files.values()].map((file) => emitFile(file, imports.get(file.path) ?? [])),
  };
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
  const targets: Record<string, string> = {};
  for (const { specifier, target, typeOnly } of imports)
    if (target !== undefined && !typeOnly) targets[specifier] = target;
  if (bindings !== "") targets[SELF] = SELF;
  return {
    path: file.path,
    code: replace(code, found.replacements) + (bindings === "" ? "" : `\n${bindings}\n`),
    imports: targets,
  };
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
    ts.forEachChild(node, visit);
  };
  visit(file.syntax);
  return { replacements: found.sort((a, b) => a.start - b.start), usesMeta, usesLoad };
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
