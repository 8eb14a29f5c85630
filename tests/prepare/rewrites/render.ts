/** Rewriting a text by its tree: what is not rewritten stays as it is written, blanks and comments included. */
import ts from "typescript";

/** Gives the text of a node, or undefined to leave it as it is but for what is in it. */
export type Rewrite = (node: ts.Node, text: Texts) => string | undefined;

/** Rewritten texts. */
export interface Texts {
  of(node: ts.Node): string;
  /** What is in a node is rewritten, it itself is not. */
  inside(node: ts.Node): string;
}

/** A whole text, rewritten. */
export function rewriteText(text: string, make: (file: ts.SourceFile) => Rewrite): string {
  const file = ts.createSourceFile("/main.ts", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const rewrite = make(file);
  const texts: Texts = {
    of: (node) => rewrite(node, texts) ?? texts.inside(node),
    inside(node) {
      let [out, at] = ["", ts.isSourceFile(node) ? 0 : node.getStart(file)];
      ts.forEachChild(node, (child) => {
        out += text.slice(at, child.getStart(file)) + texts.of(child);
        at = child.end;
      });
      return out + text.slice(at, node.end);
    },
  };
  return texts.of(file);
}

/** All nodes, from the outside inwards. */
export function nodesIn(node: ts.Node): readonly ts.Node[] {
  const all: ts.Node[] = [node];
  for (let i = 0; i < all.length; i++) ts.forEachChild(all[i] as ts.Node, (child) => void all.push(child));
  return all;
}

/** Whether a node stands for a type, and does not exist at run time. */
export function isType(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) return ts.isInterfaceDeclaration(node.parent.parent);
  return ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
}

/** Whether a node is a type or stands in one. */
export function isInType(node: ts.Node): boolean {
  return isType(node) || (node.parent !== undefined && isInType(node.parent));
}

/** Names that a list of statements declares. */
export function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name !== undefined)
    return [statement.name.text];
  return [];
}

/** Names that a pattern binds. */
export function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

/** Whether an identifier stands for a variable, and not for a member, a label or a name of an import or export. */
export function isVariableName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (isInType(node)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isMetaProperty(parent) || ts.isJsxAttribute(parent)) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isImportSpecifier(parent)) return parent.name === node;
  if (ts.isExportSpecifier(parent) || ts.isImportAttribute(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isEnumMember(parent)) return parent.initializer === node;
  if (ts.isClassElement(parent) || ts.isMethodDeclaration(parent))
    return (parent as ts.PropertyDeclaration).initializer === node;
  return true;
}

/** Whether a node or something in it is one of these, functions in it left out. */
export function contains(node: ts.Node, test: (inner: ts.Node) => boolean): boolean {
  return (
    test(node) ||
    ts.forEachChild(node, (child) =>
      ts.isFunctionLike(child) && !ts.isArrowFunction(child) ? false : contains(child, test),
    ) === true
  );
}

/** Whether a node names what only a function of its own has. */
export function needsOwnFunction(node: ts.Node): boolean {
  return contains(
    node,
    (inner) =>
      inner.kind === ts.SyntaxKind.ThisKeyword ||
      inner.kind === ts.SyntaxKind.SuperKeyword ||
      ts.isYieldExpression(inner) ||
      ts.isMetaProperty(inner) ||
      (ts.isIdentifier(inner) && inner.text === "arguments"),
  );
}

/** The names that a node writes. */
export function writtenNames(node: ts.Node): readonly string[] {
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? nodesIn(node.left).flatMap((each) => (ts.isIdentifier(each) ? [each.text] : [])) : [];
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return ts.isIdentifier(node.operand) ? [node.operand.text] : [];
  return ts.isForOfStatement(node) && ts.isIdentifier(node.initializer) ? [node.initializer.text] : [];
}

/** Whether a node has a modifier, as `async` is one. */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}
