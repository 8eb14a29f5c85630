/** Rewrites of functions and of where they stand. */
import ts from "typescript";
import {
  contains,
  hasModifier,
  isVariableName,
  needsOwnFunction,
  nodesIn,
  type Rewrite,
  type Texts,
} from "./render.ts";

const { AsyncKeyword, ExportKeyword } = ts.SyntaxKind;

/** The body of each function stands in a function that is called at once. */
export function bodiesInFunctions(): Rewrite {
  return (node, text) => {
    if (!ts.isBlock(node) || !ts.isFunctionLike(node.parent) || ts.isConstructorDeclaration(node.parent))
      return undefined;
    if (contains(node, (inner) => ts.isYieldExpression(inner)) || node.statements.length === 0) return undefined;
    const body = text.inside(node);
    return hasModifier(node.parent, AsyncKeyword)
      ? `{ return await (async () => ${body})(); }`
      : `{ return (() => ${body})(); }`;
  };
}

/** A module without exports does its work in a function that is called at once. */
export function allInOneFunction(file: ts.SourceFile): Rewrite {
  const isFixed = (statement: ts.Statement): boolean =>
    ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  const isExport = (statement: ts.Statement): boolean =>
    ts.isExportAssignment(statement) || ts.isExportDeclaration(statement) || hasModifier(statement, ExportKeyword);
  return (node, text) => {
    if (!ts.isSourceFile(node) || file.statements.some(isExport)) return undefined;
    const rest = file.statements.filter((statement) => !isFixed(statement));
    return `${written(file.statements.filter(isFixed), text)}\nasync function all() {\n${written(rest, text)}\n}\nawait all();\n`;
  };
}

/** Functions are declared in the opposite order, behind everything else. */
export function functionsReversed(file: ts.SourceFile): Rewrite {
  return (node, text) => {
    if (!ts.isSourceFile(node)) return undefined;
    const functions = file.statements.filter(ts.isFunctionDeclaration);
    if (functions.length < 2) return undefined;
    const others = file.statements.filter((statement) => !ts.isFunctionDeclaration(statement));
    return `${written(others, text)}\n${written(functions.toReversed(), text)}\n`;
  };
}

/** Functions of the top level are arrows in constants, right behind the imports. */
export function arrowsForFunctions(file: ts.SourceFile): Rewrite {
  const made = new Set(
    nodesIn(file).flatMap((node) =>
      ts.isNewExpression(node) && ts.isIdentifier(node.expression) ? [node.expression.text] : [],
    ),
  );
  const isChanged = (statement: ts.Statement): statement is ts.FunctionDeclaration =>
    ts.isFunctionDeclaration(statement) &&
    statement.body !== undefined &&
    statement.name !== undefined &&
    statement.asteriskToken === undefined &&
    !needsOwnFunction(statement.body) &&
    !made.has(statement.name.text) &&
    !hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  return (node, text) => {
    if (!ts.isSourceFile(node) || !file.statements.some(isChanged)) return undefined;
    const arrows = file.statements
      .filter(isChanged)
      .map(
        (each) =>
          `${hasModifier(each, ExportKeyword) ? "export " : ""}const ${each.name?.text} = ${arrowOf(each, text)};`,
      );
    const [imports, rest] = [
      file.statements.filter(ts.isImportDeclaration),
      file.statements.filter((each) => !ts.isImportDeclaration(each) && !isChanged(each)),
    ];
    return `${written(imports, text)}\n${arrows.join("\n")}\n${written(rest, text)}\n`;
  };
}

/** Arrows are function expressions. */
export function functionsForArrows(): Rewrite {
  return (node, text) => {
    if (!ts.isArrowFunction(node) || needsOwnFunction(node)) return undefined;
    const body = ts.isBlock(node.body) ? text.of(node.body) : `{ return ${text.of(node.body)}; }`;
    return `(${hasModifier(node, AsyncKeyword) ? "async " : ""}function (${listed(node.parameters, text)}) ${body})`;
  };
}

/** Parameters that are patterns are taken apart in the body. */
export function parametersTakenApart(): Rewrite {
  const isTakenApart = (node: ts.ParameterDeclaration): boolean =>
    !ts.isIdentifier(node.name) && (node.parent as ts.FunctionLikeDeclaration).body?.kind === ts.SyntaxKind.Block;
  return (node, text) => {
    if (ts.isParameter(node) && isTakenApart(node)) {
      const value = node.initializer === undefined ? "" : ` = ${text.of(node.initializer)}`;
      return `given${node.pos}: any${value}`;
    }
    if (!ts.isBlock(node) || !ts.isFunctionLike(node.parent)) return undefined;
    const patterns = node.parent.parameters.filter(isTakenApart);
    if (patterns.length === 0) return undefined;
    const parts = patterns.map(({ name, pos }) => `const ${text.of(name)} = given${pos};`);
    return `{ ${parts.join(" ")} ${text.inside(node).slice(1)}`;
  };
}

/** Where a function is called by its name, the function itself is called. */
export function inlined(file: ts.SourceFile): Rewrite {
  const bound = new Map<string, number>();
  for (const node of nodesIn(file)) {
    if (ts.isIdentifier(node) && isVariableName(node) && (node.parent as ts.NamedDeclaration).name === node)
      bound.set(node.text, (bound.get(node.text) ?? 0) + 1);
  }
  const isPlain = ({ name, value }: NamedFunction): boolean => {
    const names = namesIn(value);
    return names.every((each) => (bound.get(each) ?? 0) <= 1) && names.filter((each) => each === name).length <= 1;
  };
  const functions = file.statements.flatMap(functionsOf).filter(isPlain);
  const texts = new Map(functions.map(({ name, value }) => [name, `(${arrowOf(value, ORIGINAL)})`]));
  return (node, text) => {
    const name = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : "";
    const value = texts.get(name);
    return value === undefined ? undefined : `${value}(${listed((node as ts.CallExpression).arguments, text)})`;
  };
}

/** Texts as they are written. */
const ORIGINAL: Texts = { of: (node) => node.getText(), inside: (node) => node.getText() };

interface NamedFunction {
  readonly name: string;
  readonly value: ts.FunctionDeclaration | ts.ArrowFunction;
}

/** Functions that mean the same wherever they are written. */
function functionsOf(statement: ts.Statement): readonly NamedFunction[] {
  if (ts.isFunctionDeclaration(statement)) {
    const isPlain =
      statement.asteriskToken === undefined && statement.body !== undefined && !needsOwnFunction(statement.body);
    return isPlain && statement.name !== undefined ? [{ name: statement.name.text, value: statement }] : [];
  }
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return [];
  return statement.declarationList.declarations.flatMap(({ initializer, name }) =>
    ts.isIdentifier(name) &&
    initializer !== undefined &&
    ts.isArrowFunction(initializer) &&
    !needsOwnFunction(initializer)
      ? [{ name: name.text, value: initializer }]
      : [],
  );
}

function namesIn(node: ts.Node): readonly string[] {
  return nodesIn(node).flatMap((inner) => (ts.isIdentifier(inner) && isVariableName(inner) ? [inner.text] : []));
}

function arrowOf(node: ts.FunctionDeclaration | ts.ArrowFunction, text: Texts): string {
  const body = node.body === undefined ? "{}" : text.of(node.body);
  return `${hasModifier(node, AsyncKeyword) ? "async " : ""}(${listed(node.parameters, text)}) => ${body}`;
}

function listed(nodes: readonly ts.Node[], text: Texts): string {
  return nodes.map((node) => text.of(node)).join(", ");
}

function written(statements: readonly ts.Statement[], text: Texts): string {
  return listed(statements, text).length === 0 ? "" : statements.map((each) => text.of(each)).join("\n");
}
