/** The imports of one file as they are written: static ones, re-exports, and dynamic ones with a literal. */
import type { ImportedName, ParsedFile, WrittenImport } from "./parsed-module.ts";
import { isDynamicImport, spanOf, ts } from "./syntax.ts";

/** All imports of a file whose specifier is a literal, in order of the text. */
export function writtenImports({
  look,
  statements,
  syntax,
}: Pick<ParsedFile, "look" | "statements" | "syntax">): readonly WrittenImport[] {
  const imports: WrittenImport[] = [];
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) add(imports, fromImport(statement, syntax));
    else if (ts.isExportDeclaration(statement)) add(imports, fromExport(statement, syntax));
  }
  for (const call of look.dynamicImports) imports.push(...fromDynamic(call, syntax));
  return look.dynamicImports.length === 0 ? imports : imports.sort((a, b) => a.span.start - b.span.start);
}

function add(imports: WrittenImport[], one: WrittenImport | undefined): void {
  if (one !== undefined) imports.push(one);
}

function fromImport(node: ts.ImportDeclaration, file: ts.SourceFile): WrittenImport | undefined {
  if (!ts.isStringLiteral(node.moduleSpecifier)) return undefined;
  return {
    specifier: node.moduleSpecifier.text,
    span: spanOf(node.moduleSpecifier, file),
    form: "import",
    typeOnly: node.importClause?.isTypeOnly === true,
    names: importedNames(node.importClause, file),
    attributeType: typeAttribute(node.attributes),
  };
}

function fromExport(node: ts.ExportDeclaration, file: ts.SourceFile): WrittenImport | undefined {
  if (node.moduleSpecifier === undefined || !ts.isStringLiteral(node.moduleSpecifier)) return undefined;
  const clause = node.exportClause;
  return {
    specifier: node.moduleSpecifier.text,
    span: spanOf(node.moduleSpecifier, file),
    form: "export",
    typeOnly: node.isTypeOnly,
    names:
      clause !== undefined && ts.isNamedExports(clause)
        ? elementNames(clause.elements, file)
        : [{ name: "*", span: spanOf(clause ?? node.moduleSpecifier, file) }],
    attributeType: typeAttribute(node.attributes),
  };
}

function importedNames(clause: ts.ImportClause | undefined, file: ts.SourceFile): readonly ImportedName[] {
  if (clause === undefined) return [];
  const names: ImportedName[] = [];
  if (clause.name !== undefined) names.push({ name: "default", span: spanOf(clause.name, file) });
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) names.push({ name: "*", span: spanOf(bindings, file) });
  else names.push(...elementNames(bindings.elements, file));
  return names;
}

function elementNames(
  elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[],
  file: ts.SourceFile,
): readonly ImportedName[] {
  return elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => element.propertyName ?? element.name)
    .map((name) => ({ name: name.text, span: spanOf(name, file) }));
}

function typeAttribute(attributes: ts.ImportAttributes | undefined): string | undefined {
  const type = attributes?.elements.find((element) => element.name.text === "type")?.value;
  return type !== undefined && ts.isStringLiteral(type) ? type.text : undefined;
}

function fromDynamic(call: ts.CallExpression, file: ts.SourceFile): readonly WrittenImport[] {
  return (dynamicSpecifiers(call) ?? []).map((specifier) => {
    const span = spanOf(specifier, file);
    const names = [{ name: "*", span }];
    return { specifier: specifier.text, span, form: "dynamic", typeOnly: false, names, attributeType: undefined };
  });
}

/** All texts that the specifier of an `import(…)` can be; undefined when it is computed, or when this is another call. */
export function dynamicSpecifiers(call: ts.CallExpression): readonly ts.StringLiteralLike[] | undefined {
  const [specifier] = call.arguments;
  return isDynamicImport(call) && specifier !== undefined ? literalsOf(specifier) : undefined;
}

/** What a CommonJS file requires by a literal, in order of the text. */
export function writtenRequires({ look, syntax }: Pick<ParsedFile, "look" | "syntax">): readonly WrittenImport[] {
  return look.calls.flatMap((call): readonly WrittenImport[] => {
    const [specifier] = call.arguments ?? [];
    const isRequire = ts.isIdentifier(call.expression) && call.expression.text === "require";
    const literals = isRequire && specifier !== undefined ? literalsOf(specifier) : undefined;
    return (literals ?? []).map((literal) => ({
      specifier: literal.text,
      span: spanOf(literal, syntax),
      form: "require",
      typeOnly: false,
      names: [],
      attributeType: undefined,
    }));
  });
}

function literalsOf(node: ts.Expression): readonly ts.StringLiteralLike[] | undefined {
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (!ts.isConditionalExpression(node)) return undefined;
  const whenTrue = literalsOf(node.whenTrue);
  const whenFalse = literalsOf(node.whenFalse);
  return whenTrue === undefined || whenFalse === undefined ? undefined : [...whenTrue, ...whenFalse];
}
