/**
 * Variables: scopes, and what each block declares.
 */
import { mayUseVar, ts } from "../1-parse/syntax.ts";
import { Place } from "./values/journal.ts";
import { sameValue } from "./values/same.ts";
import { joinValues, UNDEFINED, type Value } from "./values/value.ts";
import { anythingOf, type Repeats, widenValues } from "./values/widen.ts";

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

  override widen(before: Value | undefined, after: Value | undefined, repeats?: Repeats): Value | undefined {
    return before === undefined || after === undefined ? (after ?? before) : widenValues(before, after, repeats);
  }

  override anything(state: Value | undefined): Value {
    return anythingOf(state ?? UNDEFINED);
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

/** Tells of each name that statements declare in their block: `let`, `const`, classes, enums, functions. */
export function lexicalNames(
  statements: readonly ts.Statement[],
  tell: (name: string, declaration: ts.Node) => void,
): void {
  for (const statement of statements) if (mayDeclare(statement)) lexicalNamesOf(statement, tell);
}

/** Whether a statement may declare something in its block. */
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

function lexicalNamesOf(labelled: ts.Statement, tell: (name: string, declaration: ts.Node) => void): void {
  const statement = unlabelled(labelled);
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement;
    if (!(declarationList.flags & ts.NodeFlags.BlockScoped)) return;
    for (const { name } of declarationList.declarations) boundNames(name, (bound) => tell(bound.text, bound));
  } else if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement) || isHoisted(statement))
    tell(statement.name?.text ?? "default", statement);
  else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) tell(statement.name.text, statement);
}

/** What stands behind labels. */
export function unlabelled(statement: ts.Statement): ts.Statement {
  return ts.isLabeledStatement(statement) ? unlabelled(statement.statement) : statement;
}

/** A function declaration, which has its value from the start. */
export function isHoisted(statement: ts.Statement): statement is ts.FunctionDeclaration {
  return ts.isFunctionDeclaration(statement) && statement.body !== undefined;
}

const varCache = new WeakMap<ts.Node, readonly ts.Identifier[]>();
const NONE: readonly ts.Identifier[] = [];

/** The `var`s of a function or a file, however deep they stand. */
export function varNames(body: ts.Node, file: ts.SourceFile): readonly ts.Identifier[] {
  if (!mayUseVar(file)) return NONE;
  let names = varCache.get(body);
  if (names === undefined) {
    const found: ts.Identifier[] = [];
    collectVars(body, found);
    names = found;
    varCache.set(body, names);
  }
  return names;
}

function collectVars(node: ts.Node, found: ts.Identifier[]): void {
  if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
    for (const { name } of node.declarations) boundNames(name, (bound) => void found.push(bound));
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

/** Tells of each name that a pattern binds. */
export function boundNames(pattern: ts.BindingName, tell: (name: ts.Identifier) => void): void {
  if (ts.isIdentifier(pattern)) return tell(pattern);
  for (const element of pattern.elements) if (ts.isBindingElement(element)) boundNames(element.name, tell);
}
