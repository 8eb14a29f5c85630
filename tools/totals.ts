/**
 * Sums of tests over processes: each suite adds a line to the file that AMBIT_TOTALS names; `.ci/run` prints the sum.
 */
import { appendFileSync } from "node:fs";

/** How one suite ended. */
export interface Totals {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
}

/** Adds a line, when somebody sums. */
export function addTotals(totals: Totals): void {
  const file = process.env["AMBIT_TOTALS"];
  if (file !== undefined && file !== "") appendFileSync(file, `${JSON.stringify(totals)}\n`);
}
