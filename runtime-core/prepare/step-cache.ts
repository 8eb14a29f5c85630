/** What earlier preparations left for later ones: an edit redoes only what it changes. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Analysis } from "./analysis.ts";
import type { EvaluationMemory } from "./5-symbolic/memory.ts";
import type { Platform } from "./5-symbolic/platform.ts";
import type { ManifestReading } from "./3-manifest/read-manifest.ts";
import type { SourceFileTree } from "./1-parse/parse-file.ts";

/** How large a cache may become. */
export interface StepCacheOptions {
  /**
   * UTF-16 units of text whose trees are kept between preparations, about 60 bytes of memory each; one million unless said.
   * A preparation always keeps its own files, however long they are.
   */
  readonly maxTextLength?: number;
}

const MAX_TEXT_LENGTH = 1_000_000;

/** What a tree costs that is not in its text, in UTF-16 units of one. */
const OVERHEAD = 500;

/** A cache for one project; one cache may serve many modules. What was not used for longest goes first. */
export class StepCache {
  /** What the last preparation of each entry found. */
  readonly analyses = new Map<FilePath, Analysis>();
  /** What the last evaluation of each entry leaves for the next one. */
  readonly memories = new Map<FilePath, EvaluationMemory>();
  /** What evaluations leave for those of other modules. */
  readonly platforms: Platform[] = [];
  /** The manifests of files that others import, of those whose text says all of it. */
  readonly manifests = new WeakMap<SourceFileTree, { readonly manifest: Manifest | undefined }>();
  /** What the manifest of each entry was when it was read last. */
  readonly readings = new Map<FilePath, ManifestReading>();
  /** What the static check found in one file alone. */
  readonly findings = new WeakMap<SourceFileTree, readonly Diagnostic[]>();
  /** What is wrong with the declared JSON files, by path; holds for the same text and the same schema. */
  readonly fileChecks = new Map<
    FilePath,
    { readonly text: string; readonly schema: string; readonly problems: readonly string[] }
  >();
  readonly #maxTextLength: number;
  /** The latest used last. */
  readonly #trees = new Map<FilePath, SourceFileTree>();
  #textLength = 0;

  constructor({ maxTextLength = MAX_TEXT_LENGTH }: StepCacheOptions = {}) {
    this.#maxTextLength = maxTextLength;
  }

  /** The latest tree of a file, whatever its text was. */
  tree(path: FilePath): SourceFileTree | undefined {
    return this.#trees.get(path);
  }

  /** Says that a tree is used: it takes the place of an earlier one of its file. */
  keepTree(tree: SourceFileTree): void {
    this.#remove(tree.path);
    this.#trees.set(tree.path, tree);
    this.#textLength += lengthOf(tree);
  }

  /** Lets go of what is too much, but of nothing about the files of `used`, nor of what a running preparation holds. */
  trim(used: { has(path: FilePath): boolean }): void {
    for (const path of this.#trees.keys()) {
      if (this.#textLength <= this.#maxTextLength) return;
      if (!used.has(path)) this.forget(path);
    }
  }

  /** Lets go of what is known of a file and of the module that begins with it, but not of what a running preparation holds. */
  forget(path: FilePath): void {
    const tree = this.#trees.get(path);
    if (tree === undefined || tree.isHeld) return;
    this.#remove(path);
    tree.giveAway();
    this.analyses.delete(path);
    this.memories.delete(path);
    this.readings.delete(path);
  }

  #remove(path: FilePath): void {
    const tree = this.#trees.get(path);
    if (tree === undefined) return;
    this.#trees.delete(path);
    this.#textLength -= lengthOf(tree);
  }
}

function lengthOf({ source }: SourceFileTree): number {
  return source.text.length + OVERHEAD;
}
