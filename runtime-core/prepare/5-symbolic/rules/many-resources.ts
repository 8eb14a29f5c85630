/**
 * Calls that reach many things by name, such as the files of a loop over numbers: people grant what those have in common.
 */
import type { PermissionText } from "../../../permissions/parse-permission.ts";
import type { Effect } from "../../effect.ts";

/** Fewer are granted one by one. */
const FEWEST = 6;

/** What a pattern is for that stands for many names. */
export interface ManyResources {
  readonly permission: PermissionText;
  /** "./data/0.json and 49 more" */
  readonly names: string;
}

/** Kinds of names that have segments, in which a wildcard stands for a part of one. */
const WITH_SEGMENTS: ReadonlySet<string> = new Set(["fs", "http", "websocket", "modules"]);

/**
 * One pattern for names of one domain and kind that differ in a piece of one segment: "./data/*.json". Undefined when they are
 * few, or differ in more.
 */
export function manyResources(permissions: readonly PermissionText[]): ManyResources | undefined {
  const names = [...new Set(permissions.map(({ resource }) => resource))];
  const [first] = permissions;
  if (first === undefined || names.length < FEWEST || !WITH_SEGMENTS.has(first.domain)) return undefined;
  if (names.some((name) => /[*\\]/.test(name))) return undefined;
  const shortest = Math.min(...names.map((name) => name.length));
  const prefix = sharedLength(names, shortest - 1, (name, index) => name[index]);
  const suffix = sharedLength(names, shortest - 1 - prefix, (name, index) => name[name.length - 1 - index]);
  const [name = ""] = names;
  const beginning = name.slice(0, prefix);
  const isInSegment = names.every((each) => !each.slice(prefix, each.length - suffix).includes("/"));
  if (!isInSegment || !/^(?:\.?\/|[a-z]+:\/\/[^/]+\/)/.test(beginning)) return undefined;
  const resource = `${beginning}*${name.slice(name.length - suffix)}`;
  return { permission: { ...first, resource }, names: `${name} and ${names.length - 1} more` };
}

/** What belongs to the same call and kind of permission, together. */
export function byCall<T>(
  found: Iterable<T>,
  callOf: (each: T) => Pick<Effect, "file" | "span" | "kind">,
): readonly T[][] {
  const calls = Map.groupBy(found, (each) => {
    const { file, kind, span } = callOf(each);
    return `${file}:${span.start}:${span.end} ${kind}`;
  });
  return [...calls.values()];
}

/** How many characters all names have in common, at most so many. */
function sharedLength(
  names: readonly string[],
  most: number,
  characterAt: (name: string, index: number) => string | undefined,
): number {
  const [first = ""] = names;
  let length = 0;
  while (length < most && names.every((name) => characterAt(name, length) === characterAt(first, length))) length += 1;
  return length;
}
