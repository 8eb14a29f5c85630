/**
 * Functions and classes that a program hands to a package: a router keeps handlers in tables, a framework makes instances
 * of classes. Where the run lost them on their way through the package, they are run at the end with arguments from outside.
 */
import { closureEssence, methodsOf } from "../../closures.ts";
import type { Call, Machine } from "../../machine.ts";
import type { AbstractObject } from "../../values/object.ts";
import type { Value } from "../../values/value.ts";
import { runDeferred } from "../deferred.ts";
import { calledFromOutside } from "../escape.ts";
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import { guarded } from "./guarded.ts";

/** Steps for one function, and for all of them. */
const STEPS = 20_000;
const STEPS_IN_ALL = 600_000;
/** Objects in objects are looked at so deep. */
const MAX_DEPTH = 3;

/** Notes the functions among the arguments of a call that leads into another package. */
export function noteHanded(call: Call, closure: AbstractObject): void {
  const { file } = closureEssence(closure);
  if (file === call.frame.file) return;
  const into = packageOf(file);
  if (into === "" || into === packageOf(call.frame.file)) return;
  const search = { call, into, seen: new Set<AbstractObject>(), depth: 0 };
  for (const value of call.args.values) note(value, search);
}

interface Search {
  readonly call: Call;
  readonly into: string;
  readonly seen: Set<AbstractObject>;
  readonly depth: number;
}

function note(value: Value, search: Search): void {
  const { call, depth, into, seen } = search;
  const { functions, recorder } = call.frame.machine;
  for (const atom of value) {
    if (atom.kind !== "object" || seen.has(atom) || depth > MAX_DEPTH) continue;
    seen.add(atom);
    if (atom.type === "function") {
      const { file, node } = closureEssence(atom);
      if (packageOf(file) !== into && !file.startsWith(HOST_FOLDER))
        functions?.handed.set(node, { closure: atom, call, phase: recorder.phase });
    } else if (atom.type === "object" || atom.type === "array")
      for (const each of [...methodsOf(atom), ...atom.state.items, atom.state.more ?? []])
        note(each, { ...search, depth: depth + 1 });
  }
}

/** Runs what was handed to packages and never ran. */
export function runHanded(machine: Machine): void {
  const { functions } = machine;
  let left = STEPS_IN_ALL;
  const seen = new Set<unknown>();
  for (;;) {
    const next = [...(functions?.handed ?? [])].find(([node]) => !seen.has(node) && functions?.ran.has(node) === false);
    if (next === undefined || left <= 0) return;
    const [node, { closure, call, phase }] = next;
    seen.add(node);
    machine.recorder.phase = phase;
    const steps = Math.min(STEPS, left);
    guarded(machine, steps, () => {
      machine.deferred.push(calledFromOutside(call, closure));
      runDeferred(machine);
    });
    left -= steps - Math.max(machine.steps, 0);
  }
}

/** The folder of the package that a file belongs to; "" for the program itself. */
function packageOf(file: string): string {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? "";
}
