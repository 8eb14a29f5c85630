/**
 * The findings of each file for the client: put together from all modules that contain it, sent when they change,
 * never for a text that is not the current one.
 */
import type { Diagnostic as LspDiagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { pathToFileURL } from "node:url";
import type { Documents } from "../documents/documents.ts";
import type { Preparation } from "../documents/prepared-modules.ts";
import { filesWithDiagnostics } from "../features/diagnostics.ts";
import type { FindingStyle } from "./convert.ts";
import { filesOf, findingsIn, type KeyedFinding, type ModuleSummary } from "./module-summary.ts";

/** What `Findings` needs. */
export interface FindingsOptions {
  readonly documents: Documents;
  /** All modules known now that are open. */
  readonly modules: () => readonly Preparation[];
  readonly style: FindingStyle;
}

/** Findings of one file. */
export interface FileFindings {
  readonly uri: string;
  /** Version of the text they are for; undefined when the file is not open. */
  readonly version: number | undefined;
  readonly items: LspDiagnostic[];
}

/** Findings by file. */
export class Findings {
  readonly #options: FindingsOptions;
  /** What the client has, by file: version and findings as text. */
  readonly #sent = new Map<
    string,
    { readonly uri: string; readonly version: number | undefined; readonly key: string }
  >();

  /** Modules that are not open, by the files that they are made of. */
  readonly #closed = new Map<string, Set<ModuleSummary>>();
  readonly #watchers = new Set<(files: Iterable<string>) => void>();

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  /** The findings of a file; undefined when one of its modules is of an older text and is being prepared again. */
  of(file: string): FileFindings | undefined {
    const document = this.#options.documents.at(file);
    const items = new Map<string, LspDiagnostic>();
    for (const found of this.#modulesOf(file)) {
      const ofModule = found(document?.version);
      if (ofModule === undefined) return undefined;
      for (const { item, key } of ofModule) {
        const other = items.get(key);
        // Modules can explain the same finding differently; which of them is known first must not matter.
        if (other === undefined || JSON.stringify(item) < JSON.stringify(other)) items.set(key, item);
      }
    }
    const uri = document?.uri ?? pathToFileURL(file).href;
    return { uri, version: document?.version, items: [...items.values()].toSorted(byPlace) };
  }

  /** Every file that a module is, or in which one has findings. */
  files(): ReadonlySet<string> {
    const open = this.#options.modules().flatMap((preparation) => [...filesOf(preparation)]);
    return new Set([...open, ...this.#closed.keys()]);
  }

  /** Whether a file is a module, not only a part of some. */
  isEntry(file: string): boolean {
    if (this.#closedIn(file).some((summary) => summary.file === file)) return true;
    return this.#options.modules().some((preparation) => isEntry(file, preparation));
  }

  /** The files with findings of the modules whose entry a file is, but the entry. */
  partsOf(file: string): readonly string[] {
    const modules = this.#options.modules().filter((preparation) => isEntry(file, preparation));
    return modules.flatMap(({ module, project }) =>
      [...filesWithDiagnostics(module)].map((path) => project.fileOf(path)).filter((part) => part !== file),
    );
  }

  /** Calls back with the files whose findings may have changed. */
  subscribe(watcher: (files: Iterable<string>) => void): Disposable {
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => this.#watchers.delete(watcher) };
  }

  /** Says that the findings of these files may have changed; of none: that modules are to be looked at. */
  tell(files: ReadonlySet<string>): void {
    for (const watcher of this.#watchers) watcher(files);
  }

  /** A module that is not open has another summary, or is none any more. */
  closedChanged(before: ModuleSummary | undefined, now: ModuleSummary | undefined): void {
    for (const file of before?.files ?? []) {
      const known = this.#closed.get(file);
      if (before !== undefined) known?.delete(before);
      if (known?.size === 0) this.#closed.delete(file);
    }
    for (const file of now?.files ?? []) {
      const known = this.#closed.get(file);
      if (now !== undefined && known === undefined) this.#closed.set(file, new Set([now]));
      else if (now !== undefined) known?.add(now);
    }
    this.tell(new Set([...(before?.files ?? []), ...(now?.files ?? [])]));
  }

  /** What to send after a module has been prepared, or is none any more. */
  changes(before: Preparation | undefined, now: Preparation | undefined): readonly PublishDiagnosticsParams[] {
    const files = new Set([before, now].flatMap((each) => (each === undefined ? [] : [...filesOf(each)])));
    this.tell(files);
    return [...files].flatMap((file) => this.#change(file, isEntry(file, now)));
  }

  #change(file: string, always: boolean): readonly PublishDiagnosticsParams[] {
    const found = this.of(file);
    if (found === undefined) return [];
    const sent = this.#sent.get(file);
    const key = JSON.stringify(found.items);
    const { uri, version, items } = found;
    const isKnown = sent?.key === key && sent.uri === uri && (!always || sent.version === version);
    if (items.length === 0 && !always) this.#sent.delete(file);
    else this.#sent.set(file, { uri, version, key });
    if (isKnown || (items.length === 0 && !always && sent === undefined)) return [];
    const params = { uri, ...(version === undefined ? {} : { version }), diagnostics: items };
    const orphan = sent !== undefined && sent.uri !== uri ? [{ uri: sent.uri, diagnostics: [] }] : [];
    return [...orphan, params];
  }

  /**
   * The findings of the modules that count in a file, undefined when they are for another version of it. A file without a
   * manifest is part of those that import it: what it may do is for them to say, so its own preparation counts only when
   * there is no other.
   */
  #modulesOf(file: string): readonly ((version: number | undefined) => readonly KeyedFinding[] | undefined)[] {
    const open = this.#options.modules().flatMap((preparation) => {
      const path = preparation.project.pathOf(file);
      if (path === undefined || (path !== preparation.path && !preparation.module.files.has(path))) return [];
      const found = (version: number | undefined): readonly KeyedFinding[] | undefined =>
        preparation.versions.get(path) === version ? findingsIn(preparation, path, this.#options) : undefined;
      return [{ hasManifest: preparation.module.manifest !== undefined, found }];
    });
    const closed = this.#closedIn(file).map(({ findings, hasManifest }) => ({
      hasManifest,
      found: () => findings.get(file) ?? [],
    }));
    const all = [...open, ...closed];
    const declared = all.filter(({ hasManifest }) => hasManifest);
    return (declared.length === 0 ? all : declared).map(({ found }) => found);
  }

  /** The modules with a file that are not open. */
  #closedIn(file: string): readonly ModuleSummary[] {
    const { documents } = this.#options;
    return [...(this.#closed.get(file) ?? [])].filter((summary) => documents.at(summary.file) === undefined);
  }
}

function byPlace(one: LspDiagnostic, other: LspDiagnostic): number {
  const { start: a } = one.range;
  const { start: b } = other.range;
  return (
    a.line - b.line ||
    a.character - b.character ||
    String(one.code).localeCompare(String(other.code)) ||
    JSON.stringify(one.message).localeCompare(JSON.stringify(other.message))
  );
}

function isEntry(file: string, preparation: Preparation | undefined): boolean {
  return preparation !== undefined && preparation.project.fileOf(preparation.path) === file;
}
