/**
 * Members of host objects that need no grant of their own, such as `child.port.send(…)`: for hover.
 *
 * Read off names alone: through constants, `await`, `then`, properties, patterns and annotations of types. What is passed on in
 * another way is not known here.
 */
import type { FilePath, Span } from "../base/span.ts";
import type { Take } from "../capabilities/capability.ts";
import { RESULT_METHODS } from "../capabilities/result-methods.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { bare, RuleContext } from "./4-static-check/rule.ts";
import { innermostAt } from "./node-at.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A method, or another member, of what a host function gave, or of a global object. */
export interface HostMethod {
  /** For people: "Child.port.send". */
  readonly name: string;
  /** Where it is named. */
  readonly nameSpan: Span;
  /** The name of the host function: "spawn"; undefined for a global object. */
  readonly givenBy: string | undefined;
  /** Its call; undefined where only the type is known. */
  readonly giver: Span | undefined;
  readonly takes: readonly Take[];
}

/** More constants behind each other are not followed. */
const MOST_STEPS = 50;

/** The member that is named at a place; undefined elsewhere. Cost: a look at what is around the place. */
export function hostMethodAt(
  { parsed }: PreparedModule,
  at: { readonly file: FilePath; readonly offset: number },
): HostMethod | undefined {
  const file = parsed.files.get(at.file);
  const named = file && innermostAt(file.syntax, at.offset)?.parent;
  if (file === undefined || named === undefined || !ts.isPropertyAccessExpression(named)) return undefined;
  const { syntax } = file;
  const nameSpan = spanOf(named.name, syntax);
  if (at.offset < nameSpan.start || nameSpan.end < at.offset) return undefined;
  const origin = originOf(named, new RuleContext(file));
  const given = origin && RESULT_METHODS[origin.giver];
  const path = origin?.path.join(".") ?? "";
  if (origin === undefined || given === undefined || !Object.hasOwn(given.methods, path)) return undefined;
  const [module, name] = origin.giver.split(" ");
  const givenBy = module === "object" ? undefined : name;
  const giver = origin.call && spanOf(origin.call, syntax);
  return { name: `${given.type}.${path}`, nameSpan, giver, givenBy, takes: given.methods[path] ?? [] };
}

interface Origin {
  readonly call: ts.CallExpression | ts.NewExpression | undefined;
  /** As in `RESULT_METHODS`. */
  readonly giver: string;
  /** The properties from what the call gives. */
  readonly path: readonly string[];
}

/** The call that gave what an expression is a part of, or the global or the type that it is a part of. */
function originOf(expression: ts.Expression, context: RuleContext): Origin | undefined {
  let node = bare(expression);
  let path: readonly string[] = [];
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (ts.isPropertyAccessExpression(node)) {
      path = [node.name.text, ...path];
      node = bare(node.expression);
    } else if (ts.isAwaitExpression(node)) node = bare(node.expression);
    else if (ts.isIdentifier(node)) {
      if (context.scopes.isGlobal(node.text, node)) return { call: undefined, giver: `object ${node.text}`, path };
      const declared = declaredBy(node, context);
      if (declared === undefined) return undefined;
      path = [...declared.path, ...path];
      if (ts.isTypeNode(declared.from)) {
        const giver = giverOfType(declared.from, context);
        return giver === undefined ? undefined : { call: undefined, giver, path };
      }
      node = bare(declared.from);
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const giver = giverOf(bare(node.expression), context);
      return giver === undefined ? undefined : { call: node, giver, path };
    } else return undefined;
  }
  return undefined;
}

function giverOf(callee: ts.Expression, context: RuleContext): string | undefined {
  if (ts.isIdentifier(callee) && context.scopes.isGlobal(callee.text, callee)) return `global ${callee.text}`;
  const imported = context.importedBy(callee);
  return imported && `${imported.specifier} ${imported.imported}`;
}

/** By the name of a type, the function that gives one. */
const GIVERS: ReadonlyMap<string, string> = new Map(
  Object.entries(RESULT_METHODS).flatMap(([giver, given]) =>
    given === undefined ? [] : [[given.type, giver] as const],
  ),
);

/** The function that gives what has a type; what may be missing or is promised counts as if it were there. */
function giverOfType(type: ts.TypeNode, context: RuleContext): string | undefined {
  if (ts.isUnionTypeNode(type)) {
    const givers = new Set(type.types.flatMap((each) => giverOfType(each, context) ?? []));
    return givers.size === 1 ? [...givers][0] : undefined;
  }
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
  const { text: name } = type.typeName;
  const [argument] = type.typeArguments ?? [];
  const isGlobal = context.scopes.isGlobal(name, type);
  if (isGlobal && name === "Promise" && argument !== undefined) return giverOfType(argument, context);
  const imported = isGlobal ? { specifier: "global", name } : importedType(name, context);
  const giver = imported && GIVERS.get(imported.name);
  return giver?.startsWith(`${imported?.specifier} `) ? giver : undefined;
}

/** What an import calls a type, also one that imports only types. */
function importedType(
  name: string,
  { file }: RuleContext,
): { readonly specifier: string; readonly name: string } | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    if (named === undefined || !ts.isNamedImports(named)) continue;
    const element = named.elements.find((each) => each.name.text === name);
    if (element === undefined) continue;
    return { specifier: statement.moduleSpecifier.text, name: (element.propertyName ?? element.name).text };
  }
  return undefined;
}

/** The value or the type of a constant or a parameter, and the properties that a pattern takes from it. */
function declaredBy(
  name: ts.Identifier,
  { scopes }: RuleContext,
): { readonly from: ts.Expression | ts.TypeNode; readonly path: readonly string[] } | undefined {
  const scope = scopes.scopeOf(name.text, name);
  if (scope === undefined) return undefined;
  for (const declaration of declarationsIn(scope)) {
    const path = pathTo(name.text, declaration.name);
    if (path === undefined) continue;
    const from = declaration.type ?? (ts.isParameter(declaration) ? awaitedBy(declaration) : constantIn(declaration));
    return from && { from, path };
  }
  return undefined;
}

function declarationsIn(scope: ts.Node): readonly (ts.VariableDeclaration | ts.ParameterDeclaration)[] {
  if (ts.isFunctionLike(scope)) return scope.parameters.filter(ts.isParameter);
  if (!ts.isSourceFile(scope) && !ts.isBlock(scope)) return [];
  return scope.statements.flatMap((each) => (ts.isVariableStatement(each) ? each.declarationList.declarations : []));
}

function constantIn({ initializer, parent }: ts.VariableDeclaration): ts.Expression | undefined {
  return ts.isVariableDeclarationList(parent) && isConstant(parent) ? initializer : undefined;
}

/** What comes to be the first parameter of a function that `then` is given. */
function awaitedBy({ parent: callback }: ts.ParameterDeclaration): ts.Expression | undefined {
  const { parent: call } = callback;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback) return undefined;
  const { expression: callee } = call;
  return ts.isPropertyAccessExpression(callee) && callee.name.text === "then" ? callee.expression : undefined;
}

function isConstant({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
}

function pathTo(name: string, declared: ts.BindingName): readonly string[] | undefined {
  if (ts.isIdentifier(declared)) return declared.text === name ? [] : undefined;
  if (!ts.isObjectBindingPattern(declared)) return undefined;
  for (const { dotDotDotToken, name: inner, propertyName } of declared.elements) {
    const key = propertyName ?? inner;
    const path = dotDotDotToken === undefined && ts.isIdentifier(key) ? pathTo(name, inner) : undefined;
    if (path !== undefined && ts.isIdentifier(key)) return [key.text, ...path];
  }
  return undefined;
}
