/** Promises: `await`, `then`, and the functions of `Promise`. */
import { argument } from "../closures.ts";
import type { Frame } from "../frame.ts";
import type { Call, Native } from "../machine.ts";
import { arrayOf, listOf, objectOf, promiseOf } from "../objects.ts";
import { type AbstractObject, EMPTY_CONTENT, withSlot } from "../values/object.ts";
import { joinValues, NEVER, stringValue, truthOf, UNDEFINED, unknownValue, type Value } from "../values/value.ts";
import { invoke } from "./callbacks.ts";

/** What awaiting a value gives; what it throws goes where exceptions go. */
export function awaitValue(frame: Frame, value: Value): Value {
  const { machine } = frame;
  if (machine.dead) return NEVER;
  const [only] = value;
  if (value.length === 1 && only?.kind === "object" && only.type === "promise" && !only.state.slots.has("rejects")) {
    frame.mayThrow();
    return settled(only);
  }
  const promises = value.filter((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "promise");
  if (promises.length === 0) return awaitThenables(frame, value);
  frame.mayThrow();
  const rejections = promises.flatMap((promise) => promise.state.slots.get("rejects") ?? UNDEFINED);
  const truth = truthOf(rejections);
  if (truth.true)
    frame.throws.note(joinValues(...promises.map((promise) => promise.state.slots.get("error") ?? UNDEFINED)));
  if (!truth.false && promises.length === value.length && machine.profile.foreign === undefined) {
    machine.journal.dead = true;
    return NEVER;
  }
  return joinValues(
    ...value.map((atom): Value => (atom.kind === "object" && atom.type === "promise" ? settled(atom) : [atom])),
  );
}

/** The value of a promise; one that nothing has settled yet is settled by something later. */
export function settled(promise: AbstractObject): Value {
  const value = promise.state.slots.get("value");
  return value === undefined ? unknownValue("callee") : value.length === 0 ? UNDEFINED : value;
}

/** An object with a method `then` that the source wrote. */
function awaitThenables(frame: Frame, value: Value): Value {
  const [only] = value;
  if (value.length !== 1 || only?.kind !== "object" || only.type !== "object") return value;
  const then = frame.machine.operations
    .get(frame, value, "then", frame.node ?? (only.site as never))
    .filter((atom) => atom.kind === "object");
  if (then.length === 0 || only.site === undefined) return value;
  let result: Value = NEVER;
  const resolve = frame.machine.newObject("native", {
    essence: {
      name: "resolve",
      implementation: (call: Call) => ((result = joinValues(result, argument(call.args, 0))), UNDEFINED),
    },
  });
  frame.machine.operations.call(then, { frame, self: value, args: { values: [[resolve]] }, site: only.site });
  return result.length === 0 ? unknownValue("callee") : result;
}

function selfPromise(call: Call): AbstractObject | undefined {
  return call.self.find((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "promise");
}

function isFunction(value: Value): boolean {
  return value.some((atom) => atom.kind === "object" || atom.kind === "unknown");
}

const then: Native = (call) => {
  const promise = selfPromise(call);
  const { machine } = call.frame;
  if (promise === undefined) return promiseOf(machine, unknownValue("callee"));
  const [onValue, onError] = [argument(call.args, 0), argument(call.args, 1)];
  const rejects = truthOf(promise.state.slots.get("rejects") ?? UNDEFINED);
  const result = isFunction(onValue)
    ? settle(call, { rejects, run: () => invoke(call, onValue, [settled(promise)]) })
    : settled(promise);
  if (!isFunction(onError)) return rejected(call, promise, promiseOf(machine, flat(result)));
  return promiseOf(machine, flat(joinValues(result, caught(call, { promise, rejects, callback: onError }))));
};

function settle(call: Call, how: { rejects: { true: boolean; false: boolean }; run: () => Value }): Value {
  const { machine } = call.frame;
  if (!how.rejects.false) return NEVER;
  return how.rejects.true ? machine.branch([how.run, () => NEVER]) : how.run();
}

/** Runs a callback for rejections: surely, maybe, or only when a host call fails. */
function caught(
  call: Call,
  how: { promise: AbstractObject; rejects: { true: boolean; false: boolean }; callback: Value },
): Value {
  const { machine } = call.frame;
  const { rejects } = how;
  const error = joinValues(how.promise.state.slots.get("error") ?? NEVER, unknownValue("callee"));
  const run = (): Value => invoke(call, how.callback, [error]);
  if (!rejects.false) return run();
  return machine.branch([
    () => {
      if (!rejects.true) machine.journal.implicit = true;
      return run();
    },
    () => NEVER,
  ]);
}

/** The rejection of a promise goes on in what is made of it. */
function rejected(_call: Call, from: AbstractObject, value: Value): Value {
  const rejects = from.state.slots.get("rejects");
  const [promise] = value;
  if (rejects !== undefined && promise?.kind === "object") {
    promise.state = withSlot(
      withSlot(promise.state, "rejects", rejects),
      "error",
      from.state.slots.get("error") ?? UNDEFINED,
    );
  }
  return value;
}

/** The value behind promises that a callback returned. */
function flat(value: Value): Value {
  return joinValues(
    ...value.map((atom): Value => (atom.kind === "object" && atom.type === "promise" ? settled(atom) : [atom])),
  );
}

export const PROMISE_METHODS: Readonly<Record<string, Native>> = {
  then,
  catch: (call) => {
    const promise = selfPromise(call);
    if (promise === undefined) return unknownValue("callee");
    const rejects = truthOf(promise.state.slots.get("rejects") ?? UNDEFINED);
    const handled = caught(call, { promise, rejects, callback: argument(call.args, 0) });
    return promiseOf(call.frame.machine, flat(joinValues(rejects.false ? settled(promise) : NEVER, handled)));
  },
  finally: (call) => {
    invoke(call, argument(call.args, 0), []);
    return call.self;
  },
};

/** Awaits every element of a list without throwing here: the result carries the rejection. */
function all(call: Call, wrap: (value: Value) => Value, options: { readonly rejects: boolean }): Value {
  const list = listOf(call.frame, argument(call.args, 0), call.site);
  const { machine } = call.frame;
  const promises = [...list.items, list.more ?? NEVER]
    .flat()
    .filter((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "promise");
  const items = list.items.map((item) => wrap(flat(item)));
  const more = list.more === undefined ? undefined : wrap(flat(list.more));
  const result = promiseOf(machine, [arrayOf(machine, items, { more, count: list.moreCount, site: call.site })]);
  const rejecting = options.rejects ? promises.find((promise) => promise.state.slots.has("rejects")) : undefined;
  return rejecting === undefined ? result : rejected(call, rejecting, result);
}

function any(call: Call): Value {
  const list = listOf(call.frame, argument(call.args, 0), call.site);
  return promiseOf(call.frame.machine, flat(joinValues(...list.items, list.more ?? NEVER)));
}

export const PROMISE_STATICS: Readonly<Record<string, Native>> = {
  all: (call) => all(call, (value) => value, { rejects: true }),
  allSettled: (call) =>
    all(
      call,
      (value) => [
        objectOf(
          call.frame.machine,
          new Map([
            ["status", joinValues(stringValue("fulfilled"), stringValue("rejected"))],
            ["value", value],
            ["reason", unknownValue("callee")],
          ]),
        ),
      ],
      { rejects: false },
    ),
  race: any,
  any,
  resolve: (call) => promiseOf(call.frame.machine, argument(call.args, 0)),
  reject: (call) => {
    const slots = new Map([
      ["value", NEVER],
      ["rejects", [{ kind: "boolean", value: true }] as Value],
      ["error", argument(call.args, 0)],
    ]);
    return [call.frame.machine.newObject("promise", { content: { ...EMPTY_CONTENT, slots } })];
  },
  withResolvers: (call) => {
    const promise = call.frame.machine.newObject("promise");
    return [
      objectOf(call.frame.machine, new Map<string, Value>([["promise", [promise]], ...resolvers(call, promise)])),
    ];
  },
};

function resolvers(call: Call, promise: AbstractObject): readonly [string, Value][] {
  const { machine } = call.frame;
  const settleWith = (name: "value" | "error") => ({
    name: name === "value" ? "resolve" : "reject",
    implementation: (inner: Call): Value => {
      const given = flat(argument(inner.args, 0));
      const before = promise.state.slots.get(name);
      machine.journal.write(
        promise,
        withSlot(promise.state, name, before === undefined ? given : joinValues(before, given)),
      );
      if (name === "error")
        machine.journal.write(
          promise,
          withSlot(
            promise.state,
            "rejects",
            promise.state.slots.has("value")
              ? [{ kind: "boolean", value: true }, { kind: "undefined" }]
              : [{ kind: "boolean", value: true }],
          ),
        );
      return UNDEFINED;
    },
  });
  return [
    ["resolve", [machine.newObject("native", { essence: settleWith("value") })]],
    ["reject", [machine.newObject("native", { essence: settleWith("error") })]],
  ];
}

/** `new Promise((resolve, reject) => …)` */
export const makePromise: Native = (call) => {
  const promise = call.frame.machine.newObject("promise", { site: call.site });
  const [resolve, reject] = resolvers(call, promise);
  invoke(call, argument(call.args, 0), [resolve?.[1] ?? UNDEFINED, reject?.[1] ?? UNDEFINED]);
  return [promise];
};
