/** The environment of another host as a value. */
import { hole } from "../../values/text.ts";
import type { Atom, Value } from "../../values/value.ts";

const SYMBOL = "environment";

/** All variables. */
export const ENVIRONMENT: Value = [{ kind: "unknown", hole: hole("env", { symbol: SYMBOL }), truthy: true }];

/** Whether a value is the environment. */
export function isEnvironment(atom: Atom): boolean {
  return atom.kind === "unknown" && atom.hole.symbol === SYMBOL;
}
