/** Numbers and `Math`. */
import { argument } from "../closures.ts";
import { sourcesIn } from "../hosts/sources.ts";
import type { Call, Native } from "../machine.ts";
import { numbersOf } from "../operators.ts";
import { textsOf } from "../texts.ts";
import { DASH, DIGITS, LOWER, NUMBER_CHARS, OTHER, SPACE } from "../values/chars.ts";
import { hole, isHole, literalOf, type Text } from "../values/text.ts";
import {
  BOOLEAN,
  booleanValue,
  highest,
  joinValues,
  knownNumber,
  lowest,
  type NumberAtom,
  numberHole,
  numberValue,
  type RangeAtom,
  rangeValue,
  stringValue,
  textValue,
  unknownValue,
  type Value,
} from "../values/value.ts";

function toText(name: "toString" | "toFixed" | "toPrecision" | "toExponential"): Native {
  return (call) => {
    const given = argument(call.args, 0).filter(({ kind }) => kind !== "undefined");
    const [value, digits] = [knownNumber(call.self), knownNumber(given)];
    if (value !== undefined && given.length > 0 && digits === undefined)
      return textValue([numberHole(hole("context-merged"))]);
    if (value !== undefined) {
      try {
        return stringValue(value[name](digits));
      } catch {
        return []; // The real method throws for such digits.
      }
    }
    return joinValues(
      ...textsOf(call.frame, call.self, call.site).map((text) =>
        textValue(
          text.map((part) =>
            isHole(part) && given.length > 0 ? { ...part, symbol: undefined, chars: part.chars | LOWER } : part,
          ),
        ),
      ),
    );
  };
}

/** A number as a locale writes it, of which nothing but its characters is known. */
function localised(text: Text): Value {
  const from = text.find(isHole) ?? hole("context-merged");
  return textValue([{ ...from, symbol: undefined, chars: NUMBER_CHARS | SPACE | OTHER, deep: false, dotless: true }]);
}

export const NUMBER_METHODS: Readonly<Record<string, Native>> = {
  toString: toText("toString"),
  toFixed: toText("toFixed"),
  toPrecision: toText("toPrecision"),
  toExponential: toText("toExponential"),
  toLocaleString: (call: Call) => joinValues(...textsOf(call.frame, call.self, call.site).map(localised)),
  valueOf: (call: Call) => call.self,
};

/** A `bigint`: its value is not followed. */
export function bigIntValue(sources: readonly string[] = []): Value {
  return unknownValue("model", { chars: DIGITS | DASH, dotless: true, sources });
}

/** `BigInt(x)` */
export const makeBigInt: Native = (call) => bigIntValue(sourcesIn(call.args));

/** `Number(x)` */
export const toNumberValue: Native = (call) => numbersOf(call.frame, argument(call.args, 0), call.site);

export const parseInteger: Native = (call) => {
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  const base = argument(call.args, 1).filter(({ kind }) => kind !== "undefined");
  const radix = knownNumber(base);
  return joinValues(
    ...texts.map((text): Value => {
      const [first] = text;
      const open = text.find(isHole);
      if (open === undefined && base.length > 0 && radix === undefined)
        return rangeValue(-Infinity, Infinity, { integer: true, hole: hole("context-merged") });
      if (open === undefined) return numberValue(Number.parseInt(typeof first === "string" ? first : "", radix));
      return rangeValue(-Infinity, Infinity, {
        integer: true,
        hole: text.length === 1 ? open : { ...open, symbol: undefined },
      });
    }),
  );
};

export const parseDecimal: Native = (call) =>
  joinValues(
    ...argument(call.args, 0).map((atom): Value => {
      const literal = atom.kind === "string" ? literalOf(atom.text) : undefined;
      return literal === undefined ? numbersOf(call.frame, [atom], call.site) : numberValue(Number.parseFloat(literal));
    }),
  );

/** A test of numbers that is sure of known ones. */
export function numberTest(test: (value: number) => boolean): Native {
  return (call) => {
    const value = knownNumber(argument(call.args, 0));
    return value === undefined ? BOOLEAN : booleanValue(test(value));
  };
}

function exactly(name: string, run: (...args: number[]) => number): Native {
  return ({ args, frame, site }) => {
    const values = args.values.map((value) => numbersOf(frame, value, site));
    if (args.rest !== undefined) return bounded(name, values, [numbersOf(frame, args.rest, site)]);
    const known = values.map(knownNumber);
    if (known.every((each) => each !== undefined)) return numberValue(run(...(known as number[])));
    return bounded(name, values, []);
  };
}

type Numbers = readonly (NumberAtom | RangeAtom)[];

/** What a function gives for numbers that are not known; `rest` may be there any number of times, or not at all. */
function bounded(name: string, values: readonly Numbers[], rest: readonly Numbers[]): Value {
  const numbers = [...values, ...rest].flat();
  const from = numbers.find((each) => each.kind === "range")?.hole ?? hole("context-merged");
  const [low, high] = [Math.min(...numbers.map(lowest)), Math.max(...numbers.map(highest))];
  const integer = ["floor", "ceil", "round", "trunc"].includes(name);
  if (name === "min" || name === "max") {
    const lows = values.map((value) => Math.min(...value.map(lowest)));
    const highs = values.map((value) => Math.max(...value.map(highest)));
    return rangeValue(name === "min" ? low : Math.max(...lows), name === "max" ? high : Math.min(...highs), {
      integer: numbers.every((each) => each.kind === "number" || each.integer),
      hole: { ...from, symbol: undefined },
    });
  }
  const unnamed = { ...from, symbol: undefined, ...(integer ? { chars: from.chars & (DIGITS | DASH) } : {}) };
  return integer
    ? rangeValue(Math.floor(low), Math.ceil(high), { integer, hole: unnamed })
    : rangeValue(-Infinity, Infinity, { hole: unnamed });
}

const MATH = Object.entries(Object.getOwnPropertyDescriptors(Math)).map(
  ([name, { value }]) => [name, value as unknown] as const,
);

export const MATH_FUNCTIONS: Readonly<Record<string, Native>> = {
  ...Object.fromEntries(
    MATH.flatMap(([name, value]) =>
      typeof value === "function" ? [[name, exactly(name, value as (...args: number[]) => number)]] : [],
    ),
  ),
  random: () => rangeValue(0, 1, { hole: hole("random") }),
};

/** The numbers among the members of `Math` and `Number`. */
export const NUMBER_CONSTANTS: Readonly<Record<string, ReadonlyMap<string, Value>>> = {
  Math: constantsOf(Math),
  Number: constantsOf(Number),
};

function constantsOf(owner: object): ReadonlyMap<string, Value> {
  const members = Object.entries(Object.getOwnPropertyDescriptors(owner));
  return new Map(
    members.flatMap(([name, { value }]) => (typeof value === "number" ? [[name, numberValue(value)]] : [])),
  );
}
