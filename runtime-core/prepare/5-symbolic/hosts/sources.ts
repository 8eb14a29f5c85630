/** Which secrets and environment values flow into a call. */
import type { Arguments } from "../machine.ts";
import { carried } from "../texts.ts";
import type { AbstractObject } from "../values/object.ts";
import { sourcesOf } from "../values/text.ts";
import type { Atom, Value } from "../values/value.ts";

const MAX_DEPTH = 6;

const NONE: readonly string[] = [];

/** The sources in all arguments, however deep they stand in objects. */
export function sourcesIn(args: Arguments): readonly string[] {
  const search: Search = { found: undefined, seen: undefined };
  for (const value of args.values) collect(value, search, 0);
  if (args.rest !== undefined) collect(args.rest, search, 0);
  return search.found === undefined ? NONE : [...search.found].sort();
}

/** Sets that most calls do not need are made late. */
interface Search {
  found: Set<string> | undefined;
  seen: Set<AbstractObject> | undefined;
}

function collect(value: Value, search: Search, depth: number): void {
  for (const atom of value) collectAtom(atom, search, depth);
}

function collectAtom(atom: Atom, search: Search, depth: number): void {
  if (atom.kind === "string") add(sourcesOf(atom.text), search);
  if (atom.kind === "unknown" || atom.kind === "range") add(atom.hole.sources, search);
  if (atom.kind !== "object" || depth > MAX_DEPTH || search.seen?.has(atom) === true) return;
  (search.seen ??= new Set()).add(atom);
  if (atom.type === "opaque") add(carried(atom), search);
  const { members, items, slots, rest, more } = atom.state;
  if (members.size > 0) for (const value of members.values()) collect(value, search, depth + 1);
  for (const value of items) collect(value, search, depth + 1);
  if (slots.size > 0) for (const value of slots.values()) collect(value, search, depth + 1);
  if (rest !== undefined) collect(rest, search, depth + 1);
  if (more !== undefined) collect(more, search, depth + 1);
}

function add(sources: readonly string[], search: Search): void {
  for (const source of sources) (search.found ??= new Set()).add(source);
}
