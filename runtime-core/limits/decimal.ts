/**
 * Decimal numbers times whole factors, exactly: 1.001 kB are 1001 B, whatever binary fractions make of 1.001.
 */

/** The largest number of base units that a quantity may have. */
export const MAX_BASE_UNITS = Number.MAX_SAFE_INTEGER;

/** A product that may be no whole number. */
export interface ExactProduct {
  /** Nearest double; exact when `whole`. */
  readonly value: number;
  readonly whole: boolean;
  /** Compared exactly, not after rounding. */
  readonly aboveMax: boolean;
}

/**
 * Multiplies a decimal number with a whole factor.
 *
 * @param text Digits with an optional point and digits behind: "12", "0.29". Cost: quadratic in its length.
 * @param factor A whole number above 0.
 */
export function multiplyExactly(text: string, factor: number): ExactProduct {
  const point = text.indexOf(".");
  const fraction = point === -1 ? "" : text.slice(point + 1);
  const digits = point === -1 ? text : text.slice(0, point) + fraction;
  const numerator = BigInt(digits) * BigInt(factor);
  const denominator = 10n ** BigInt(fraction.length);
  const rest = numerator % denominator;
  const quotient = numerator / denominator;
  return {
    // The decimal text of the quotient is rounded once, by the reader of number literals (ECMA-262 §7.1.4.1).
    value: rest === 0n ? Number(quotient) : Number(`${quotient}.${String(rest).padStart(fraction.length, "0")}`),
    whole: rest === 0n,
    aboveMax: numerator > BigInt(MAX_BASE_UNITS) * denominator,
  };
}

/**
 * Divides a number by a whole factor and writes the result without an exponent, if it ends within `maxFraction` digits.
 *
 * @returns Undefined when the decimal fraction is longer or never ends.
 */
export function divideExactly(value: number, factor: number, maxFraction: number): string | undefined {
  const text = plainDecimal(value);
  const point = text.indexOf(".");
  const fractionLength = point === -1 ? 0 : text.length - point - 1;
  const numerator = BigInt(text.replace(".", "")) * 10n ** BigInt(maxFraction);
  const denominator = BigInt(factor) * 10n ** BigInt(fractionLength);
  if (numerator % denominator !== 0n) return undefined;
  const digits = String(numerator / denominator).padStart(maxFraction + 1, "0");
  const cut = digits.length - maxFraction;
  const fraction = digits.slice(cut).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, cut) : `${digits.slice(0, cut)}.${fraction}`;
}

/** The shortest decimal text that reads as `value`, without an exponent. Only for finite values from 0. */
export function plainDecimal(value: number): string {
  const text = String(value);
  const [mantissa = "", exponentText] = text.split("e");
  if (exponentText === undefined) return text;
  const exponent = Number(exponentText);
  const [whole = "", fraction = ""] = mantissa.split(".");
  if (exponent < 0) return `0.${"0".repeat(-exponent - whole.length)}${whole}${fraction}`;
  return whole + fraction + "0".repeat(exponent - fraction.length);
}
