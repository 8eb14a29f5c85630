/** The five steps over one module: parse, pre-init, manifest, static check, symbolic evaluation. */
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import type { PreparedModule } from "./prepared-module.ts";
import type { StepCache } from "./step-cache.ts";

/** What a preparation may use besides the files. */
export interface PrepareOptions {
  /** Results of earlier preparations of the same project. */
  readonly cache?: StepCache;
  /** Ends the preparation between two steps; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Lets the host do other work; awaited between the steps. Without it the steps follow each other at once. */
  readonly pause?: () => Promise<void>;
}

/** Prepares the module at `path`: all that is known before it runs. Never throws for what an author wrote. */
export async function prepare(path: FilePath, _workspace: Workspace, options: PrepareOptions = {}): Promise<PreparedModule> {
  options.signal?.throwIfAborted();
  return {
    path,
    files: new Map(),
    manifest: undefined,
    effects: { effects: [], unknowns: [], degraded: false },
    diagnostics: [],
  };
}
