/**
 * Hit conditions: at which hits a breakpoint stops. "3" and "= 3", "> 3", ">= 3", "< 3", "<= 3", "% 3".
 */

/** Says whether the hit with this number, counted from 1, stops. */
export type HitCondition = (hits: number) => boolean;

/** Reads a hit condition. */
export function parseHitCondition(text: string): HitCondition | "invalid" {
  const [, operator = "=", digits = ""] = /^\s*(={1,3}|>=|<=|>|<|%)?\s*(\d{1,9})\s*$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === "" || (operator === "%" && count === 0)) return "invalid";
  switch (operator) {
    case ">":
      return (hits) => hits > count;
    case ">=":
      return (hits) => hits >= count;
    case "<":
      return (hits) => hits < count;
    case "<=":
      return (hits) => hits <= count;
    case "%":
      return (hits) => hits % count === 0;
    default:
      return (hits) => hits === count;
  }
}
