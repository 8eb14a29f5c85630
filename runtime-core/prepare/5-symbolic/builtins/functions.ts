/** `call`, `apply` and `bind` of functions of every kind. */
import { argument } from "../closures.ts";
import type { Arguments, Call, Native } from "../machine.ts";
import { listOf } from "../objects.ts";
import { ancestorsOf, CLOSED } from "../values/object.ts";
import { type Atom, BOOLEAN, joinValues, unknownValue, type Value } from "../values/value.ts";

function listArguments(call: Call, value: Value): Arguments {
  if (value.every((atom) => atom.kind === "undefined" || atom.kind === "null")) return { values: [] };
  const list = listOf(call.frame, value, call.site);
  return list.more === undefined ? { values: list.items } : { values: list.items, rest: list.more };
}

/** Arguments behind others. */
function behind(first: readonly Value[], args: Arguments): Arguments {
  return args.rest === undefined
    ? { values: [...first, ...args.values] }
    : { values: [...first, ...args.values], rest: args.rest };
}

export const FUNCTION_METHODS: Readonly<Record<string, Native>> = {
  toString: () => unknownValue("callee"),
  call: (call) => {
    const { operations } = call.frame.machine;
    return operations.call(call.self, {
      ...call,
      self: argument(call.args, 0),
      args: { ...call.args, values: call.args.values.slice(1) },
    });
  },
  apply: (call) =>
    call.frame.machine.operations.call(call.self, {
      ...call,
      self: argument(call.args, 0),
      args: listArguments(call, argument(call.args, 1)),
    }),
  bind: (call) => {
    const { machine } = call.frame;
    const [self, given, target] = [argument(call.args, 0), call.args.values.slice(1), call.self];
    const implementation: Native = (inner) =>
      machine.operations.call(target, { ...inner, self, args: behind(given, inner.args) });
    return [
      machine.newObject("native", { essence: { name: "bound", implementation, bound: joinValues(target, ...given) } }),
    ];
  },
};

/** Whether a write of a member may be refused, which `Reflect.set` passes over in silence. */
function canRefuse(atom: Atom): boolean {
  if (atom.kind !== "object") return false;
  return [atom, ...ancestorsOf(atom)].some(({ state }) => state.slots.has(CLOSED) || state.accessors !== undefined);
}

/** The functions of `Reflect` that call functions, getters or setters. */
export const REFLECT_FUNCTIONS: Readonly<Record<string, Native>> = {
  get: ({ args, frame, site }) =>
    frame.machine.operations.element(frame, argument(args, 0), { key: argument(args, 1), site, self: args.values[2] }),
  set: ({ args, frame, site }) => {
    const [base, name, value] = [argument(args, 0), argument(args, 1), argument(args, 2)];
    const write = (): void => frame.machine.operations.set(frame, base, { name, value, site });
    if (base.some(canRefuse)) frame.machine.maybe(write);
    else write();
    return BOOLEAN;
  },
  deleteProperty: ({ args, frame, site }) => {
    frame.machine.operations.remove(frame, argument(args, 0), { name: argument(args, 1), site });
    return BOOLEAN;
  },
  apply: (call) => {
    const { operations } = call.frame.machine;
    return operations.call(argument(call.args, 0), {
      ...call,
      self: argument(call.args, 1),
      args: listArguments(call, argument(call.args, 2)),
    });
  },
  construct: (call) => {
    const { operations } = call.frame.machine;
    return operations.construct(argument(call.args, 0), {
      ...call,
      self: [{ kind: "undefined" }],
      args: listArguments(call, argument(call.args, 1)),
      newTarget: call.args.values[2],
      construct: true,
    });
  },
};
