/** Imports of modules that only Node has. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import type { ParsedFile, ParsedModule } from "../../1-parse/parsed-module.ts";
import { insteadOfNode, isNodeSpecifier } from "../../1-parse/node-modules.ts";

/** The findings of one file. */
export function nodeImports(module: ParsedModule, file: ParsedFile): readonly Diagnostic[] {
  return (module.imports.get(file.path) ?? [])
    .filter((one) => one.target === undefined && !one.typeOnly && isNodeSpecifier(one.specifier))
    .map(({ span, specifier }) => {
      const data = { specifier, instead: insteadOfNode(specifier) };
      return diagnostic("static-check/node-import", { file: file.path, span }, data);
    });
}
