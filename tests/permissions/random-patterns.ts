/**
 * Random patterns for the laws, made so that two of them are often near each other.
 *
 * Texts are over two letters and the dot; pools are a few patterns with their small changes.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePermission, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import type { Permission, Subject } from "../../runtime-core/permissions/permission.ts";

/** Segments of path patterns, with dots. */
export const PATH_SEGMENTS = [
  "a",
  "b",
  "ab",
  "*",
  "*",
  "**",
  "**",
  "a*",
  "*a",
  "*b",
  "a*b",
  "*a*",
  "*ab*",
  ".a",
  ".*",
  ".a*",
  "*.a",
];

/** Segments of URL patterns; an empty one only stands at the end. */
export const URL_SEGMENTS = ["a", "b", "ab", "*", "*", "**", "**", "a*", "*a", "*b", "a*b", "*a*", "*ab*", "a*a"];

/** A list of up to `longest` segments of `kinds`. */
export function segments(kinds: readonly string[], longest = 6): fc.Arbitrary<readonly string[]> {
  return fc.array(fc.constantFrom(...kinds), { maxLength: longest });
}

/** `base` with one segment put in, taken out, replaced or swapped with its neighbour, a few times over. */
export function nearby(kinds: readonly string[], base: readonly string[]): fc.Arbitrary<readonly string[]> {
  const change = fc.tuple(fc.nat(7), fc.constantFrom(...kinds), fc.constantFrom("insert", "remove", "replace", "swap"));
  return fc
    .array(change, { maxLength: 3 })
    .map((changes) => changes.reduce((list, [at, segment, how]) => changed({ list, at, segment, how }), base));
}

/** Two patterns of which one is often a small change of the other. */
export function pairs(kinds: readonly string[]): fc.Arbitrary<readonly [readonly string[], readonly string[]]> {
  return segments(kinds).chain((base) => fc.tuple(nearby(kinds, base), nearby(kinds, base)));
}

/** A permission that is known to parse. */
export function permission(
  resource: string,
  at: { readonly domain?: string; readonly kind?: string } = {},
): Permission {
  const parsed = parsePermission({ domain: at.domain ?? "fs", kind: at.kind ?? "read", resource }, "/app");
  assert.ok(parsed.ok, `${resource}: ${parsed.ok ? "" : parsed.error.message}`);
  return parsed.value;
}

/** A subject that is known to parse. */
export function subject(resource: string, at: { readonly domain?: string; readonly kind?: string } = {}): Subject {
  const parsed = parseSubject({ domain: at.domain ?? "fs", kind: at.kind ?? "read", resource }, "/app");
  assert.ok(parsed.ok, `${resource}: ${parsed.ok ? "" : parsed.error.message}`);
  return parsed.value;
}

function changed(change: { list: readonly string[]; at: number; segment: string; how: string }): readonly string[] {
  const list = [...change.list];
  const at = Math.min(change.at, list.length);
  if (change.how === "insert") list.splice(at, 0, change.segment);
  else if (change.how === "remove") list.splice(at, 1);
  else if (change.how === "replace") list.splice(at, 1, change.segment);
  else list.push(...list.splice(at, 1));
  return list;
}
