/** One look at a module that is not open: what is kept of it, and what it was read from. */
import { pathToFileURL } from "node:url";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { isModule, type Preparation } from "./prepared-modules.ts";
import type { Project, Snapshot } from "./projects.ts";
import { type Reads, recording } from "./recorded-reads.ts";

/** A module of the disk. */
export interface ModuleFile {
  readonly file: string;
  readonly path: FilePath;
  readonly project: Project;
}

/** What was found. */
export interface Examination<Summary> {
  /** Undefined when the file is no module, or when the look at it failed. */
  readonly summary: Summary | undefined;
  /** Undefined when that is not known. */
  readonly reads: Reads | undefined;
  /** Why it failed: a fault of ours. */
  readonly error?: unknown;
}

/** How modules are looked at. */
export interface ExamineOptions<Summary> {
  readonly summarize: (preparation: Preparation) => Summary;
  /** Lets other messages in. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Looks at a module. Never rejects. */
export async function examine<Summary>(
  module: ModuleFile,
  { versions, workspace }: Snapshot,
  { pause, summarize }: ExamineOptions<Summary>,
): Promise<Examination<Summary>> {
  const { reads, workspace: recorded } = recording(workspace);
  try {
    const preparation = await preparationOf(module, { versions, workspace: recorded }, pause);
    return { summary: preparation && summarize(preparation), reads };
  } catch (error) {
    return { summary: undefined, reads, error };
  }
}

/** The module as it is now; undefined when the file is none. */
export async function preparationOf(
  { file, path, project }: ModuleFile,
  { versions, workspace }: Snapshot,
  pause?: () => Promise<void>,
): Promise<Preparation | undefined> {
  const module = await prepare(path, workspace, { cache: project.cache, pause });
  return isModule(module) ? { uri: pathToFileURL(file).href, path, project, module, versions } : undefined;
}
