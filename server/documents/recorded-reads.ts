/**
 * What a preparation read, to tell later whether it would read the same again.
 *
 * Promise: as long as `isCurrent` holds, the preparation would give the same result, since it depends on the texts alone.
 */
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { FileReading, Workspace } from "../../runtime-core/base/workspace.ts";

/** What a preparation read; it does not keep the workspace alive that it was read from. */
export class RecordedReads {
  readonly #files = new Map<FilePath, FileReading>();
  readonly #folders = new Map<FilePath, string>();

  /** The workspace, with a note of each answer. */
  recording(workspace: Workspace): Workspace {
    return {
      read: (path) => {
        const reading = workspace.read(path);
        this.#files.set(path, reading);
        return reading;
      },
      list: (folder) => {
        const names = workspace.list(folder);
        this.#folders.set(folder, names.join("\n"));
        return names;
      },
    };
  }

  /** Files that were looked for, also in vain. */
  get files(): IteratorObject<FilePath> {
    return this.#files.keys();
  }

  /** Whether the file was looked for. */
  has(path: FilePath): boolean {
    return this.#files.has(path);
  }

  /** Whether everything in `workspace` is as it was read. Cost: a look at each file, not at its content. */
  isCurrent(workspace: Workspace): boolean {
    return (
      this.#files.entries().every(([path, reading]) => isSame(reading, workspace.read(path))) &&
      this.#folders.entries().every(([folder, names]) => workspace.list(folder).join("\n") === names)
    );
  }
}

function isSame(one: FileReading, other: FileReading): boolean {
  if (one.kind === "text" && other.kind === "text") return one.text === other.text;
  return one.kind === other.kind;
}
