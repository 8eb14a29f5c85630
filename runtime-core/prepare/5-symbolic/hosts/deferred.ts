/**
 * Functions that run later: timers, listeners, functions that escaped. They run at the end of the phase that
 * registered them, and once without being counted where they are registered, for what they change.
 */
import type { FunctionModel } from "../../../capabilities/profiles/profile.ts";
import type { Call, Deferred, Machine } from "../machine.ts";
import { apart, catching, countLate, findLate } from "../late.ts";
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
  const isLimited = machine.profile.foreign !== undefined && machine.undecided > 0;
  const same = isLimited ? countSame(machine, deferred.callee) : 1;
  if (same > MAX_SAME) return;
  if (machine.deferred.length >= MAX_DEFERRED) {
    machine.cuts++;
    return;
  }
  const isForeseen = machine.recorder.muted > 0;
  const max = machine.repeated > 0 || same === MAX_SAME ? Infinity : deferred.max;
  machine.deferred.push({ ...deferred, max, isForeseen });
  if (!isForeseen) foresee(machine, { ...deferred, max });
}

/** What it changes can be seen at once. */
function foresee(machine: Machine, { callee, call, max }: Deferred): void {
  const { recorder } = machine;
  const often = max > 1 ? 1 : 0;
  recorder.muted++;
  machine.repeated += often;
  try {
    apart(call.frame, (thrown) =>
      machine.maybe(() => {
        machine.operations.call(callee, call);
        thrown.arrive();
      }),
    );
  } finally {
    machine.repeated -= often;
    recorder.muted--;
  }
}

/** So often functions of one place in the source are noted in one phase where it is not known whether they are. */
const MAX_SAME = 6;
const noted = new WeakMap<Machine, { phase: string; counts: Map<unknown, Counts> }>();

/** What is noted while another one is only foreseen, or looked at as it runs late, is noted again when that runs. */
interface Counts {
  foreseen: number;
  late: number;
  run: number;
}

function countSame(machine: Machine, [callee]: Value): number {
  let known = noted.get(machine);
  if (known?.phase !== machine.recorder.phase) {
    known = { phase: machine.recorder.phase, counts: new Map() };
    noted.set(machine, known);
  }
  if (callee?.kind !== "object") return 1;
  const place = placeOfFunction(callee);
  const counts = known.counts.get(place) ?? { foreseen: 0, late: 0, run: 0 };
  known.counts.set(place, counts);
  const { late, muted } = machine.recorder;
  return ++counts[muted > 0 ? "foreseen" : late > 0 ? "late" : "run"];
}

/** The node of a function, also of one that is bound; else the object itself. */
function placeOfFunction(object: AbstractObject): unknown {
  if (object.type === "function") return object.site ?? object;
  const bound = (object.essence as { readonly bound?: Value } | undefined)?.bound?.[0];
  return bound?.kind === "object" ? placeOfFunction(bound) : (object.site ?? object);
}

/** So many functions run again for what others have changed. */
const MAX_AGAIN = 40;

/**
 * Runs what was noted, and what that notes. In a program of another host, what runs any number of times runs once more for
 * what the others have changed meanwhile: the files of a folder that a listener puts into a list from which another takes.
 */
export function runDeferred(machine: Machine): void {
  const often: Deferred[] = [];
  runNoted(machine, (ran) => void often.push(ran));
  countLate(machine);
  if (machine.profile.foreign === undefined || often.length < 2 || often.length > MAX_AGAIN) return;
  machine.deferred.push(...often);
  runNoted(machine);
}

function runNoted(machine: Machine, noteOften?: (ran: Deferred) => void): void {
  for (let next = machine.deferred.shift(); next !== undefined; next = machine.deferred.shift()) {
    const { callee, call, max } = next;
    const frame = call.frame;
    machine.undecided++;
    const run = (): void =>
      catching(frame, (thrown) => {
        const result = machine.operations.call(callee, call);
        next?.returns?.(result);
        thrown.arrive();
      });
    if (next.late !== undefined) findLate(machine, next);
    else if (next.isForeseen === true) foresee(machine, next);
    else if (max === 1) machine.maybe(run);
    else {
      repeat(frame, { min: 0, max }, run);
      if (max === Infinity) noteOften?.(next);
    }
    machine.undecided--;
  }
}
