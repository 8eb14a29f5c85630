/**
 * When the budget is used up: every host call that the text names is reported, with the reason "budget".
 *
 * Only names count here: imports of host modules and global host functions. It visits each node once.
 */
import { ts } from "../../1-parse/syntax.ts";
import type { HostModel } from "../../../capabilities/profiles/profile.ts";
import { allKinds } from "../hosts/kinds.ts";
import type { Machine } from "../machine.ts";
import { type CallLike, hostNames, namedFunction } from "./named-hosts.ts";
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
  const names = hostNames(machine.profile, file);
  const queue: ts.Node[] = [file];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) report(machine, { path, node, names });
    ts.forEachChild(node, (child) => void queue.push(child));
  }
}

function report(machine: Machine, at: { path: string; node: CallLike; names: ReadonlyMap<string, HostModel> }): void {
  const { path, node, names } = at;
  const model = namedFunction(node, names);
  if (model === undefined) return;
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
