/**
 * The machine-readable outputs. Their JSON Schemas stand in `docs/schemas/`; lines and columns are 1-based, ends exclusive.
 */
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import type { FilePath, Location } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import type { RunReport } from "../../runtime-core/index.ts";
import type {
  EffectReport,
  FileEdit,
  Fix,
  InferredManifest,
  ModuleState,
  PreparedModule,
} from "../../runtime-core/prepare/index.ts";

/** The text of a file, for lines and columns. */
export type SourceOf = (file: FilePath) => SourceText;

/** What a check found in all. */
export interface CheckSummary {
  readonly counts: Readonly<Record<Severity, number>>;
  readonly modules: number;
  /** Modules that could not be checked, by a fault of ours. */
  readonly unchecked: readonly FilePath[];
  readonly ms: number;
}

/** What answers a finding. */
export interface ShownFix extends Pick<Fix, "title" | "decision"> {
  readonly edits: readonly FileEdit[];
}

/** A place in a file. */
export interface JsonSite {
  readonly file: FilePath;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One finding in the object of `ambit check --json`. */
export interface JsonFinding extends JsonSite {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (JsonSite & { readonly message: string })[];
  readonly fix?: JsonFix;
}

/** What answers a finding. */
export interface JsonFix extends Pick<Fix, "title" | "decision"> {
  readonly edits: readonly (JsonSite & { readonly text: string })[];
}

/** Texts of prepared modules and of the other files that they speak of; in a file that is not there every place is 1:1. */
export function sourcesOf(modules: readonly PreparedModule[], workspace: Workspace): SourceOf {
  const others = new Map<FilePath, SourceText>();
  return (file) => {
    const own = modules.find((module) => module.files.has(file))?.files.get(file)?.source ?? others.get(file);
    if (own !== undefined) return own;
    const reading = workspace.read(file);
    const source = new SourceText(reading.kind === "text" ? reading.text : "");
    others.set(file, source);
    return source;
  };
}

/** The object of `ambit check --json`. @param diagnostics Objects that `diagnosticJson` made. */
export function checkJson(diagnostics: readonly unknown[], summary: CheckSummary): object {
  const { counts, modules, ms, unchecked } = summary;
  const { error, hint, information, warning } = counts;
  return {
    version: 1,
    diagnostics,
    summary: { modules, errors: error, warnings: warning, information, hints: hint, unchecked, ms: Math.round(ms) },
  };
}

/** What is shown of a finding. */
export function diagnosticJson(one: Diagnostic, sourceOf: SourceOf, fix?: ShownFix): JsonFinding {
  return {
    code: one.code,
    severity: one.severity,
    message: one.message,
    ...siteOf(one, sourceOf),
    related: one.related.map((step) => ({ message: step.message, ...siteOf(step, sourceOf) })),
    ...(fix === undefined ? {} : { fix: fixJson(fix, sourceOf) }),
  };
}

function fixJson({ decision, edits, title }: ShownFix, sourceOf: SourceOf): JsonFix {
  return { title, decision, edits: edits.map((edit) => ({ ...siteOf(edit, sourceOf), text: edit.text })) };
}

/** The object of `ambit effects --json`. */
export function effectsJson(
  report: EffectReport,
  context: { readonly module: FilePath; readonly profile: string; readonly ms: number; readonly sourceOf: SourceOf },
): object {
  return {
    version: 1,
    module: context.module,
    profile: context.profile,
    ms: context.ms,
    degraded: report.degraded,
    effects: report.effects.map((effect) => ({
      kind: effect.kind,
      resource: effect.resource,
      resolution: effect.resolution,
      reason: effect.reason,
      worstCase: effect.worstCase,
      site: siteOf(effect, context.sourceOf),
      phase: effect.phase,
      multiplicity: [effect.multiplicity.min, effect.multiplicity.max],
      certainty: effect.multiplicity.min >= 1 ? "must" : "may",
      carries: effect.carries,
    })),
    unknowns: report.unknowns.map((call) => ({
      reason: call.reason,
      detail: call.detail,
      kinds: call.kinds,
      site: siteOf(call, context.sourceOf),
      phase: call.phase,
    })),
  };
}

/** The object of `ambit infer --json`. */
export function inferJson(
  inferred: InferredManifest,
  context: {
    readonly module: FilePath;
    /** The text that the file has now. */ readonly shown: ModuleState;
    readonly errors: readonly Diagnostic[];
    readonly sourceOf: SourceOf;
  },
): object {
  const permissions: Record<string, Record<string, string[]>> = {};
  for (const { permission, text } of inferred.after.prepared.manifest?.grants ?? [])
    ((permissions[permission.domain] ??= {})[permission.kind] ??= []).push(text);
  return {
    version: 1,
    module: context.module,
    changed: inferred.after.text !== inferred.before.text,
    declaration: inferred.declaration,
    permissions,
    leftOut: context.shown.leftOut.map((each) => ({
      call: each.call,
      kind: each.kind ?? null,
      reason: each.reason,
      site: siteOf(each, context.sourceOf),
    })),
    errors: context.errors.map((each) => diagnosticJson(each, context.sourceOf)),
    unwritten: inferred.unwritten.map(({ domain, kind, resource }) => ({ kind: `${domain}.${kind}`, resource })),
  };
}

/** The object of `ambit run --json`. */
export function runJson(report: RunReport): object {
  return {
    version: 1,
    outcome: report.outcome,
    result: report.result ?? null,
    limits: report.limits.map(({ name, kind, capacity, available, taken }) => ({
      name,
      kind,
      capacity,
      available,
      taken,
    })),
    permissions: report.permissions.map(({ permission, verdict, grant, count }) => ({
      permission,
      verdict,
      ...(grant === undefined ? {} : { grant }),
      count,
    })),
    cpuTimeMs: report.cpuTimeMs,
    wallTimeMs: report.wallTimeMs,
    peakHeapBytes: report.peakHeapBytes,
  };
}

/** Lines and columns of a place. */
export function siteOf({ file, span }: Location, sourceOf: SourceOf): JsonSite {
  const source = sourceOf(file);
  const start = source.lineColumn(span.start);
  const end = source.lineColumn(span.end);
  return {
    file,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
