/**
 * Quantities as an author writes them: "10MB/s", "200ms", 6, { rate: "10/s", burst: 20 }.
 *
 * Grammar: digits with an optional decimal point, then at most one unit, with case and without spaces.
 * `parseQuantity(printQuantity(q))` gives `q` again, for every quantity that can be parsed.
 */
import { fail, ok, type Result } from "../base/result.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { divideExactly, MAX_BASE_UNITS, multiplyExactly, plainDecimal } from "./decimal.ts";
import { isLimitName, knownLimit, LIMIT_NAMES } from "./known-limits.ts";
import type { Limit, Quantity, QuantityKind } from "./limit.ts";
import { QUANTITY_NOUNS, quantityFault, quotedQuantity, refusal } from "./quantity-fault.ts";
import { UNITS, type Unit } from "./units.ts";

/** A problem of a quantity. `path` leads to the part of `{ rate, burst }` that it is about; the span is in its text. */
export interface QuantityProblem extends TextProblem {
  readonly path: readonly string[];
  readonly on: "key" | "value";
}

/** How a quantity of each kind is written, for messages and completion. */
export const QUANTITY_EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  rate: `bytes per second, such as "10MB/s"`,
  frequency: `a number per second, such as "10/s"`,
  time: `a time, such as "200ms"`,
  bytes: `a number of bytes, such as "32MB"`,
  count: `a whole number, such as 6`,
};

/** Longest text that is read; no quantity needs more. */
const MAX_TEXT_LENGTH = 1000;

const SHAPES = `a quantity is a text such as "10MB/s", a number, or { rate, burst }`;

/**
 * Reads a quantity in base units; exact for every decimal fraction.
 *
 * @param expected What it should be, for messages only.
 */
export function parseQuantity(value: unknown, expected?: QuantityKind): Result<Quantity, QuantityProblem> {
  if (typeof value === "string") return parseText(value, expected);
  if (typeof value === "number") return parseNumber(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return problem(SHAPES);
  return parseBucket(value as Readonly<Record<string, unknown>>, expected);
}

/** Reads the quantity of a known limit; an unknown name and a quantity of another kind are problems. */
export function parseLimit(name: string, value: unknown): Result<Limit, QuantityProblem> {
  if (!isLimitName(name)) {
    const nearest = nearestName(name, LIMIT_NAMES);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    return fail({ message: `there is no limit "${name}"${hint}`, span: { start: 0, end: 0 }, path: [], on: "key" });
  }
  const expected = knownLimit(name).quantity;
  if (typeof value === "number" && expected !== "count")
    return problem(`${value} has no unit; write ${QUANTITY_EXAMPLES[expected]}`);
  const quantity = parseQuantity(value, expected);
  if (!quantity.ok) return quantity;
  if (quantity.value.kind === expected) return ok({ name, quantity: quantity.value });
  const length = typeof value === "string" ? value.length : 0;
  return problem(`${nounText(quantity.value)}; write ${QUANTITY_EXAMPLES[expected]}`, { start: 0, end: length });
}

/** Prints a quantity as a manifest would write it, exactly and as shortly as the units allow: "10MB/s". */
export function printQuantity(quantity: Quantity): string {
  const text = printValue(quantity.kind, quantity.value);
  if (quantity.burst === undefined) return text;
  const burst = printValue(quantity.kind === "rate" ? "bytes" : "count", quantity.burst);
  return `{ rate: "${text}", burst: ${quantity.kind === "rate" ? `"${burst}"` : burst} }`;
}

/** `"10MB/s" is a rate of bytes`. */
function nounText(quantity: Quantity): string {
  const text = printQuantity(quantity);
  return `${quantity.burst === undefined ? `"${text}"` : text} is a ${QUANTITY_NOUNS[quantity.kind].noun}`;
}

function printValue(kind: QuantityKind, value: number): string {
  const base = UNITS.find((unit) => unit.kind === kind && unit.factor === 1);
  let shortest = plainDecimal(value) + (base?.text ?? "");
  for (const unit of UNITS) {
    if (unit.kind !== kind || unit.factor > value) continue;
    const number = divideExactly(value, unit.factor, 3);
    if (number !== undefined && number.length + unit.text.length <= shortest.length) shortest = number + unit.text;
  }
  return shortest;
}

function parseText(text: string, expected: QuantityKind | undefined): Result<Quantity, QuantityProblem> {
  const whole = { start: 0, end: text.length };
  if (text === "") return problem(SHAPES, whole);
  if (text.length > MAX_TEXT_LENGTH) return problem("it is too long", whole);
  const number = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?/.exec(text)?.[0] ?? "";
  const unit = UNITS.find((candidate) => candidate.text === text.slice(number.length));
  if (number !== "" && unit !== undefined) return convert(number, unit, text);
  const { message, span } = quantityFault(text, expected);
  return problem(message, span);
}

function convert(number: string, unit: Unit, text: string): Result<Quantity, QuantityProblem> {
  const whole = { start: 0, end: text.length };
  const refuse = (fault: string): Result<never, QuantityProblem> =>
    problem(`${refusal(text, unit.kind)}: ${fault}`, whole);
  const product = multiplyExactly(number, unit.factor);
  if (product.aboveMax) return refuse(`it is above ${MAX_BASE_UNITS}${unit.kind === "bytes" ? " bytes" : ""}`);
  if (unit.kind === "count" && !product.whole) return refuse("a count is whole");
  if (unit.kind === "bytes" && !product.whole) return refuse("it is no whole number of bytes");
  if (product.value === 0 && unit.kind !== "count") return problem(tooLittle(text, zeroFault(unit.kind)), whole);
  return ok({ kind: unit.kind, value: product.value });
}

function parseNumber(value: number): Result<Quantity, QuantityProblem> {
  if (!Number.isInteger(value)) return problem(`${refusal(value, "count")}: a number without a unit is whole`);
  if (value < 0) return problem(tooLittle(value, "it is below 0"));
  if (value > MAX_BASE_UNITS) return problem(`${refusal(value, "count")}: it is above ${MAX_BASE_UNITS}`);
  return ok({ kind: "count", value: value === 0 ? 0 : value });
}

function parseBucket(
  value: Readonly<Record<string, unknown>>,
  expected: QuantityKind | undefined,
): Result<Quantity, QuantityProblem> {
  for (const key of Object.keys(value)) {
    if (key === "rate" || key === "burst") continue;
    const hint = nearestName(key, ["rate", "burst"]);
    return fail({
      message: `there is no key "${key}" beside "rate" and "burst"${hint === undefined ? "" : `; did you mean "${hint}"?`}`,
      span: { start: 0, end: 0 },
      path: [key],
      on: "key",
    });
  }
  if (!Object.hasOwn(value, "rate")) return problem(`"rate" is missing, such as { rate: "10/s", burst: 20 }`);
  const rate = value["rate"];
  if (typeof rate !== "string") return within("rate", problem(`"rate" is a text such as "10MB/s" or "10/s"`));
  const quantity = parseText(rate, expected === "rate" || expected === "frequency" ? expected : undefined);
  if (!quantity.ok) return within("rate", quantity);
  const { kind } = quantity.value;
  if (kind !== "rate" && kind !== "frequency") {
    return within("rate", problem(`"rate" is per second, such as "10MB/s" or "10/s"`, { start: 0, end: rate.length }));
  }
  const burst = Object.hasOwn(value, "burst") ? value["burst"] : undefined;
  return burst === undefined ? quantity : withBurst(quantity.value, burst);
}

function withBurst(rate: Quantity, burst: unknown): Result<Quantity, QuantityProblem> {
  if (typeof burst === "object") return within("burst", problem(`"burst" is a number, or a text such as "20MB"`));
  const expected = rate.kind === "rate" ? "bytes" : "count";
  const capacity = parseQuantity(burst, expected);
  if (!capacity.ok) return within("burst", capacity);
  const span = { start: 0, end: typeof burst === "string" ? burst.length : 0 };
  if (capacity.value.kind !== expected) {
    return within("burst", problem(`the burst is ${QUANTITY_EXAMPLES[expected]}`, span));
  }
  if (capacity.value.value === 0) return within("burst", problem("nothing could be taken with a burst of 0", span));
  return ok({ ...rate, burst: capacity.value.value });
}

function problem(message: string, span: TextProblem["span"] = { start: 0, end: 0 }): Result<never, QuantityProblem> {
  return fail({ message, span, path: [], on: "value" });
}

function within(key: string, result: Result<Quantity, QuantityProblem>): Result<Quantity, QuantityProblem> {
  return result.ok ? result : fail({ ...result.error, path: [key, ...result.error.path] });
}

function tooLittle(value: string | number, fault: string): string {
  return `${quotedQuantity(value)} is too little for a limit: ${fault}`;
}

function zeroFault(kind: QuantityKind): string {
  return kind === "rate" || kind === "frequency"
    ? "nothing would ever come back; it must be above 0"
    : "it must be above 0";
}
