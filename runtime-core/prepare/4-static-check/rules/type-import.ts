/** A type imported like a value: blanking types in place keeps the import, and linking then fails. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import { isPackageFile } from "../../../base/file-path.ts";
import type { ParsedFile, ParsedModule } from "../../1-parse/parsed-module.ts";
import { ts } from "../../1-parse/syntax.ts";

/** The findings of one file; only of imports from the project's own TypeScript files. */
export function typeImports(module: ParsedModule, file: ParsedFile): readonly Diagnostic[] {
  if (file.language !== "ts" && file.language !== "tsx") return [];
  return (module.imports.get(file.path) ?? []).flatMap(({ form, names, specifier, target, typeOnly }) => {
    const from = target === undefined || isPackageFile(target) ? undefined : module.files.get(target);
    if (
      from === undefined ||
      typeOnly ||
      form === "dynamic" ||
      form === "require" ||
      (from.language !== "ts" && from.language !== "tsx")
    )
      return [];
    return names
      .filter(({ name }) => isOnlyType(from, name))
      .map(({ name, span }) =>
        diagnostic("static-check/type-import", { file: file.path, span }, { name, specifier, form }),
      );
  });
}

/** Whether what a file exports by a name is a type and nothing else. */
export function isOnlyType(file: ParsedFile, name: string): boolean {
  return !file.bindings.exports.has(name) && file.statements.some((statement) => declaresType(statement, name));
}

function declaresType(statement: ts.Statement, name: string): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return statement.name.text === name;
  if (
    !ts.isExportDeclaration(statement) ||
    statement.exportClause === undefined ||
    !ts.isNamedExports(statement.exportClause)
  )
    return false;
  return statement.exportClause.elements.some(
    (element) => element.name.text === name && (statement.isTypeOnly || element.isTypeOnly),
  );
}
