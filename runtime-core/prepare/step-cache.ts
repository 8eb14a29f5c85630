/** What earlier preparations left for later ones: an edit redoes only what it changes. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { Analysis } from "./analysis.ts";
import type { EvaluationMemory } from "./5-symbolic/reuse.ts";
import type { SourceFileTree } from "./1-parse/parse-file.ts";

/** Trees kept at most; the longest unused ones go first. */
const MAX_TREES = 10_000;

/** A cache for one project; one cache may serve many modules. */
export class StepCache {
  /** What the last preparation of each entry found. */
  readonly analyses = new Map<FilePath, Analysis>();
  /** What the last evaluation of each entry leaves for the next one. */
  readonly memories = new Map<FilePath, EvaluationMemory>();
  /** What the static check found in one file alone. */
  readonly findings = new WeakMap<SourceFileTree, readonly Diagnostic[]>();
  /** What is wrong with the declared JSON files, by path; holds for the same text and the same schema. */
  readonly fileChecks = new Map<
    FilePath,
    { readonly text: string; readonly schema: string; readonly problems: readonly string[] }
  >();
  readonly #trees = new Map<FilePath, SourceFileTree>();

  /** The latest tree of a file, whatever its text was. */
  tree(path: FilePath): SourceFileTree | undefined {
    return this.#trees.get(path);
  }

  /** Puts the tree of the present text in the place of the earlier one. */
  keepTree(tree: SourceFileTree): void {
    this.#trees.delete(tree.path);
    this.#trees.set(tree.path, tree);
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > MAX_TREES && oldest !== undefined) this.#trees.delete(oldest);
  }
}
