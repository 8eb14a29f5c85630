/**
 * The one walk over a fresh tree: sets parents, sees how deep the tree is, and finds the nodes that later steps ask for.
 *
 * The steps walk trees by recursion. A tree that is too deep for that is not walked by any of them: it is reported, and an
 * empty one stands in its place. What was seen in a statement is kept with it: an incremental parse takes over whole those
 * that did not change, and they are not walked again.
 */
import type { Span } from "../../base/span.ts";
import { FOREIGN_GLOBALS } from "./foreign-globals.ts";
import { hasModifier, isDynamicImport, spanOf, ts } from "./syntax.ts";
import type { Picked } from "../4-static-check/rule.ts";

const { SyntaxKind } = ts;

/** Nodes inside each other at most; written code stays below 100, generated chains of operators below 1,000. */
export const MAX_NESTING = 1000;

const LANDMARK_KINDS = [
  SyntaxKind.CallExpression,
  SyntaxKind.NewExpression,
  SyntaxKind.ExpressionStatement,
  // Of identifiers only those that `FOREIGN_GLOBALS` knows.
  SyntaxKind.Identifier,
  SyntaxKind.MetaProperty,
  SyntaxKind.JsxElement,
  SyntaxKind.JsxSelfClosingElement,
  SyntaxKind.JsxFragment,
  SyntaxKind.Decorator,
  SyntaxKind.AccessorKeyword,
  SyntaxKind.Parameter,
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ImportClause,
  SyntaxKind.ImportSpecifier,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.Block,
  SyntaxKind.CaseBlock,
  SyntaxKind.EnumDeclaration,
  SyntaxKind.ModuleDeclaration,
  SyntaxKind.ImportEqualsDeclaration,
  SyntaxKind.ExportAssignment,
  SyntaxKind.TypeAssertionExpression,
  SyntaxKind.AsExpression,
  SyntaxKind.SatisfiesExpression,
] as const;

/** A kind of node that later steps can ask for. */
export type LandmarkKind = (typeof LANDMARK_KINDS)[number];

/** What was seen in a file, or in one statement, member or clause of it. */
export class Look {
  /** Nodes inside each other. */
  height = 0;
  /** All nodes, those of the parts included. */
  size = 0;
  /** The nodes of each `LandmarkKind` that exist at run time, outer ones first, in order of the text; those of a part in its look. */
  readonly landmarks: (ts.Node | Look)[] = [];
  /** Calls and constructions in order of the text, those of the parts included. */
  readonly calls: (ts.CallExpression | ts.NewExpression)[] = [];
  /** Calls of the form `import(…)`, those of the parts included. */
  readonly dynamicImports: ts.CallExpression[] = [];
  /** What the static check has picked from the landmarks. */
  picked: Picked | undefined;
}

/** What was seen. */
export interface Survey {
  /** The first word of the top-level statement in which something is too deep. */
  readonly tooDeep: Span | undefined;
  readonly look: Look;
}

/** Looks over a tree, which need not have parents yet. Goes no deeper than `MAX_NESTING`. */
export function survey(file: ts.SourceFile & Looked): Survey {
  const known = file[LOOK];
  if (known !== undefined) return { tooDeep: undefined, look: known };
  const walk = new Walk(file);
  for (const statement of file.statements) {
    if (!canWalk(walk, statement)) return { tooDeep: firstWord(statement, file), look: new Look() };
  }
  walk.visit(file.endOfFileToken);
  file[LOOK] = walk.look;
  return { tooDeep: undefined, look: walk.look };
}

/** Walks a statement; false when it is too deep, or what called has left too little of the stack for it. */
function canWalk(walk: Walk, statement: ts.Statement): boolean {
  try {
    walk.visit(statement);
    return walk.look.height <= MAX_NESTING;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function firstWord(node: ts.Node, file: ts.SourceFile): Span {
  const { start } = spanOf(node, file);
  return { start, end: start + (/^(\w+|.)/.exec(file.text.slice(start, start + 100))?.[0].length ?? 0) };
}

/** A shorter statement is looked over as a whole: nothing in it has a look of its own. In UTF-16 units. */
const SHORT = 1000;

/** Where a node keeps its look. A `WeakMap` would do, but while its tables are old it keeps alive every young tree in it. */
const LOOK = Symbol("look");

type Looked = ts.Node & { [LOOK]?: Look };

class Walk {
  /** What is seen goes here. */
  look = new Look();
  #parent: ts.Node;
  /** Nodes around the present one, below the part that `look` is of. */
  #depth = 0;
  /** Nodes around that part. */
  #above = 0;
  #isInShort = false;
  #isErased = false;

  constructor(root: ts.Node) {
    this.#parent = root;
  }

  readonly visit = (node: ts.Node): void => {
    (node as { parent: ts.Node }).parent = this.#parent;
    const { kind } = node;
    const role = ROLES[kind] ?? 0;
    this.look.size++;
    if (this.#depth >= this.look.height) this.look.height = this.#depth + 1;
    if (kind <= SyntaxKind.LastToken) {
      if (role !== 0 && !this.#isErased && isNotable(node)) this.look.landmarks.push(node);
    } else if (this.#above + this.#depth >= MAX_NESTING) return;
    else if ((role & PART) !== 0 && !this.#isInShort) this.#visitPart(node, role);
    else this.#visitInside(node, role);
  };

  #visitInside(node: ts.Node, role: number): void {
    const parent = this.#parent;
    const wasErased = this.#isErased;
    if ((role & ERASED) !== 0 || ((role & MAYBE_ERASED) !== 0 && isAmbient(node))) this.#isErased = true;
    if ((role & LANDMARK) !== 0 && !this.#isErased) this.#note(node);
    this.#parent = node;
    this.#depth++;
    ts.forEachChild(node, this.visit);
    this.#depth--;
    this.#parent = parent;
    this.#isErased = wasErased;
  }

  #note(node: ts.Node): void {
    this.look.landmarks.push(node);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.look.calls.push(node);
    if (isDynamicImport(node)) this.look.dynamicImports.push(node);
  }

  /** Takes what is known of a statement, or looks over it and keeps what it sees. */
  #visitPart(node: Looked, role: number): void {
    const inner = node[LOOK] ?? this.#lookOver(node, role);
    const { look } = this;
    look.height = Math.max(look.height, this.#depth + inner.height);
    look.size += inner.size;
    if (inner.landmarks.length > 0) look.landmarks.push(inner);
    for (const call of inner.calls) look.calls.push(call);
    look.dynamicImports.push(...inner.dynamicImports);
  }

  #lookOver(node: Looked, role: number): Look {
    const outer = this.look;
    const depth = this.#depth;
    const inner = new Look();
    this.look = inner;
    this.#above += depth;
    this.#depth = 0;
    this.#isInShort = node.end - node.pos <= SHORT;
    inner.height = 1;
    this.#visitInside(node, role);
    this.#isInShort = false;
    this.#depth = depth;
    this.#above -= depth;
    this.look = outer;
    // A look that went no deeper because of what is around the node is no look at the node.
    if (this.#above + depth + inner.height <= MAX_NESTING) node[LOOK] = inner;
    return inner;
  }
}

const LANDMARK = 1;
/** What an incremental parse takes over whole. */
const PART = 2;
const ERASED = 4;
/** Does not exist at run time under a condition. */
const MAYBE_ERASED = 8;

const ROLES = rolesOfKinds();

function rolesOfKinds(): Uint8Array {
  const roles = new Uint8Array(SyntaxKind.Count);
  const add = (role: number, ...kinds: readonly ts.SyntaxKind[]): void => {
    for (const kind of kinds) roles[kind] = (roles[kind] ?? 0) | role;
  };
  const range = (first: ts.SyntaxKind, last: ts.SyntaxKind): readonly ts.SyntaxKind[] =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);
  add(LANDMARK, ...LANDMARK_KINDS);
  add(PART, ...range(SyntaxKind.FirstStatement, SyntaxKind.LastStatement), SyntaxKind.FunctionDeclaration);
  add(PART, SyntaxKind.ClassDeclaration, SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration);
  add(PART, SyntaxKind.EnumDeclaration, SyntaxKind.ModuleDeclaration, SyntaxKind.ImportEqualsDeclaration);
  add(PART, SyntaxKind.ImportDeclaration, SyntaxKind.ExportDeclaration, SyntaxKind.ExportAssignment);
  add(PART, SyntaxKind.PropertyDeclaration, SyntaxKind.MethodDeclaration, SyntaxKind.Constructor);
  add(PART, SyntaxKind.GetAccessor, SyntaxKind.SetAccessor, SyntaxKind.CaseClause, SyntaxKind.DefaultClause);
  add(ERASED, ...range(SyntaxKind.FirstTypeNode, SyntaxKind.LastTypeNode), SyntaxKind.TypeParameter);
  add(ERASED, SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration);
  add(MAYBE_ERASED, SyntaxKind.HeritageClause, SyntaxKind.VariableStatement, SyntaxKind.FunctionDeclaration);
  add(MAYBE_ERASED, SyntaxKind.ClassDeclaration, SyntaxKind.EnumDeclaration, SyntaxKind.ModuleDeclaration);
  add(MAYBE_ERASED, SyntaxKind.PropertyDeclaration);
  return roles;
}

function isNotable(token: ts.Node): boolean {
  return !ts.isIdentifier(token) || FOREIGN_GLOBALS.has(token.text);
}

/** `declare …` and `implements …`. */
function isAmbient(node: ts.Node): boolean {
  return node.kind === SyntaxKind.HeritageClause
    ? (node as ts.HeritageClause).token === SyntaxKind.ImplementsKeyword
    : hasModifier(node, SyntaxKind.DeclareKeyword);
}
