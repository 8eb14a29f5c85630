/** Host functions by the names that a file gives them: what can be told of a call without running anything. */
import { ts } from "../../1-parse/syntax.ts";
import { writtenMember } from "../written.ts";
import type { FunctionModel, HostModel, Profile } from "../../../capabilities/profiles/profile.ts";

/** A call or a construction. */
export type CallLike = ts.CallExpression | ts.NewExpression;

/** What the names of a file mean at its top level: global host functions, and imports of host modules. */
export function hostNames(profile: Profile, file: ts.SourceFile): ReadonlyMap<string, HostModel> {
  const names = new Map<string, HostModel>(Object.entries(profile.globals));
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const members = profile.modules[statement.moduleSpecifier.text];
    const bindings = statement.importClause?.namedBindings;
    if (members === undefined || bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) {
      names.set(bindings.name.text, { kind: "object", name: bindings.name.text, members });
      continue;
    }
    for (const element of bindings.elements) {
      const model = members[(element.propertyName ?? element.name).text];
      if (model !== undefined) names.set(element.name.text, model);
    }
  }
  return names;
}

/** The host function that a call names: `readText` or `fs.readText`. */
export function namedFunction(
  { expression }: CallLike,
  names: ReadonlyMap<string, HostModel>,
): FunctionModel | undefined {
  const root = rootOf(expression);
  const model = root === undefined ? undefined : names.get(root.text);
  const member = writtenMember(expression);
  const found =
    member !== undefined && model?.kind === "object"
      ? model.members[member]
      : ts.isIdentifier(expression)
        ? model
        : undefined;
  return found?.kind === "function" ? found : undefined;
}

/** The name that a callee begins with, when it is one name or a member of one. */
export function rootOf(callee: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(callee)) return callee;
  const isMember = ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee);
  return isMember && ts.isIdentifier(callee.expression) ? callee.expression : undefined;
}
