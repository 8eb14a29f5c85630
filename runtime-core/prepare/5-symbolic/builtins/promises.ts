/** Promises: `await`, `then`, and the functions of `Promise`. */
import type { ts } from "../../1-parse/syntax.ts";
import { ahead, noteLate } from "../late.ts";
import { argument } from "../closures.ts";
import { type Frame, Target } from "../frame.ts";
import type { Call, Machine, Native } from "../machine.ts";
import {
  arrayOf,
  isPromise,
  listOf,
  objectOf,
  promiseOf,
  type Rejection,
  rejectionInside,
  rejectionOf,
  valueInside,
} from "../objects.ts";
import { type AbstractObject, namesMember, protosOf } from "../values/object.ts";
import {
  type Atom,
  joinValues,
  NEVER,
  stringValue,
  TRUE,
  truthOf,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { invoke } from "./callbacks.ts";
import { ofSubclasses } from "./subclasses.ts";

/** What awaiting a value gives; what it throws goes where exceptions go. */
export function awaitValue(frame: Frame, value: Value, site: ts.Node): Value {
  const { machine } = frame;
  if (machine.dead) return NEVER;
  const [only] = value;
  if (
    value.length === 1 &&
    only?.kind === "object" &&
    only.type === "promise" &&
    !only.state.slots.has("rejects") &&
    protosOf(only).length === 0
  ) {
    frame.mayThrow(only.state.slots.get("error"));
    return settled(only);
  }
  const given = adopted(frame, value, site);
  if (!given.some(isPromise)) return given;
  const { error, rejects } = rejectionInside(given);
  frame.mayThrow(error);
  const truth = truthOf(rejects);
  if (truth.true) frame.throws.note(error);
  if (!truth.false && machine.profile.foreign === undefined) {
    machine.journal.dead = true;
    return NEVER;
  }
  return flat(given);
}

/** The value of a promise; one that nothing has settled yet is settled by something later. */
function settled(promise: AbstractObject): Value {
  const value = valueInside([promise]);
  return value.length === 0 ? UNDEFINED : value;
}

/** The value behind promises. */
function flat(value: Value): Value {
  return joinValues(...value.map((atom): Value => (isPromise(atom) ? settled(atom) : [atom])));
}

const THENABLE: ReadonlySet<string> = new Set(["object", "function", "array", "map", "set", "error", "proxy"]);

/** Whether an object has a member `then`. That one of unknown name can be it does not count: a table of functions is none. */
function mayBeThenable(atom: Atom): atom is AbstractObject {
  if (atom.kind !== "object") return false;
  // A class that extends `Promise` can have a `then` of its own.
  const isAsked = atom.type === "promise" ? protosOf(atom).length > 0 : THENABLE.has(atom.type);
  return isAsked && (atom.type === "proxy" || namesMember(atom, "then"));
}

/** A value with a promise for each object that has a method `then`, as everything sees it that a promise is resolved with. */
export function adopted(frame: Frame, value: Value, site: ts.Node): Value {
  if (!value.some(mayBeThenable)) return value;
  const { operations } = frame.machine;
  return value.flatMap((atom): Value => {
    if (!mayBeThenable(atom)) return [atom];
    const found = operations.get(frame, [atom], "then", site);
    const then = found.filter((each) => each.kind === "object");
    if (then.length === 0) return [atom];
    const promise = (): Value => [
      promiseBy(frame, site, (resolve, reject) => {
        operations.call(then, { frame, self: [atom], args: { values: [resolve, reject] }, site });
      }),
    ];
    return then.length === found.length ? promise() : frame.machine.branch([promise, () => [atom]]);
  });
}

/** The promise that a function settles that is given what resolves and what rejects it. */
function promiseBy(frame: Frame, site: ts.Node, start: (resolve: Value, reject: Value) => void): AbstractObject {
  const { machine } = frame;
  const promise = machine.newObject("promise", { site });
  const throws = new Target(machine);
  inside(frame, throws, () => start(...resolvers(machine, promise)));
  const rejection = arriveThrown(machine, throws);
  if (rejection !== undefined) settle(machine, promise, { ...rejection, value: NEVER });
  return promise;
}

/** Runs something that throws to a target. */
function inside<T>(frame: Frame, throws: Target, run: () => T): T {
  const outer = frame.throws;
  frame.throws = throws;
  try {
    return run();
  } finally {
    frame.throws = outer;
  }
}

/** Goes on behind what ended here or threw to a target; how it threw. */
function arriveThrown(machine: Machine, throws: Target): Rejection | undefined {
  const ends = !machine.dead;
  const { deltas, value: error } = throws.takePending();
  if (deltas.length === 0) return undefined;
  const here = machine.journal.take(throws.mark);
  machine.journal.merge(throws.mark, [here, ...deltas]);
  // That a host fails leads to a rejection is known of every promise.
  if (ends && deltas.every(({ implicit }) => implicit)) return undefined;
  return { rejects: ends ? MAYBE : TRUE, error };
}

const MAYBE: Value = [...TRUE, ...UNDEFINED];

/** The promise of what ended with a value, or threw to a target: an async function, a reaction to a promise. */
export function promiseOfEnd(frame: Frame, end: { throws: Target; value: Value; site: ts.Node }): Value {
  const { machine } = frame;
  const given = machine.dead ? NEVER : inside(frame, end.throws, () => adopted(frame, end.value, end.site));
  const rejection = arriveThrown(machine, end.throws);
  return machine.dead ? NEVER : promiseOf(machine, given, rejection);
}

/** The promise of what something gives or throws. */
function promiseFor({ frame, site }: Call, run: () => Value): Value {
  const throws = new Target(frame.machine);
  const value = inside(frame, throws, run);
  return promiseOfEnd(frame, { throws, value, site });
}

function isFunction(value: Value): boolean {
  return value.some((atom) => atom.kind === "object" || atom.kind === "unknown");
}

/** `promise.then(onValue, onError)` */
function react(call: Call, onValue: Value, onError: Value): Value {
  const { machine } = call.frame;
  const promise = call.self.find(isPromise);
  if (promise === undefined) return promiseOf(machine, unknownValue("callee"));
  const { error, rejects } = rejectionOf(promise);
  const truth = truthOf(rejects);
  return promiseFor(call, () => {
    const value = truth.false ? onFulfilled(call, { promise, onValue, maybe: truth.true }) : NEVER;
    if (isFunction(onError)) return joinValues(value, caught(call, { error, rejects: truth, onError }));
    if (truth.true) call.frame.throws.note(error);
    if (!truth.false) machine.journal.dead = true;
    return value;
  });
}

function onFulfilled(call: Call, how: { promise: AbstractObject; onValue: Value; maybe: boolean }): Value {
  const value = settled(how.promise);
  if (!isFunction(how.onValue)) return value;
  const run = (): Value => ahead(call.frame.machine, call.site, () => invoke(call, how.onValue, [value]));
  const late = { ...call, self: UNDEFINED, args: { values: [value] } };
  noteLate(call.frame.machine, { callee: how.onValue, call: late });
  return how.maybe ? call.frame.machine.branch([run, () => NEVER]) : run();
}

/** Runs a callback for rejections: surely, maybe, or only when a host call fails. */
function caught(
  call: Call,
  how: { error: Value; rejects: { readonly true: boolean; readonly false: boolean }; onError: Value },
): Value {
  const { machine } = call.frame;
  const { rejects } = how;
  const error = joinValues(how.error, unknownValue("callee"));
  const run = (): Value => invoke(call, how.onError, [error]);
  if (!rejects.false) return run();
  return machine.branch([
    () => {
      if (!rejects.true) machine.journal.implicit = true;
      return run();
    },
    () => NEVER,
  ]);
}

export const PROMISE_METHODS: Readonly<Record<string, Native>> = {
  then: (call) => react(call, argument(call.args, 0), argument(call.args, 1)),
  catch: (call) => react(call, UNDEFINED, argument(call.args, 0)),
  finally: (call) => promiseFor(call, () => (invoke(call, argument(call.args, 0), []), call.self)),
};

/** The elements of the list in the first argument, with promises for thenables. */
function awaitedList(call: Call) {
  const { frame, site } = call;
  const { items, more, moreCount } = listOf(frame, argument(call.args, 0), site);
  return {
    items: items.map((item) => adopted(frame, item, site)),
    more: more === undefined ? undefined : adopted(frame, more, site),
    moreCount,
  };
}

/** Awaits every element of a list without throwing here. */
function all(
  call: Call,
  wrap: (value: Value) => Value,
  rejectionOfAll?: (values: readonly Value[]) => Rejection,
): Value {
  const { items, more, moreCount } = awaitedList(call);
  const { machine } = call.frame;
  const array = arrayOf(
    machine,
    items.map((item) => wrap(flat(item))),
    { more: more === undefined ? undefined : wrap(flat(more)), count: moreCount, site: call.site },
  );
  return promiseOf(
    machine,
    [array],
    rejectionOfAll?.(more === undefined ? items : [...items, [...more, ...UNDEFINED]]),
  );
}

/** `Promise.all` rejects when one of its elements does. */
function rejectionOfAny(values: readonly Value[]): Rejection {
  const all = values.map((value) => rejectionInside(value));
  const sure = all.some(({ rejects }) => !truthOf(rejects).false);
  return {
    rejects: sure ? TRUE : joinValues(UNDEFINED, ...all.map(({ rejects }) => rejects)),
    error: joinValues(...all.map(({ error }) => error)),
  };
}

function any(call: Call): Value {
  const { items, more } = awaitedList(call);
  return promiseOf(call.frame.machine, joinValues(...items, more ?? NEVER));
}

const STATICS: Readonly<Record<string, Native>> = {
  all: (call) => all(call, (value) => value, rejectionOfAny),
  allSettled: (call) =>
    all(call, (value) => [
      objectOf(
        call.frame.machine,
        new Map([
          ["status", joinValues(stringValue("fulfilled"), stringValue("rejected"))],
          ["value", value],
          ["reason", unknownValue("callee")],
        ]),
      ),
    ]),
  race: any,
  any,
  resolve: (call) => promiseOf(call.frame.machine, adopted(call.frame, argument(call.args, 0), call.site)),
  reject: (call) => promiseOf(call.frame.machine, NEVER, { rejects: TRUE, error: argument(call.args, 0) }),
  try: (call) => promiseFor(call, () => invoke(call, argument(call.args, 0), call.args.values.slice(1))),
  withResolvers: ({ frame: { machine } }) => {
    const promise = machine.newObject("promise");
    const [resolve, reject] = resolvers(machine, promise);
    return [
      objectOf(
        machine,
        new Map<string, Value>([
          ["promise", [promise]],
          ["resolve", resolve],
          ["reject", reject],
        ]),
      ),
    ];
  },
};

/** The functions of `Promise`. */
export const PROMISE_STATICS = ofSubclasses(STATICS);

/** The functions that resolve and reject a promise. */
function resolvers(machine: Machine, promise: AbstractObject): readonly [resolve: Value, reject: Value] {
  const native = (name: string, implementation: Native): Value => {
    return [machine.newObject("native", { essence: { name, implementation } })];
  };
  return [
    native("resolve", ({ args, frame, site }) => {
      const given = adopted(frame, argument(args, 0), site);
      settle(machine, promise, { ...rejectionInside(given), value: valueInside(given) });
      return UNDEFINED;
    }),
    native("reject", ({ args }) => {
      // That a host fails leads to a rejection is known of every promise.
      if (machine.journal.implicit) return UNDEFINED;
      settle(machine, promise, { rejects: TRUE, error: argument(args, 0), value: NEVER });
      return UNDEFINED;
    }),
  ];
}

/** Adds to the ways in which a promise can be settled. */
function settle(machine: Machine, promise: AbstractObject, how: Rejection & { readonly value: Value }): void {
  const { slots } = promise.state;
  const known = slots.has("value") || slots.has("rejects");
  const next = new Map(slots);
  if (how.value.length > 0) next.set("value", joinValues(slots.get("value") ?? NEVER, how.value));
  if (truthOf(how.rejects).true)
    next.set("rejects", known ? joinValues(slots.get("rejects") ?? UNDEFINED, how.rejects) : how.rejects);
  if (how.error.length > 0) next.set("error", joinValues(slots.get("error") ?? NEVER, how.error));
  machine.journal.write(promise, { ...promise.state, slots: next });
}

/** `new Promise((resolve, reject) => …)` */
export const makePromise: Native = (call) => [
  promiseBy(call.frame, call.site, (resolve, reject) => invoke(call, argument(call.args, 0), [resolve, reject])),
];
