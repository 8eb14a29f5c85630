/** Amounts of limits for people: "4.2 MB", "120 ms", "3". */
import type { AmountUnit } from "../base/last-run.ts";
import type { QuantityKind } from "./limit.ts";

/** What amounts of a quantity are counted in. */
export function unitOf(kind: QuantityKind): AmountUnit {
  switch (kind) {
    case "bytes":
    case "rate":
      return "bytes";
    case "time":
      return "milliseconds";
    case "count":
    case "frequency":
      return "count";
    default:
      return kind satisfies never;
  }
}

/** An amount in a unit that is easy to read, rounded to hundredths. */
export function amountText(unit: AmountUnit, amount: number): string {
  if (unit === "count") return String(rounded(amount));
  if (unit === "milliseconds") return `${rounded(amount)} ms`;
  if (amount < 1000) return `${Math.round(amount)} B`;
  return amount < 1e6 ? `${rounded(amount / 1e3)} kB` : `${rounded(amount / 1e6)} MB`;
}

function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}
