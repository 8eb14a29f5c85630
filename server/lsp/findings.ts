/**
 * The findings of each file for the client: put together from all modules that contain it, sent when they change,
 * never for a text that is not the current one.
 */
import type { Diagnostic as LspDiagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { pathToFileURL } from "node:url";
import type { Documents } from "../documents/documents.ts";
import type { Preparation } from "../documents/prepared-modules.ts";
import { diagnostics, filesWithDiagnostics } from "../features/diagnostics.ts";
import { type PageOf, toDiagnostic, viewOf } from "./convert.ts";

/** What `Findings` needs. */
export interface FindingsOptions {
  readonly documents: Documents;
  /** All modules known now. */
  readonly modules: () => readonly Preparation[];
  readonly pageOf: PageOf;
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

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  /** The findings of a file; undefined when one of its modules is of an older text and is being prepared again. */
  of(file: string): FileFindings | undefined {
    const document = this.#options.documents.at(file);
    const items = new Map<string, LspDiagnostic>();
    for (const preparation of this.#modulesOf(file)) {
      const path = preparation.project.pathOf(file) ?? "";
      if (preparation.versions.get(path) !== document?.version) return undefined;
      const view = viewOf(preparation, this.#options.documents);
      for (const one of diagnostics(preparation.module, path)) {
        items.set(
          `${one.code} ${one.span.start} ${one.span.end} ${one.message}`,
          toDiagnostic(view, one, this.#options.pageOf),
        );
      }
    }
    const uri = document?.uri ?? pathToFileURL(file).href;
    return { uri, version: document?.version, items: [...items.values()].toSorted(byPlace) };
  }

  /** What to send after a module has been prepared, or is none any more. */
  changes(before: Preparation | undefined, now: Preparation | undefined): readonly PublishDiagnosticsParams[] {
    const files = new Set([...filesOf(before), ...filesOf(now)]);
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
   * The modules whose findings count in a file. A file without a manifest is part of those that import it: what it
   * may do is for them to say, so its own preparation counts only when there is no other.
   */
  #modulesOf(file: string): readonly Preparation[] {
    const all = this.#options.modules().filter((preparation) => {
      const path = preparation.project.pathOf(file);
      return path !== undefined && (path === preparation.path || preparation.module.files.has(path));
    });
    const declared = all.filter((preparation) => preparation.module.manifest !== undefined);
    return declared.length === 0 ? all : declared;
  }
}

function byPlace(one: LspDiagnostic, other: LspDiagnostic): number {
  const { start: a } = one.range;
  const { start: b } = other.range;
  return a.line - b.line || a.character - b.character || String(one.code).localeCompare(String(other.code));
}

function filesOf(preparation: Preparation | undefined): readonly string[] {
  if (preparation === undefined) return [];
  const { module, project, path } = preparation;
  return [...new Set([path, ...module.files.keys(), ...filesWithDiagnostics(module)])].map((one) =>
    project.fileOf(one),
  );
}

function isEntry(file: string, preparation: Preparation | undefined): boolean {
  return preparation !== undefined && preparation.project.fileOf(preparation.path) === file;
}
