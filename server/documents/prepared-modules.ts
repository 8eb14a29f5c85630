/**
 * What is known about each open module, kept in step with the texts.
 *
 * Promise: after the last change has settled, every open module is prepared from the texts as they are; what was
 * prepared from older texts can be told by its versions.
 */
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare, type PreparedModule, warmUpTyping } from "../../runtime-core/prepare/index.ts";
import { ROOT_MARKERS } from "../../runtime-core/workspace/index.ts";
import type { Documents, OpenDocument } from "./documents.ts";
import type { Project, Projects } from "./projects.ts";
import { ReadPaths } from "./recorded-reads.ts";
import { type Defer, Scheduler } from "./scheduler.ts";

/** When a text is opened, an editor asks for much; a module gets ready for its first edit behind that. */
const AHEAD_AFTER_MS = 200;

/** One module, prepared from certain texts. */
export interface Preparation {
  /** URI of the entry. */
  readonly uri: string;
  readonly path: FilePath;
  readonly project: Project;
  readonly module: PreparedModule;
  /** Versions of the open texts that it was prepared from. */
  readonly versions: ReadonlyMap<FilePath, number>;
}

/** A file of the disk and what happened to it. */
export interface FileChange {
  readonly file: string;
  readonly kind: "created" | "changed" | "deleted";
}

/** What `PreparedModules` needs. */
export interface PreparedModulesOptions {
  readonly documents: Documents;
  readonly projects: Projects;
  readonly defer: Defer;
  /** Lets other messages in; awaited between the steps of a preparation. */
  readonly pause: () => Promise<void>;
  /** A module has been prepared, or is none any more: what was known before, and what is now. */
  readonly onPrepared: (before: Preparation | undefined, now: Preparation | undefined) => void;
  readonly onError: (error: unknown) => void;
}

interface Entry {
  readonly uri: string;
  readonly file: string;
  readonly path: FilePath;
  readonly project: Project;
  preparation: Preparation | undefined;
  /** What the last preparation that has ended asked for; undefined before. */
  reads: ReadPaths | undefined;
  /** What the one that is under way, if any, has asked for so far. */
  reading: ReadPaths | undefined;
}

/** The open modules. */
export class PreparedModules {
  readonly #entries = new Map<string, Entry>();
  readonly #options: PreparedModulesOptions;
  readonly #scheduler: Scheduler<string>;
  /** Gets modules ready for their first edit while nothing is due. */
  readonly #ahead: Scheduler<string>;
  /** Whether somebody has typed, if only we. */
  #isWarm = false;

  constructor(options: PreparedModulesOptions) {
    const { defer, onError } = options;
    this.#options = options;
    this.#scheduler = new Scheduler({ run: (uri, signal) => this.#prepare(uri, signal), onError, defer });
    this.#ahead = new Scheduler({ run: (uri, signal) => this.#prepareAhead(uri, signal), onError, defer });
  }

  /** A text was opened, perhaps of a file that was not there: it and all that could import it are due. */
  opened(document: OpenDocument): void {
    if (document.file === undefined) return;
    if (!this.#entries.has(document.uri) && isSource(document.file)) this.#add(document.uri, document.file);
    this.#schedule(document, { file: document.file, kind: "created" });
  }

  /** A text was edited: it and the modules that import it are due. */
  changed(document: OpenDocument): void {
    if (document.file !== undefined) this.#schedule(document, { file: document.file, kind: "changed" });
  }

  /** A text was closed: the disk speaks again. */
  closed(document: OpenDocument): void {
    this.#remove(document.uri);
    if (document.file !== undefined) this.#scheduleReaders([{ file: document.file, kind: "deleted" }], undefined);
  }

  /** Files of the disk changed. */
  filesChanged(changes: readonly FileChange[]): void {
    if (changes.some(({ file, kind }) => kind !== "changed" || ROOT_MARKERS.has(path.basename(file)))) this.findRoots();
    this.#scheduleReaders(changes, undefined);
  }

  /** Looks whether modules have another project root: a package.json can make another folder the root of what lies below it. */
  findRoots(): void {
    for (const { file, project, uri } of [...this.#entries.values()]) {
      if (this.#options.projects.of(file) === project) continue;
      this.#remove(uri);
      this.#add(uri, file);
      this.#due(uri);
    }
  }

  /** Folders or settings changed: every project is looked for again. */
  restart(): void {
    for (const uri of this.#entries.keys()) this.#remove(uri);
    for (const document of this.#options.documents.all()) this.opened(document);
  }

  /** Nothing is open any more, or the server is silent. */
  clear(): void {
    for (const uri of this.#entries.keys()) this.#remove(uri);
  }

  /** Everything known now, in order of opening. */
  all(): readonly Preparation[] {
    return [...this.#entries.values()].flatMap((entry) => entry.preparation ?? []);
  }

  /**
   * The module that answers for a text as it is now: its own when it has a manifest, else the first by name that imports it, in
   * whatever order they were opened.
   *
   * @returns Undefined when the text is not open or no module.
   */
  async current(uri: string): Promise<Preparation | undefined> {
    await this.#scheduler.settled(uri);
    const own = this.#entries.get(uri);
    if (own === undefined || own.preparation?.module.manifest !== undefined) return own?.preparation;
    for (const entry of [...this.#entries.values()].toSorted((one, other) => (one.file < other.file ? -1 : 1))) {
      if (!readsFile(entry, own.file)) continue;
      await this.#scheduler.settled(entry.uri);
      if (this.#entries.get(entry.uri) !== entry) continue;
      if (entry.preparation?.module.manifest !== undefined && isPart(own.file, entry.preparation))
        return entry.preparation;
    }
    return own.preparation;
  }

  /** Whether something is due for any module. */
  get isBusy(): boolean {
    return this.#scheduler.isBusy;
  }

  /** Whether something is due for a module that reads this file. */
  isDue(file: string): boolean {
    return this.#dueFor(file) !== undefined;
  }

  /** Resolves when nothing is due for any module that reads this file. */
  async settled(file: string): Promise<void> {
    for (let due = this.#dueFor(file); due !== undefined; due = this.#dueFor(file)) {
      await this.#scheduler.settled(due.uri);
    }
  }

  #dueFor(file: string): Entry | undefined {
    return this.#entries.values().find((entry) => this.#scheduler.isDue(entry.uri) && readsFile(entry, file));
  }

  #add(uri: string, file: string): void {
    const project = this.#options.projects.of(file);
    const path = project.pathOf(file);
    if (path !== undefined)
      this.#entries.set(uri, {
        uri,
        file,
        path,
        project,
        preparation: undefined,
        reads: undefined,
        reading: undefined,
      });
  }

  #remove(uri: string): void {
    this.#scheduler.cancel(uri);
    this.#ahead.cancel(uri);
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    this.#entries.delete(uri);
    if (entry.preparation !== undefined) this.#options.onPrepared(entry.preparation, undefined);
    this.#options.projects.keepOnly(new Set([...this.#entries.values()].map((other) => other.project)));
  }

  #schedule(document: OpenDocument, change: FileChange): void {
    if (this.#entries.has(document.uri)) this.#due(document.uri);
    this.#scheduleReaders([change], document.uri);
  }

  #scheduleReaders(changes: readonly FileChange[], except: string | undefined): void {
    for (const entry of this.#entries.values()) {
      if (entry.uri !== except && changes.some(({ file }) => readsFile(entry, file))) this.#due(entry.uri);
    }
  }

  #due(uri: string): void {
    this.#ahead.cancel(uri);
    this.#scheduler.schedule(uri);
  }

  async #prepare(uri: string, signal: AbortSignal): Promise<void> {
    const entry = this.#entries.get(uri);
    const document = this.#options.documents.get(uri);
    if (entry === undefined || document === undefined) return;
    const before = entry.preparation;
    if (!mentionsAmbit(document.text)) {
      entry.preparation = undefined;
      entry.reads = new ReadPaths();
      if (before !== undefined) this.#options.onPrepared(before, undefined);
      return;
    }
    const { cache } = entry.project;
    const { workspace, versions } = entry.project.snapshot(this.#options.documents.all());
    const reads = new ReadPaths();
    entry.reading = reads;
    const module = await prepare(entry.path, reads.noting(workspace), { cache, signal, pause: this.#options.pause });
    if (signal.aborted) return;
    entry.reads = reads;
    entry.reading = undefined;
    entry.preparation = isModule(module)
      ? { uri, path: entry.path, project: entry.project, module, versions }
      : undefined;
    this.#options.onPrepared(before, entry.preparation);
    if (this.#isOutdated(reads, { project: entry.project, versions })) this.#due(uri);
    else if (before === undefined && entry.preparation !== undefined) this.#ahead.schedule(uri);
  }

  /** The first edit would be examined as a whole, as all of the text was, and V8 would not have seen any before. */
  async #prepareAhead(uri: string, signal: AbortSignal): Promise<void> {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    const pause = async (): Promise<void> => {
      do await this.#options.pause();
      while (this.isBusy && !signal.aborted);
    };
    await wait(AHEAD_AFTER_MS, undefined, { signal });
    await pause();
    const { cache } = entry.project;
    const { workspace } = entry.project.snapshot(this.#options.documents.all());
    if (!signal.aborted) await prepare(entry.path, workspace, { ahead: true, cache, signal, pause });
    if (this.#isWarm) return;
    await warmUpTyping({ signal, pause });
    this.#isWarm = true;
  }

  /** Whether an open text that was read has been edited, opened or closed meanwhile. */
  #isOutdated(reads: ReadPaths, { project, versions }: Pick<Preparation, "project" | "versions">): boolean {
    const now = project.snapshot(this.#options.documents.all()).versions;
    return [...now.keys(), ...versions.keys()].some((path) => now.get(path) !== versions.get(path) && reads.has(path));
  }
}

/** True also while it is not known yet. */
function readsFile(entry: Entry, file: string): boolean {
  const path = entry.project.pathOf(file);
  if (path === undefined) return false;
  return entry.path === path || entry.reads === undefined || entry.reads.has(path) || entry.reading?.has(path) === true;
}

function isPart(file: string, { module, project }: Preparation): boolean {
  const path = project.pathOf(file);
  return path !== undefined && (module.files.has(path) || module.alsoRead.has(path));
}

/** Files of this kind can be modules: sources, and not those of packages. */
function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file) && !/[/\\]node_modules[/\\]/.test(file);
}

/** A cheap look, so that other people's sources are not even parsed. */
function mentionsAmbit(text: string): boolean {
  return /\bmanifest\b|["'`]ambit:/.test(text);
}

/**
 * Whether a file is Ambit's concern: it has a manifest or tries to, or imports a host module. In a broken text these may
 * be swallowed by a string that does not end; the text then speaks for itself.
 */
export function isModule(module: PreparedModule): boolean {
  if (module.manifest !== undefined) return true;
  const entry = module.files.get(module.path);
  if (entry?.imports.some((one) => one.specifier.startsWith("ambit:"))) return true;
  const codes = new Set(module.diagnostics.filter((one) => one.file === module.path).map((one) => one.code));
  if ([...codes].some((code) => /^(manifest|pre-init)\//.test(code))) return true;
  return (
    [...codes].some((code) => code.startsWith("parse/")) &&
    /\bexport\s+const\s+manifest\b|\bfrom\s*["']ambit:/.test(entry?.source.text ?? "")
  );
}
