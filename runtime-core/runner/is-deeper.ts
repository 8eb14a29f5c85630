/** How deep a value is nested for structured clone, which goes into each object once, where it meets it first. */
import { types } from "node:util";

/** Whether a value that was cloned, and so has no getters, is nested deeper than `levels`. Cost: one pass over it. */
export function isDeeper(value: unknown, levels: number): boolean {
  return goesBelow(value, levels, new Set());
}

function goesBelow(value: unknown, levels: number, seen: Set<object>): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || seen.has(value)) return false;
  if (levels === 0) return true;
  seen.add(value);
  for (const inner of valuesIn(value)) if (goesBelow(inner, levels - 1, seen)) return true;
  return false;
}

function valuesIn(value: object): Iterable<unknown> {
  if (types.isMap(value)) return [...value].flat();
  if (types.isSet(value)) return value;
  if (types.isNativeError(value)) return [value.cause];
  if (types.isBoxedPrimitive(value)) return [];
  return Object.values(value);
}
