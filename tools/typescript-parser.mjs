/**
 * The parser out of the package `typescript`, which has everything in one function of 9 MB: the checker, the emitter and the
 * language service are left out, and a process loads a quarter of the code.
 */
import esbuild from "esbuild";
import ts from "typescript";

/**
 * A CommonJS module with the named exports of the package.
 *
 * esbuild leaves out what no name needs, once it can see what a statement is for: a declaration has no effect of its own,
 * and any other statement belongs to the one name that it completes (`Parser.x = …`, `((Parser2) => { … })(Parser)`).
 * @param {string} text `typescript/lib/typescript.js`, as esbuild made it of the modules of TypeScript
 * @param {readonly string[]} names
 * @returns {string}
 */
export function parserOf(text, names) {
  const statements = topLevelOf(text).filter((statement) => !isForServices(statement));
  const parts = statements.map((statement) => ({
    text: withPureValues(text, statement),
    completes: nameCompletedBy(statement),
  }));
  const needed = new Set();
  let bundle;
  for (let before = -1; before < needed.size;) {
    before = needed.size;
    const kept = parts.filter(({ completes }) => completes === undefined || needed.has(completes));
    bundle = shake(`${kept.map((part) => part.text).join("\n")}\nexport { ${names.join(", ")} };`);
    for (const { completes } of parts)
      if (completes !== undefined && declares(bundle, completes)) needed.add(completes);
  }
  const { code } = esbuild.transformSync(withoutUnusedMessages(bundle), {
    format: "cjs",
    minify: true,
    target: "node24",
  });
  return licenceOf(text) + code;
}

/** The comment at the start of the file. */
function licenceOf(text) {
  return `${text.slice(0, text.indexOf("*/"))}*/\n`;
}

/** The statements of the function around everything: `((module) => { … })(…)`. */
function topLevelOf(text) {
  const file = ts.createSourceFile("typescript.js", text, ts.ScriptTarget.Latest);
  const around = file.statements.find((statement) => ts.isExpressionStatement(statement));
  return around.expression.expression.expression.body.statements;
}

/** Lists of exports, and what editors are offered: `registerCodeFix(…)`, `registerRefactor(…)`. */
function isForServices(statement) {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  return /^(?:__export|register\w+)$/.test(nameAtStartOf(statement.expression.expression) ?? "");
}

function nameCompletedBy(statement) {
  if (ts.isIfStatement(statement)) return nameAtStartOf(statement.expression);
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  if (!ts.isCallExpression(expression)) return nameAtStartOf(expression);
  const [first] = expression.arguments;
  return ts.isIdentifier(expression.expression) || first === undefined ? undefined : nameAtStartOf(first);
}

/** `a` of `a`, `a.b`, `a.b = c`, `a && b`. */
function nameAtStartOf(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return nameAtStartOf(expression.expression);
  return ts.isBinaryExpression(expression) ? nameAtStartOf(expression.left) : undefined;
}

/** The text of a statement, in which what gives a variable its value is marked as free of effects. */
function withPureValues(text, statement) {
  if (!ts.isVariableStatement(statement)) return text.slice(statement.pos, statement.end);
  let written = "";
  let at = statement.pos;
  for (const { initializer } of statement.declarationList.declarations) {
    if (initializer === undefined || ts.isFunctionLike(initializer)) continue;
    const isCall = ts.isCallExpression(initializer) || ts.isNewExpression(initializer);
    const value = text.slice(initializer.pos, initializer.end);
    written += `${text.slice(at, initializer.pos)} /* @__PURE__ */ ${isCall ? value : `(() => (${value}))()`}`;
    at = initializer.end;
  }
  return written + text.slice(at, statement.end);
}

function shake(contents) {
  const stdin = { contents, loader: "js" };
  const options = { bundle: true, write: false, format: "esm", platform: "node", target: "node24", logLevel: "error" };
  return esbuild.buildSync({ stdin, ...options }).outputFiles[0].text;
}

/** Takes messages out of their table that nothing names: those of the checker. */
function withoutUnusedMessages(bundle) {
  const used = new Set(Array.from(bundle.matchAll(/\bDiagnostics\.(\w+)/g), ([, name]) => name));
  return bundle.replaceAll(/^ {2}(\w+): diag\(.+\),?\n/gm, (line, name) => (used.has(name) ? line : ""));
}

function declares(bundle, name) {
  return new RegExp(`^(?:var|let|const|class|function) ${name}\\b`, "m").test(bundle);
}
