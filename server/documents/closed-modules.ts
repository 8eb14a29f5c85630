/**
 * The modules of the workspace that are not open, each kept as a summary: their trees are not.
 *
 * Nothing is done until somebody waits for it in `settled`, and then one small step after the other, between which edits are
 * answered. Promise: when `settled` resolves, every summary is that of the texts as they are.
 */
import path from "node:path";
import { isModuleName } from "../../runtime-core/base/module-name.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { isSearchedFolder, ROOT_MARKERS } from "../../runtime-core/workspace/index.ts";
import type { Documents } from "./documents.ts";
import { type Examination, examine, type ModuleFile, preparationOf } from "./examine.ts";
import { isFolder, looksLikeModule, searchModules } from "./module-search.ts";
import type { FileChange, Preparation } from "./prepared-modules.ts";
import { type Project, Projects } from "./projects.ts";
import { areCurrent, type Reads } from "./recorded-reads.ts";

type Pause = () => Promise<void>;

/** Looks at modules somewhere else, one after the other. */
export interface Examiner<Summary> extends Disposable {
  /** Rejects when it cannot, or when the examiner is disposed of meanwhile. */
  readonly examine: (module: ModuleFile) => Promise<Examination<Summary>>;
}

/** What `ClosedModules` needs. */
export interface ClosedModulesOptions<Summary> {
  readonly documents: Documents;
  /** What is kept of a module. */
  readonly summarize: (preparation: Preparation) => Summary;
  /** Gets somebody else to look at many modules, in whose memory they leave what they leave. */
  readonly openExaminer: () => Examiner<Summary>;
  /** Lets other messages in; awaited within what a request waits for. */
  readonly pause: Pause;
  /** Resolves when nothing more urgent is to be done; awaited before and within all else. */
  readonly idle: Pause;
  /** A module has another summary, or is none any more. */
  readonly onChanged: (before: Summary | undefined, now: Summary | undefined) => void;
  /** Something is to be done, which is done when somebody waits for it. */
  readonly onDue: () => void;
  readonly onError: (error: unknown) => void;
}

/** How far the work has come. */
export interface IndexProgress {
  readonly done: number;
  /** Modules found so far. */
  readonly all: number;
}

interface Entry<Summary> extends ModuleFile {
  /** Looks at it that were begun. */
  looks: number;
  reads: Reads | undefined;
  summary: Summary | undefined;
}

/** UTF-16 units of text of each project whose trees are kept: modules of a workspace may share few files, and nobody edits them. */
export const MAX_CLOSED_TEXT_LENGTH = 100_000;

/** It is quicker to look at so many modules here than to wait until somebody else has started. */
const MOST_HERE = 30;

/** For more changes than these at once it is cheaper to look at all modules. */
const MOST_CHANGES = 100;

/** All modules below the folders of the workspace; those that are open are for `PreparedModules`. */
export class ClosedModules<Summary> {
  readonly #options: ClosedModulesOptions<Summary>;
  readonly #projects = new Projects({ maxCachedTextLength: MAX_CLOSED_TEXT_LENGTH });
  readonly #entries = new Map<string, Entry<Summary>>();
  /** Entries that may not be current, in the order in which they are looked at. */
  readonly #due = new Set<Entry<Summary>>();
  /** Those that are being brought up to date, by what was begun last. */
  readonly #running = new Map<Entry<Summary>, Promise<void>>();
  /** Files that may have become modules. */
  readonly #suspects = new Set<string>();
  #folders: readonly string[] = [];
  /** Folders in which there may be modules that are not known. */
  #searches: AsyncGenerator<readonly string[]>[] = [];
  #isStarted = false;
  #stepping: Promise<void> | undefined;
  /** Those who wait for all modules. */
  #waiting = 0;
  #examiner: Examiner<Summary> | undefined;

  constructor(options: ClosedModulesOptions<Summary>) {
    this.#options = options;
  }

  /** Forgets everything: the workspace has these folders now, and its modules this root ("" for none). */
  restart(folders: readonly string[], root: string): void {
    for (const entry of this.#entries.values()) this.#forget(entry);
    this.#projects.configure(folders, root);
    this.#projects.keepOnly(new Set());
    this.#suspects.clear();
    this.#folders = folders;
    this.#searches = [];
    this.#isStarted = false;
    this.#endExaminer();
  }

  /** Says that files of the disk or open texts have changed, come or gone. */
  filesChanged(changes: readonly FileChange[]): void {
    if (!this.#isStarted) return;
    if (changes.some(({ file }) => this.#isRootMarker(file))) this.findRoots();
    const entries = [...this.#entries.values()];
    const isLarge = changes.length > MOST_CHANGES;
    for (const [project, ofProject] of Map.groupBy(entries, (entry) => entry.project)) {
      const touches = isLarge ? () => true : toucher(project, changes);
      for (const entry of ofProject) if (this.#running.has(entry) || touches(entry)) this.#due.add(entry);
    }
    for (const { file, kind } of changes)
      if (kind !== "deleted" && !this.#entries.has(file) && isModuleName(path.basename(file))) this.#suspects.add(file);
    this.#searchMade(changes);
    if (this.isDue) this.#options.onDue();
  }

  /** Says that anything may have changed, for who is not told of changes. */
  doubt(): void {
    this.findRoots();
    for (const entry of this.#entries.values()) this.#due.add(entry);
    this.#isStarted = false;
  }

  /** Looks whether modules have another project root: a package.json can make another folder the root of what lies below it. */
  findRoots(): void {
    for (const entry of [...this.#entries.values()]) {
      if (this.#projects.of(entry.file) === entry.project) continue;
      this.#forget(entry);
      this.#add(entry.file);
    }
    this.#projects.keepOnly(new Set(this.#entries.values().map(({ project }) => project)));
  }

  /** Resolves when everything is current, or when the signal fires. */
  async settled(signal: AbortSignal): Promise<void> {
    if (!this.#isStarted) this.#searches = this.#folders.map((folder) => searchModules(folder));
    this.#isStarted = true;
    this.#waiting++;
    try {
      while (!signal.aborted && (this.isDue || this.#running.size > 0)) {
        if (this.isDue) await this.#step();
        else await Promise.all(this.#running.values());
      }
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#endExaminer();
    }
  }

  /** Resolves when all that read a file are current, or when the signal fires. Does not look for modules that are not known. */
  async settledFor(file: string, signal: AbortSignal): Promise<void> {
    const isDue = (entry: Entry<Summary>): boolean => this.#due.has(entry) || this.#running.has(entry);
    for (const entry of this.#entries.values()) {
      if (signal.aborted) return;
      if (entry.reads === undefined || !isDue(entry) || !readsFile(entry, file)) continue;
      this.#due.delete(entry);
      await this.#bringUpToDate(entry, () => this.#examineHere(entry, this.#options.pause)); // One that is under way takes its time.
    }
  }

  /** The project roots of all that are known. */
  get roots(): readonly string[] {
    return this.#projects.roots;
  }

  /** Whether somebody has ever waited for all modules. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Whether there is something to do. */
  get isDue(): boolean {
    return this.#due.size > 0 || this.#suspects.size > 0 || this.#searches.length > 0;
  }

  get progress(): IndexProgress {
    return { done: this.#entries.size - this.#due.size, all: this.#entries.size };
  }

  /** The summaries of all that are not open, as far as they are known. */
  all(): readonly Summary[] {
    return [...this.#entries.values()].flatMap((entry) => (this.#isOpen(entry) ? [] : (entry.summary ?? [])));
  }

  /** Those of a certain kind by name, prepared as they are now, each for as long as the caller looks at it. */
  async *preparations(isWanted: (summary: Summary) => boolean): AsyncGenerator<Preparation> {
    const isMeant = ({ summary }: Entry<Summary>): boolean => summary !== undefined && isWanted(summary);
    const entries = [...this.#entries.values()].filter(isMeant);
    for (const entry of entries.toSorted((one, other) => (one.file < other.file ? -1 : 1))) {
      if (!isMeant(entry) || this.#isOpen(entry)) continue;
      const snapshot = entry.project.snapshot(this.#options.documents.all());
      try {
        const preparation = await preparationOf(entry, snapshot, this.#options.pause);
        if (preparation !== undefined) yield preparation;
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  #isOpen({ file }: Entry<Summary>): boolean {
    return this.#options.documents.at(file) !== undefined;
  }

  /** One small piece of work; those who wait at the same time wait for the same one. */
  #step(): Promise<void> {
    this.#stepping ??= this.#takeStep().finally(() => (this.#stepping = undefined));
    return this.#stepping;
  }

  async #takeStep(): Promise<void> {
    await this.#options.idle();
    const [search] = this.#searches;
    const [suspect] = this.#suspects;
    const [entry] = this.#due;
    if (search !== undefined) await this.#search(search);
    else if (suspect !== undefined) {
      this.#suspects.delete(suspect);
      if (this.#isWithinFolders(path.dirname(suspect)) && looksLikeModule(suspect)) this.#add(suspect);
    } else if (entry !== undefined) {
      if (this.#due.size > MOST_HERE) this.#examiner ??= this.#options.openExaminer();
      this.#due.delete(entry);
      const examiner = this.#examiner;
      await this.#bringUpToDate(entry, () =>
        examiner === undefined ? this.#examineHere(entry, this.#options.idle) : examiner.examine(entry),
      );
    }
  }

  #endExaminer(): void {
    this.#examiner?.[Symbol.dispose]();
    this.#examiner = undefined;
  }

  #examineHere(entry: Entry<Summary>, pause: Pause): Promise<Examination<Summary>> {
    const { documents, summarize } = this.#options;
    return examine(entry, entry.project.snapshot(documents.all()), { pause, summarize });
  }

  async #search(search: AsyncGenerator<readonly string[]>): Promise<void> {
    const { done, value } = await search.next();
    if (!this.#searches.includes(search)) return; // Everything was begun anew meanwhile.
    if (done === true) this.#searches = this.#searches.filter((each) => each !== search);
    else value.forEach((file) => this.#add(file));
  }

  /** A client may tell only of a folder and not of the files that came with it. */
  #searchMade(changes: readonly FileChange[]): void {
    const made = changes.filter(({ file, kind }) => kind === "created" && this.#isWithinFolders(file));
    const folders =
      made.length > MOST_CHANGES ? this.#folders : made.map(({ file }) => file).filter((file) => isFolder(file));
    this.#searches.push(...folders.map((folder) => searchModules(folder)));
  }

  #isWithinFolders(file: string): boolean {
    return this.#folders.some((folder) =>
      path
        .relative(folder, file)
        .split(path.sep)
        .every((name) => name === "" || isSearchedFolder(name)),
    );
  }

  /** Whether a file can make its folder the root of modules of the workspace: it lies in one of the folders, or above. */
  #isRootMarker(file: string): boolean {
    const folder = path.dirname(file);
    const isAbove = (below: string): boolean =>
      !path
        .relative(below, folder)
        .split(path.sep)
        .some((name) => name !== "..");
    return ROOT_MARKERS.has(path.basename(file)) && (this.#isWithinFolders(folder) || this.#folders.some(isAbove));
  }

  #add(file: string): void {
    if (this.#entries.has(file)) return;
    const project = this.#projects.of(file);
    const filePath = project.pathOf(file);
    if (filePath === undefined) return;
    const entry: Entry<Summary> = {
      file,
      path: filePath,
      project,
      looks: 0,
      reads: undefined,
      summary: undefined,
    };
    this.#entries.set(file, entry);
    this.#due.add(entry);
  }

  #forget(entry: Entry<Summary>): void {
    this.#entries.delete(entry.file);
    this.#due.delete(entry);
    if (entry.summary !== undefined) this.#options.onChanged(entry.summary, undefined);
  }

  async #bringUpToDate(entry: Entry<Summary>, look: Look<Summary>): Promise<void> {
    const work = this.#renew(entry, look);
    this.#running.set(entry, work);
    try {
      await work;
    } finally {
      if (this.#running.get(entry) === work) this.#running.delete(entry);
    }
  }

  async #renew(entry: Entry<Summary>, look: Look<Summary>): Promise<void> {
    if (this.#isOpen(entry)) return;
    const { workspace } = entry.project.snapshot(this.#options.documents.all());
    if (!this.#running.has(entry) && entry.reads !== undefined && areCurrent(entry.reads, workspace)) return;
    if (!looksLikeModule(entry.file)) return this.#forget(entry);
    const before = entry.summary;
    const number = ++entry.looks;
    const { error, reads, summary } = await look().catch(lost);
    if (this.#entries.get(entry.file) !== entry || entry.looks !== number) return; // A newer one was begun.
    if (error !== undefined) this.#options.onError(error);
    entry.reads = reads;
    entry.summary = summary;
    this.#options.onChanged(before, summary);
  }
}

type Look<Summary> = () => Promise<Examination<Summary>>;

function lost(error: unknown): Examination<never> {
  return { summary: undefined, reads: undefined, error };
}

function readsFile<Summary>({ path: own, project, reads }: Entry<Summary>, file: string): boolean {
  const filePath = project.pathOf(file);
  return filePath !== undefined && (filePath === own || reads?.files.has(filePath) === true);
}

/** Tells which modules of a project have read one of the files, or a file in a folder that has come or gone. */
function toucher<Summary>(project: Project, changes: readonly FileChange[]): (entry: Entry<Summary>) => boolean {
  const changed = new Set(changes.flatMap(({ file }) => project.pathOf(file) ?? []));
  const isChanged = (file: FilePath): boolean =>
    changed.has(file) || (file !== "/" && isChanged(path.posix.dirname(file)));
  return ({ path: own, reads }) => isChanged(own) || (reads?.files.keys().some(isChanged) ?? false);
}
