/**
 * The files that an analysis may read: open texts over a disk, or a map in a test.
 *
 * The only power that `prepare` has. Reading is synchronous because an analysis reads few small files and a
 * keystroke must not wait for a queue.
 */
import type { FilePath } from "./span.ts";

/** What reading a file gave. A failure is a value, for the diagnostic at the import that wanted the file. */
export type FileReading =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "directory" }
  | { readonly kind: "too-large"; readonly sizeBytes: number; readonly maxBytes: number }
  | { readonly kind: "binary" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Read access to the files of one project. Equal texts must be the same string as long as the file did not change. */
export interface Workspace {
  /** Reads a file. Never throws; a path that leaves the root is "missing". */
  read(path: FilePath): FileReading;
  /** Names in a folder, folders with "/" behind; empty when there is no such folder. At most 10,000. */
  list(folder: FilePath): readonly string[];
  /** The path of a file behind all links that lead to it; the same path when there are none, no such file, or none within the root. */
  realPath(path: FilePath): FilePath;
}

/** A workspace in which one file has another text. */
export function withText(below: Workspace, path: FilePath, text: string): Workspace {
  return {
    read: (file) => (file === path ? { kind: "text", text } : below.read(file)),
    list: (folder) => below.list(folder),
    realPath: (file) => below.realPath(file),
  };
}
