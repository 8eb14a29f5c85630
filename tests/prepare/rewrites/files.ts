/** Rewrites of modules as a whole: other files, and what tools make of them. */
import path from "node:path";
import { build, transform, type TransformOptions } from "esbuild";
import ts from "typescript";
import type { Case } from "../../effects/cases.ts";
import {
  declaredNames,
  hasModifier,
  isVariableName,
  nodesIn,
  type Rewrite,
  rewriteText,
  writtenNames,
} from "./render.ts";

/** A module that means the same; undefined when there is nothing in it to rewrite. */
export type ModuleRewrite = (module: Case) => Promise<Case | undefined>;

const CODE = /\.[jt]s$/;

/** Rewrites every file of code. */
export function everyFile(make: (file: ts.SourceFile) => Rewrite): ModuleRewrite {
  return async (module) => withTexts(module, async (text) => rewriteText(text, make));
}

/** What esbuild makes of every file. */
export function transformed(options: TransformOptions): ModuleRewrite {
  return async (module) =>
    withTexts(
      module,
      async (text) => (await transform(text, { loader: "ts", format: "esm", target: "esnext", ...options })).code,
    );
}

/** What TypeScript makes of every file. */
export function transpiled(target: ts.ScriptTarget): ModuleRewrite {
  const compilerOptions = { target, module: ts.ModuleKind.ESNext, removeComments: true };
  return async (module) => withTexts(module, async (text) => ts.transpileModule(text, { compilerOptions }).outputText);
}

async function withTexts(module: Case, rewrite: (text: string) => Promise<string>): Promise<Case | undefined> {
  const files = new Map(module.files);
  for (const [name, text] of files)
    if (CODE.test(name) && !name.includes("node_modules")) files.set(name, await rewrite(text));
  return [...files].some(([name, text]) => text !== module.files.get(name)) ? { ...module, files } : undefined;
}

/** One file of all of them, in place of the entry. */
export function bundled(options: { readonly minify: boolean }): ModuleRewrite {
  return async ({ entry, files, name }) => {
    // A computed import is left as it is, and the files that it may mean are not in the bundle; packages are not looked up.
    // Exports that lead to themselves cannot be bundled.
    if ([...files].some(([file, text]) => text.includes("import(`") || file.includes("node_modules"))) return undefined;
    if (name === "modules-export-cycle") return undefined;
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "esm",
      target: "esnext",
      logLevel: "silent",
      ...options,
      plugins: [
        {
          name: "files in memory",
          setup(setup) {
            setup.onResolve({ filter: /^ambit:|^node:/ }, ({ path: specifier }) => ({
              path: specifier,
              external: true,
            }));
            setup.onResolve({ filter: /^[./]/ }, ({ importer, path: specifier }) => ({
              path: path.posix.resolve(path.posix.dirname(importer === "" ? "/" : importer), specifier),
              namespace: "memory",
            }));
            setup.onLoad({ filter: /.*/, namespace: "memory" }, ({ path: file }) => {
              const contents = files.get(file);
              return contents === undefined ? undefined : { contents, loader: file.endsWith(".json") ? "json" : "ts" };
            });
          },
        },
      ],
    });
    return { name, entry, files: new Map(files).set(entry, outputFiles[0]?.text ?? "") };
  };
}

/** Functions, classes and constants that need nothing else of the entry stand in a file of their own. */
export async function split(module: Case): Promise<Case | undefined> {
  const { entry, files } = module;
  const text = files.get(entry) ?? "";
  const file = ts.createSourceFile(entry, text, ts.ScriptTarget.ESNext, true);
  const moved = movable(file);
  if (moved.length === 0) return undefined;
  const names = moved.flatMap(declaredNames);
  const other = path.posix.join(path.posix.dirname(entry), "split-off.ts");
  const imports = file.statements.filter(ts.isImportDeclaration).map((statement) => statement.getText());
  const rest = file.statements
    .filter((statement) => !moved.includes(statement))
    .map((statement) => statement.getText());
  const own = moved.map((statement) => `export ${statement.getText()}`);
  return {
    ...module,
    files: new Map([
      ...files,
      [entry, [`import { ${names.join(", ")} } from "./split-off.ts";`, ...rest].join("\n")],
      [other, [...imports, ...own].join("\n")],
    ]),
  };
}

function movable(file: ts.SourceFile): readonly ts.Statement[] {
  const all = file.statements.flatMap(declaredNames);
  const written = new Set(nodesIn(file).flatMap(writtenNames));
  let moved = file.statements
    .filter(isSelfContained)
    .filter((statement) => !declaredNames(statement).some((name) => written.has(name)));
  for (let before = -1; before !== moved.length;) {
    before = moved.length;
    const there = new Set(moved.flatMap(declaredNames));
    moved = moved.filter((statement) => namesIn(statement).every((name) => !all.includes(name) || there.has(name)));
  }
  return moved;
}

/** Nothing happens when it is loaded. */
function isSelfContained(statement: ts.Statement): boolean {
  if (hasModifier(statement, ts.SyntaxKind.ExportKeyword) || hasModifier(statement, ts.SyntaxKind.DeclareKeyword))
    return false;
  if (ts.isFunctionDeclaration(statement)) return statement.body !== undefined;
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return false;
  return statement.declarationList.declarations.every(
    ({ initializer }) =>
      initializer !== undefined &&
      (ts.isStringLiteral(initializer) || ts.isNumericLiteral(initializer) || ts.isArrowFunction(initializer)),
  );
}

function namesIn(node: ts.Node): readonly string[] {
  return nodesIn(node).flatMap((inner) => (ts.isIdentifier(inner) && isVariableName(inner) ? [inner.text] : []));
}

/** The entry only hands on what another file exports; for modules without a manifest, which must stand in the entry. */
export async function handedOn(module: Case): Promise<Case | undefined> {
  const { entry, files } = module;
  const text = files.get(entry) ?? "";
  if (/\bmanifest\b/.test(text)) return undefined;
  const other = path.posix.join(path.posix.dirname(entry), "real.ts");
  const hasDefault = /export default|as default/.test(text);
  const lines = ['export * from "./real.ts";', ...(hasDefault ? ['export { default } from "./real.ts";'] : [])];
  return { ...module, files: new Map([...files, [entry, lines.join("\n")], [other, text]]) };
}
