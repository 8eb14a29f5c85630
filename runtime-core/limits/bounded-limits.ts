/**
 * Limits within bounds that hold whatever a manifest says: the tighter of both.
 */
import type { Limit, Quantity } from "./limit.ts";
import { capacityOf } from "./limiter.ts";

/** The limits with none looser than its bound; those that a bound has made tighter say so. */
export function boundedLimits(limits: readonly Limit[], bounds: readonly Limit[]): readonly Limit[] {
  const boundOf = new Map(bounds.map((bound) => [bound.name, bound.quantity]));
  return limits.map((limit) => {
    const bound = boundOf.get(limit.name);
    if (bound === undefined || !isLooser(limit.quantity, bound)) return limit;
    return { ...limit, quantity: tighter(limit.quantity, bound), by: "runtime" };
  });
}

/** The bounds that no limit is named for. */
export function unnamedBounds(limits: readonly Limit[], bounds: readonly Limit[]): readonly Limit[] {
  const named = new Set(limits.map((limit) => limit.name));
  return bounds.filter((bound) => !named.has(bound.name)).map((bound) => ({ ...bound, by: "runtime" }));
}

/** Whether more can be had of `quantity` than of `bound`, in the long run or at once. Both are of one kind. */
export function isLooser(quantity: Quantity, bound: Quantity): boolean {
  return quantity.value > bound.value || capacityOf(quantity) > capacityOf(bound);
}

function tighter(quantity: Quantity, bound: Quantity): Quantity {
  const value = Math.min(quantity.value, bound.value);
  const capacity = Math.min(capacityOf(quantity), capacityOf(bound));
  return { kind: quantity.kind, value, ...(capacity === value ? {} : { burst: capacity }) };
}
