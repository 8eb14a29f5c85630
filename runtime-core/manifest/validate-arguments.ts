/** The argument of an entry against the parameters that its manifest declares. */
import { nearestNames } from "../base/nearest-name.ts";
import { entriesOf } from "./manifest-problem.ts";
import type { JsonSchema, Manifest } from "./manifest.ts";
import { checkValue, valueAt } from "./schema-check.ts";

const MAX_SHOWN = 60;

/** So many parameters are shown. */
const MOST_NAMES = 50;

/**
 * What is wrong with an argument, one sentence each; empty when it fits. A module that declares no parameters takes
 * anything.
 *
 * Each parameter is checked by its own schema; one without a `default` must be there; other names are refused.
 */
export function validateArguments(manifest: Manifest, args: unknown): readonly string[] {
  const names = Object.keys(manifest.parameters);
  if (names.length === 0) return [];
  const entries = entriesOf(args);
  if (entries === undefined) return ["they are no object"];
  const given = new Map(entries);
  const known = new Set(names);
  const nearestTo = nearestNames(names);
  const problems = [...given.keys()]
    .filter((name) => !known.has(name))
    .map((name) => unknownArgument(name, { names, nearest: nearestTo(name) }));
  for (const [name, schema] of Object.entries(manifest.parameters)) {
    if (!given.has(name)) {
      if (!hasDefault(schema)) problems.push(`"${name}" is missing`);
      continue;
    }
    for (const { pointer, message } of checkValue(schema, given.get(name))) {
      problems.push(`"${name}${pointer}" does not fit${shown(valueAt(given.get(name), pointer))}: ${message}`);
    }
  }
  return problems;
}

/** An argument with the defaults of the parameters that it leaves out. */
export function withDefaultArguments(
  manifest: Manifest,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(manifest.parameters).flatMap(([name, schema]) =>
    hasDefault(schema) ? [[name, schema["default"]] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...args };
}

/** A value that is short enough to be shown: `, being "OSLO"`. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return "";
  const text = JSON.stringify(value) ?? "";
  return text === "" || text.length > MAX_SHOWN ? "" : `, being ${text}`;
}

function unknownArgument(
  name: string,
  { names, nearest }: { readonly names: readonly string[]; readonly nearest: string | undefined },
): string {
  const only = names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ", …" : "");
  return `there is no parameter "${name}", ${nearest === undefined ? `only ${only}` : `did you mean "${nearest}"?`}`;
}

function hasDefault(schema: JsonSchema): schema is { readonly [key: string]: unknown } {
  return typeof schema === "object" && schema["default"] !== undefined;
}
