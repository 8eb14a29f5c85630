/** Lists as contents of arrays. */
import type { Arguments, Machine } from "../machine.ts";
import { arrayContent, arrayOf, type List } from "../objects.ts";
import type { AbstractObject, Content } from "../values/object.ts";
import { joinValues, NEVER } from "../values/value.ts";

/** A content with elements behind those that it has. */
export function appended(content: Content, list: List): Content {
  if (content.more === undefined) {
    const items = [...content.items, ...list.items];
    const next = arrayContent(items, { more: list.more, count: list.moreCount });
    return { ...content, items: next.items, more: next.more, moreCount: next.moreCount };
  }
  const more = joinValues(content.more, ...list.items, list.more ?? NEVER);
  const extra = list.moreCount ?? { min: 0, max: list.more === undefined ? 0 : Infinity };
  const { min, max } = content.moreCount ?? { min: 0, max: Infinity };
  return {
    ...content,
    more,
    moreCount: { min: min + list.items.length + extra.min, max: max + list.items.length + extra.max },
  };
}

/** The object `arguments`. */
export function argumentsArray(machine: Machine, args: Arguments): AbstractObject {
  return arrayOf(machine, args.values, { more: args.rest });
}
