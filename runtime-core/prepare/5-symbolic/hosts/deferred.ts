/**
 * Functions that run later: timers, listeners, functions that escaped. They run at the end of the phase that
 * registered them, and once without being counted where they are registered, for what they change.
 */
import type { FunctionModel } from "../../../capabilities/profiles/profile.ts";
import type { Call, Deferred, Machine } from "../machine.ts";
import { repeat } from "../loops.ts";
import type { AbstractObject } from "../values/object.ts";
import { unknownValue, type Value } from "../values/value.ts";
import { memberStore } from "../values/unknown.ts";
import { givenFirst } from "./incoming.ts";

const MAX_DEFERRED = 2000;

/** A function that the host calls any number of times with content from outside. */
export function deferListener(call: Call, callee: Value, gives?: FunctionModel["gives"]): void {
  const { machine } = call.frame;
  const content = memberStore(machine, unknownValue("net-content"));
  const first = givenFirst(machine, gives);
  const args = { values: first === undefined ? [] : [first], rest: content };
  defer(machine, { callee, call: { ...call, args }, max: Infinity });
}

/** Notes a function for later. */
export function defer(machine: Machine, deferred: Deferred): void {
  if (machine.dead || !deferred.callee.some((atom) => atom.kind === "object")) return;
  if (machine.profile.foreign !== undefined && machine.undecided > 0 && isRepeated(machine, deferred)) return;
  if (machine.deferred.length >= MAX_DEFERRED) {
    machine.degraded = true;
    return;
  }
  machine.deferred.push(deferred);
  if (machine.recorder.muted > 0) return;
  const { recorder } = machine;
  const { phaseEnd } = recorder;
  // That it can end the program does not mean that it does so before what follows.
  recorder.phaseEnd = undefined;
  recorder.muted++;
  try {
    machine.maybe(() => void machine.operations.call(deferred.callee, deferred.call));
  } finally {
    recorder.muted--;
    recorder.phaseEnd = phaseEnd;
  }
}

/** So many functions of one place in the source are noted in one phase where it is not known whether they are. */
const MAX_SAME = 6;
const noted = new WeakMap<Machine, { phase: string; counts: Map<unknown, number> }>();

function isRepeated(machine: Machine, { callee }: Deferred): boolean {
  let known = noted.get(machine);
  if (known?.phase !== machine.recorder.phase) {
    known = { phase: machine.recorder.phase, counts: new Map() };
    noted.set(machine, known);
  }
  const [only] = callee;
  if (only?.kind !== "object") return false;
  const place = placeOfFunction(only);
  const count = (known.counts.get(place) ?? 0) + 1;
  known.counts.set(place, count);
  return count > MAX_SAME;
}

/** The node of a function, also of one that is bound; else the object itself. */
function placeOfFunction(object: AbstractObject): unknown {
  if (object.type === "function") return object.site ?? object;
  const bound = (object.essence as { readonly bound?: Value } | undefined)?.bound?.[0];
  return bound?.kind === "object" ? placeOfFunction(bound) : (object.site ?? object);
}

/** Runs what was noted, and what that notes. */
export function runDeferred(machine: Machine): void {
  for (let next = machine.deferred.shift(); next !== undefined; next = machine.deferred.shift()) {
    const { callee, call, max } = next;
    const frame = call.frame;
    machine.undecided++;
    if (max === 1) machine.maybe(() => void machine.operations.call(callee, call));
    else repeat(frame, { min: 0, max }, () => void machine.operations.call(callee, call));
    machine.undecided--;
  }
}
