/** `Date`: the clock as numbers and as texts that stay in their segment. */
import type { Native } from "../machine.ts";
import { objectOf } from "../objects.ts";
import { COLON, DASH, DIGITS, DOT, MARKS, UPPER } from "../values/chars.ts";
import { hole } from "../values/text.ts";
import { NEVER, rangeValue, textValue, type Value } from "../values/value.ts";

const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  FullYear: [-271_821, 275_760],
  Month: [0, 11],
  Date: [1, 31],
  Day: [0, 6],
  Hours: [0, 23],
  Minutes: [0, 59],
  Seconds: [0, 59],
  Milliseconds: [0, 999],
};

function clockNumber(min: number, max: number): Value {
  return rangeValue(min, max, { integer: true, hole: hole("clock", { chars: min < 0 ? DIGITS | DASH : DIGITS }) });
}

/** A moment since 1970 in milliseconds. */
export const now: Native = () => clockNumber(0, 8.64e15);

const METHODS: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...Object.entries(NUMBERS).flatMap(([name, [min, max]]): [string, Native][] => [
    [`get${name}`, () => clockNumber(min, max)],
    [`getUTC${name}`, () => clockNumber(min, max)],
  ]),
  ["getTime", now],
  ["valueOf", now],
  ...["toISOString", "toJSON"].map((name): [string, Native] => [
    name,
    () => textValue([hole("clock", { chars: DIGITS | DASH | COLON | DOT | UPPER | MARKS, dotless: true })]),
  ]),
  ...[
    "toString",
    "toDateString",
    "toTimeString",
    "toLocaleString",
    "toLocaleDateString",
    "toLocaleTimeString",
    "toUTCString",
  ].map((name): [string, Native] => [name, () => textValue([hole("clock")])]),
]);

/** `new Date(…)` */
export const makeDate: Native = ({ frame: { machine }, site }) => {
  const members = [...METHODS].map(([name, method]): [string, Value] => [
    name,
    [machine.native(`Date.prototype.${name}`, method)],
  ]);
  const maker = machine.globals?.state.members.get("Date") ?? NEVER;
  return [objectOf(machine, new Map([...members, ["constructor", maker]]), site)];
};
