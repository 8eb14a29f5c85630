/**
 * The preparations of a runtime: one after the other, and each in pieces between which its process does other work. A host has
 * runs to look after while it prepares the next module, and a long module costs seconds.
 */
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import type { PreparedModule, StepCache } from "../prepare/index.ts";

/** How long a piece may take, in milliseconds, as far as the parts of a step are shorter. */
const PIECE_MS = 5;

/** Of one project. */
export class Preparations {
  readonly #workspace: Workspace;
  #cache: StepCache | undefined;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #pieceBeganMs = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
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
    // Loaded while the process of the first run starts, which needs as long.
    const { prepare, StepCache } = await import("../prepare/index.ts");
    this.#cache ??= new StepCache();
    this.#pieceBeganMs = performance.now();
    return await prepare(path, this.#workspace, {
      cache: this.#cache,
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
