/** Pieces of texts between places that arguments name. */
import { argument } from "../closures.ts";
import type { Call } from "../machine.ts";
import { partOf } from "../texts.ts";
import { concat, isNormalised, type Text } from "../values/text.ts";
import { knownNumber, stringValue, textValue, type Value } from "../values/value.ts";

/** A place in a text that an argument names; NaN when it is not known. */
function placeOf(call: Call, index: number, otherwise: number): number {
  const value = argument(call.args, index);
  if (value.every(({ kind }) => kind === "undefined")) return otherwise;
  return Math.trunc(knownNumber(value) ?? Number.NaN);
}

/** `slice` of a text that is not known wholly, or at places that are not known. */
export const slice = (text: Text, call: Call): Value => cut(text, placeOf(call, 0, 0), placeOf(call, 1, Infinity));

/** `substring`: places below 0 are 0, and the lower one comes first. */
export const substring = (text: Text, call: Call): Value => {
  const places = [placeOf(call, 0, 0), placeOf(call, 1, Infinity)].map((place) => Math.max(0, place));
  return cut(text, Math.min(...places), Math.max(...places));
};

/** A piece of a text; places below 0 count from its end. */
function cut(text: Text, start: number, to: number): Value {
  if (Number.isNaN(start) || Number.isNaN(to)) return textValue(partOf(text));
  const [first] = text;
  const last = text.at(-1);
  let parts = [...text];
  if (start < 0 || isNormalised(text)) return textValue(partOf(text));
  if (start > 0) {
    if (typeof first !== "string" || first.length < start) return textValue(partOf(text));
    parts = [first.slice(start), ...parts.slice(1)];
  }
  if (to === Infinity) return textValue(concat(parts));
  if (to < 0 && typeof last === "string" && last.length >= -to)
    return textValue(concat([...parts.slice(0, -1), last.slice(0, to)]));
  if (to >= 0 && typeof first === "string" && first.length >= to) return stringValue(first.slice(start, to));
  return textValue(partOf(text));
}

/** `charAt` */
export const characterAt = (text: Text, call: Call): Value => {
  const index = placeOf(call, 0, 0);
  const [first] = text;
  if (typeof first === "string" && index >= 0 && index < first.length && !isNormalised(text))
    return stringValue(first[index] ?? "");
  return textValue(partOf(text));
};
