/**
 * The preparations of a runtime: one after the other, and each in pieces between which its process does other work. A host has
 * runs to look after while it prepares the next module, and a long module costs seconds.
 */
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import type * as analysis from "../prepare/index.ts";
import type { PreparedModule } from "../prepare/index.ts";

/** How long a piece may take, in milliseconds, as far as the parts of a step are shorter. */
const PIECE_MS = 5;

/** The analysis, and what it remembers. */
type Loaded = Pick<typeof analysis, "prepare"> & { readonly cache: analysis.StepCache };

/** Of one project. */
export class Preparations {
  readonly #workspace: Workspace;
  readonly #loaded: Promise<Loaded>;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #pieceBeganMs = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#loaded = load();
    // Who prepares is told.
    this.#loaded.catch(() => {});
  }

  /** Prepares a module when those asked for before are done. Rejects with the reason of `close` when that comes first. */
  prepare(path: FilePath): Promise<PreparedModule> {
    const prepared = this.#last.then(() => this.#prepare(path));
    this.#last = prepared.catch(() => {});
    return prepared;
  }

  /** Ends all preparations. */
  close(reason: Error): void {
    this.#closing.abort(reason);
  }

  async #prepare(path: FilePath): Promise<PreparedModule> {
    const { prepare, cache } = await this.#loaded;
    this.#pieceBeganMs = performance.now();
    return await prepare(path, this.#workspace, {
      cache,
      signal: this.#closing.signal,
      pause: () => this.#pause(),
    });
  }

  async #pause(): Promise<void> {
    if (performance.now() - this.#pieceBeganMs < PIECE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#pieceBeganMs = performance.now();
  }
}

/** Loads the analysis, once the process of a run that is asked for now has been started: both take as long. */
async function load(): Promise<Loaded> {
  await new Promise((resolve) => setImmediate(resolve));
  const { prepare, StepCache } = await import("../prepare/index.ts");
  return { prepare, cache: new StepCache() };
}
