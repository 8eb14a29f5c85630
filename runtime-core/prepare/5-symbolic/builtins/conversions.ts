/** What built-in functions make of their arguments before they look at them: objects are asked for numbers or texts. */
import type { Call, Native } from "../machine.ts";
import { primitives } from "../primitives.ts";
import { textsOf } from "../texts.ts";
import { textValue, type Value } from "../values/value.ts";

/** A function that takes numbers at these places of its arguments. */
export function takingNumbers(native: Native, ...places: readonly number[]): Native {
  return (call) => native(converted(call, (value, i) => (places.includes(i) ? asPrimitive(call, value) : value)));
}

/** Where a method of strings takes numbers. */
export const PLACES_OF_NUMBERS: ReadonlyMap<string, readonly number[]> = new Map(
  [
    { names: ["at", "charAt", "charCodeAt", "codePointAt", "padEnd", "padStart", "repeat"], places: [0] },
    { names: ["slice", "substr", "substring"], places: [0, 1] },
    { names: ["endsWith", "includes", "indexOf", "lastIndexOf", "split", "startsWith"], places: [1] },
  ].flatMap(({ names, places }) => names.map((name): [string, readonly number[]] => [name, places])),
);

/** A function that takes a text first. */
export function takingText(native: Native): Native {
  return (call) => native(converted(call, (value, i) => (i === 0 ? asTexts(call, value) : value)));
}

function converted(call: Call, convert: (value: Value, place: number) => Value): Call {
  return call.args.values.some(hasObject)
    ? { ...call, args: { ...call.args, values: call.args.values.map(convert) } }
    : call;
}

function asPrimitive({ frame, site }: Call, value: Value): Value {
  return primitives(frame, value, { hint: "number", site });
}

/** Whether a value can be an object that says itself what it is as a number or as a text. */
export function hasObject(value: Value): boolean {
  return value.some((atom) => atom.kind === "object" && (atom.type === "object" || atom.type === "proxy"));
}

/** A value with the texts of such objects in their places. */
export function asTexts({ frame, site }: Call, value: Value): Value {
  if (!hasObject(value)) return value;
  return value.flatMap((atom): Value => {
    if (!hasObject([atom])) return [atom];
    return textsOf(frame, [atom], site).flatMap((text) => textValue(text));
  });
}
