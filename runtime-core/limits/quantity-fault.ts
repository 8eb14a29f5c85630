/**
 * What is wrong with a text that is no quantity, and how it would be right.
 *
 * Called only for texts that the grammar of quantities refuses; reads them as a person would.
 */
import { nearestName } from "../base/nearest-name.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { plainDecimal } from "./decimal.ts";
import type { QuantityKind } from "./limit.ts";
import { UNITS } from "./units.ts";

/** What a quantity of each kind is called, and one as an author would write it. */
export const QUANTITY_NOUNS: Readonly<Record<QuantityKind, { readonly noun: string; readonly example: string }>> = {
  rate: { noun: "rate of bytes", example: "10MB/s" },
  frequency: { noun: "frequency", example: "10/s" },
  time: { noun: "time", example: "200ms" },
  bytes: { noun: "size", example: "32MB" },
  count: { noun: "count", example: "6" },
};

const MAX_QUOTED = 40;

/** "  -32 mb": what a person sees in it. */
const WRITTEN = /^\s*(?<sign>[+-]?)\s*(?<number>[\d.,_]*(?:(?<=\d)e[+-]?\d+)?)(?<gap>\s*)(?<unit>[^]*)$/iu;

/** Units that people write, with what they mean here, in the order in which they are tried. */
const MISREAD_UNITS: readonly (readonly [written: RegExp, unit: string])[] = [
  [/^m(in(ute)?s?)?$/i, "min"],
  [/^s(ec(ond)?s?)?$/i, "s"],
  [/^h(ours?|rs?)?$/i, "h"],
  [/^m(illi)?s(ec(ond)?s?)?$/i, "ms"],
  [/^(hz|x|x\/s|per s(ec(ond)?)?|\/ ?sec(ond)?)$/i, "/s"],
  [/^bytes?$/i, "B"],
  ...(["kB", "MB", "GB", "TB"] as const).flatMap((unit) => {
    const [prefix] = unit;
    return [
      [new RegExp(`^${prefix}(b|bytes?)?$`, "i"), unit],
      [new RegExp(`^${prefix}(b|bytes?)?(/s|ps|/sec(ond)?)$`, "i"), `${unit}/s`],
    ] as const;
  }),
];

interface Written {
  readonly sign: string;
  readonly number: string;
  readonly unit: string;
  readonly spaces: number;
}

/** The problem of `text`. @param expected What the limit takes; undefined where any quantity will do. */
export function quantityFault(text: string, expected: QuantityKind | undefined): TextProblem {
  const whole = { start: 0, end: text.length };
  const groups = WRITTEN.exec(text)?.groups ?? {};
  const { sign = "", number = "", gap = "", unit: unitAndSpaces = "" } = groups;
  const unit = unitAndSpaces.trim();
  const written = { sign, number, unit, spaces: text.replace(/\S/g, "").length };
  if (!/\d/.test(number)) {
    const example = QUANTITY_NOUNS[expected ?? "rate"].example;
    return { message: sentence(text, expected, `it begins with a number, as in "${example}"`), span: whole };
  }
  const numberFaults = faultsOfNumber(written);
  const right = rightUnit(unit, expected);
  const unitStart = text.length - unitAndSpaces.length - gap.length;
  const span = numberFaults.length === 0 && /^\d/.test(text) ? { start: unitStart, end: text.length } : whole;
  if (right === undefined) return { message: sentence(text, expected, noUnit(unit)), span };
  const faults = [...faultsOfSpaces(written), ...numberFaults, ...faultOfUnit(unit, right)];
  const plain = plainNumber(number);
  const as = plain === undefined ? "" : `, as in "${plain}${right}"`;
  return { message: sentence(text, expected, `write it ${faults.join(" and ")}${as}`), span };
}

/** `"32 mb" is no size: <what is wrong>; units are B kB …`. */
function sentence(text: string, expected: QuantityKind | undefined, fault: string): string {
  return `${refusal(text, expected)}: ${fault}${unitsText(expected)}`;
}

/** `"32 mb" is no size`. */
export function refusal(value: string | number, expected: QuantityKind | undefined): string {
  return `${quotedQuantity(value)} is no ${expected === undefined ? "quantity" : QUANTITY_NOUNS[expected].noun}`;
}

/** As written, cut off when it is long. */
export function quotedQuantity(value: string | number): string {
  if (typeof value === "number") return `${value}`;
  return `"${value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value}"`;
}

function unitsText(expected: QuantityKind | undefined): string {
  const units = unitsOf(expected);
  if (expected === undefined || expected === "count") return "";
  return units.length === 1 ? `; the unit is ${units.join("")}` : `; units are ${units.join(" ")}`;
}

function unitsOf(expected: QuantityKind | undefined): readonly string[] {
  const fitting = UNITS.filter((unit) => unit.kind !== "count" && (expected === undefined || unit.kind === expected));
  return fitting.map((unit) => unit.text);
}

function faultsOfSpaces({ spaces }: Written): readonly string[] {
  if (spaces === 0) return [];
  return [spaces === 1 ? "without a space" : "without spaces"];
}

function faultsOfNumber({ sign, number }: Written): readonly string[] {
  return [
    ...(sign === "" ? [] : ["without the sign"]),
    ...(/e/i.test(number) ? ["without an exponent"] : []),
    ...(isDecimalComma(number) ? ["with a decimal point"] : /[,_]/.test(number) ? ["without separators"] : []),
    ...(/^0\d/.test(number) ? ["without leading zeros"] : []),
    ...(/^\.|\.(?!\d)/.test(number) ? ["with digits on both sides of the decimal point"] : []),
    ...((number.match(/\./g) ?? []).length > 1 ? ["with one decimal point"] : []),
  ];
}

/** "1,5" and "0,25", but not "10,000". */
function isDecimalComma(number: string): boolean {
  return /^\d+,(?!\d{3}$)\d+$/.test(number);
}

function faultOfUnit(unit: string, right: string): readonly string[] {
  if (unit === right) return [];
  return [right === "" ? "without a unit" : `with the unit "${right}"`];
}

function noUnit(unit: string): string {
  if (/(\/|\bper )\s*(m|min|minute|h|hour|d|day|ms)$/i.test(unit)) return "it is per second only";
  return unit === "" ? "it has no unit" : `there is no unit "${unit.slice(0, MAX_QUOTED)}"`;
}

/** The unit that is meant; undefined when nobody can tell. */
function rightUnit(unit: string, expected: QuantityKind | undefined): string | undefined {
  if (expected === "count" || (expected === undefined && unit === "")) return "";
  const all = unitsOf(undefined);
  if (all.includes(unit)) return unit;
  const fitting = unitsOf(expected);
  const misread = MISREAD_UNITS.find(([written, right]) => fitting.includes(right) && written.test(unit));
  const lower = unit.toLowerCase();
  const sameLetters = fitting.find((known) => known.toLowerCase() === lower);
  if (misread !== undefined || sameLetters !== undefined) return sameLetters ?? misread?.[1];
  if (/\/(?!s$)/.test(unit)) return undefined;
  return unit.length < 2 ? undefined : nearestName(unit, fitting);
}

/** The number as the grammar has it; undefined when nobody can tell. */
function plainNumber(number: string): string | undefined {
  const points = isDecimalComma(number) ? number.replace(",", ".") : number.replaceAll(/[,_]/g, "");
  const value = Number(points);
  return points !== "" && Number.isFinite(value) ? plainDecimal(value) : undefined;
}
