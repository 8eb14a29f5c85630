/** A project in memory: a map from paths to texts, for tests and for texts that have no disk. */
import type { FilePath } from "../base/span.ts";
import type { FileReading, Workspace } from "../base/workspace.ts";

/** The files of a map. Folders are there as long as a file lies in them. */
export class MemoryWorkspace implements Workspace {
  readonly #files: ReadonlyMap<FilePath, string>;

  constructor(files: Readonly<Record<FilePath, string>>) {
    this.#files = new Map(Object.entries(files));
  }

  read(path: FilePath): FileReading {
    const text = this.#files.get(path);
    if (text !== undefined) return { kind: "text", text };
    return { kind: this.list(path).length > 0 ? "directory" : "missing" };
  }

  list(folder: FilePath): readonly string[] {
    const start = folder.endsWith("/") ? folder : `${folder}/`;
    const names = new Set<string>();
    for (const path of this.#files.keys()) {
      if (!path.startsWith(start)) continue;
      const [name = "", ...rest] = path.slice(start.length).split("/");
      names.add(rest.length === 0 ? name : `${name}/`);
    }
    return [...names].sort();
  }

  realPath(path: FilePath): FilePath {
    return path;
  }
}
