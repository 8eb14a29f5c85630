/**
 * `textDocument/hover`: what a host call needs and takes, who uses a grant, what a limit means, what a section is for.
 *
 * Silent everywhere else: types and symbols are the TypeScript server's.
 */
import type { Location, Span } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { isLimitName } from "../../runtime-core/limits/known-limits.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import { printPermission } from "../../runtime-core/permissions/parse-permission.ts";
import {
  type Effect,
  functionReach,
  hostMethodAt,
  type PreparedModule,
  type UnknownReason,
  type WrittenGrant,
} from "../../runtime-core/prepare/index.ts";
import { callsThatNeed } from "./completion-doc.ts";
import { diagnostics } from "./diagnostics.ts";
import { capabilityOf, declarationsOf, effectsAt, type FilePlace, grantAt, grantsFor, usesOf } from "./grant-uses.ts";
import { callRunBlocks, grantRunBlocks, type KnownRun, limitRunBlocks } from "./last-run.ts";
import { burstBlocks, limitBlocks, otherUnits, takesOf } from "./limit-prose.ts";
import { manifestPlaces } from "./manifest-place.ts";
import { matchedFiles } from "./matched-files.ts";
import { type Block, code, type Inline, link, paragraph, point } from "./prose.ts";
import { countReached, reachedBy } from "./reach.ts";

/** What is said about a span. */
export interface Hover {
  readonly span: Span;
  readonly blocks: readonly Block[];
}

/** A place, and the files to look at. */
export interface HoverPlace extends FilePlace {
  readonly workspace: () => Workspace;
  readonly lastRun: () => KnownRun | undefined;
}

/** More names than these are left out. */
const MOST_NAMES = 10;

/** What is known about the place; undefined when it is not Ambit's. */
export function hover(prepared: PreparedModule, at: HoverPlace): Hover | undefined {
  return (
    hoverGrant(prepared, at) ??
    hoverManifest(prepared, at) ??
    hoverFunction(prepared, at) ??
    hoverMethod(prepared, at) ??
    hoverCall(prepared, at)
  );
}

function hoverCall(prepared: PreparedModule, at: HoverPlace): Hover | undefined {
  const effects = effectsAt(prepared, at);
  const [first] = effects;
  if (first === undefined) return undefined;
  const row = capabilityOf(first.call);
  const run = at.lastRun();
  const takes = row?.takes.map(({ limit }) => limit) ?? [];
  return {
    span: first.span,
    blocks: [
      // What the function does, the hover of TypeScript says.
      paragraph({ kind: "strong", text: first.call }),
      ...needsOf(prepared, effects),
      ...(row === undefined || row.takes.length === 0
        ? []
        : [paragraph("Takes from ", ...takesOf(prepared.manifest, row.takes))]),
      ...(run === undefined ? [] : callRunBlocks(prepared, run, { call: first, takes })),
    ],
  };
}

/** A method of a host object: beside what the call needed that gave the object it needs nothing, and takes from limits of its own. */
function hoverMethod(prepared: PreparedModule, at: HoverPlace): Hover | undefined {
  const method = hostMethodAt(prepared, at);
  if (method === undefined) return undefined;
  const { giver, givenBy, name, nameSpan: span, takes } = method;
  const effects = giver === undefined ? [] : effectsAt(prepared, { file: at.file, offset: giver.start });
  const needs = effects.filter((each) => each.span.start === giver?.start && each.span.end === giver.end);
  return {
    span,
    blocks: [
      paragraph({ kind: "strong", text: name }),
      ...(giver === undefined || givenBy === undefined || needs.length === 0
        ? [paragraph(givenBy === undefined ? "Needs no grant" : "Needs no grant of its own")]
        : [paragraph("Needs no grant beside that of ", link(givenBy, { file: at.file, span: giver }))]),
      ...needsOf(prepared, needs),
      ...(takes.length === 0 ? [] : [paragraph("Takes from ", ...takesOf(prepared.manifest, takes))]),
    ],
  };
}

/** What a call needs, each with why that is so; what all have in common is said once. */
function needsOf(prepared: PreparedModule, effects: readonly Effect[]): readonly Block[] {
  const [shown, rest] = [effects.slice(0, MOST_NAMES), effects.length - MOST_NAMES];
  const key = ({ file, message, span }: Effect["explanation"][number]): string => `${file} ${span.start} ${message}`;
  const steps = effects.map(({ explanation }) => new Set(explanation.map(key)));
  const isShared = (step: Effect["explanation"][number]): boolean => steps.every((each) => each.has(key(step)));
  const why = (of: Effect["explanation"]): readonly Block[] => of.map((step) => point(link(step.message, step)));
  return [
    ...shown.flatMap((effect) => [
      needOf(prepared, effect),
      ...why(effect.explanation.filter((step) => !isShared(step))),
    ]),
    ...(rest > 0 ? [point(`and ${rest} more`)] : []),
    ...why(effects[0]?.explanation.filter(isShared) ?? []),
  ];
}

function needOf(prepared: PreparedModule, effect: Effect): Block {
  const needs: Inline[] = ["Needs ", code(`${effect.kind} ${effect.resource ?? effect.worstCase}`)];
  if (effect.reason !== null) needs.push(` (depends on ${REASONS[effect.reason]})`);
  const [grant] = grantsFor(prepared, effect);
  const [declared] = declarationsOf(prepared, effect);
  if (grant !== undefined) needs.push(" — granted by ", link(grant.text, grant));
  else if (declared !== undefined) needs.push(" — declared in ", link("env", declared));
  else needs.push(isRefused(prepared, effect) ? " — no grant covers it" : " — held to the grants when it runs");
  return point(...needs);
}

function isRefused(prepared: PreparedModule, { file, span }: Effect): boolean {
  return diagnostics(prepared, file).some(
    (each) => each.code === "symbolic/missing-permission" && each.span.start === span.start,
  );
}

/** What a resource that is not known exactly depends on. */
const REASONS: Readonly<Record<UnknownReason, string>> = {
  parameter: "a parameter",
  env: "an environment variable",
  secret: "a secret",
  "file-content": "the content of a file",
  "net-content": "the content of a response",
  "data-content": "stored data",
  random: "chance",
  clock: "the time",
  callee: "a function that is not known",
  import: "an import that is not known",
  reflection: "names that are made at run time",
  "loop-widened": "the rounds of a loop",
  "context-merged": "several callers",
  budget: "more than could be looked at",
  regexp: "a regular expression",
  model: "a function that is not modelled",
};

function hoverFunction(prepared: PreparedModule, at: FilePlace): Hover | undefined {
  const reach = functionReach(prepared, at);
  if (reach === undefined) return undefined;
  const isInside = lookInto(reach.code);
  const sorts = reachedBy(prepared.effects.effects.filter(isInside));
  const unknowns = prepared.effects.unknowns.filter(isInside);
  if (sorts.length === 0 && unknowns.length === 0) return undefined;
  return {
    span: reach.nameSpan,
    blocks: [
      paragraph({ kind: "strong", text: reach.name }, ` can reach ${countReached(sorts)}`),
      ...sorts.flatMap(({ names }) => names.slice(0, MOST_NAMES).map((name) => point(code(name)))),
      ...unknowns.slice(0, MOST_NAMES).map((unknown) => point("not known: ", link(unknown.detail, unknown))),
    ],
  };
}

/** Whether a place lies in one of these; made for many questions. */
function lookInto(parts: readonly Location[]): (place: Location) => boolean {
  const byFile = new Map(
    [...Map.groupBy(parts, ({ file }) => file)].map(([file, ofFile]) => {
      const spans = ofFile.map(({ span }) => span).toSorted((a, b) => a.start - b.start);
      let end = 0;
      return [file, spans.map((span) => ({ start: span.start, end: (end = Math.max(end, span.end)) }))] as const;
    }),
  );
  return ({ file, span }) => {
    const spans = byFile.get(file) ?? [];
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.start ?? 0) <= span.start) low = middle + 1;
      else high = middle;
    }
    return (spans[low - 1]?.end ?? 0) >= span.end;
  };
}

function hoverGrant(prepared: PreparedModule, at: HoverPlace): Hover | undefined {
  const grant = grantAt(prepared, at);
  if (grant === undefined) return undefined;
  const run = at.lastRun();
  const uses = usesOf(prepared, grant);
  const shown = uses
    .slice(0, MOST_NAMES)
    .map((effect) => point(link(effect.call, effect), " ", code(effect.resource ?? effect.worstCase)));
  if (uses.length > MOST_NAMES) shown.push(point(`and ${uses.length - MOST_NAMES} more`));
  return {
    span: grant.span,
    blocks: [
      paragraph("Grants ", code(printPermission(grant.permission))),
      ...(uses.length === 0 ? [paragraph("No call is known to use it")] : shown),
      ...(run === undefined ? [] : grantRunBlocks(grant, run)),
      ...filesOf(grant, at),
    ],
  };
}

/** The files that a pattern of paths matches now. */
function filesOf({ permission }: WrittenGrant, at: HoverPlace): readonly Block[] {
  const { resource } = permission;
  if (resource.kind !== "path" || resource.list.literal) return [];
  const { files, isAll } = matchedFiles(resource, at.workspace());
  const count = `${isAll ? "" : "more than "}${files.length}`;
  const shown = files.slice(0, MOST_NAMES).map((file) => point(link(file, { file, span: { start: 0, end: 0 } })));
  const rest = files.length > MOST_NAMES || !isAll ? [point("…")] : [];
  return [paragraph(`Matches ${count} ${files.length === 1 && isAll ? "file" : "files"} now`), ...shown, ...rest];
}

function hoverManifest(prepared: PreparedModule, at: HoverPlace): Hover | undefined {
  const [place] = manifestPlaces(prepared, at);
  if (place === undefined || place.text === "") return undefined;
  const path = place.at === "key" ? [...place.path, place.text] : place.path;
  const [section = "", name = "", kind = ""] = path;
  const span = place.word;
  if (section === "limits" && isLimitName(name) && isQuantity(path.slice(2))) {
    const others = place.at === "value" ? otherUnits(place.text) : [];
    const run = at.lastRun();
    const used = run === undefined ? [] : limitRunBlocks(name, run);
    const part = kind === "burst" ? burstBlocks(name, prepared.manifest) : [];
    return { span, blocks: [...others, ...part, ...limitBlocks(name, prepared.manifest), ...used] };
  }
  if (place.at !== "key") return undefined;
  if (section === "env" && path.length === 2) return hoverVariable(prepared, span, name);
  if (section === "permissions" && path.length === 3) return hoverKind(span, `${name}.${kind}`);
  return path.length === 1 ? hoverSection(span, section) : undefined;
}

/** A limit, or a part of one that is written as an object. */
function isQuantity([part, ...more]: readonly string[]): boolean {
  return more.length === 0 && (part === undefined || part === "rate" || part === "burst");
}

function hoverKind(span: Span, kind: string): Hover | undefined {
  const calls = callsThatNeed(kind);
  return calls.length === 0 ? undefined : { span, blocks: [paragraph(code(kind)), ...calls] };
}

function hoverVariable(prepared: PreparedModule, span: Span, name: string): Hover {
  const uses = prepared.effects.effects.filter(({ kind, resource }) => kind === "env.read" && resource === name);
  const calls = new Map(uses.map((use) => [use.span.start, point("read by ", link(use.call, use))]));
  const blocks = calls.size === 0 ? [paragraph("No call is known to read it")] : [...calls.values()];
  return { span, blocks: [paragraph("Variable ", code(name), " of the environment"), ...blocks] };
}

function hoverSection(span: Span, name: string): Hover | undefined {
  if (!Object.hasOwn(SECTIONS, name)) return undefined;
  const section = SECTIONS[name as keyof typeof SECTIONS];
  return {
    span,
    blocks: [
      paragraph(code(name), `: ${section.shape}`),
      paragraph(section.doc),
      paragraph("Example: ", code(section.example)),
    ],
  };
}
