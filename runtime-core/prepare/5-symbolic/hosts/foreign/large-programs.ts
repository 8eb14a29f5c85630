/**
 * Calls in programs with packages, which are larger than modules of ours: recursion is widened where it stands, and a
 * function that has taken much of the budget is not followed any more.
 *
 * What is not followed stays reported: everything that the function was seen doing, with an unknown resource. A function
 * that was never seen doing anything is looked at once more at the end, for what it was called with.
 */
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import type { ts } from "../../../1-parse/syntax.ts";
import type { Phase } from "../../../effect.ts";
import { closureEssence } from "../../closures.ts";
import { coversArguments, widenArguments } from "../../covers.ts";
import type { Finding, FoundUnknown } from "../../effects/recorder.ts";
import { unknownResource } from "../../effects/resource.ts";
import type { Activation, Call, Machine } from "../../machine.ts";
import type { AbstractObject } from "../../values/object.ts";
import { joinValues, NEVER, unknownValue, type Value } from "../../values/value.ts";
import { widenValues } from "../../values/widen.ts";
import { runDeferred } from "../deferred.ts";
import { escape } from "../escape.ts";
import { guarded } from "./guarded.ts";
import { noteHanded } from "./handed.ts";
import { sayOfOwn } from "./own-functions.ts";

/** Levels of one recursion that are told apart; the level behind them stands for all that follow. */
const DECIDED_LEVELS = 8;
const UNDECIDED_LEVELS = 1;
/** So often the last level runs again for what it called itself with. */
const MAX_ROUNDS = 6;
/** The part of the budget that one function and what it calls may take before it is not followed any more. */
const SHARE = 1 / 6;
/** The same for a function that was never seen doing anything but computing: in itself, and with what it calls. */
const PURE_SHARE = { own: 1 / 300, whole: 1 / 20 } as const;

interface Spent {
  /** Steps in the function itself, and with what it calls. */
  own: number;
  whole: number;
  /** What it was seen doing, and what it called that is not known. */
  readonly done: Map<string, Finding>;
  readonly unknowns: Map<string, FoundUnknown>;
}

/** What a function of the source is called with. */
type Given = Pick<Call, "args" | "self">;

interface Accounts {
  readonly budget: number;
  readonly byNode: Map<ts.Node, Spent>;
  /** What the last level of a recursion called itself with and did not run for. */
  readonly wanted: Map<ts.Node, Given>;
  /** Functions that were not followed and never seen doing anything. */
  readonly skipped: Map<ts.Node, Skipped>;
  /** Steps of the calls that the running function has made. */
  inner: number;
}

interface Skipped {
  readonly closure: AbstractObject;
  readonly call: Call;
  readonly phase: Phase;
}

const accountsOf = new WeakMap<Machine, Accounts>();

/** Runs a call, widened or not at all where that would be too much work. */
export function callInProgram(
  call: Call,
  of: { closure: AbstractObject; same: readonly Activation[]; run: (given: Given) => Value },
): Value {
  const { machine } = call.frame;
  const { same } = of;
  const { node } = closureEssence(of.closure);
  if (machine.followsCalls === false && same.length === 0 && machine.activations.length > 0)
    return unknownValue("callee");
  if (machine.recorder.muted === 0) machine.functions?.ran.add(node);
  noteHanded(call, of.closure);
  // Functions of the host that call back what they are given are in each other all the time.
  const isOfHost = closureEssence(of.closure).file.startsWith(HOST_FOLDER);
  const levels = machine.undecided > 0 && !isOfHost ? UNDECIDED_LEVELS : DECIDED_LEVELS;
  const accounts = accountsIn(machine);
  if (same.length > levels) return wantedLater(call, { node, accounts, last: same.at(-1) });
  const account = spentOn(accounts, node);
  if (!isOfHost && isExhausted(machine, accounts, account)) {
    if (account.done.size === 0) skip(accounts, of.closure, call);
    return notFollowed(call, account);
  }
  if (!machine.enter()) return unknownValue(machine.tooMuch());
  const [steps, findings, outer] = [machine.steps, machine.recorder.log.length, accounts.inner];
  accounts.inner = 0;
  try {
    const value = same.length < levels ? of.run(call) : runLastLevel(call, { ...of, node, accounts });
    return same.length === 0 ? alive(machine, value) : value;
  } finally {
    machine.leave();
    const whole = steps - machine.steps;
    account.own += whole - accounts.inner;
    accounts.inner = outer + whole;
    if (same.length === 0) {
      account.whole += whole;
      for (const found of machine.recorder.log.slice(findings)) {
        if ("resource" in found) account.done.set(keyOf(found, found.kind), found);
        else account.unknowns.set(keyOf(found, found.reason), found);
      }
    }
  }
}

function skip({ skipped }: Accounts, closure: AbstractObject, call: Call): void {
  const { node } = closureEssence(closure);
  const known = skipped.get(node);
  const given = known === undefined ? call : widenGiven([known.call, call]);
  skipped.set(node, { closure, call: { ...call, ...given }, phase: call.frame.machine.recorder.phase });
}

/** Steps for one function that is looked at again, and how many are. */
const STEPS_AGAIN = 10_000;
const MAX_AGAIN = 120;

/** Looks once more at functions that were not followed, for what they were called with. */
export function lookAgain(machine: Machine): void {
  const accounts = accountsOf.get(machine);
  const seen = new Set<ts.Node>();
  while (accounts !== undefined && seen.size < MAX_AGAIN) {
    const [next] = [...accounts.skipped].filter(([node]) => !seen.has(node));
    if (next === undefined) return;
    const [node, { closure, call, phase }] = next;
    seen.add(node);
    followAgain(machine, node);
    machine.recorder.phase = phase;
    guarded(machine, STEPS_AGAIN, () => {
      machine.maybe(() => void machine.operations.call([closure], call));
      runDeferred(machine);
    });
  }
}

/** Lets a function be followed that took its part of the budget. */
export function followAgain(machine: Machine, node: ts.Node): void {
  accountsOf.get(machine)?.byNode.delete(node);
}

/** A call behind the last level: the last level runs for it as well. */
function wantedLater(
  call: Call,
  at: { readonly node: ts.Node; readonly accounts: Accounts; readonly last: Activation | undefined },
): Value {
  const { node, accounts, last } = at;
  const before = accounts.wanted.get(node) ?? last;
  if (before !== undefined) accounts.wanted.set(node, widenGiven([before, call]));
  return unknownValue("context-merged");
}

/** Runs the last level of a recursion for all that it is called with. */
function runLastLevel(
  call: Call,
  of: { same: readonly Activation[]; node: ts.Node; accounts: Accounts; run: (given: Given) => Value },
): Value {
  const { node, accounts } = of;
  const { journal } = call.frame.machine;
  const [mark, restore] = [journal.mark(), call.frame.throws.save()];
  let given = widenGiven([...of.same, call]);
  for (let round = 1; ; round++) {
    accounts.wanted.delete(node);
    const value = of.run(given);
    const wanted = accounts.wanted.get(node);
    accounts.wanted.delete(node);
    if (wanted === undefined || coversArguments(given, wanted)) return value;
    if (round === MAX_ROUNDS) return joinValues(value, notFollowed(call, spentOn(accounts, node)));
    given = wanted;
    // The next round does all that this one did, with what it called itself with in the place of what is not known.
    journal.rollBack(mark);
    restore();
  }
}

function widenGiven(all: readonly Given[]): Given {
  const [first = NEVER, ...rest] = all.map(({ self }) => self);
  return {
    args: widenArguments(all.map(({ args }) => args)),
    self: rest.reduce((wide, self) => widenValues(wide, joinValues(wide, self)), first),
  };
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
    accounts = { budget: machine.steps, byNode: new Map(), wanted: new Map(), skipped: new Map(), inner: 0 };
    accountsOf.set(machine, accounts);
  }
  return accounts;
}

function spentOn({ byNode }: Accounts, node: ts.Node): Spent {
  let spent = byNode.get(node);
  if (spent === undefined) {
    spent = { own: 0, whole: 0, done: new Map(), unknowns: new Map() };
    byNode.set(node, spent);
  }
  return spent;
}

function isExhausted(machine: Machine, { budget }: Accounts, { own, whole, done }: Spent): boolean {
  if (done.size > 0) return whole > budget * SHARE && machine.undecided > 0;
  return own > budget * PURE_SHARE.own || whole > budget * PURE_SHARE.whole;
}

function keyOf({ file, site }: Finding | FoundUnknown, kind: string): string {
  return `${file}:${site.pos}:${kind}`;
}

/**
 * Reports what the function was seen doing; its result and what it makes of its object are not known, and functions that
 * it is given may be called.
 */
function notFollowed(call: Call, account: Spent): Value {
  const { machine } = call.frame;
  // That a function which only computes gives a value that is not known cuts nothing off.
  if (account.done.size > 0) machine.cuts++;
  escape(call);
  for (const finding of account.done.values())
    sayOfOwn(machine, finding, () => {
      machine.recorder.record({ ...finding, resource: unknownResource("budget"), must: false });
    });
  for (const unknown of account.unknowns.values()) machine.recorder.unknown(unknown);
  if (call.construct === true)
    for (const atom of call.self)
      if (atom.kind === "object") machine.journal.write(atom, { ...atom.state, rest: unknownValue("budget") });
  return unknownValue("budget");
}
