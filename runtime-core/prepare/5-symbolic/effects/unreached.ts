/**
 * Calls of host functions that the run did not come by, though it went through all of the module.
 *
 * Only the entry is looked at, because other modules may reach more of a file that they import. A function that did not run
 * counts only when nothing names it: what is given away may be called by something that is not known. What follows a `catch`
 * is left alone, because nearly everything can throw.
 */
import type { FilePath } from "../../../base/span.ts";
import { survey } from "../../1-parse/survey.ts";
import { hasModifier, spanOf, ts } from "../../1-parse/syntax.ts";
import { Scopes } from "../../4-static-check/scopes.ts";
import type { Unreached, UnreachedCall } from "../../effect.ts";
import type { Machine } from "../machine.ts";
import { locate, type Step } from "./explain.ts";
import { type CallLike, hostNames, namedFunction, rootOf } from "./named-hosts.ts";

const MAX_STEPS = 5;

/** The calls, in order; none when something was not examined. Cost: linear in what changed, and in the host calls. */
export function unreachedCalls(machine: Machine): readonly UnreachedCall[] {
  const { entry, files } = machine.input;
  const file = files.get(entry);
  if (file === undefined || machine.degraded || machine.profile.foreign !== undefined || entry.endsWith(".json"))
    return [];
  const names = hostNames(machine.profile, file);
  const search = new Search(entry, file, (node) => machine.ran.has(node));
  // The first look at a statement has found its calls.
  const unreached: UnreachedCall[] = [];
  for (const call of survey(file).look.calls) {
    if (search.hasRun(call)) continue;
    const model = namedFunction(call, names);
    if (model === undefined || model.needs.length === 0) continue;
    const found = isShadowed(call, search) ? undefined : reasonOf(call, search);
    if (found === undefined) continue;
    const explanation = locate(found.steps, files);
    unreached.push({ file: entry, span: spanOf(call, file), call: model.name, why: found.why, explanation });
  }
  return unreached;
}

/** What is known of the file while its calls are looked at, each of it found out once. */
class Search {
  readonly entry: FilePath;
  readonly file: ts.SourceFile;
  readonly hasRun: (node: ts.Node) => boolean;
  readonly scopes: Scopes;
  readonly #lists = new Map<readonly ts.Node[], ListFacts>();
  #uncalled: ReadonlySet<string> | undefined;

  constructor(entry: FilePath, file: ts.SourceFile, hasRun: (node: ts.Node) => boolean) {
    this.entry = entry;
    this.file = file;
    this.hasRun = hasRun;
    this.scopes = new Scopes(file);
  }

  /** Functions of the top level that nothing names but they themselves and others of them. */
  get uncalled(): ReadonlySet<string> {
    return (this.#uncalled ??= uncalledNames(this));
  }

  /** What comes before a statement in its list: the first one that leaves in any case, and whether one catches. */
  before(node: ts.Node): { readonly exit: ts.Node | undefined; readonly catches: boolean } {
    const { parent } = node;
    if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent))
      return { exit: undefined, catches: false };
    const list: readonly ts.Node[] = parent.statements;
    let facts = this.#lists.get(list);
    if (facts === undefined) this.#lists.set(list, (facts = factsOf(list)));
    const place = facts.places.get(node) ?? 0;
    return { exit: facts.exit < place ? list[facts.exit] : undefined, catches: facts.catch < place };
  }
}

/** Of a list of statements: their places, and those of the first one that leaves and the first one that catches. */
interface ListFacts {
  readonly places: ReadonlyMap<ts.Node, number>;
  readonly exit: number;
  readonly catch: number;
}

function factsOf(list: readonly ts.Node[]): ListFacts {
  const first = (test: (node: ts.Node) => boolean): number => {
    const found = list.findIndex(test);
    return found < 0 ? Infinity : found;
  };
  const places = new Map(list.map((node, place) => [node, place]));
  return { places, exit: first((node) => exitOf(node) !== undefined), catch: first(catches) };
}

interface Reason {
  readonly why: Unreached;
  readonly steps: readonly Step[];
}

function isShadowed({ expression }: CallLike, { file, scopes }: Search): boolean {
  const root = rootOf(expression);
  const scope = root === undefined ? undefined : scopes.scopeOf(root.text, root);
  return scope !== undefined && scope !== file;
}

/** Why a call was not reached; undefined when it may be reached by something that is not known. */
function reasonOf(call: CallLike, search: Search): Reason | undefined {
  const around = functionsAround(call);
  const ran = around.findIndex(search.hasRun);
  const idle = ran < 0 ? around : around.slice(0, ran);
  if (idle.length === 0) return reasonInside(call, search);
  const names = search.uncalled;
  const named = idle.filter((each) => nameOf(each) !== undefined && isTopLevel(each));
  const name = named.map(nameOf).findLast((each) => each !== undefined && names.has(each.text));
  if (name === undefined) return undefined;
  const step = { file: search.entry, node: name, message: `Nothing calls \`${name.text}\`` };
  return { why: { kind: "uncalled", name: name.text }, steps: [step] };
}

/** From the inside outwards. */
function functionsAround(node: ts.Node): readonly ts.Node[] {
  const around: ts.Node[] = [];
  for (let above = node.parent; above !== undefined; above = above.parent)
    if (ts.isFunctionLike(above)) around.push(above);
  return around;
}

/** The name of a declared function, or of the `const` whose value it is. */
function nameOf(node: ts.Node): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

function isTopLevel(node: ts.Node): boolean {
  const statement = ts.isFunctionDeclaration(node) ? node : ts.findAncestor(node, ts.isVariableStatement);
  return statement !== undefined && ts.isSourceFile(statement.parent);
}

/** Those that nothing outside of them names; what one of the others names is taken out, too. */
function uncalledNames({ file, hasRun }: Search): ReadonlySet<string> {
  const idle = file.statements.flatMap(declaredFunctions).filter((made) => !hasRun(made));
  const names = new Set(idle.map((made) => nameOf(made)?.text ?? ""));
  const namedBy = Map.groupBy(namings(file, { names, idle: new Set(idle) }), ({ by }) => by);
  const outside = [...namedBy.keys()].filter((by) => !names.has(by));
  for (let by = outside.pop(); by !== undefined; by = outside.pop())
    for (const { named } of namedBy.get(by) ?? []) if (names.delete(named)) outside.push(named);
  return names;
}

/** The functions that a statement declares for this file alone. */
function declaredFunctions(statement: ts.Statement): readonly ts.Node[] {
  if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? [] : [statement];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ initializer }) =>
    initializer !== undefined && ts.isFunctionLike(initializer) && nameOf(initializer) !== undefined
      ? [initializer]
      : [],
  );
}

/** Names for which texts are searched. */
const FEW = 20;

interface Naming {
  readonly named: string;
  /** The function of the top level that names it; empty outside of all of them. */
  readonly by: string;
}

/** Where these names are mentioned, their declarations left out. */
function namings(
  file: ts.SourceFile,
  of: { readonly names: ReadonlySet<string>; readonly idle: ReadonlySet<ts.Node> },
): readonly Naming[] {
  const found: Naming[] = [];
  const visit = (node: ts.Node, by: string): void => {
    const isName = ts.isIdentifier(node) && of.names.has(node.text);
    if (isName && (node.parent as ts.NamedDeclaration).name !== node) found.push({ named: node.text, by });
    const inside = of.idle.has(node) ? (nameOf(node)?.text ?? by) : by;
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  for (const statement of file.statements)
    if (mayName(file.text.slice(statement.pos, statement.end), of.names)) visit(statement, "");
  return found;
}

/** Whether code has one of the names, as far as a search in its text can tell; for a few that is quicker than to look at all nodes. */
function mayName(text: string, names: ReadonlySet<string>): boolean {
  return names.size > FEW || text.includes("\\u") || names.values().some((name) => text.includes(name));
}

/** Why a call is not reached in code that runs; undefined behind a `catch`. */
function reasonInside(call: CallLike, search: Search): Reason | undefined {
  const { entry } = search;
  const steps: Step[] = [];
  for (
    let node: ts.Node = call;
    !ts.isSourceFile(node) && (node === call || !ts.isFunctionLike(node));
    node = node.parent
  ) {
    const { parent } = node;
    if (ts.isCatchClause(parent)) return undefined;
    const { catches: isLeftAlone, exit } = search.before(node);
    const keyword = exit === undefined ? undefined : exitOf(exit);
    if (exit !== undefined && keyword !== undefined) {
      const step = { file: entry, node: exit, message: "What follows is not reached" };
      return { why: { kind: "behind", keyword }, steps: [step] };
    }
    if (isLeftAlone) return undefined;
    const condition = conditionOf(parent, node);
    if (condition === undefined) continue;
    const step = { file: entry, node: condition, message: "This decides whether the call is reached" };
    if (isConstant(condition, search)) return { why: { kind: "condition", text: condition.getText() }, steps: [step] };
    steps.push(step);
  }
  return { why: { kind: "before" }, steps: steps.slice(0, MAX_STEPS) };
}

/** Whether a condition is made of literals and of constants of the top level that are literals. */
function isConstant(node: ts.Node, search: Search): boolean {
  if (ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword || node.kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isPrefixUnaryExpression(node)) return isConstant(node.operand, search);
  if (ts.isParenthesizedExpression(node)) return isConstant(node.expression, search);
  if (ts.isBinaryExpression(node)) return isConstant(node.left, search) && isConstant(node.right, search);
  if (!ts.isIdentifier(node)) return false;
  const value = search.scopes.isTopLevel(node.text, node) ? constantNamed(node.text, search.file) : undefined;
  return value !== undefined && !ts.isIdentifier(value) && isConstant(value, search);
}

function constantNamed(name: string, file: ts.SourceFile): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    const found = declarations.find((each) => ts.isIdentifier(each.name) && each.name.text === name);
    if (found !== undefined) return (flags & ts.NodeFlags.Const) === 0 ? undefined : found.initializer;
  }
  return undefined;
}

function catches(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return ts.isCatchClause(node) || ts.forEachChild(node, (child) => catches(child) || undefined) === true;
}

/** The keyword with which a statement leaves in any case. */
function exitOf(statement: ts.Node): string | undefined {
  if (ts.isReturnStatement(statement)) return "return";
  if (ts.isThrowStatement(statement)) return "throw";
  if (ts.isContinueStatement(statement)) return "continue";
  if (ts.isBreakStatement(statement)) return "break";
  if (ts.isBlock(statement)) return statement.statements.map(exitOf).find((each) => each !== undefined);
  if (!ts.isIfStatement(statement) || statement.elseStatement === undefined) return undefined;
  return exitOf(statement.elseStatement) === undefined ? undefined : exitOf(statement.thenStatement);
}

/** What decides whether a part of a node is reached. */
function conditionOf(parent: ts.Node, part: ts.Node): ts.Node | undefined {
  if (ts.isIfStatement(parent)) return part === parent.expression ? undefined : parent.expression;
  if (ts.isConditionalExpression(parent)) return part === parent.condition ? undefined : parent.condition;
  if (ts.isBinaryExpression(parent)) return part === parent.right && isLogical(parent) ? parent.left : undefined;
  if (ts.isWhileStatement(parent)) return part === parent.statement ? parent.expression : undefined;
  if (ts.isForStatement(parent)) return part === parent.initializer ? undefined : parent.condition;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent))
    return part === parent.statement ? parent.expression : undefined;
  return ts.isCaseClause(parent) && part !== parent.expression ? parent.expression : undefined;
}

function isLogical({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
