/** Rewrites of names and expressions. */
import ts from "typescript";
import { hasModifier, isInType, isVariableName, nodesIn, type Rewrite } from "./render.ts";

/** Other names for variables, parameters, functions, classes and imports; not for what is exported. */
export function renamed(file: ts.SourceFile): Rewrite {
  const names = new Set<string>();
  const kept = new Set(["fetch", "console", "undefined", "arguments"]);
  for (const node of nodesIn(file)) {
    if (!ts.isIdentifier(node) || !isVariableName(node) || (node.parent as ts.NamedDeclaration).name !== node) continue;
    (isExported(node.parent) ? kept : names).add(node.text);
  }
  const other = (name: string): string => (names.has(name) && !kept.has(name) ? `${name}_` : name);
  const pair = (outer: string, inner: string): string | undefined => (other(inner) === inner ? undefined : outer);
  return (node, text) => {
    if (ts.isIdentifier(node)) return isVariableName(node) ? other(node.text) : undefined;
    const name =
      "name" in node && node.name !== undefined && ts.isIdentifier(node.name as ts.Node)
        ? (node.name as ts.Identifier).text
        : "";
    if (ts.isShorthandPropertyAssignment(node)) return pair(`${name}: ${other(name)}`, name);
    if (ts.isImportSpecifier(node) && node.propertyName === undefined && !node.isTypeOnly)
      return pair(`${name} as ${other(name)}`, name);
    if (ts.isExportSpecifier(node) && node.parent.parent.moduleSpecifier === undefined) {
      const inner = node.propertyName?.text ?? name;
      return pair(`${other(inner)} as ${name}`, inner);
    }
    if (
      !ts.isBindingElement(node) ||
      !ts.isObjectBindingPattern(node.parent) ||
      node.propertyName !== undefined ||
      node.dotDotDotToken !== undefined
    )
      return undefined;
    const value = node.initializer === undefined ? "" : ` = ${text.of(node.initializer)}`;
    return pair(`${name}: ${other(name)}${value}`, name);
  };
}

/** Whether a declaration is known by its name elsewhere, as an export or a member. */
function isExported(declaration: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const isMember = ts.isParameter(declaration) && (declaration.modifiers?.length ?? 0) > 0;
  return isMember || ts.isNamespaceExport(declaration) || hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

/** Literals stand in constants at the top of the file. */
export function literalsInConstants(file: ts.SourceFile): Rewrite {
  const constants: string[] = [];
  const imports = file.statements.filter(ts.isImportDeclaration);
  return (node, text) => {
    if (ts.isSourceFile(node)) {
      const rest = file.statements.filter((statement) => !ts.isImportDeclaration(statement)).map(text.of);
      return [...imports.map((each) => each.getText()), ...constants, ...rest].join("\n");
    }
    if (
      !(ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isNumericLiteral(node)) ||
      !isValue(node)
    )
      return undefined;
    constants.push(`const literal${constants.length} = ${node.getText()};`);
    return `literal${constants.length - 1}`;
  };
}

/** Whether a literal is an expression, and not a name, a specifier, a type or a part of one. */
function isValue(node: ts.Expression): boolean {
  const { parent } = node;
  if (
    isInType(node) ||
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isImportAttribute(parent)
  )
    return false;
  if (
    ts.isExpressionStatement(parent) ||
    ts.isEnumMember(parent) ||
    ts.isComputedPropertyName(parent) ||
    ts.isTaggedTemplateExpression(parent)
  )
    return false;
  if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) return false;
  return (parent as Partial<ts.NamedDeclaration>).name !== node;
}

/** `"a" + b` is written as a template. */
export function templatesForSums(): Rewrite {
  return (node, text) => {
    if (!isTextSum(node)) return undefined;
    const sides = [node.left, node.right].map((side) => {
      if (ts.isStringLiteral(side)) return side.text.replace(/[\\`]|\$\{/g, "\\$&").replaceAll("\n", "\\n");
      const written = text.of(side);
      return isTextSum(side) ? written.slice(1, -1) : `\${${written}}`;
    });
    return `\`${sides.join("")}\``;
  };
}

function isTextSum(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  return [node.left, node.right].some(
    (side) => ts.isStringLiteral(side) || ts.isTemplateExpression(side) || isTextSum(side),
  );
}

/** A template is written as a sum. */
export function sumsForTemplates(): Rewrite {
  return (node, text) => {
    if (!ts.isTemplateExpression(node) || ts.isTaggedTemplateExpression(node.parent) || isInType(node))
      return undefined;
    const parts = node.templateSpans.flatMap(({ expression, literal }) => [
      `(${text.of(expression)})`,
      JSON.stringify(literal.text),
    ]);
    return `(${[JSON.stringify(node.head.text), ...parts].join(" + ")})`;
  };
}

/** Members are named by text: `a["b"]`. */
export function membersByText(): Rewrite {
  return (node, text) => {
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name) || isInType(node)) return undefined;
    if (ts.isMetaProperty(node.parent) || ts.isExpressionWithTypeArguments(node.parent)) return undefined;
    return `${text.of(node.expression)}${node.questionDotToken === undefined ? "" : "?."}["${node.name.text}"]`;
  };
}

/** Parentheses, casts and remarks around arguments and initializers. */
export function padded(): Rewrite {
  return (node, text) => {
    const { parent } = node;
    if (parent === undefined || ts.isSpreadElement(node) || !ts.isExpression(node)) return undefined;
    const isArgument =
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(node) === true;
    if (isArgument && ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
      return undefined;
    const isInitializer = ts.isVariableDeclaration(parent) && parent.initializer === node;
    if (!isArgument && !isInitializer) return undefined;
    const isConst = isInitializer && ts.isObjectLiteralExpression(node);
    return `/* a remark */ (${text.inside(node)})${isConst ? "" : " as any"} /* another one */`;
  };
}
