/**
 * Calls of methods of host objects that need no grant of their own, such as `child.port.send(…)`: for hover.
 *
 * Read off names alone: through constants, `await`, properties and patterns. What is passed on in another way is not known here.
 */
import type { FilePath, Span } from "../base/span.ts";
import type { Take } from "../capabilities/capability.ts";
import { RESULT_METHODS } from "../capabilities/result-methods.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { bare, RuleContext } from "./4-static-check/rule.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A call of a method of what a host function gave, or of a global object. */
export interface HostMethodCall {
  /** For people: "Child.port.send". */
  readonly name: string;
  /** The name of the method, where it is called. */
  readonly callee: Span;
  /** The call of the host function; undefined for a global object. */
  readonly giver: Span | undefined;
  /** The name of that function: "spawn". */
  readonly givenBy: string;
  readonly takes: readonly Take[];
}

/** More constants behind each other are not followed. */
const MOST_STEPS = 50;

/** The call whose method is named at a place; undefined elsewhere. Cost: a look at the calls of the file. */
export function hostMethodAt(
  { parsed }: PreparedModule,
  at: { readonly file: FilePath; readonly offset: number },
): HostMethodCall | undefined {
  const file = parsed.files.get(at.file);
  if (file === undefined) return undefined;
  const { syntax } = file;
  const context = new RuleContext(file);
  for (const call of file.look.calls) {
    if (at.offset < call.pos || call.end < at.offset) continue;
    const callee = bare(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) continue;
    const span = spanOf(callee.name, syntax);
    if (at.offset < span.start || span.end < at.offset) continue;
    const origin = originOf(callee, context);
    const given = origin && RESULT_METHODS[origin.giver];
    const path = origin?.path.join(".") ?? "";
    if (origin === undefined || given === undefined || !Object.hasOwn(given.methods, path)) continue;
    const [, givenBy = ""] = origin.giver.split(" ");
    const takes = given.methods[path] ?? [];
    const giver = origin.call && spanOf(origin.call, syntax);
    return { name: `${given.type}.${path}`, callee: span, giver, givenBy, takes };
  }
  return undefined;
}

interface Origin {
  readonly call: ts.CallExpression | ts.NewExpression | undefined;
  /** As in `RESULT_METHODS`. */
  readonly giver: string;
  /** The properties from what the call gives. */
  readonly path: readonly string[];
}

/** The call that gave what an expression is a part of, or the global that it is a part of. */
function originOf(expression: ts.Expression, context: RuleContext): Origin | undefined {
  let node = bare(expression);
  let path: readonly string[] = [];
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (ts.isPropertyAccessExpression(node)) {
      path = [node.name.text, ...path];
      node = bare(node.expression);
    } else if (ts.isAwaitExpression(node)) node = bare(node.expression);
    else if (ts.isIdentifier(node)) {
      const constant = constantOf(node, context);
      if (constant === undefined) {
        const isGlobal = context.scopes.isGlobal(node.text, node);
        return isGlobal ? { call: undefined, giver: `object ${node.text}`, path } : undefined;
      }
      path = [...constant.path, ...path];
      node = bare(constant.value);
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

/** The value of a constant, and the properties that a pattern takes from it. */
function constantOf(
  name: ts.Identifier,
  { scopes }: RuleContext,
): { readonly value: ts.Expression; readonly path: readonly string[] } | undefined {
  const scope = scopes.scopeOf(name.text, name);
  if (scope === undefined || !(ts.isSourceFile(scope) || ts.isBlock(scope))) return undefined;
  for (const statement of scope.statements) {
    if (!ts.isVariableStatement(statement) || !isConstant(statement.declarationList)) continue;
    for (const { initializer: value, name: declared } of statement.declarationList.declarations) {
      const path = pathTo(name.text, declared);
      if (value !== undefined && path !== undefined) return { value, path };
    }
  }
  return undefined;
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
