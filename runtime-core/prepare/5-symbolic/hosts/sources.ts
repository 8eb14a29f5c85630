/** Which secrets and environment values flow into a call. */
import type { Arguments } from "../machine.ts";
import { carried } from "../texts.ts";
import type { AbstractObject } from "../values/object.ts";
import { sourcesOf } from "../values/text.ts";
import type { Atom, Value } from "../values/value.ts";

const MAX_DEPTH = 6;

/** The sources in all arguments, however deep they stand in objects. */
export function sourcesIn(args: Arguments): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<AbstractObject>();
  for (const value of [...args.values, ...(args.rest === undefined ? [] : [args.rest])])
    collect(value, { found, seen, depth: 0 });
  return [...found].sort();
}

interface Search {
  readonly found: Set<string>;
  readonly seen: Set<AbstractObject>;
  readonly depth: number;
}

function collect(value: Value, search: Search): void {
  for (const atom of value) collectAtom(atom, search);
}

function collectAtom(atom: Atom, search: Search): void {
  const { found, seen, depth } = search;
  if (atom.kind === "string") for (const source of sourcesOf(atom.text)) found.add(source);
  if (atom.kind === "unknown" || atom.kind === "range") for (const source of atom.hole.sources) found.add(source);
  if (atom.kind !== "object" || depth > MAX_DEPTH || seen.has(atom)) return;
  seen.add(atom);
  if (atom.type === "opaque") for (const source of carried(atom)) found.add(source);
  const { state } = atom;
  const inner = { found, seen, depth: depth + 1 };
  for (const value of [...state.members.values(), ...state.items, ...state.slots.values()]) collect(value, inner);
  if (state.rest !== undefined) collect(state.rest, inner);
  if (state.more !== undefined) collect(state.more, inner);
}
