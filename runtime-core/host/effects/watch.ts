/**
 * Changes of files as they happen. Each folder is opened, looked at and then watched itself, so that a link that is
 * swapped in leads nowhere else.
 */
import { folderOf } from "../../base/file-path.ts";
import type { FilePath } from "../../base/span.ts";
import { Changes } from "../changes.ts";
import type { EffectCall } from "../effect.ts";
import { FileFailure } from "../powers.ts";
import { below, granted, isGranted, isRecursive, pathArgument, requireAt, statGranted } from "./fs.ts";

const MAX_FOLDERS = 1000;

/** Gives the number of a source of paths. */
export async function watch(call: EffectCall): Promise<number> {
  const path = pathArgument(call, 0);
  const found = statGranted(call);
  if (found === undefined) throw new FileFailure("there is no such file or folder");
  const watched = new Watched(call, path);
  try {
    if (found.kind !== "folder") watched.addFile(found.realPath);
    else if (isRecursive(call, 1)) await watched.addTree(path);
    else watched.addFolder(path);
  } catch (error) {
    watched.changes.close();
    throw error;
  }
  return call.streams.addSource(watched.changes);
}

/** What one call watches. */
class Watched {
  readonly changes: Changes;
  readonly #call: EffectCall;
  readonly #path: FilePath;
  readonly #folders = new Map<FilePath, Disposable>();
  #closed = false;

  constructor(call: EffectCall, path: FilePath) {
    this.#call = call;
    this.#path = path;
    this.changes = new Changes(path, () => this.#close());
  }

  /** Watches the folder that a file really lies in, because files are replaced; tells of that file alone. */
  addFile(realPath: FilePath): void {
    const folder = folderOf(realPath);
    const allow = (real: FilePath): void => {
      if (real !== folder) throw new FileFailure("it was moved meanwhile");
      requireAt(this.#call, "read", realPath);
    };
    this.#add(folder, allow, (name) => {
      if (name === undefined || below(folder, name) === realPath) this.#tell(this.#path, realPath);
    });
  }

  addFolder(folder: FilePath): void {
    this.#add(folder, granted(this.#call, "read"), (name) =>
      this.#tell(name === undefined ? folder : below(folder, name), folder),
    );
  }

  /**
   * Watches a folder and all below it that is granted.
   *
   * @param seen Takes what lies in it already.
   */
  async addTree(folder: FilePath, seen: (path: FilePath) => void = () => {}): Promise<void> {
    if (this.#folders.size >= MAX_FOLDERS) throw new FileFailure(`there are more than ${MAX_FOLDERS} folders below it`);
    this.#add(folder, granted(this.#call, "read"), (name) => {
      if (name === undefined) return this.#folderChanged(folder);
      const path = below(folder, name);
      this.#tell(path, path);
      // What cannot be watched can still be looked at: the whole has changed.
      this.#maybeNewFolder(path).catch(() => this.changes.add(this.#path));
    });
    for (const entry of await this.#call.powers.files.list(folder, granted(this.#call, "read"))) {
      const path = below(folder, entry.name);
      if (!isGranted(this.#call, "read", path)) continue;
      seen(path);
      if (entry.kind === "folder") await this.addTree(path, seen);
    }
  }

  /** What was made in a new folder before it was watched is told of too. Links are not followed, but for the path that was given. */
  async #maybeNewFolder(path: FilePath): Promise<void> {
    if (this.#folders.has(path) || !isGranted(this.#call, "read", path)) return;
    const found = this.#call.powers.files.stat(path);
    if (found?.kind === "folder" && (found.realPath === path || path === this.#path))
      await this.addTree(path, (each) => this.changes.add(each));
  }

  /** It was taken away, replaced by another, or only its rights or times are different: what is there now is watched. */
  #folderChanged(folder: FilePath): void {
    this.#tell(folder, folder);
    this.#folders.get(folder)?.[Symbol.dispose]();
    this.#folders.delete(folder);
    if (!this.#closed) this.#maybeNewFolder(folder).catch(() => this.changes.add(this.#path));
  }

  #add(folder: FilePath, allow: (realPath: FilePath) => void, changed: (name: string | undefined) => void): void {
    if (this.#folders.has(folder)) return;
    const watcher = this.#call.powers.files.watch(folder, allow, changed);
    this.#folders.set(folder, watcher);
    if (this.#closed) this.#close();
  }

  /** A grant may have been dropped since. */
  #tell(path: FilePath, needed: FilePath): void {
    if (isGranted(this.#call, "read", needed)) this.changes.add(path);
  }

  #close(): void {
    this.#closed = true;
    for (const watcher of this.#folders.values()) watcher[Symbol.dispose]();
    this.#folders.clear();
  }
}
