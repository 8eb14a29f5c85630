/** `arguments`: what a call was given, and outside strict mode what its parameters were assigned since. */
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { argumentsArray } from "./builtins/lists.ts";
import { closureEssence } from "./closures.ts";
import type { Frame } from "./frame.ts";
import type { Arguments } from "./machine.ts";
import { Cell, type Scope } from "./scope.ts";
import { isSloppy } from "./sloppy.ts";
import type { AbstractObject } from "./values/object.ts";
import { joinValues, type Value } from "./values/value.ts";

/** What a call was given in all; nothing but the call itself tells it. */
export function allArguments(frame: Frame, args: Arguments): Value {
  const { argumentObjects, trace } = frame.machine;
  trace?.unstable((part) => part.frame?.args === args);
  const made = argumentObjects.get(args) ?? argumentsArray(frame.machine, args);
  argumentObjects.set(args, made);
  takeAssigned(frame, made, args.values);
  return [made];
}

/** Puts into `arguments` what parameters were assigned since the call. ECMA-262 §10.4.4. */
function takeAssigned(frame: Frame, made: AbstractObject, given: readonly Value[]): void {
  const { closure, file, machine } = frame;
  if (closure === undefined || !isSloppy(machine, file)) return;
  const { node } = closureEssence(closure);
  const { parameters = [] } = node as Partial<typeof node>;
  const isPlain = parameters.every(
    ({ dotDotDotToken, initializer, name }) =>
      ts.isIdentifier(name) && initializer === undefined && dotDotDotToken === undefined,
  );
  if (!isPlain || isStrict(node)) return;
  let scope: Scope | undefined = frame.scope;
  while (scope !== undefined && scope.owner !== node) scope = scope.parent;
  const { state } = made;
  const items = state.items.map((item, i) => {
    const name = parameters[i]?.name;
    const cell = name !== undefined && ts.isIdentifier(name) ? scope?.cells.get(name.text) : undefined;
    const now = cell instanceof Cell ? cell.state : undefined;
    if (now === undefined || now === given[i] || now === item) return item;
    return item === given[i] ? now : joinValues(item, now);
  });
  if (items.some((item, i) => item !== state.items[i])) machine.journal.write(made, { ...state, items });
}

const strict = new WeakMap<ts.Node, boolean>();

/** Whether the code of a function is strict: by a directive, in a class, in a module. ECMA-262 §11.2.2. */
function isStrict(node: ts.Node): boolean {
  let answer = strict.get(node);
  if (answer === undefined) {
    const own = ts.isSourceFile(node) ? node.statements : bodyOf(node);
    const isOwn = ts.isClassLike(node) || own.some((each) => isDirective(each) || isOfModule(each));
    strict.set(node, (answer = isOwn || (!ts.isSourceFile(node) && isStrict(node.parent))));
  }
  return answer;
}

function bodyOf(node: ts.Node): readonly ts.Statement[] {
  const { body } = node as { readonly body?: ts.Node };
  return ts.isFunctionLike(node) && body !== undefined && ts.isBlock(body) ? body.statements : [];
}

function isDirective(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  return ts.isStringLiteral(expression) && expression.text === "use strict";
}

function isOfModule(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    hasModifier(statement, ts.SyntaxKind.ExportKeyword)
  );
}
