/**
 * The texts that the client has open, kept in step with its edits.
 *
 * Promise: whatever a client sends, the text is either the one its edits mean or unchanged; positions outside the text
 * are clamped as LSP 3.18 §Position says, an edit that is no edit is refused.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { type Position, TextDocument } from "vscode-languageserver-textdocument";

/** One open text. Immutable; an edit makes a new one. */
export interface OpenDocument {
  /** As the client wrote it. */
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Path on the disk as the workspace spells it; undefined for what is no file (`untitled:`, `git:`, a notebook's cell). */
  readonly file: string | undefined;
}

/** What the client opens. */
export interface OpenedText {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** All open texts, by URI. */
export class Documents {
  readonly #texts = new Map<string, TextDocument>();
  readonly #documents = new Map<string, OpenDocument>();
  /** URIs by file: clients spell the same file in several ways. The text that was opened or edited last counts. */
  readonly #uris = new Map<string, string>();
  readonly #spelled: (file: string) => string;

  /** @param spelled Gives the one path of a file that several paths lead to. */
  constructor(spelled: (file: string) => string = (file) => file) {
    this.#spelled = spelled;
  }

  /** Opens a text; one that is open already is replaced. */
  open(opened: OpenedText): OpenDocument {
    if (typeof opened.text !== "string") throw new TypeError(`"${opened.uri}" was opened without a text`);
    const version = Number.isInteger(opened.version) ? opened.version : 0;
    this.#texts.set(opened.uri, TextDocument.create(opened.uri, String(opened.languageId), version, opened.text));
    return this.#keep(opened.uri, version);
  }

  /**
   * Applies the edits of one notification in order.
   *
   * @returns The new document; undefined when it is not open.
   * @throws {TypeError} When one of the edits is malformed; nothing is applied then.
   */
  change(
    document: { readonly uri: string; readonly version: number | null },
    changes: readonly TextDocumentContentChangeEvent[],
  ): OpenDocument | undefined {
    const text = this.#texts.get(document.uri);
    if (text === undefined) return undefined;
    changes.forEach(demandChange);
    const version = document.version ?? text.version + 1;
    for (const change of changes) TextDocument.update(text, [insideText(text, change)], version);
    return this.#keep(document.uri, version);
  }

  /** Forgets a text; gives what it was. */
  close(uri: string): OpenDocument | undefined {
    const document = this.#documents.get(uri);
    this.#texts.delete(uri);
    this.#documents.delete(uri);
    if (document?.file !== undefined && this.#uris.get(document.file) === uri) this.#uris.delete(document.file);
    for (const other of this.#documents.values())
      if (document?.file !== undefined && other.file === document.file) this.#uris.set(document.file, other.uri);
    return document;
  }

  /** Files are spelled in another way now. */
  respell(): void {
    this.#uris.clear();
    for (const { uri, version } of [...this.#documents.values()]) this.#keep(uri, version);
  }

  get(uri: string): OpenDocument | undefined {
    return this.#documents.get(uri);
  }

  /** The open text of a file of the disk. */
  at(file: string): OpenDocument | undefined {
    const uri = this.#uris.get(file);
    return uri === undefined ? undefined : this.#documents.get(uri);
  }

  /** In the order in which they were opened or edited last. */
  all(): IterableIterator<OpenDocument> {
    return this.#documents.values();
  }

  #keep(uri: string, version: number): OpenDocument {
    const text = this.#texts.get(uri)?.getText() ?? "";
    const file = fileOf(uri);
    const document = { uri, version, text, file: file === undefined ? undefined : this.#spelled(file) };
    this.#documents.delete(uri);
    this.#documents.set(uri, document);
    if (document.file !== undefined) this.#uris.set(document.file, uri);
    return document;
  }
}

/** The path on the disk that a URI means; undefined when it means none. */
export function fileOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const file = fileURLToPath(uri);
    return file.includes("\0") ? undefined : file;
  } catch {
    return undefined; // A host on POSIX, an encoded slash: a URI that names no file here.
  }
}

/** The folder of the disk that a URI means, however many slashes it ends with; undefined when it means none. */
export function folderOf(uri: string): string | undefined {
  const folder = fileOf(uri);
  return folder === undefined ? undefined : path.resolve(folder);
}

function demandChange(change: TextDocumentContentChangeEvent): void {
  if (typeof change?.text !== "string") throw new TypeError("A change has no text");
  if (!("range" in change) || change.range === undefined) return;
  for (const position of [change.range.start, change.range.end]) {
    if (!Number.isInteger(position?.line) || !Number.isInteger(position.character)) {
      throw new TypeError("A change has a range that is none");
    }
  }
}

/** `TextDocument` keeps right line starts only for ranges inside the text. */
function insideText(text: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!("range" in change) || change.range === undefined) return { text: change.text };
  const inside = (position: Position): Position => text.positionAt(text.offsetAt(position));
  return { range: { start: inside(change.range.start), end: inside(change.range.end) }, text: change.text };
}
