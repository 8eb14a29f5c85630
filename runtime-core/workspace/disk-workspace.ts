/**
 * The files below one folder of the disk.
 *
 * Promise: no read leaves the root, neither by ".." nor through a symbolic link. A file that did not change on the disk
 * gives the same string again, so that caches can compare by identity.
 */
import fs from "node:fs";
import path from "node:path";
import type { FilePath } from "../base/span.ts";
import type { FileReading, Workspace } from "../base/workspace.ts";

/** The most that a file may have, in bytes. */
export const MAX_FILE_BYTES = 10_000_000;

const MAX_NAMES = 10_000;

interface KnownFile {
  readonly realPath: FilePath;
  readonly modifiedMs: number;
  readonly sizeBytes: number;
  readonly reading: FileReading;
}

/** A project on the disk. */
export class DiskWorkspace implements Workspace {
  readonly rootDir: string;
  readonly #realRoot: string;
  readonly #known = new Map<FilePath, KnownFile>();

  /** @param rootDir An existing folder; "/" of the project. */
  constructor(rootDir: string) {
    this.rootDir = path.resolve(rootDir);
    this.#realRoot = fs.realpathSync.native(this.rootDir);
  }

  /** The path on the disk of a project path; undefined when it leaves the root by "..". */
  diskPath(file: FilePath): string | undefined {
    if (file.includes("\0")) return undefined;
    const full = path.join(this.rootDir, ...file.split("/"));
    return isWithin(this.rootDir, full) ? full : undefined;
  }

  /** The project path of a path on the disk; undefined when it is outside the root. */
  filePath(diskPath: string): FilePath | undefined {
    const full = path.resolve(diskPath);
    const root = isWithin(this.rootDir, full)
      ? this.rootDir
      : isWithin(this.#realRoot, full)
        ? this.#realRoot
        : undefined;
    return root === undefined ? undefined : `/${path.relative(root, full).split(path.sep).join("/")}`;
  }

  read(file: FilePath): FileReading {
    const full = this.diskPath(file);
    if (full === undefined) return { kind: "missing" };
    const stat = statOf(full);
    if ("reading" in stat) {
      this.#known.delete(file);
      return stat.reading;
    }
    const { mtimeMs: modifiedMs, size: sizeBytes } = stat;
    const known = this.#known.get(file);
    if (known !== undefined && known.modifiedMs === modifiedMs && known.sizeBytes === sizeBytes) return known.reading;
    const realPath = this.#realPathOf(full);
    const reading: FileReading = realPath === undefined ? { kind: "missing" } : readDisk(full, stat);
    this.#known.set(file, { modifiedMs, sizeBytes, reading, realPath: realPath ?? file });
    return reading;
  }

  realPath(file: FilePath): FilePath {
    if (!this.#known.has(file)) this.read(file);
    return this.#known.get(file)?.realPath ?? file;
  }

  list(folder: FilePath): readonly string[] {
    const full = this.diskPath(folder);
    if (full === undefined || this.#realPathOf(full) === undefined) return [];
    try {
      const entries = fs.readdirSync(full, { withFileTypes: true }).slice(0, MAX_NAMES);
      return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    } catch {
      // No folder, or one that may not be read: nothing can be listed, which is what an empty list says.
      return [];
    }
  }

  /** The path in the project behind all links; undefined outside of the root. */
  #realPathOf(full: string): FilePath | undefined {
    try {
      const real = fs.realpathSync.native(full);
      return isWithin(this.#realRoot, real) ? this.filePath(real) : undefined;
    } catch {
      // A link without a target: there is nothing inside the root.
      return undefined;
    }
  }
}

function readDisk(full: string, stat: fs.Stats): FileReading {
  if (stat.isDirectory()) return { kind: "directory" };
  if (!stat.isFile()) return { kind: "unreadable", reason: "it is neither a file nor a folder" };
  if (stat.size > MAX_FILE_BYTES) return { kind: "too-large", sizeBytes: stat.size, maxBytes: MAX_FILE_BYTES };
  try {
    const bytes = fs.readFileSync(full);
    return bytes.subarray(0, 8192).includes(0) ? { kind: "binary" } : { kind: "text", text: textOf(bytes) };
  } catch (error) {
    return failure(error);
  }
}

/** Without a byte order mark, which editors do not count as text either. */
function textOf(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

function isWithin(root: string, full: string): boolean {
  const relative = path.relative(root, full);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function statOf(full: string): fs.Stats | { readonly reading: FileReading } {
  try {
    const stat = fs.statSync(full, { throwIfNoEntry: false });
    return stat ?? { reading: { kind: "missing" } };
  } catch (error) {
    return { reading: failure(error) };
  }
}

function failure(error: unknown): FileReading {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  if (code === "EACCES" || code === "EPERM") return { kind: "unreadable", reason: "reading it is not permitted" };
  return { kind: "unreadable", reason: error instanceof Error ? error.message : String(error) };
}
