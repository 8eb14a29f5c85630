/**
 * The cases of `micro/`: tiny modules whose comments say what they can touch, and the comparison with what is found.
 *
 * On the line where a call starts: `//! <kind> <resource> [certainty=must|may|any] [x=lo..hi] [worst=PATTERN] [phase=P]
 * [carries=a,b] ; <next>`; `<kind> unknown:<reason>`; `unknown:<reason>` for a call of unknown kind; `none`;
 * `A || B` for either. A resource with a space stands in quotation marks.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { covers } from "../../runtime-core/prepare/5-symbolic/effects/covers-resource.ts";
import type { Effect, EffectReport, UnknownCall } from "../../runtime-core/prepare/effect.ts";
import { effectsOf as effectsOfProgram, type ForeignProfileName, prepare } from "../../runtime-core/prepare/index.ts";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

const MICRO = path.join(import.meta.dirname, "micro");

/** A case: its files by path, and the module to examine. */
export interface Case {
  readonly name: string;
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
}

interface ExpectedEffect {
  readonly kind: string;
  /** A resource, or "unknown:<reason>". */
  readonly resource: string;
  readonly attributes: ReadonlyMap<string, string>;
}

interface Alternative {
  readonly effects: readonly ExpectedEffect[];
  readonly unknowns: readonly string[];
}

/** All cases of our own host, by name. */
export function findCases(): readonly Case[] {
  return casesIn(MICRO).filter(({ name }) => name !== "hosts");
}

/** The cases of another host, by name. */
export function findForeignCases(profile: ForeignProfileName): readonly Case[] {
  return casesIn(path.join(MICRO, "hosts", profile));
}

function casesIn(folder: string): readonly Case[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readCase(folder, name));
}

function readCase(folder: string, name: string): Case {
  const root = path.join(folder, name);
  if (!statSync(root).isDirectory()) {
    return {
      name: name.replace(/\.\w+$/, ""),
      entry: `/${name}`,
      files: new Map([[`/${name}`, readFileSync(root, "utf8")]]),
    };
  }
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const files = new Map(
    names.map((each) => {
      const file = path.join(each.parentPath, each.name);
      const relative = path.relative(root, file).replaceAll(path.sep, "/");
      // A folder `node_modules` would be left out of the repository.
      return [`/${relative.replace("node-modules/", "node_modules/")}`, readFileSync(file, "utf8")];
    }),
  );
  const entries = ["/main.ts", "/main.mjs", "/main.cjs", "/src/main.ts"];
  return { name, entry: entries.find((each) => files.has(each)) ?? "/src/main.ts", files };
}

/** What is found in a case. */
export async function effectsOf({ entry, files }: Case): Promise<EffectReport> {
  return (await prepare(entry, new MemoryWorkspace(Object.fromEntries(files)))).effects;
}

/** What is found in a case of another host. */
export function foreignEffectsOf({ entry, files }: Case, profile: ForeignProfileName): EffectReport {
  return effectsOfProgram(entry, new MemoryWorkspace(Object.fromEntries(files)), { profile }).report;
}

/** What differs between the comments of a case and what was found; empty when they agree. */
export function differences({ files }: Case, report: EffectReport): readonly string[] {
  const out: string[] = [];
  for (const [file, text] of files) {
    const source = new SourceText(text);
    const lineOf = (found: Effect | UnknownCall): number => source.lineColumn(found.span.start).line;
    text.split(/\r?\n/).forEach((line, number) => {
      const here = <T extends Effect | UnknownCall>(all: readonly T[]): T[] =>
        all.filter((each) => each.file === file && lineOf(each) === number);
      const at = line.indexOf("//! ");
      const alternatives =
        at < 0
          ? [{ effects: [], unknowns: [] }]
          : line
              .slice(at + 4)
              .split(" || ")
              .map(parseAlternative);
      const results = alternatives.map((each) => compare(each, here(report.effects), here(report.unknowns)));
      if (results.every((each) => each.length > 0))
        out.push(...(results[0] ?? []).map((each) => `${file}:${number + 1}: ${each}`));
    });
  }
  return out;
}

function parseAlternative(text: string): Alternative {
  const items = text
    .split(" ; ")
    .map((item) => item.trim())
    .filter((item) => item !== "" && item !== "none");
  const isUnknown = (item: string): boolean => item.startsWith("unknown:");
  const effects = items
    .filter((item) => !isUnknown(item))
    .map((item) => {
      const [kind = "", written = "", ...rest] = item.match(/"[^"]*"|\S+/g) ?? [];
      const resource = written.replaceAll('"', "");
      const attributes = new Map(
        rest.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]),
      );
      return { kind, resource: normalised(resource), attributes };
    });
  return { effects, unknowns: items.filter(isUnknown).map((item) => item.slice("unknown:".length)) };
}

function compare(
  expected: Alternative,
  effects: readonly Effect[],
  unknowns: readonly UnknownCall[],
): readonly string[] {
  const out: string[] = [];
  const shown = effects.map((effect) => ({ effect, text: normalised(effect.resource ?? `unknown:${effect.reason}`) }));
  const kept = shown.filter(
    ({ effect, text }) => !shown.some((other) => other.text !== text && isWithin(effect, other)),
  );
  for (const one of expected.effects) {
    const { attributes, kind, resource } = one;
    const phase = attributes.get("phase");
    const found = kept.filter(
      (each) =>
        each.effect.kind === kind && each.text === resource && (phase ?? each.effect.phase) === each.effect.phase,
    );
    if (found.length === 0) out.push(`missing ${kind} ${resource}`);
    else
      out.push(
        ...attributeDifferences(
          one,
          found.map((each) => each.effect),
        ),
      );
  }
  for (const { effect, text } of kept) {
    if (!expected.effects.some((each) => each.kind === effect.kind && each.resource === text))
      out.push(`unexpected ${effect.kind} ${text}`);
  }
  for (const reason of expected.unknowns)
    if (!unknowns.some((each) => each.reason === reason)) out.push(`missing unknown:${reason}`);
  for (const { reason } of unknowns) if (!expected.unknowns.includes(reason)) out.push(`unexpected unknown:${reason}`);
  return out;
}

function isWithin(effect: Effect, other: { readonly effect: Effect }): boolean {
  const wide = other.effect;
  return (
    wide.kind === effect.kind &&
    wide.resource !== null &&
    effect.resource !== null &&
    covers(wide.kind, wide.resource, effect.resource)
  );
}

function attributeDifferences(
  { attributes, kind, resource }: ExpectedEffect,
  found: readonly Effect[],
): readonly string[] {
  const out: string[] = [];
  const check = (name: string, have: readonly string[], want = attributes.get(name)): void => {
    if (want !== undefined && want !== "any" && !have.includes(want))
      out.push(`${kind} ${resource}: ${name} is ${have.join(" or ")}, expected ${want}`);
  };
  const certainty = found.some(({ multiplicity }) => multiplicity.min > 0) ? "must" : "may";
  check("certainty", [certainty], attributes.get("certainty") ?? "must");
  check(
    "x",
    found.map(({ multiplicity }) => `${multiplicity.min}..${multiplicity.max ?? "*"}`),
  );
  check(
    "worst",
    found.map(({ worstCase }) => normalised(worstCase)),
  );
  check(
    "carries",
    found.map(({ carries }) => carries.join(",")),
  );
  return out;
}

/** Parameters of a query in order. */
function normalised(resource: string): string {
  const [head = "", query] = resource.split("?");
  return query === undefined ? head : `${head}?${query.split("&").sort().join("&")}`;
}
