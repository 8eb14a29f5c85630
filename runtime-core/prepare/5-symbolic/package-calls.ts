/**
 * Calls from a module of ours into a package: one that is too much work is cut off by itself, so that the budget is not used
 * up and what the module does behind the call is still found. What the package can do is said at the call.
 */
import { isPackageFile } from "../../base/file-path.ts";
import type { ts } from "../1-parse/syntax.ts";
import { closureEssence } from "./closures.ts";
import { escape } from "./hosts/escape.ts";
import { BudgetExhausted, type Call, type Machine } from "./machine.ts";
import { withSomeMember } from "./member-writes.ts";
import type { AbstractObject } from "./values/object.ts";
import { NEVER, unknownValue, type Value } from "./values/value.ts";

/** The part of the steps that are left which one call into a package may take. */
const SHARE = 1 / 2;

/** Runs a call; with a part of the budget where it leads from a module of ours into a package. */
export function callPackage(closure: AbstractObject, call: Call, run: () => Value): Value {
  const { machine } = call.frame;
  const { file, node } = closureEssence(closure);
  if (file === call.frame.file || machine.profile.foreign !== undefined) return run();
  if (!isPackageFile(file) || isPackageFile(call.frame.file)) return run();
  return machine.tooLarge.has(node) ? cutOff(call) : bounded(call, node, run);
}

function bounded(call: Call, node: ts.Node, run: () => Value): Value {
  const { machine } = call.frame;
  const { journal, steps } = machine;
  const restore = saved(machine);
  const mark = journal.mark();
  const given = steps * SHARE;
  machine.steps = given;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    restore();
    journal.rollBack(mark);
    machine.tooLarge.add(node);
  } finally {
    machine.steps += steps - given;
  }
  return cutOff(call);
}

/** Where the run stands besides the journal, to go back to. */
function saved(machine: Machine): () => void {
  const { activations, beforeAwait, deferred, depth, recorder, repeated, undecided } = machine;
  const { late, muted } = recorder;
  const [active, noted] = [activations.length, deferred.length];
  return () => {
    activations.length = active;
    deferred.length = noted;
    Object.assign(machine, { beforeAwait, depth, repeated, undecided });
    Object.assign(recorder, { late, muted });
  };
}

/** Says that the call can do anything; what it is given can be called and changed. */
function cutOff(call: Call): Value {
  const { machine, file } = call.frame;
  machine.recorder.unknown({
    file,
    site: call.site,
    reason: "budget",
    detail: "the function that is called is too much work to follow",
    kinds: null,
  });
  escape(call);
  const seen = new Set<AbstractObject>();
  for (const value of [call.self, ...call.args.values, call.args.rest ?? NEVER])
    change(call, value, { seen, depth: 0 });
  return unknownValue(machine.tooMuch());
}

/** Objects in objects are changed so deep. */
const MAX_DEPTH = 3;

/** Nothing is known any more of what stands in objects, besides what stood there. */
function change(call: Call, value: Value, at: { readonly seen: Set<AbstractObject>; readonly depth: number }): void {
  const any = unknownValue("budget");
  for (const atom of value) {
    if (atom.kind !== "object" || (atom.type !== "object" && atom.type !== "array")) continue;
    // Nobody writes what a module exports.
    if (at.seen.has(atom) || at.depth > MAX_DEPTH || atom.birth === 0) continue;
    at.seen.add(atom);
    const { items, members } = atom.state;
    for (const each of [...items, ...members.values()]) change(call, each, { ...at, depth: at.depth + 1 });
    call.frame.machine.journal.write(atom, withSomeMember(atom, any));
  }
}
