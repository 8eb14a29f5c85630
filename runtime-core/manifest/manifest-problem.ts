/**
 * Problems of a manifest by path, before anybody knows where the paths are written.
 */
import type { ManifestCode, ManifestCodeData } from "../base/codes/manifest.ts";
import type { Span } from "../base/span.ts";

/** Keys and indexes from the manifest down: ["permissions", "fs", "read", 0]. */
export type ManifestPath = readonly (string | number)[];

/** Something wrong at a path of the manifest. */
export interface ManifestProblem {
  readonly path: ManifestPath;
  /** Whether the key at the end of the path is meant, or its value. */
  readonly on: "key" | "value";
  readonly code: ManifestCode;
  /** What the sentence of the code is made from. */
  readonly data: unknown;
  /** Where inside the text of a string value; absent: all of it. */
  readonly span?: Span;
}

/** A place in a manifest. `on` is "value" when absent. */
export interface ManifestPlace {
  readonly path: ManifestPath;
  readonly on?: "key" | "value";
  readonly span?: Span;
}

/** Problems as they are found. */
export class ProblemList {
  readonly problems: ManifestProblem[] = [];

  /** Adds a problem with the data of its code. */
  add<C extends ManifestCode>(code: C, place: ManifestPlace, data: ManifestCodeData<C>): void {
    const { path, on = "value", span } = place;
    this.problems.push(span === undefined ? { path, on, code, data } : { path, on, code, data, span });
  }
}

/** A value of a manifest that is an object, by its own keys; keys whose value is undefined are not written. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).filter(([, entry]) => entry !== undefined);
}

/** What a value is, for sentences: "a string", "an array". */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "object":
      return "an object";
    case "undefined":
      return "missing";
    default:
      return `a ${typeof value}`;
  }
}
