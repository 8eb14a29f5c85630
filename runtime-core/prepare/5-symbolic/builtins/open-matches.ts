/** Matches of regular expressions in texts that are not known: what their groups hold is read off the pattern. */
import type { Call } from "../machine.ts";
import { arrayOf } from "../objects.ts";
import { groupsIn, guardedText, partGuard } from "../values/guards.ts";
import { EMPTY_CONTENT } from "../values/object.ts";
import { type Hole, hole, type Text } from "../values/text.ts";
import { joinValues, rangeValue, textValue, UNDEFINED, type Value } from "../values/value.ts";

/** A match in a text; `from` is any piece of that. */
export function openMatch(call: Call, text: Text, how: { from: Hole; source: string; flags: string }): Value {
  const { machine } = call.frame;
  const { source } = how;
  const groups = groupsIn(source).map(({ body, isSure, name }) => {
    const value = textValue(matched(body, how));
    return { name, value: isSure ? value : joinValues(value, UNDEFINED) };
  });
  const array = arrayOf(machine, [openWhole(how), ...groups.map(({ value }) => value)], { site: call.site });
  const named = groups.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const]));
  const members = new Map<string, Value>([
    [
      "groups",
      named.length === 0
        ? UNDEFINED
        : [machine.newObject("object", { content: { ...EMPTY_CONTENT, members: new Map(named) } })],
    ],
    ["index", rangeValue(0, Infinity, { integer: true, hole: hole("regexp") })],
    ["input", textValue(text)],
  ]);
  array.state = { ...array.state, members };
  return [array];
}

/** All that a pattern matches in a text. */
export function openWhole(how: { from: Hole; source: string; flags: string }): Value {
  return textValue(matched(how.source.replace(/^\^/, "").replace(/(?<!\\)\$$/, ""), how));
}

function matched(body: string, { from, flags }: { from: Hole; flags: string }): Text {
  const guard = partGuard(body, flags);
  return guard === undefined ? [from] : guardedText(from, guard);
}
