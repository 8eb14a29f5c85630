/**
 * Steps 2 to 5 over one parsed module. They depend on the trees and on what the imports mean, on nothing else, so the
 * result holds as long as these are the same.
 */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { ParsedTrees } from "./1-parse/parse-module.ts";
import { isWhole } from "./1-parse/parsed-module.ts";
import { type PreInit, preInit } from "./2-pre-init/pre-init.ts";
import { importedManifests } from "./3-manifest/imported-manifests.ts";
import { readManifest } from "./3-manifest/read-manifest.ts";
import { staticCheck } from "./4-static-check/static-check.ts";
import { checkEffects } from "./5-symbolic/check-effects.ts";
import { evaluation, type SymbolicInput } from "./5-symbolic/evaluate.ts";
import { EvaluationMemory } from "./5-symbolic/memory.ts";
import type { EffectReport, UnknownCall } from "./effect.ts";
import type { PreparedManifest } from "./prepared-module.ts";
import type { StepCache } from "./step-cache.ts";
import type { StepResult } from "./step.ts";

/** What the steps after the first one found. */
export interface Analysis {
  readonly module: ParsedTrees;
  readonly manifest: PreparedManifest | undefined;
  readonly effects: EffectReport;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs the steps, or gives the result of the last time when nothing changed.
 *
 * @param options.breathe Awaited between the steps, and within the last one when it takes long; throws to end the analysis.
 * @param options.ahead Runs them also when nothing changed, where that leaves more for the next time.
 */
export async function analyse(
  module: ParsedTrees,
  cache: StepCache,
  { ahead, breathe }: { readonly ahead?: boolean | undefined; readonly breathe: () => Promise<void> },
): Promise<Analysis> {
  const path = module.entry;
  const known = cache.analyses.get(path);
  const memory = cache.memories.get(path) ?? new EvaluationMemory();
  const isEnough = ahead !== true || !memory.awaitsTrace;
  if (known !== undefined && isSame(known.module, module) && isEnough) return known;
  const { value: manifest, diagnostics } = stepsBeforeEvaluation(module, cache);
  await breathe();
  cache.memories.set(path, memory);
  const symbolic = await symbolicStep(module, manifest, { breathe, memory, platforms: cache.platforms });
  const all = [...diagnostics, ...symbolic.diagnostics];
  const analysis = { module, manifest, effects: symbolic.value, diagnostics: all };
  cache.analyses.set(path, analysis);
  return analysis;
}

/** Steps 2 to 4: what the text says without a run. */
export function stepsBeforeEvaluation(module: ParsedTrees, cache: StepCache): StepResult<PreparedManifest | undefined> {
  const path = module.entry;
  const folded = inStep("pre-init", path, () => preInit(module));
  const manifest = inStep("manifest", path, () => manifestStep(folded.value, module, cache));
  const parameters = Object.keys(manifest.value?.manifest.parameters ?? {});
  const checked = inStep("static check", path, () => staticCheck({ module, preInit: folded.value, parameters, cache }));
  const isTold = ({ code, file, span }: Diagnostic): boolean =>
    code === "static-check/unknown-global" &&
    folded.diagnostics.some((each) => each.file === file && each.span.start <= span.start && span.end <= each.span.end);
  const ofCode = checked.diagnostics.filter((each) => !isTold(each));
  const diagnostics = [...folded.diagnostics, ...manifest.diagnostics, ...ofCode];
  return { value: manifest.value, diagnostics };
}

/** Names the step in the error of a fault of ours; what an author wrote never comes here. */
export function inStep<T>(step: string, path: FilePath, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new Error(`The step "${step}" failed on "${path}"; this is a fault of Ambit`, { cause });
  }
}

/** Runs a step in pieces; `breathe` is awaited between them, and throws to end it. */
export async function inPieces<T>(
  step: string,
  path: FilePath,
  { run, breathe }: { readonly run: Iterator<undefined, T>; readonly breathe: () => Promise<void> },
): Promise<T> {
  for (;;) {
    const { done, value } = inStep(step, path, () => run.next());
    if (done === true) return value;
    await breathe();
  }
}

/** Whether two modules have the same trees and their imports mean the same. */
function isSame(a: ParsedTrees, b: ParsedTrees): boolean {
  if (a.files.size !== b.files.size) return false;
  for (const [path, file] of b.files) {
    if (a.files.get(path) !== file || a.commonJs.has(path) !== b.commonJs.has(path)) return false;
    const before = a.imports.get(path) ?? [];
    const now = b.imports.get(path) ?? [];
    if (now.some(({ target }, index) => before[index]?.target !== target)) return false;
  }
  return true;
}

function manifestStep(
  folded: PreInit,
  module: ParsedTrees,
  cache: StepCache,
): StepResult<PreparedManifest | undefined> {
  if (folded.manifest === undefined) return { value: undefined, diagnostics: [] };
  const { diagnostics, value } = readManifest(folded.manifest, module.entry, cache);
  return { value, diagnostics: [...diagnostics, ...importedManifests(module, value.manifest, cache)] };
}

async function symbolicStep(
  module: ParsedTrees,
  manifest: PreparedManifest | undefined,
  { breathe, ...kept }: Pick<SymbolicInput, "memory" | "platforms"> & { readonly breathe: () => Promise<void> },
): Promise<StepResult<EffectReport>> {
  const { entry } = module;
  const files = new Map([...module.files].map(([path, file]) => [path, file.syntax]));
  const imports = new Map(
    [...module.imports].map(([path, found]) => [
      path,
      new Map(found.map(({ specifier, target }) => [specifier, target])),
    ]),
  );
  const { commonJs } = module;
  const run = evaluation({ entry, files, imports, commonJs, manifest: manifest?.manifest, ...kept });
  const value = withUnread(await inPieces("symbolic evaluation", entry, { run, breathe }), module);
  const of = { manifest, isWhole: isWhole(module) };
  return { value, diagnostics: inStep("rules", entry, () => checkEffects(entry, value, of)) };
}

/** Files that are nested too deeply to be looked at can do anything. */
function withUnread(report: EffectReport, { files }: ParsedTrees): EffectReport {
  const unread = [...files.values()].flatMap(({ path, tooDeep }): readonly UnknownCall[] =>
    tooDeep === undefined
      ? []
      : [
          {
            file: path,
            span: tooDeep,
            reason: "budget",
            detail: "the text is nested too deeply to be examined",
            kinds: null,
            phase: "init",
          },
        ],
  );
  if (unread.length === 0) return report;
  return { ...report, unknowns: [...report.unknowns, ...unread], unreached: [], degraded: true };
}
