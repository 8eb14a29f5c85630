/** Generators and iterators: a list of what they yield, and how far `next` has come. */
import type { Call, Native } from "../machine.ts";
import { beginGenerator, continueGenerator } from "../generators.ts";
import { anyElement, objectOf, wholeListOf } from "../objects.ts";
import { type AbstractObject, withSlot } from "../values/object.ts";
import {
  BOOLEAN,
  FALSE,
  joinValues,
  knownNumber,
  NEVER,
  numberValue,
  TRUE,
  UNDEFINED,
  type Value,
} from "../values/value.ts";
import { escape } from "../hosts/escape.ts";
import { ARRAY_METHODS } from "./arrays.ts";

const next: Native = (call) => {
  const { machine } = call.frame;
  // What a generator is given comes out of its `yield` as a value that is not known.
  escape(call);
  const iterator = call.self.find((atom): atom is AbstractObject => atom.kind === "object" && atom.type === "iterator");
  if (iterator === undefined) return UNDEFINED;
  const at = knownNumber(iterator.state.slots.get("at") ?? numberValue(0));
  if (at !== 0) continueGenerator(call.frame, iterator, call.site);
  beginGenerator(call.frame, iterator, { begins: "partly", site: call.site });
  const list = wholeListOf(call.frame, iterator, call.site);
  const { state } = iterator;
  const result = (value: Value, done: Value): Value => [
    objectOf(
      machine,
      new Map([
        ["value", value],
        ["done", done],
      ]),
    ),
  ];
  if (machine.dead) return NEVER;
  if (at === undefined || at >= list.items.length) {
    if (list.more === undefined && at !== undefined) return result(state.slots.get("return") ?? UNDEFINED, TRUE);
    return result(joinValues(anyElement(list), UNDEFINED), BOOLEAN);
  }
  machine.journal.write(iterator, withSlot(state, "at", numberValue(at + 1)));
  return result(list.items[at] ?? UNDEFINED, FALSE);
};

export const ITERATOR_METHODS: Readonly<Record<string, Native>> = {
  ...ARRAY_METHODS,
  next,
  return: (call: Call) => [
    objectOf(
      call.frame.machine,
      new Map([
        ["value", UNDEFINED],
        ["done", TRUE],
      ]),
    ),
  ],
};
