/**
 * Files of a project, on Node.
 *
 * What is checked is what is used: a folder is opened first and looked at, and names are then taken inside the open
 * folder (`/proc/self/fd/N/name` on Linux, which is `openat`), so that a link swapped in between changes nothing.
 * Elsewhere the real path of the folder is used, which leaves a short window.
 */
import { constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
} from "node:fs/promises";
import { join, sep } from "node:path";
import type { FilePath } from "../base/span.ts";
import { type EntryKind, type EntryStat, FileFailure, type FilePower, type OpenFile } from "./powers.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;
const ON_LINUX = process.platform === "linux";
const MAX_READ_BYTES = 256 * 2 ** 20;

/** The files below a folder of the disk. */
export class NodeFiles implements FilePower {
  readonly #root: string;

  /** @param root Real path of the project's folder. */
  constructor(root: string) {
    this.#root = root;
  }

  async open(path: FilePath, access: "read" | "create" | "update" | "write"): Promise<OpenFile> {
    if (access === "create") return await this.#create(path);
    const flags = access === "read" ? O_RDONLY : O_WRONLY;
    try {
      return await this.#openExisting(path, flags | O_NONBLOCK);
    } catch (error) {
      if (access !== "write" || !isCode(error, "ENOENT")) throw failure(error);
    }
    return await this.#create(path);
  }

  async stat(path: FilePath): Promise<EntryStat | undefined> {
    try {
      const real = await realpath(this.#disk(path));
      const found = await stat(real);
      return { kind: kindOf(found), sizeBytes: found.size, modifiedMs: found.mtimeMs, realPath: this.#project(real) };
    } catch (error) {
      if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
      throw failure(error);
    }
  }

  async list(path: FilePath): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]> {
    return await this.#inFolder(path, async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  async realTarget(path: FilePath): Promise<FilePath> {
    const { folder, name } = split(path);
    return await this.#inFolder(folder, async (_open, real) => (real === "/" ? `/${name}` : `${real}/${name}`));
  }

  async createFolder(path: FilePath): Promise<boolean> {
    const { folder, name } = split(path);
    return await this.#inFolder(folder, async (opened) => {
      try {
        await mkdir(join(opened, name));
        return true;
      } catch (error) {
        if (isCode(error, "EEXIST") && (await lstat(join(opened, name))).isDirectory()) return false;
        throw error;
      }
    });
  }

  async remove(path: FilePath): Promise<void> {
    const { folder, name } = split(path);
    if (name === "") throw new FileFailure("the project root cannot be removed");
    await this.#inFolder(folder, async (opened) => {
      const target = join(opened, name);
      if ((await lstat(target)).isDirectory()) await rmdir(target);
      else await unlink(target);
    });
  }

  async rename(from: FilePath, to: FilePath): Promise<void> {
    const [source, target] = [split(from), split(to)];
    await this.#inFolder(source.folder, async (openedFrom) => {
      await this.#inFolder(target.folder, async (openedTo) => {
        await rename(join(openedFrom, source.name), join(openedTo, target.name));
      });
    });
  }

  async #openExisting(path: FilePath, flags: number): Promise<OpenFile> {
    const handle = await open(this.#disk(path), flags);
    try {
      const [realPath, found] = await Promise.all([this.#realPathOf(handle, this.#disk(path)), handle.stat()]);
      if (found.isDirectory()) throw new FileFailure("it is a folder");
      if (!found.isFile()) throw new FileFailure("it is no regular file");
      return openFile(handle, realPath, found.size, false);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #create(path: FilePath): Promise<OpenFile> {
    const { folder, name } = split(path);
    return await this.#inFolder(folder, async (opened, real) => {
      const handle = await open(join(opened, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
      return openFile(handle, real === "/" ? `/${name}` : `${real}/${name}`, 0, true);
    });
  }

  /** Opens a folder, makes sure that it lies in the project, and hands over a path that stays that folder. */
  async #inFolder<T>(path: FilePath, use: (opened: string, real: FilePath) => Promise<T>): Promise<T> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.#disk(path), O_RDONLY | O_DIRECTORY);
      const real = await this.#realPathOf(handle, this.#disk(path));
      const opened = ON_LINUX ? `/proc/self/fd/${handle.fd}` : this.#disk(real);
      return await use(opened, real);
    } catch (error) {
      throw failure(error);
    } finally {
      await handle?.close();
    }
  }

  async #realPathOf(handle: FileHandle, disk: string): Promise<FilePath> {
    return this.#project(ON_LINUX ? await readlink(`/proc/self/fd/${handle.fd}`) : await realpath(disk));
  }

  #disk(path: FilePath): string {
    return join(this.#root, path);
  }

  #project(disk: string): FilePath {
    if (disk === this.#root) return "/";
    if (!disk.startsWith(this.#root + sep)) throw new FileFailure("it lies outside the project");
    return disk.slice(this.#root.length).replaceAll(sep, "/");
  }
}

function openFile(handle: FileHandle, realPath: FilePath, sizeBytes: number, created: boolean): OpenFile {
  return {
    realPath,
    sizeBytes,
    created,
    async read() {
      if (sizeBytes > MAX_READ_BYTES)
        throw new FileFailure(`it has ${sizeBytes} bytes, more than ${MAX_READ_BYTES} at once`);
      return new Uint8Array(await handle.readFile());
    },
    async replace(bytes) {
      await handle.truncate(0);
      await handle.write(bytes, 0, bytes.length, 0);
    },
    async append(bytes) {
      const { size } = await handle.stat();
      await handle.write(bytes, 0, bytes.length, size);
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
    },
  };
}

function split(path: FilePath): { folder: FilePath; name: string } {
  const slash = path.lastIndexOf("/");
  return { folder: path.slice(0, slash) || "/", name: path.slice(slash + 1) };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  return entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  EEXIST: "it exists already",
  ENOTEMPTY: "the folder is not empty",
  EACCES: "the operating system does not allow it",
  EPERM: "the operating system does not allow it",
  ENOSPC: "the disk is full",
  EXDEV: "it lies on another disk",
  ELOOP: "it is a symbolic link",
  ENXIO: "it is no regular file",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many files are open",
  EROFS: "the disk is read-only",
  EINVAL: "the operating system refuses it",
};

function failure(error: unknown): unknown {
  if (error instanceof FileFailure) return error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : new FileFailure(REASONS[code] ?? `the operating system says ${code}`);
}
