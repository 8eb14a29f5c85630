/**
 * What a preparation read, to tell later whether it would read the same again. Plain data: another process may have read it.
 *
 * Promise: as long as `areCurrent` holds, the preparation would give the same result, since it depends on the texts alone.
 */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { FileReading, Workspace } from "../../runtime-core/base/workspace.ts";

/** What was read. */
export interface Reads {
  /** A mark of each file that was looked for, also in vain; equal for equal readings. */
  readonly files: ReadonlyMap<FilePath, string>;
  /** The same of folders that were listed. */
  readonly folders: ReadonlyMap<FilePath, string>;
}

/** A workspace, and a note of each of its answers; it does not keep the workspace alive. */
export function recording(workspace: Workspace): { readonly workspace: Workspace; readonly reads: Reads } {
  const files = new Map<FilePath, string>();
  const folders = new Map<FilePath, string>();
  const recorded: Workspace = {
    read: (path) => {
      const reading = workspace.read(path);
      files.set(path, markOf(reading));
      return reading;
    },
    list: (folder) => {
      const names = workspace.list(folder);
      folders.set(folder, hashOf(names.join("\n")));
      return names;
    },
    realPath: (path) => workspace.realPath(path),
  };
  return { workspace: recorded, reads: { files, folders } };
}

/** The paths that a preparation asks for, while it does: its result depends on nothing else. */
export class ReadPaths {
  /** Files that were looked for, also in vain, and the folders above them. */
  readonly #paths = new Set<FilePath>();
  readonly #listed = new Set<FilePath>();

  /** A workspace, of which is noted what is asked for. */
  noting(workspace: Workspace): Workspace {
    return {
      read: (file) => {
        for (let path = file; !this.#paths.has(path); path = posix.dirname(path)) this.#paths.add(path);
        return workspace.read(file);
      },
      list: (folder) => {
        this.#listed.add(folder);
        return workspace.list(folder);
      },
      realPath: (path) => workspace.realPath(path),
    };
  }

  /** Whether the result may be another one when a file or a folder has changed, come or gone. */
  has(path: FilePath): boolean {
    return this.#paths.has(path) || this.#listed.has(posix.dirname(path));
  }
}

/** Whether everything in `workspace` is as it was read. Cost: that of reading it. */
export function areCurrent({ files, folders }: Reads, workspace: Workspace): boolean {
  return (
    files.entries().every(([path, mark]) => markOf(workspace.read(path)) === mark) &&
    folders.entries().every(([folder, mark]) => hashOf(workspace.list(folder).join("\n")) === mark)
  );
}

function markOf(reading: FileReading): string {
  return reading.kind === "text" ? hashOf(reading.text) : reading.kind;
}

/** Of UTF-16 units, so that no two texts are one. */
function hashOf(text: string): string {
  return createHash("sha1").update(text, "utf16le").digest("base64");
}
