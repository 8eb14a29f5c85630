/**
 * Calls in programs with packages, which are larger than modules of ours: recursion is widened where it stands, and a
 * function that has taken much of the budget is not followed any more.
 *
 * What is not followed stays reported: everything that the function was seen doing, with an unknown resource.
 */
import type { ts } from "../../../1-parse/syntax.ts";
import { closureEssence } from "../../closures.ts";
import { widenArguments } from "../../covers.ts";
import type { Finding } from "../../effects/recorder.ts";
import { unknownResource } from "../../effects/resource.ts";
import type { Activation, Arguments, Call, Machine } from "../../machine.ts";
import type { AbstractObject } from "../../values/object.ts";
import { unknownValue, type Value } from "../../values/value.ts";

/** Levels of one recursion that are told apart, and levels that are followed. */
const DECIDED = { apart: 8, followed: 12 } as const;
const UNDECIDED = { apart: 1, followed: 2 } as const;
/** The part of the budget that one function and what it calls may take before it is not followed any more. */
const SHARE = 1 / 24;
/** The same for a function that was never seen doing anything but computing. */
const PURE_SHARE = 1 / 200;

interface Spent {
  steps: number;
  readonly done: Map<string, Finding>;
}

const spent = new WeakMap<Machine, { readonly budget: number; readonly byNode: Map<ts.Node, Spent> }>();

/** Runs a call, widened or not at all where that would be too much work. */
export function callInProgram(
  call: Call,
  of: { closure: AbstractObject; same: readonly Activation[]; run: (args: Arguments) => Value },
): Value {
  const { machine } = call.frame;
  const { same } = of;
  const { node } = closureEssence(of.closure);
  if (machine.followsCalls === false && same.length === 0 && machine.activations.length > 0)
    return unknownValue("callee");
  machine.functions?.ran.add(node);
  const levels = machine.undecided > 0 ? UNDECIDED : DECIDED;
  if (same.length >= levels.followed) return unknownValue("context-merged");
  const args = same.length < levels.apart ? call.args : widenArguments([...same.map((each) => each.args), call.args]);
  const account = accountOf(machine, node);
  if (account.exhausted) return notFollowed(call, account.spent);
  if (!machine.enter()) return unknownValue(machine.tooMuch());
  const [steps, findings] = [machine.steps, machine.recorder.log.length];
  try {
    const value = of.run(args);
    return same.length === 0 ? alive(machine, value) : value;
  } finally {
    machine.leave();
    if (same.length === 0)
      charge(account.spent, { steps: steps - machine.steps, findings: machine.recorder.log.slice(findings) });
  }
}

/**
 * Goes on behind a call that seems not to return: in a large program that is more often a model that says too little than
 * the end of the program, and what follows must not be lost.
 */
function alive(machine: Machine, value: Value): Value {
  if (!machine.dead) return value;
  machine.journal.dead = false;
  return unknownValue("callee");
}

function accountOf(machine: Machine, node: ts.Node): { readonly spent: Spent; readonly exhausted: boolean } {
  let accounts = spent.get(machine);
  if (accounts === undefined) {
    accounts = { budget: machine.steps, byNode: new Map() };
    spent.set(machine, accounts);
  }
  let known = accounts.byNode.get(node);
  if (known === undefined) {
    known = { steps: 0, done: new Map() };
    accounts.byNode.set(node, known);
  }
  const { budget } = accounts;
  const isPure = known.done.size === 0;
  const exhausted = isPure ? known.steps > budget * PURE_SHARE : known.steps > budget * SHARE && machine.undecided > 0;
  return { spent: known, exhausted };
}

function charge(account: Spent, run: { readonly steps: number; readonly findings: readonly Finding[] }): void {
  account.steps += run.steps;
  for (const finding of run.findings) account.done.set(`${finding.file}:${finding.site.pos}:${finding.kind}`, finding);
}

/** Reports what the function was seen doing; its result and what it makes of its object are not known. */
function notFollowed(call: Call, account: Spent): Value {
  const { machine } = call.frame;
  machine.degraded = true;
  for (const finding of account.done.values())
    machine.recorder.record({ ...finding, resource: unknownResource("budget"), must: false });
  if (call.construct === true)
    for (const atom of call.self)
      if (atom.kind === "object") machine.journal.write(atom, { ...atom.state, rest: unknownValue("budget") });
  return unknownValue("budget");
}
