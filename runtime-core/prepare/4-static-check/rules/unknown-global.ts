/** Names that Node, Deno or a browser have and an isolate has not. */
import { PLANNED_CAPABILITIES } from "../../../capabilities/planned.ts";
import { CAPABILITIES } from "../../../capabilities/table.ts";
import { ts } from "../../1-parse/syntax.ts";
import type { Rule, RuleContext } from "../rule.ts";

const PAGE = "a module has no page";
const ENVIRONMENT = `declare variables in \`env\` and read them with \`env\` of "ambit:env"`;
const FILES = `import from "ambit:fs"`;
const HERE = "write `import.meta.filename` or `import.meta.dirname`";
const SPAWN = `\`spawn\` a module from "ambit:modules"`;
const STORE = `keep it in a file or with "ambit:store"`;

const HAD: ReadonlySet<string> = new Set(Object.values(CAPABILITIES).map(({ name }) => name));

/** Globals whose names are settled but that no runtime has yet. */
const PLANNED = Object.values(PLANNED_CAPABILITIES)
  .filter(({ module, name }) => module === "global" && !HAD.has(name))
  .map(({ name }) => [name, "it is planned, but no runtime has it yet"] as const);

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...PLANNED,
  ["process", ENVIRONMENT],
  ["require", "write `import`"],
  ["module", "write `export`"],
  ["exports", "write `export`"],
  ["Buffer", "use `Uint8Array` and `TextEncoder`"],
  ["__dirname", HERE],
  ["__filename", HERE],
  ["global", "write `globalThis`"],
  ["setImmediate", "use `setTimeout` or `queueMicrotask`"],
  ["clearImmediate", "use `clearTimeout`"],
  ["Deno", `${FILES}, "ambit:env" and others`],
  ["Bun", `${FILES}, "ambit:env" and others`],
  ["window", `write \`globalThis\`; ${PAGE}`],
  ["document", PAGE],
  ["location", PAGE],
  ["navigator", PAGE],
  ["alert", "use `console.log`"],
  ["localStorage", STORE],
  ["sessionStorage", STORE],
  ["indexedDB", `declare a database and use "ambit:database"`],
  ["XMLHttpRequest", "use `fetch`"],
  ["EventSource", "use `fetch`"],
  ["importScripts", "write `import`"],
  ["Worker", SPAWN],
  ["SharedWorker", SPAWN],
  ["WebAssembly", "an isolate runs no machine code that was made at run time"],
]);

export const UNKNOWN_GLOBAL: Rule = {
  kinds: [ts.SyntaxKind.Identifier],
  check(node, context) {
    const name = (node as ts.Identifier).text;
    const instead = INSTEAD.get(name);
    if (instead === undefined || !isReference(node) || isGuarded(node, name, context)) return;
    if (context.scopes.isGlobal(name, node)) context.report("static-check/unknown-global", node, { name, instead });
  },
};

/** Whether an identifier reads a variable, and is not the name of a property, a label or a declaration. */
function isReference(node: ts.Node): boolean {
  const { parent } = node;
  switch (parent.kind) {
    case ts.SyntaxKind.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).expression === node;
    case ts.SyntaxKind.PropertyAssignment:
      return (parent as ts.PropertyAssignment).initializer === node;
    case ts.SyntaxKind.BindingElement:
      return (parent as ts.BindingElement).initializer === node;
    case ts.SyntaxKind.PropertyDeclaration:
      return (parent as ts.PropertyDeclaration).initializer === node;
    case ts.SyntaxKind.EnumMember:
      return (parent as ts.EnumMember).initializer === node;
    case ts.SyntaxKind.JsxAttribute:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
    case ts.SyntaxKind.ImportSpecifier:
    case ts.SyntaxKind.LabeledStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.ImportAttribute:
    case ts.SyntaxKind.NamespaceExport:
    case ts.SyntaxKind.ExportSpecifier:
      return false;
    default:
      return true;
  }
}

/** Nodes above a name that are looked at; a condition that is farther away decides about more than the name. */
const MAX_ABOVE = 50;

/** `typeof process`, and what a condition with `typeof process` in it decides about. */
function isGuarded(node: ts.Node, name: string, context: RuleContext): boolean {
  const guard = new RegExp(`\\btypeof\\s+(globalThis\\.)?${name}\\b`);
  let from = node;
  let left = MAX_ABOVE;
  for (let above = node.parent; above !== undefined && left > 0; from = above, above = above.parent, left--) {
    if (ts.isTypeOfExpression(above)) return true;
    const condition = conditionOver(above, from);
    if (condition !== undefined && guard.test(condition.getText(context.file.syntax))) return true;
  }
  return false;
}

function conditionOver(above: ts.Node, from: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(above) && above.right === from) return above.left;
  if (ts.isConditionalExpression(above) && above.condition !== from) return above.condition;
  return ts.isIfStatement(above) && above.expression !== from ? above.expression : undefined;
}
