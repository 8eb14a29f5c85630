/**
 * The five steps over one module: parse, pre-init, manifest, static check, symbolic evaluation.
 *
 * Invariant: the result depends on the texts alone, never on what was prepared before; the cache only saves work.
 */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import { moduleParsing, type ParsedTrees } from "./1-parse/parse-module.ts";
import { readManifestFiles } from "./3-manifest/read-manifest-files.ts";
import { refusesFile } from "./5-symbolic/rules/child-refused.ts";
import { spawnedChildren } from "./5-symbolic/rules/spawned-children.ts";
import { analyse, inPieces, inStep } from "./analysis.ts";
import type { PreparedFile, PreparedModule } from "./prepared-module.ts";
import { StepCache } from "./step-cache.ts";
import { SteadyWorkspace } from "./steady-workspace.ts";
import type { StepResult } from "./step.ts";

/** What a preparation may use besides the files. */
export interface PrepareOptions {
  /** Results of earlier preparations of the same project. */
  readonly cache?: StepCache | undefined;
  /** Ends the preparation between two steps or parts of one; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Lets the host do other work; awaited between the steps and within a long one. Without it they follow each other at once. */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Finds again what is known, where that makes the preparation after the first edit as quick as those behind it. */
  readonly ahead?: boolean | undefined;
}

/**
 * Prepares the module at `path`: all that is known before it runs.
 *
 * Never throws for what an author wrote. Cost: about linear in the files whose text changed since the last time.
 *
 * @throws the reason of `options.signal` once it has fired; an error that names the step for a fault of our own.
 */
export async function prepare(path: FilePath, files: Workspace, options: PrepareOptions = {}): Promise<PreparedModule> {
  const workspace = new SteadyWorkspace(files);
  const cache = options.cache ?? new StepCache();
  options.signal?.throwIfAborted();
  const breathe = async (): Promise<void> => {
    await options.pause?.();
    options.signal?.throwIfAborted();
  };
  const parsed = await inPieces("parse", path, { run: moduleParsing(path, workspace, cache), breathe });
  const held = [...parsed.value.files.values()].map((file) => file.hold(options.signal));
  try {
    return await finish(parsed, { ...options, workspace, cache, breathe });
  } finally {
    for (const hold of held) hold[Symbol.dispose]();
    cache.trim(parsed.value.files);
  }
}

interface Equipment extends PrepareOptions {
  readonly workspace: Workspace;
  readonly cache: StepCache;
  readonly breathe: () => Promise<void>;
}

async function finish(parsed: StepResult<ParsedTrees>, equipment: Equipment): Promise<PreparedModule> {
  const { ahead, breathe, cache, workspace } = equipment;
  const module = parsed.value;
  const { diagnostics, effects, manifest } = await analyse(module, cache, { ahead, breathe });
  const files = inStep("manifest", module.entry, () =>
    manifest === undefined ? { texts: {}, diagnostics: [] } : readManifestFiles(manifest, workspace, cache),
  );
  const children = inStep("symbolic evaluation", module.entry, () =>
    manifest === undefined
      ? { value: [], diagnostics: [] }
      : spawnedChildren({ module, report: effects, manifest }, equipment),
  );
  const declared = Object.values(manifest?.manifest.files ?? {}).map((file) => file.path);
  return {
    path: module.entry,
    parsed: module,
    files: preparedFiles(module),
    alsoRead: new Set([...declared, ...children.value]),
    manifest,
    declaredFiles: files.texts,
    effects,
    diagnostics: inOrder(
      [...parsed.diagnostics, ...ofSpawned(diagnostics, children.diagnostics), ...files.diagnostics],
      [...module.files.keys()],
    ),
  };
}

/** With the findings about children; what cannot be spawned at all need not be granted. */
function ofSpawned(diagnostics: readonly Diagnostic[], children: readonly Diagnostic[]): readonly Diagnostic[] {
  const isRefused = (each: Diagnostic): boolean =>
    each.code === "symbolic/missing-permission" && children.some((child) => refusesFile(child, each));
  return [...diagnostics.filter((each) => !isRefused(each)), ...children];
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
