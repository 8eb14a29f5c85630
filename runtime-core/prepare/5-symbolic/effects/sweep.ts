/**
 * When the budget is used up: every host call that the text names is reported, with the reason "budget".
 *
 * Only names count here: imports of host modules and global host functions. It visits each node once.
 */
import { ts } from "../../1-parse/syntax.ts";
import type { HostModel } from "../../../capabilities/profiles/profile.ts";
import { allKinds } from "../hosts/kinds.ts";
import type { Machine } from "../machine.ts";
import { unknownResource } from "./resource.ts";

/** Reports what was not looked at. */
export function sweep(machine: Machine): void {
  const { entry, files } = machine.input;
  const source = files.get(entry);
  machine.journal.dead = false;
  for (const [path, file] of files) {
    if (!path.endsWith(".json")) sweepFile(machine, path, file);
  }
  if (source === undefined) return;
  machine.recorder.unknown({
    file: entry,
    site: source,
    reason: "budget",
    detail: "the module is too much work to examine wholly",
    kinds: null,
  });
}

function sweepFile(machine: Machine, path: string, file: ts.SourceFile): void {
  const names = new Map<string, HostModel>(Object.entries(machine.profile.globals));
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const models = machine.profile.modules[statement.moduleSpecifier.text];
    const bindings = statement.importClause?.namedBindings;
    if (models === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements) {
      const model = models[(element.propertyName ?? element.name).text];
      if (model !== undefined) names.set(element.name.text, model);
    }
  }
  const queue: ts.Node[] = [file];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) report(machine, { path, node, names });
    ts.forEachChild(node, (child) => void queue.push(child));
  }
}

function report(
  machine: Machine,
  at: { path: string; node: ts.CallExpression | ts.NewExpression; names: ReadonlyMap<string, HostModel> },
): void {
  const { path, node, names } = at;
  const model = modelOf(node.expression, names);
  if (model?.kind !== "function") return;
  for (const { domain, kind } of model.needs) {
    for (const each of allKinds(kind)) {
      machine.recorder.record({
        file: path,
        site: node,
        kind: `${domain}.${each}`,
        resource: unknownResource("budget"),
        carries: [],
        call: model.name,
        explain: () => [],
        must: false,
      });
    }
  }
}

function modelOf(callee: ts.Expression, names: ReadonlyMap<string, HostModel>): HostModel | undefined {
  if (ts.isIdentifier(callee)) return names.get(callee.text);
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  const owner = names.get(callee.expression.text);
  return owner?.kind === "object" ? owner.members[callee.name.text] : undefined;
}
