/** Which names are declared where: enough to tell a global from a name of the module. ECMA-262 §9.1. */
import { mayUseVar, ts } from "../1-parse/syntax.ts";

const { SyntaxKind } = ts;

/** Answers for one tree; the names of a scope are collected when it is first asked for. */
export class Scopes {
  readonly #file: ts.SourceFile;
  readonly #names = new Map<ts.Node, ReadonlySet<string>>();

  constructor(file: ts.SourceFile) {
    this.#file = file;
  }

  /** The scope that declares `name` as seen from `from`: a function, a block, the file; undefined for a global. */
  scopeOf(name: string, from: ts.Node): ts.Node | undefined {
    for (let node: ts.Node | undefined = from.parent; node !== undefined; node = node.parent) {
      if (isScope(node) && this.#namesOf(node).has(name)) return node;
    }
    return undefined;
  }

  /** Whether `name` is a global as seen from `from`. */
  isGlobal(name: string, from: ts.Node): boolean {
    return this.scopeOf(name, from) === undefined;
  }

  /** Whether `name`, as seen from `from`, is declared at the top level of the file. */
  isTopLevel(name: string, from: ts.Node): boolean {
    return this.scopeOf(name, from) === this.#file;
  }

  #namesOf(scope: ts.Node): ReadonlySet<string> {
    let names = this.#names.get(scope);
    if (names === undefined) {
      // Without a `var` in the text nothing is hoisted out of a block.
      this.#names.set(scope, (names = collectNames(scope, mayUseVar(this.#file))));
    }
    return names;
  }
}

function isScope(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return true;
  switch (node.kind) {
    case SyntaxKind.SourceFile:
    case SyntaxKind.ModuleBlock:
    case SyntaxKind.Block:
    case SyntaxKind.CaseBlock:
    case SyntaxKind.CatchClause:
    case SyntaxKind.ForStatement:
    case SyntaxKind.ForInStatement:
    case SyntaxKind.ForOfStatement:
    case SyntaxKind.ClassStaticBlockDeclaration:
      return true;
    default:
      return false;
  }
}

function collectNames(scope: ts.Node, hoists: boolean): ReadonlySet<string> {
  const names = new Set<string>();
  if (ts.isFunctionLike(scope)) {
    if (ts.isFunctionExpression(scope) && scope.name !== undefined) names.add(scope.name.text);
    for (const parameter of scope.parameters) if (ts.isParameter(parameter)) addNames(names, parameter.name);
    if (!ts.isArrowFunction(scope)) names.add("arguments");
    if (hoists && "body" in scope && scope.body !== undefined) addHoisted(names, scope.body);
  } else if (ts.isClassLike(scope)) {
    if (scope.name !== undefined) names.add(scope.name.text);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration !== undefined) addNames(names, scope.variableDeclaration.name);
  } else if (ts.isForStatement(scope) || ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (scope.initializer !== undefined) addDeclared(names, scope.initializer);
  } else if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) for (const statement of clause.statements) addDeclared(names, statement);
  } else if (ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isModuleBlock(scope)) {
    for (const statement of scope.statements) addDeclared(names, statement);
    if (hoists && !ts.isBlock(scope)) addHoisted(names, scope);
  }
  return names;
}

/** What one statement or initializer declares in the scope it stands in. */
function addDeclared(names: Set<string>, node: ts.Node): void {
  if (ts.isVariableStatement(node)) addDeclared(names, node.declarationList);
  else if (ts.isVariableDeclarationList(node))
    for (const declaration of node.declarations) addNames(names, declaration.name);
  else if (ts.isImportDeclaration(node)) addImported(names, node.importClause);
  else if (ts.isImportEqualsDeclaration(node)) names.add(node.name.text);
  else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) {
    if (node.name !== undefined) names.add(node.name.text);
  } else if (ts.isModuleDeclaration(node)) addModule(names, node);
}

function addModule(names: Set<string>, node: ts.ModuleDeclaration): void {
  if (ts.isIdentifier(node.name)) names.add(node.name.text);
  const isGlobal = (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
  if (isGlobal && node.body !== undefined && ts.isModuleBlock(node.body))
    for (const inner of node.body.statements) addDeclared(names, inner);
}

function addImported(names: Set<string>, clause: ts.ImportClause | undefined): void {
  if (clause?.name !== undefined) names.add(clause.name.text);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
  else for (const element of bindings.elements) names.add(element.name.text);
}

function addNames(names: Set<string>, name: ts.BindingName): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(names, element.name);
}

/** `var` of nested blocks, which belongs to the function or the file. */
function addHoisted(names: Set<string>, body: ts.Node): void {
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) addDeclared(names, node);
    if (
      ts.isStatement(node) ||
      ts.isCatchClause(node) ||
      ts.isCaseBlock(node) ||
      ts.isCaseOrDefaultClause(node) ||
      ts.isVariableDeclarationList(node)
    ) {
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(body, visit);
}
