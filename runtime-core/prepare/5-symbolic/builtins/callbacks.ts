/** Calling back: the elements of lists, known and not known. */
import { argument } from "../closures.ts";
import { isShort, repeat, takeEach } from "../loops.ts";
import type { Call } from "../machine.ts";
import { anyElement, countOf, elementAt, type List, liveList } from "../objects.ts";
import { hole } from "../values/text.ts";
import { joinValues, NEVER, numberValue, rangeValue, UNDEFINED, type Value } from "../values/value.ts";

/** What a callback gave for each element. */
export interface Results {
  readonly items: readonly Value[];
  readonly more: Value | undefined;
  /** The elements that it was given. */
  readonly elements: readonly Value[];
}

type Run = (element: Value, index: Value) => Value;

/** Calls the first argument of `call` for each element, with element, index and the list itself; the second one is `this`. */
export function callEach(call: Call, list: List, each?: Run): Results {
  const { machine } = call.frame;
  const run =
    each ??
    ((element, index) =>
      invokeOn(call, argument(call.args, 1), { callee: argument(call.args, 0), values: [element, index, call.self] }));
  const now = list.later ?? liveList(call.frame, call.self, { list, site: call.site }) ?? (() => list);
  const elements: Value[] = [];
  const items: Value[] = [];
  const grows = list.later !== undefined || call.self.every((atom) => atom.kind === "object" && atom.type === "set");
  const next = (i: number): boolean => {
    if (i >= list.items.length && !(grows && i < now().items.length && isShort(call.frame, i + 1))) return false;
    const [{ items: left, more }, index] = [now(), numberValue(i)];
    const isGone = i >= left.length && more === undefined;
    elements.push(elementAt(now(), i));
    items.push(machine.dead ? NEVER : isGone ? UNDEFINED : run(elementAt(now(), i), index));
    return true;
  };
  if (!isShort(call.frame, list.items.length) || !takeEach(call.frame, next))
    return { items: [], more: repeated(call, { now, all: true }, run), elements: [] };
  const more = grows ? now().more : list.more;
  return { items, elements, more: more === undefined ? undefined : repeated(call, { now, all: false }, run) };
}

function repeated(call: Call, { all, now }: { now: () => List; all: boolean }, run: Run): Value {
  const list = now();
  const element = (): Value => (all ? anyElement(now()) : (now().more ?? anyElement(now())));
  const trips = all ? countOf(list) : (list.moreCount ?? { min: 0, max: Infinity });
  const index = rangeValue(all ? 0 : list.items.length, countOf(list).max, {
    integer: true,
    hole: hole("loop-widened"),
  });
  return callOften(call, trips, () => run(element(), index));
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
  return invokeOn(call, UNDEFINED, { callee, values });
}

/** The same with a value for `this`. */
export function invokeOn(
  { frame, site }: Call,
  self: Value,
  { callee, values }: { readonly callee: Value; readonly values: readonly Value[] },
): Value {
  return frame.machine.operations.call(callee, { frame, self, args: { values }, site });
}
