/**
 * Hit conditions: at which hits a breakpoint stops. "3" and "= 3", "> 3", ">= 3", "< 3", "<= 3", "% 3".
 */

/** Says whether the hit with this number, counted from 1, stops. */
export type HitCondition = (hits: number) => boolean;

/** Reads a hit condition; without one every hit stops. */
export function parseHitCondition(text: string | undefined): {
  readonly condition?: HitCondition;
  /** What is wrong. */
  readonly problem?: string;
} {
  if (text === undefined || text.trim() === "") return {};
  const condition = conditionOf(text);
  return condition === undefined
    ? { problem: `The hit condition "${text}" is none of "3", "= 3", "> 3", ">= 3", "< 3", "<= 3", "% 3"` }
    : { condition };
}

function conditionOf(text: string): HitCondition | undefined {
  const [, operator = "=", digits = ""] = /^\s*(={1,3}|>=|<=|>|<|%)?\s*(\d{1,9})\s*$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === "" || (operator === "%" && count === 0)) return undefined;
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
