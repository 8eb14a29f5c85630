/**
 * `textDocument/inlayHint` and `inlayHint/resolve`: what a host call reaches, where the code does not show it, and how often it did in
 * the last run.
 */
import type { FilePath, Location, Span } from "../../runtime-core/base/span.ts";
import { type Effect, type HostCall, hostCallsIn, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { type KnownRun, limitRunText, timesText, usesOfCall } from "./last-run.ts";
import { type Block, code, link, paragraph, point } from "./prose.ts";

/** A remark in the text. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Why; worked out when it is asked for. */
  tooltip(): readonly Block[];
}

/** More resources than these are only counted. */
const MOST_SHOWN = 2;

/** The hints in `at.span`. */
export function inlayHints(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span; readonly lastRun: () => KnownRun | undefined },
): readonly InlayHint[] {
  const inFile = prepared.effects.effects.filter((effect) => effect.file === at.file && effect.resource !== null);
  const byCall = Map.groupBy(inFile, (effect) => effect.span.start);
  const source = prepared.files.get(at.file)?.source.text ?? "";
  const run = at.lastRun();
  return hostCallsIn(prepared, at.file, at.span).flatMap((call) => [
    ...hintsOf(call, byCall.get(call.span.start) ?? [], source),
    ...(run === undefined ? [] : runHints(prepared, run, { call, file: at.file })),
  ]);
}

/** How often a call asked, where that is known of it alone and the text is the one that ran. */
function runHints(
  prepared: PreparedModule,
  { isCurrent, run }: KnownRun,
  { call, file }: { readonly call: HostCall; readonly file: FilePath },
): readonly InlayHint[] {
  const uses = isCurrent ? usesOfCall(prepared, run, { file, span: call.span }) : undefined;
  if (uses === undefined || uses.others.length > 0) return [];
  const refused = uses.denied === 0 ? "" : ` (${uses.denied} refused)`;
  return [
    {
      offset: call.span.end,
      label: `${uses.allowed + uses.denied}×${refused}`,
      tooltip: () => [
        paragraph(`Last run: ${timesText(uses)}`),
        ...call.capability.takes.flatMap(({ limit }) => {
          const used = limitRunText(limit, run);
          return used === undefined ? [] : [point(code(limit), ` ${used}`)];
        }),
      ],
    },
  ];
}

function hintsOf(call: HostCall, effects: readonly Effect[], source: string): readonly InlayHint[] {
  const [need] = call.capability.needs;
  const argument = need && call.arguments[need.resource.argument];
  if (argument === undefined) return [];
  const ofNeed = effects.filter(({ kind }) => kind.startsWith(`${need?.domain}.`));
  const resources = [...new Set(ofNeed.map(({ resource }) => resource ?? ""))];
  const written = source.slice(argument.start, argument.end);
  if (resources.every((each) => shows(written, each))) return [];
  const rest = resources.length - MOST_SHOWN;
  const shown = [...resources.slice(0, MOST_SHOWN), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return [{ offset: argument.end, label: `→ ${shown.join(", ")}`, tooltip: () => tooltipOf(resources, ofNeed) }];
}

/** Whether an argument says by itself what is reached: a literal, or a template that differs only in its holes. */
function shows(written: string, resource: string): boolean {
  if (/^(["']).*\1$/s.test(written)) return true;
  const holes = /^`([^]*)`$/.exec(written)?.[1]?.replace(/\$\{[^{}]*\}/g, "*");
  return holes !== undefined && !holes.startsWith("*") && resource.endsWith(holes.replace(/^\.?\//, "/"));
}

function tooltipOf(resources: readonly string[], effects: readonly Effect[]): readonly Block[] {
  const steps = new Map<string, Location & { readonly message: string }>();
  for (const { explanation } of effects) for (const step of explanation) steps.set(step.message, step);
  return [
    paragraph("Reaches"),
    ...resources.slice(0, 10).map((each) => point(code(each))),
    ...[...steps.values()].slice(0, 5).map((step) => point(link(step.message, step))),
  ];
}
