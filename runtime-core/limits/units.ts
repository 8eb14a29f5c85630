/**
 * The units of quantities, with their factors to base units. Units have case.
 */
import type { QuantityKind } from "./limit.ts";

/** One unit as it is written behind a number. */
export interface Unit {
  /** "MB/s"; empty for a count. */
  readonly text: string;
  readonly kind: QuantityKind;
  /** Base units of one. */
  readonly factor: number;
}

const BYTE_FACTORS = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
} as const;

const TIME_FACTORS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;

/** Every unit, by kind; within a kind in the order of the documentation. */
export const UNITS: readonly Unit[] = [
  { text: "", kind: "count", factor: 1 },
  { text: "/s", kind: "frequency", factor: 1 },
  ...unitsOf("time", TIME_FACTORS, ""),
  ...unitsOf("bytes", BYTE_FACTORS, ""),
  ...unitsOf("rate", BYTE_FACTORS, "/s"),
];

function unitsOf(kind: QuantityKind, factors: Readonly<Record<string, number>>, suffix: string): readonly Unit[] {
  return Object.entries(factors).map(([name, factor]) => ({ text: name + suffix, kind, factor }));
}
