/** The order that `sort` gives: that of known values, or of what a comparator says of each pair. */
import { argument } from "../closures.ts";
import type { Call } from "../machine.ts";
import { anyElement, countOf, type List } from "../objects.ts";
import { textsOf } from "../texts.ts";
import { literalOf } from "../values/text.ts";
import { knownNumber, NEVER, type Value } from "../values/value.ts";
import { callOften, invoke } from "./callbacks.ts";

/** So few elements are put in order by asking the comparator. */
const MAX_COMPARED = 10;

/** The elements of a list in the order of `sort`; any element at any place where the order is not known. */
export function sorted(call: Call, list: List): List {
  const compare = argument(call.args, 0).filter((atom) => atom.kind !== "undefined");
  const known = compare.length === 0 ? byText(call, list) : byCalls(call, list, compare);
  if (known !== undefined) return { items: known };
  const any = anyElement(list);
  return {
    items: list.items.map(() => any),
    more: list.more === undefined ? undefined : any,
    moreCount: list.moreCount,
  };
}

function byText(call: Call, list: List): readonly Value[] | undefined {
  const { items } = list;
  const names = items.map(nameOf);
  if (list.more !== undefined || names.includes(undefined)) {
    // Objects are asked for their texts.
    callOften(call, { min: 0, max: Infinity }, () => (textsOf(call.frame, anyElement(list), call.site), NEVER));
    return undefined;
  }
  const places = names.map((name, i) => ({ name: name ?? "", i }));
  places.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return places.map(({ i }) => items[i] ?? []);
}

function nameOf([only, ...others]: Value): string | undefined {
  if (others.length > 0) return undefined;
  if (only?.kind === "string") return literalOf(only.text);
  return only?.kind === "number" || only?.kind === "boolean" ? String(only.value) : undefined;
}

/** Asks a comparator in the order in which V8 asks it: for a run at the beginning, then by halves. */
function byCalls(call: Call, list: List, compare: Value): readonly Value[] | undefined {
  if (list.more !== undefined || list.items.length > MAX_COMPARED) {
    const [any, { max, min }] = [anyElement(list), countOf(list)];
    const trips = { min: Math.max(0, min - 1), max: max < 2 ? 0 : Infinity };
    callOften(call, trips, () => invoke(call, compare, [any, any]));
    return undefined;
  }
  let known = true;
  const isBefore = (one: Value = NEVER, other: Value = NEVER): boolean => {
    const order = knownNumber(invoke(call, compare, [one, other]));
    if (order === undefined) known = false;
    return order !== undefined && order < 0;
  };
  const { items } = list;
  const run = runOf(items, isBefore);
  const out = run.isDescending ? items.slice(0, run.length).reverse() : items.slice(0, run.length);
  for (const item of items.slice(run.length)) {
    let [low, high] = [0, out.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(item, out[middle])) high = middle;
      else low = middle + 1;
    }
    out.splice(low, 0, item);
  }
  return known ? out : undefined;
}

/** How many elements at the beginning are in order, or in the opposite one. */
function runOf(
  items: readonly Value[],
  isBefore: (one: Value | undefined, other: Value | undefined) => boolean,
): { readonly length: number; readonly isDescending: boolean } {
  if (items.length < 2) return { length: items.length, isDescending: false };
  const isDescending = isBefore(items[1], items[0]);
  let length = 2;
  while (length < items.length && isBefore(items[length], items[length - 1]) === isDescending) length++;
  return { length, isDescending };
}
