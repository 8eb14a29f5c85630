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
const SHARE = 1 / 6;
/** The same for a function that was never seen doing anything but computing: in itself, and with what it calls. */
const PURE_SHARE = { own: 1 / 300, whole: 1 / 20 } as const;

interface Spent {
  /** Steps in the function itself, and with what it calls. */
  own: number;
  whole: number;
  readonly done: Map<string, Finding>;
}

interface Accounts {
  readonly budget: number;
  readonly byNode: Map<ts.Node, Spent>;
  /** Steps of the calls that the running function has made. */
  inner: number;
}

const accountsOf = new WeakMap<Machine, Accounts>();

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
  const accounts = accountsIn(machine);
  const account = spentOn(accounts, node);
  if (isExhausted(machine, accounts, account)) return notFollowed(call, account);
  if (!machine.enter()) return unknownValue(machine.tooMuch());
  const [steps, findings, outer] = [machine.steps, machine.recorder.log.length, accounts.inner];
  accounts.inner = 0;
  try {
    const value = of.run(args);
    return same.length === 0 ? alive(machine, value) : value;
  } finally {
    machine.leave();
    const whole = steps - machine.steps;
    account.own += whole - accounts.inner;
    accounts.inner = outer + whole;
    if (same.length === 0) {
      account.whole += whole;
      for (const finding of machine.recorder.log.slice(findings)) account.done.set(keyOf(finding), finding);
    }
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

function accountsIn(machine: Machine): Accounts {
  let accounts = accountsOf.get(machine);
  if (accounts === undefined) {
    accounts = { budget: machine.steps, byNode: new Map(), inner: 0 };
    accountsOf.set(machine, accounts);
  }
  return accounts;
}

function spentOn({ byNode }: Accounts, node: ts.Node): Spent {
  let spent = byNode.get(node);
  if (spent === undefined) {
    spent = { own: 0, whole: 0, done: new Map() };
    byNode.set(node, spent);
  }
  return spent;
}

function isExhausted(machine: Machine, { budget }: Accounts, { own, whole, done }: Spent): boolean {
  if (done.size > 0) return whole > budget * SHARE && machine.undecided > 0;
  return own > budget * PURE_SHARE.own || whole > budget * PURE_SHARE.whole;
}

function keyOf({ file, site, kind }: Finding): string {
  return `${file}:${site.pos}:${kind}`;
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
