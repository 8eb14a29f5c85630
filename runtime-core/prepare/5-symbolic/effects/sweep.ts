/**
 * Where something was too much work: the host calls that the text names are reported, with the reason "budget".
 *
 * All of them when the budget was used up; otherwise those that the run did not come by. Only names count here: imports of
 * host modules and global host functions. It visits each node once.
 */
import { ts } from "../../1-parse/syntax.ts";
import type { HostModel } from "../../../capabilities/profiles/profile.ts";
import { allKinds } from "../hosts/kinds.ts";
import type { Machine } from "../machine.ts";
import { type CallLike, hostNames, namedFunction } from "./named-hosts.ts";
import { sayOfOwn } from "../hosts/foreign/own-functions.ts";
import type { Finding } from "./recorder.ts";
import { unknownResource } from "./resource.ts";

/** Reports what was not looked at. */
export function sweep(machine: Machine): void {
  const { cutIn, isExhausted, journal, profile, recorder } = machine;
  // In a program of another host what was not reached is run piece by piece.
  if (cutIn === undefined || (!isExhausted && profile.foreign !== undefined)) return;
  journal.dead = false;
  recorder.phase = cutIn;
  for (const [path, file] of machine.input.files) {
    if (!path.endsWith(".json")) sweepFile(machine, path, file);
  }
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
  if (!machine.isExhausted && machine.ran.has(node)) return;
  const model = namedFunction(node, names);
  if (model === undefined) return;
  for (const { domain, kind } of model.needs) {
    for (const each of allKinds(kind)) {
      const found: Finding = {
        file: path,
        site: node,
        kind: `${domain}.${each}`,
        resource: unknownResource("budget"),
        carries: [],
        call: model.name,
        explain: () => [],
        must: false,
      };
      sayOfOwn(machine, found, () => machine.recorder.record(found));
    }
  }
}
