/** Rewrites of statements. */
import ts from "typescript";
import { contains, declaredNames, hasModifier, needsOwnFunction, type Rewrite } from "./render.ts";

/** Remarks and blank lines between statements. */
export function withRemarks(): Rewrite {
  return (node, text) => {
    if (!ts.isStatement(node) || !isListed(node)) return undefined;
    return `// A remark: fetch("https://remark.example/").\n\n/* And another one. */ ${text.inside(node)} // "a\n`;
  };
}

/** Constants are variables, but those that a manifest may be made of. */
export function variablesForConstants(file: ts.SourceFile): Rewrite {
  const hasManifest = file.statements.some((statement) => declaredNames(statement).includes("manifest"));
  return (node, text) => {
    if (!ts.isVariableDeclarationList(node) || (node.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const)
      return undefined;
    if (hasManifest && ts.isSourceFile(node.parent.parent)) return undefined;
    return text.inside(node).replace(/^const/, "let");
  };
}

/** Every branch stands in a block, and the other way round. */
export function branchesTurned(): Rewrite {
  return (node, text) => {
    if (ts.isConditionalExpression(node))
      return `(!(${text.of(node.condition)}) ? ${text.of(node.whenFalse)} : ${text.of(node.whenTrue)})`;
    if (!ts.isIfStatement(node)) return undefined;
    const otherwise = node.elseStatement === undefined ? "{}" : inBlock(text.of(node.elseStatement));
    return `if (!(${text.of(node.expression)})) ${otherwise} else ${inBlock(text.of(node.thenStatement))}`;
  };
}

function inBlock(statement: string): string {
  return `{ ${statement} }`;
}

/** What follows a branch that leaves the list stands in its `else`. */
export function elseAfterExit(): Rewrite {
  return (node, text) => {
    if (!ts.isBlock(node)) return undefined;
    const at = node.statements.findIndex(
      (each) => ts.isIfStatement(each) && each.elseStatement === undefined && leaves(each.thenStatement),
    );
    const exit = node.statements[at] as ts.IfStatement | undefined;
    const rest = node.statements.slice(at + 1);
    if (exit === undefined || rest.length === 0 || rest.some(ts.isFunctionDeclaration)) return undefined;
    const before = node.statements.slice(0, at).map(text.of).join("\n");
    return `{ ${before}\nif (${text.of(exit.expression)}) ${inBlock(text.of(exit.thenStatement))} else {\n${rest.map(text.of).join("\n")}\n} }`;
  };
}

function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return (
    last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last))
  );
}

/** `while` for `for`, and `for` for `while`. */
export function otherLoops(): Rewrite {
  return (node, text) => {
    if (ts.isWhileStatement(node)) return `for (; ${text.of(node.expression)}; ) ${text.of(node.statement)}`;
    if (!ts.isForStatement(node) || contains(node.statement, ts.isContinueStatement)) return undefined;
    if (contains(node.statement, ts.isFunctionLike) || ts.isLabeledStatement(node.parent)) return undefined;
    const [first, test, step] = [node.initializer, node.condition, node.incrementor].map((part) =>
      part === undefined ? "" : text.of(part),
    );
    return `{ ${first};\nwhile (${test || "true"}) { ${text.of(node.statement)}\n${step}; } }`;
  };
}

/** Arguments of a call that is a statement, or the value of one, stand in constants before it. */
export function argumentsInConstants(): Rewrite {
  let count = 0;
  return (node, text) => {
    const call = ts.isStatement(node) && isListed(node) ? callOf(node) : undefined;
    if (call === undefined || call.arguments.some(ts.isSpreadElement) || !ts.isIdentifier(call.expression))
      return undefined;
    if (
      call.arguments.some(
        (each) => needsOwnFunction(each) || ts.isFunctionLike(each) || ts.isObjectLiteralExpression(each),
      )
    )
      return undefined;
    const names = call.arguments.map(() => `given${count++}`);
    const constants = call.arguments.map((each, i) => `const ${names[i]} = ${text.of(each)};`);
    const [before, after] = [
      textBetween(node.getStart(), call.arguments.pos, node),
      textBetween(call.arguments.end, node.end, node),
    ];
    return `${constants.join(" ")}\n${before}${names.join(", ")}${after}`;
  };
}

function textBetween(from: number, to: number, node: ts.Node): string {
  return node.getSourceFile().text.slice(from, to);
}

/** The call that a statement makes first. */
function callOf(statement: ts.Statement): ts.CallExpression | undefined {
  const isConstant =
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.length === 1 &&
    !hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  let value =
    ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)
      ? statement.expression
      : isConstant
        ? statement.declarationList.declarations[0]?.initializer
        : undefined;
  while (value !== undefined && ts.isAwaitExpression(value)) value = value.expression;
  return value !== undefined && ts.isCallExpression(value) ? value : undefined;
}

function isListed({ parent }: ts.Node): boolean {
  return ts.isSourceFile(parent) || ts.isBlock(parent);
}
