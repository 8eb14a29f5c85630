/** Numbers and `Math`. */
import { argument } from "../closures.ts";
import type { Call, Native } from "../machine.ts";
import { toNumbers, primitives } from "../operators.ts";
import { textsOf } from "../texts.ts";
import { DASH, DIGITS, LOWER } from "../values/chars.ts";
import { hole, isHole, literalOf } from "../values/text.ts";
import {
  BOOLEAN,
  booleanValue,
  highest,
  joinValues,
  knownNumber,
  lowest,
  numberHole,
  numberValue,
  rangeValue,
  stringValue,
  textValue,
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

export const NUMBER_METHODS: Readonly<Record<string, Native>> = {
  toString: toText("toString"),
  toFixed: toText("toFixed"),
  toPrecision: toText("toPrecision"),
  toExponential: toText("toExponential"),
  toLocaleString: toText("toString"),
  valueOf: (call: Call) => call.self,
};

/** `Number(x)` */
export const toNumberValue: Native = (call) => toNumbers(primitives(call.frame, argument(call.args, 0), call.site));

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
      return literal === undefined ? toNumbers([atom]) : numberValue(Number.parseFloat(literal));
    }),
  );

/** A test of numbers that is sure of known ones. */
export function numberTest(test: (value: number) => boolean): Native {
  return (call) => {
    const value = knownNumber(argument(call.args, 0));
    return value === undefined ? BOOLEAN : booleanValue(test(value));
  };
}

const EXACT = [
  "abs",
  "floor",
  "ceil",
  "round",
  "trunc",
  "sqrt",
  "sign",
  "min",
  "max",
  "pow",
  "log",
  "log2",
  "log10",
  "hypot",
  "cbrt",
  "exp",
] as const;

function exactly(name: (typeof EXACT)[number]): Native {
  return (call) => {
    const args = call.args.rest === undefined ? call.args.values.map(knownNumber) : [undefined];
    if (args.every((each) => each !== undefined)) return numberValue(Math[name](...(args as [number, number])));
    return bounded(name, call);
  };
}

function bounded(name: string, call: Call): Value {
  const numbers = call.args.values.flatMap(toNumbers);
  const from = numbers.find((each) => each.kind === "range")?.hole ?? hole("context-merged");
  const [low, high] = [Math.min(...numbers.map(lowest)), Math.max(...numbers.map(highest))];
  const integer = ["floor", "ceil", "round", "trunc"].includes(name);
  if (name === "min" || name === "max") {
    const [lows, highs] = [
      call.args.values.map((value) => Math.min(...toNumbers(value).map(lowest))),
      call.args.values.map((value) => Math.max(...toNumbers(value).map(highest))),
    ];
    return rangeValue(Math[name](...lows), Math[name](...highs), {
      integer: numbers.every((each) => each.kind === "number" || each.integer),
      hole: { ...from, symbol: undefined },
    });
  }
  const unnamed = { ...from, symbol: undefined, ...(integer ? { chars: from.chars & (DIGITS | DASH) } : {}) };
  return integer
    ? rangeValue(Math.floor(low), Math.ceil(high), { integer, hole: unnamed })
    : rangeValue(-Infinity, Infinity, { hole: unnamed });
}

export const MATH_FUNCTIONS: Readonly<Record<string, Native>> = {
  ...Object.fromEntries(EXACT.map((name) => [name, exactly(name)])),
  random: () => rangeValue(0, 1, { hole: hole("random") }),
};
