/** `ambit:context`: what this module may still do. */
import { callSync } from "./wall.ts";

/** Whether a grant covers the permission: `has("fs.read", "./data/a.json")`. */
export function has(kind: string, resource: string): boolean {
  return callSync("context/has", [String(kind), String(resource)]) as boolean;
}

/** Gives a permission up for the rest of this module's life, and that of its children. */
export function drop(kind: string, resource: string): void {
  callSync("context/drop", [String(kind), String(resource)]);
}

/** What is left of a limit, in its base unit; undefined when there is no such limit. */
export function remaining(limit: string): number | undefined {
  return callSync("context/remaining", [String(limit)]) as number | undefined;
}
