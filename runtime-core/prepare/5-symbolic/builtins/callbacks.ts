/** Calling back: the elements of lists, known and not known. */
import { argument } from "../closures.ts";
import { repeat } from "../loops.ts";
import type { Call } from "../machine.ts";
import { countOf, type List } from "../objects.ts";
import { hole } from "../values/text.ts";
import { joinValues, NEVER, numberValue, rangeValue, type Value } from "../values/value.ts";

const MAX_CALLS = 64;

/** What a callback gave for each element. */
export interface Results {
  readonly items: readonly Value[];
  readonly more: Value | undefined;
}

/** Calls the first argument of `call` for each element, with element, index and the list itself. */
export function callEach(call: Call, list: List, each?: (element: Value, index: Value) => Value): Results {
  const run =
    each ?? ((element: Value, index: Value) => invoke(call, argument(call.args, 0), [element, index, call.self]));
  const { frame } = call;
  if (list.items.length > MAX_CALLS) return { items: [], more: repeated(call, { list, all: true }, run) };
  const items = list.items.map((item, i) => (frame.machine.dead ? NEVER : run(item, numberValue(i))));
  return { items, more: list.more === undefined ? undefined : repeated(call, { list, all: false }, run) };
}

function repeated(call: Call, of: { list: List; all: boolean }, run: (element: Value, index: Value) => Value): Value {
  const { list, all } = of;
  const element = joinValues(...(all ? list.items : []), list.more ?? NEVER);
  const trips = all ? countOf(list) : (list.moreCount ?? { min: 0, max: Infinity });
  const index = rangeValue(all ? 0 : list.items.length, countOf(list).max, {
    integer: true,
    hole: hole("loop-widened"),
  });
  return callOften(call, trips, () => run(element, index));
}

/** Calls something a number of times that is not known exactly; what any of the calls gives. */
export function callOften(
  { frame }: Call,
  trips: { readonly min: number; readonly max: number },
  run: () => Value,
): Value {
  let value: Value = NEVER;
  frame.machine.undecided++;
  repeat(frame, trips, () => {
    value = joinValues(value, run());
  });
  frame.machine.undecided--;
  return value;
}

/** Calls a function with these arguments at the place of `call`. */
export function invoke(call: Call, callee: Value, values: readonly Value[]): Value {
  return call.frame.machine.operations.call(callee, {
    frame: call.frame,
    self: [{ kind: "undefined" }],
    args: { values },
    site: call.site,
  });
}
