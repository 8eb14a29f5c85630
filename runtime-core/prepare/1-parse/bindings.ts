/** The names of a file's top level and what it exports, without looking into any function. */
import { hasModifier, ts } from "./syntax.ts";

/** What a top-level name is. */
export type Binding =
  | { readonly kind: "const"; readonly node: ts.VariableDeclaration }
  | {
      readonly kind: "import";
      readonly node: ts.Node;
      readonly specifier: string;
      /** "default", "*" or the exported name. */ readonly imported: string;
    }
  | {
      readonly kind: "other";
      readonly node: ts.Node;
      /** "a function", "declared with `let`". */ readonly what: string;
    };

/** What an export stands for: a local name, an expression, or a name of another file. */
export type Export =
  | { readonly kind: "local"; readonly name: string; readonly node: ts.Node }
  | { readonly kind: "expression"; readonly node: ts.Expression }
  | { readonly kind: "from"; readonly specifier: string; readonly name: string; readonly node: ts.Node };

/** The top level of one file. */
export interface Bindings {
  readonly names: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Export>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
}

interface Building {
  readonly names: Map<string, Binding>;
  readonly exports: Map<string, Export>;
  readonly stars: string[];
}

/** Reads the top level of a file. The first of two declarations of a name counts. */
export function bindingsOf(statements: readonly ts.Statement[]): Bindings {
  const building: Building = { names: new Map(), exports: new Map(), stars: [] };
  for (const statement of statements) addStatement(building, statement);
  return building;
}

function addStatement(building: Building, statement: ts.Statement): void {
  if (ts.isVariableStatement(statement)) addVariables(building, statement);
  else if (ts.isImportDeclaration(statement)) addImport(building, statement);
  else if (ts.isExportDeclaration(statement)) addExports(building, statement);
  else if (ts.isExportAssignment(statement)) {
    if (statement.isExportEquals !== true)
      setFirst(building.exports, "default", { kind: "expression", node: statement.expression });
  } else if (ts.isFunctionDeclaration(statement)) addDeclaration(building, statement, "a function");
  else if (ts.isClassDeclaration(statement)) addDeclaration(building, statement, "a class");
  else if (ts.isEnumDeclaration(statement)) addDeclaration(building, statement, "an enum");
}

function addVariables(building: Building, statement: ts.VariableStatement): void {
  const isConst = (statement.declarationList.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
  const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  for (const node of statement.declarationList.declarations) {
    for (const { name, whole } of namesIn(node.name)) {
      const what = whole ? "declared with `let` or `var`; use `const`" : "taken apart from another value";
      setFirst(building.names, name, isConst && whole ? { kind: "const", node } : { kind: "other", node, what });
      if (exported) setFirst(building.exports, name, { kind: "local", name, node });
    }
  }
}

function namesIn(name: ts.BindingName): readonly { readonly name: string; readonly whole: boolean }[] {
  if (ts.isIdentifier(name)) return [{ name: name.text, whole: true }];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesIn(element.name).map((inner) => ({ name: inner.name, whole: false })) : [],
  );
}

function addImport(building: Building, node: ts.ImportDeclaration): void {
  const clause = node.importClause;
  if (clause === undefined || clause.isTypeOnly || !ts.isStringLiteral(node.moduleSpecifier)) return;
  const specifier = node.moduleSpecifier.text;
  const add = (name: ts.Identifier, imported: string): void =>
    setFirst(building.names, name.text, { kind: "import", node: name, specifier, imported });
  if (clause.name !== undefined) add(clause.name, "default");
  if (clause.namedBindings === undefined) return;
  if (ts.isNamespaceImport(clause.namedBindings)) add(clause.namedBindings.name, "*");
  else {
    for (const element of clause.namedBindings.elements) {
      if (!element.isTypeOnly) add(element.name, (element.propertyName ?? element.name).text);
    }
  }
}

function addExports(building: Building, node: ts.ExportDeclaration): void {
  if (node.isTypeOnly) return;
  const from = node.moduleSpecifier;
  const specifier = from !== undefined && ts.isStringLiteral(from) ? from.text : undefined;
  const clause = node.exportClause;
  if (clause === undefined) {
    if (specifier !== undefined) building.stars.push(specifier);
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined)
      setFirst(building.exports, clause.name.text, { kind: "from", specifier, name: "*", node: clause });
    return;
  }
  for (const element of clause.elements) {
    if (element.isTypeOnly) continue;
    const name = (element.propertyName ?? element.name).text;
    const target: Export =
      specifier === undefined
        ? { kind: "local", name, node: element }
        : { kind: "from", specifier, name, node: element };
    setFirst(building.exports, element.name.text, target);
  }
}

function addDeclaration(
  building: Building,
  node: ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration,
  what: string,
): void {
  if (node.name !== undefined) setFirst(building.names, node.name.text, { kind: "other", node, what });
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = hasModifier(node, ts.SyntaxKind.DefaultKeyword);
  const name = isDefault ? "default" : node.name?.text;
  if (name !== undefined) setFirst(building.exports, name, { kind: "local", name: node.name?.text ?? "default", node });
}

function setFirst<T>(map: Map<string, T>, name: string, value: T): void {
  if (!map.has(name)) map.set(name, value);
}
