/**
 * The five steps over one module: parse, pre-init, manifest, static check, symbolic evaluation.
 *
 * Invariant: the result depends on the texts alone, never on what was prepared before; the cache only saves work.
 */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import { parseModule, type ParsedTrees } from "./1-parse/parse-module.ts";
import { type PreInit, preInit } from "./2-pre-init/pre-init.ts";
import { importedManifests } from "./3-manifest/imported-manifests.ts";
import { readManifest } from "./3-manifest/read-manifest.ts";
import { readManifestFiles } from "./3-manifest/read-manifest-files.ts";
import { staticCheck } from "./4-static-check/static-check.ts";
import { evaluateEffects } from "./5-symbolic/evaluate.ts";
import type { EffectReport } from "./effect.ts";
import { folderOf } from "./paths.ts";
import type { PreparedFile, PreparedManifest, PreparedModule } from "./prepared-module.ts";
import { StepCache } from "./step-cache.ts";
import type { StepResult } from "./step.ts";

/** What a preparation may use besides the files. */
export interface PrepareOptions {
  /** Results of earlier preparations of the same project. */
  readonly cache?: StepCache | undefined;
  /** Ends the preparation between two steps; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Lets the host do other work; awaited between the steps. Without it the steps follow each other at once. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/**
 * Prepares the module at `path`: all that is known before it runs.
 *
 * Never throws for what an author wrote. Cost: about linear in the files whose text changed since the last time.
 *
 * @throws the reason of `options.signal` once it has fired; an error that names the step for a fault of our own.
 */
export async function prepare(path: FilePath, workspace: Workspace, options: PrepareOptions = {}): Promise<PreparedModule> {
  const cache = options.cache ?? new StepCache();
  options.signal?.throwIfAborted();
  const parsed = inStep("parse", path, () => parseModule(path, workspace, cache));
  const held = [...parsed.value.files.values()].map((file) => file.hold(options.signal));
  try {
    return await finish(parsed, { ...options, workspace, cache });
  } finally {
    for (const hold of held) hold[Symbol.dispose]();
  }
}

interface Equipment extends PrepareOptions {
  readonly workspace: Workspace;
  readonly cache: StepCache;
}

async function finish(parsed: StepResult<ParsedTrees>, equipment: Equipment): Promise<PreparedModule> {
  const module = parsed.value;
  const path = module.entry;
  const folded = inStep("pre-init", path, () => preInit(module));
  const manifest = inStep("manifest", path, () => manifestStep(folded.value, module, equipment));
  await breathe(equipment);
  const checked = inStep("static check", path, () => staticCheck({ module, preInit: folded.value, cache: equipment.cache }));
  await breathe(equipment);
  const symbolic = inStep("symbolic evaluation", path, () => symbolicStep(module, manifest.value));
  const diagnostics = [parsed, folded, manifest, checked, symbolic].flatMap((step) => step.diagnostics);
  return {
    path,
    parsed: module,
    files: preparedFiles(module),
    manifest: manifest.value,
    effects: symbolic.value,
    diagnostics: inOrder(diagnostics, [...module.files.keys()]),
  };
}

async function breathe({ pause, signal }: PrepareOptions): Promise<void> {
  await pause?.();
  signal?.throwIfAborted();
}

/** Names the step in the error of a fault of ours; what an author wrote never comes here. */
function inStep<T>(step: string, path: FilePath, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new Error(`The step "${step}" failed on "${path}"; this is a fault of Ambit`, { cause });
  }
}

function manifestStep(
  folded: PreInit,
  module: ParsedTrees,
  { cache, workspace }: Equipment,
): StepResult<PreparedManifest | undefined> {
  const read = folded.manifest === undefined ? undefined : readManifest(folded.manifest, folderOf(module.entry));
  const files = read === undefined ? [] : readManifestFiles(read.value, workspace, cache);
  const imported = folded.exportsManifest ? importedManifests(module, read?.value.manifest) : [];
  return { value: read?.value, diagnostics: [...(read?.diagnostics ?? []), ...files, ...imported] };
}

function symbolicStep(module: ParsedTrees, manifest: PreparedManifest | undefined): StepResult<EffectReport> {
  const files = new Map([...module.files].map(([path, file]) => [path, file.syntax]));
  const imports = new Map(
    [...module.imports].map(([path, found]) => [path, new Map(found.map(({ specifier, target }) => [specifier, target]))]),
  );
  const value = evaluateEffects({ entry: module.entry, files, imports, manifest: manifest?.manifest });
  return { value, diagnostics: [] };
}

function preparedFiles(module: ParsedTrees): ReadonlyMap<FilePath, PreparedFile> {
  return new Map(
    [...module.files].map(([path, { source }]) => [path, { path, source, imports: module.imports.get(path) ?? [] }]),
  );
}

function inOrder(diagnostics: readonly Diagnostic[], files: readonly FilePath[]): readonly Diagnostic[] {
  const rank = new Map(files.map((path, index) => [path, index]));
  const rankOf = (path: FilePath): number => rank.get(path) ?? files.length;
  return [...diagnostics].sort(
    (a, b) =>
      rankOf(a.file) - rankOf(b.file) ||
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
