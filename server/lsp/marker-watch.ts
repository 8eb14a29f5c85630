/**
 * Looks itself for files above the folders of the client that make project roots, for clients that can tell of nothing there.
 *
 * By asking the disk now and then: to be told of them would mean to hear of everything that happens in those folders.
 */
import fs from "node:fs";
import path from "node:path";
import { ROOT_MARKERS } from "../../runtime-core/workspace/index.ts";
import type { FileChange } from "../documents/prepared-modules.ts";
import { foldersAbove } from "./outer-watch.ts";

/** Some ten files are asked after. */
const EVERY_MS = 2000;

/** How it looks, and who is told. */
export interface MarkerWatchOptions {
  readonly onChange: (change: FileChange) => void;
  readonly everyMs?: number;
}

/** The files that are looked for. Keeps no process alive. */
export class MarkerWatch {
  readonly #onChange: (change: FileChange) => void;
  readonly #everyMs: number;
  readonly #watched = new Map<string, fs.StatsListener>();

  constructor({ everyMs = EVERY_MS, onChange }: MarkerWatchOptions) {
    this.#onChange = onChange;
    this.#everyMs = everyMs;
  }

  /** Looks for what matters to these folders, and for nothing else any more. */
  follow(folders: readonly string[]): void {
    const above = foldersAbove(folders).flatMap((folder) => [...ROOT_MARKERS].map((name) => path.join(folder, name)));
    const wanted = new Set(above);
    for (const [file, listener] of this.#watched) {
      if (wanted.has(file)) continue;
      fs.unwatchFile(file, listener);
      this.#watched.delete(file);
    }
    for (const file of wanted) if (!this.#watched.has(file)) this.#watch(file);
  }

  [Symbol.dispose](): void {
    this.follow([]);
  }

  #watch(file: string): void {
    const listener: fs.StatsListener = (now, before) => {
      const isThere = now.nlink > 0;
      if (isThere === before.nlink > 0 && now.mtimeMs === before.mtimeMs && now.size === before.size) return;
      this.#onChange({ file, kind: isThere ? "changed" : "deleted" });
    };
    fs.watchFile(file, { persistent: false, interval: this.#everyMs }, listener);
    this.#watched.set(file, listener);
  }
}
