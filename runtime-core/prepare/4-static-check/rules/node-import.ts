/** Imports of modules that only Node has: in files of the project, and in packages, where they end the start of the module. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import { isPackageFile } from "../../../base/file-path.ts";
import type { FilePath } from "../../../base/span.ts";
import type { ParsedFile, ParsedModule, ResolvedImport } from "../../1-parse/parsed-module.ts";
import { insteadOfNode, isNodeSpecifier } from "../../1-parse/node-modules.ts";

/** The findings of one file. */
export function nodeImports(module: ParsedModule, file: ParsedFile): readonly Diagnostic[] {
  return (module.imports.get(file.path) ?? []).flatMap((one) => {
    const at = { file: file.path, span: one.span };
    if (isOfNode(one)) {
      const data = { specifier: one.specifier, instead: insteadOfNode(one.specifier) };
      return [diagnostic("static-check/node-import", at, data)];
    }
    const found = isLoaded(one) ? firstInPackage(module, one.target) : undefined;
    return found === undefined
      ? []
      : [diagnostic("static-check/package-for-node", at, { package: one.specifier, ...found })];
  });
}

/** What a file of a package imports of Node, itself or by others that are loaded with it. CommonJS only fails when it gets there. */
function firstInPackage(
  module: ParsedModule,
  entry: FilePath,
): { readonly specifier: string; readonly file: FilePath } | undefined {
  const seen = new Set([entry]);
  for (const file of seen) {
    if (!isPackageFile(file) || module.commonJs.has(file)) continue;
    for (const one of module.imports.get(file) ?? []) {
      if (isOfNode(one) && one.form !== "dynamic") return { specifier: one.specifier, file };
      if (isLoaded(one)) seen.add(one.target);
    }
  }
  return undefined;
}

function isOfNode({ specifier, target, typeOnly }: ResolvedImport): boolean {
  return target === undefined && !typeOnly && isNodeSpecifier(specifier);
}

function isLoaded(one: ResolvedImport): one is ResolvedImport & { readonly target: FilePath } {
  return one.target !== undefined && !one.typeOnly && one.form !== "dynamic";
}
