/**
 * Variables: scopes, and what each block declares.
 */
import { ts } from "../1-parse/syntax.ts";
import { Place } from "./values/journal.ts";
import { sameValue } from "./values/same.ts";
import { joinValues, type Value, widenValues } from "./values/value.ts";

/** A variable. Undefined before its declaration was reached. */
export class Cell extends Place<Value | undefined> {
  readonly name: string;
  readonly declaration: ts.Node | undefined;
  /** Where its name is looked up; undefined for `this`. */
  readonly scope: Scope | undefined;

  constructor(
    name: string,
    birth: number,
    rest: { value?: Value | undefined; declaration?: ts.Node | undefined; scope?: Scope | undefined } = {},
  ) {
    super(rest.value, birth);
    this.name = name;
    this.declaration = rest.declaration;
    this.scope = rest.scope;
  }

  override isSame(state: Value | undefined): boolean {
    return sameValue(this.content, state);
  }

  override isCurrent(): boolean {
    return this.scope === undefined || this.scope.cells.get(this.name) === this;
  }

  override merge(states: readonly { readonly state: Value | undefined }[]): Value | undefined {
    const known: Value[] = [];
    for (const { state } of states) if (state !== undefined) known.push(state);
    return known.length === 0 ? undefined : joinValues(...known);
  }

  override widen(before: Value | undefined, after: Value | undefined): Value | undefined {
    return before === undefined || after === undefined ? (after ?? before) : widenValues(before, after);
  }
}

/** A scope. Imports are looked up when they are read, so that cycles and later assignments are seen. */
export class Scope {
  cells = new Map<string, Cell | (() => Cell | Value)>();
  readonly parent: Scope | undefined;
  readonly birth: number;
  /** The block, the function or the class that it belongs to. */
  owner: ts.Node | undefined;
  /** What it held in the last evaluation. */
  earlier: ReadonlyMap<string, Cell | (() => Cell | Value)> | undefined;

  constructor(
    parent: Scope | undefined,
    { birth, owner }: { readonly birth: number; readonly owner: ts.Node | undefined },
  ) {
    this.parent = parent;
    this.birth = birth;
    this.owner = owner;
  }

  find(name: string): Cell | (() => Cell | Value) | undefined {
    for (let scope: Scope | undefined = this as Scope; scope !== undefined; scope = scope.parent) {
      const cell = scope.cells.get(name);
      if (cell !== undefined) return cell;
    }
    return undefined;
  }
}

/** A name that a block or a function declares. */
export interface Declared {
  readonly name: string;
  readonly node: ts.Node;
  /** A function declaration, which has its value from the start. */
  readonly hoisted?: ts.FunctionDeclaration;
}

const lexicalCache = new WeakMap<ts.Node, readonly Declared[]>();
const varCache = new WeakMap<ts.Node, readonly Declared[]>();

/** What the statements of a block declare themselves: `let`, `const`, classes, enums, functions. */
export function lexicalNames(block: ts.Node, statements: readonly ts.Statement[]): readonly Declared[] {
  let names = lexicalCache.get(block);
  if (names === undefined) {
    names = statements.filter(mayDeclare).flatMap(lexicalNamesOf);
    lexicalCache.set(block, names);
  }
  return names;
}

/** Whether a statement may declare something in its block; quicker than `lexicalNames`. */
export function mayDeclare(statement: ts.Statement): boolean {
  switch (statement.kind) {
    case ts.SyntaxKind.VariableStatement:
      return ((statement as ts.VariableStatement).declarationList.flags & ts.NodeFlags.BlockScoped) !== 0;
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.ModuleDeclaration:
    case ts.SyntaxKind.LabeledStatement:
      return true;
    default:
      return false;
  }
}

function lexicalNamesOf(statement: ts.Statement): readonly Declared[] {
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement;
    if (!(declarationList.flags & ts.NodeFlags.BlockScoped)) return [];
    return declarationList.declarations.flatMap((declaration) => boundNames(declaration.name));
  }
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) {
    return [{ name: statement.name?.text ?? "default", node: statement, hoisted: statement }];
  }
  if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
    return [{ name: statement.name?.text ?? "default", node: statement }];
  }
  if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    return [{ name: statement.name.text, node: statement }];
  }
  if (ts.isLabeledStatement(statement)) return lexicalNamesOf(statement.statement);
  return [];
}

/** The `var`s of a function or a file, however deep they stand. */
export function varNames(body: ts.Node): readonly Declared[] {
  let names = varCache.get(body);
  if (names === undefined) {
    const found: Declared[] = [];
    collectVars(body, found);
    names = found;
    varCache.set(body, names);
  }
  return names;
}

function collectVars(node: ts.Node, found: Declared[]): void {
  if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
    for (const declaration of node.declarations) found.push(...boundNames(declaration.name));
    return;
  }
  if (!isStatementLike(node)) return;
  ts.forEachChild(node, (child) => collectVars(child, found));
}

function isStatementLike(node: ts.Node): boolean {
  return (
    (node.kind >= ts.SyntaxKind.FirstStatement && node.kind <= ts.SyntaxKind.LastStatement) ||
    node.kind === ts.SyntaxKind.Block ||
    node.kind === ts.SyntaxKind.SourceFile ||
    node.kind === ts.SyntaxKind.CaseBlock ||
    node.kind === ts.SyntaxKind.CaseClause ||
    node.kind === ts.SyntaxKind.DefaultClause ||
    node.kind === ts.SyntaxKind.CatchClause ||
    node.kind === ts.SyntaxKind.LabeledStatement
  );
}

/** The names that a pattern binds. */
export function boundNames(pattern: ts.BindingName): readonly Declared[] {
  if (ts.isIdentifier(pattern)) return [{ name: pattern.text, node: pattern }];
  return pattern.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
