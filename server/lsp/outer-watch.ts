/**
 * Asks the client to tell of files outside of its folders on which modules depend: a `package.json` above can make another project root,
 * and of a project whose root lies above everything may be imported.
 *
 * Clients watch their own folders without being asked for more than a pattern; beyond them only some can.
 * Source: LSP 3.18 §DidChangeWatchedFiles Notification, `RelativePattern`.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable as Registration,
  type FileSystemWatcher,
} from "vscode-languageserver/node";
import { ROOT_MARKERS, upwards } from "../../runtime-core/workspace/index.ts";

/** Files that can be part of a module, or say where one is found. */
export const SOURCE_PATTERN = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json}";
const MARKER_PATTERN = `{${[...ROOT_MARKERS].join(",")}}`;

/** What is watched beyond the folders of the client. */
export class OuterWatch {
  readonly #connection: Connection;
  #watched = "[]";
  #registration: Registration | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Watches what matters to these folders and project roots, and nothing else any more. Cost when nothing else matters: paths. */
  follow(folders: readonly string[], roots: readonly string[]): Promise<void> {
    const watchers = outerWatchers(folders, roots);
    const wanted = JSON.stringify(watchers);
    if (wanted === this.#watched) return this.#last;
    this.#watched = wanted;
    const renewal = this.#last.then(() => this.#renew(watchers));
    this.#last = renewal.catch(() => undefined); // It is said to who asked for it.
    return renewal;
  }

  async #renew(watchers: FileSystemWatcher[]): Promise<void> {
    const before = this.#registration;
    this.#registration = undefined;
    before?.dispose();
    if (watchers.length === 0) return;
    this.#registration = await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

/** Root markers of all folders above, and the sources below project roots that lie above. */
function outerWatchers(folders: readonly string[], roots: readonly string[]): FileSystemWatcher[] {
  const outer = foldersAbove(folders);
  const watched = (base: string, pattern: string): FileSystemWatcher => ({
    globPattern: { baseUri: pathToFileURL(base).href, pattern },
  });
  return [
    ...outer.map((folder) => watched(folder, MARKER_PATTERN)),
    ...outer.filter((folder) => roots.includes(folder)).map((root) => watched(root, SOURCE_PATTERN)),
  ];
}

/** The folders around these that are not in any of them, by name. */
export function foldersAbove(folders: readonly string[]): readonly string[] {
  const outside = new Set(folders.flatMap((folder) => [...upwards(path.dirname(folder))])).difference(new Set(folders));
  const isInside = (file: string): boolean => [...upwards(path.dirname(file))].some((each) => folders.includes(each));
  return [...outside].filter((folder) => !isInside(folder)).toSorted();
}
