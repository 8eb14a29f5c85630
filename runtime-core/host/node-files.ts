/**
 * Files of a project, on Node.
 *
 * What is checked is what is used: nothing is opened to which links lead out of the project, a file is looked at after it
 * was opened, and a name is made, moved or removed inside a folder that was opened and looked at (`/proc/self/fd/N/name` on
 * Linux, which is `openat`), so a link that is swapped in between changes nothing. Elsewhere the real path of the folder is used, which leaves a short window.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
  watch,
} from "node:fs";
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
  unlink,
} from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import type { FilePath } from "../base/span.ts";
import {
  type EntryKind,
  type EntryStat,
  FileFailure,
  type FilePower,
  type ReadableFile,
  type WritableFile,
} from "./powers.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY, O_APPEND } = constants;
const PIECE_BYTES = 64 * 2 ** 10;
const ON_LINUX = process.platform === "linux";
const FLAGS = { update: O_WRONLY, append: O_WRONLY | O_APPEND } as const;

/** The files below a folder of the disk. */
export class NodeFiles implements FilePower {
  readonly #root: string;
  /** What stands for it in paths: a path that begins where the process stands has fewer links to look for. */
  readonly #base: string;

  /** @param root Real path of the project's folder. */
  constructor(root: string) {
    this.#root = root;
    this.#base = standsIn(root) ? "." : root;
  }

  openToRead(path: FilePath): ReadableFile {
    try {
      return this.#openToRead(path);
    } catch (error) {
      throw failure(error);
    }
  }

  async openToWrite(path: FilePath, access: "update" | "append"): Promise<WritableFile> {
    try {
      const handle = await open(this.#inside(path), FLAGS[access] | O_NONBLOCK | O_NOFOLLOW);
      return await this.#lookAt(handle, path);
    } catch (error) {
      throw failure(error);
    }
  }

  async create(path: FilePath, allow: (realPath: FilePath) => void): Promise<WritableFile> {
    return await this.#inFolder(path, async (target, realPath) => {
      allow(realPath);
      const handle = await open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
      return writableFile(handle, { realPath, sizeBytes: 0, isNew: true });
    });
  }

  #openToRead(path: FilePath): ReadableFile {
    const disk = this.#inside(path);
    const fd = openSync(disk, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    try {
      const real = ON_LINUX ? readlinkSync(`/proc/self/fd/${fd}`) : realpathSync.native(disk);
      const found = fstatSync(fd);
      requireFile(found);
      return readableFile(fd, this.#project(real), found.size);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  realPath(path: FilePath): FilePath | undefined {
    return unlessAbsent(() => this.#project(realpathSync.native(this.#disk(path))));
  }

  stat(path: FilePath): EntryStat | undefined {
    return unlessAbsent(() => {
      const real = realpathSync.native(this.#disk(path));
      const found = statSync(real);
      return {
        kind: kindOf(found),
        sizeBytes: found.size,
        modifiedMs: found.mtimeMs,
        realPath: this.#project(real),
      };
    });
  }

  async list(
    path: FilePath,
    allow: (realPath: FilePath) => void,
  ): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]> {
    return await this.#opened(path, async (folder, realPath) => {
      allow(realPath);
      const entries = await readdir(folder, { withFileTypes: true });
      const found = entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  async watch(
    path: FilePath,
    allow: (realPath: FilePath) => void,
    changed: (name: string | undefined) => void,
  ): Promise<Disposable> {
    return await this.#opened(path, async (folder, realPath) => {
      allow(realPath);
      // What happens to the folder itself is told under the last part of this path: "." is the name of no entry.
      const watcher = watch(`${folder}${sep}.`, (_event, name) =>
        changed(name === "." ? undefined : (name ?? undefined)),
      );
      watcher.on("error", () => changed(undefined));
      return { [Symbol.dispose]: () => watcher.close() };
    });
  }

  async createFolder(path: FilePath, allow: (realPath: FilePath) => void): Promise<void> {
    await this.#inFolder(path, async (target, realPath) => {
      allow(realPath);
      await mkdir(target);
    });
  }

  async remove(path: FilePath, allow: (realPath: FilePath) => void): Promise<void> {
    await this.#inFolder(path, async (target, realPath) => {
      allow(realPath);
      if ((await lstat(target)).isDirectory()) await rmdir(target);
      else await unlink(target);
    });
  }

  async rename(from: FilePath, to: FilePath, allow: (realFrom: FilePath, realTo: FilePath) => void): Promise<void> {
    await this.#inFolder(from, async (source, realFrom) => {
      await this.#inFolder(to, async (target, realTo) => {
        allow(realFrom, realTo);
        await rename(source, target);
      });
    });
  }

  async #lookAt(handle: FileHandle, path: FilePath): Promise<WritableFile> {
    try {
      const [realPath, found] = await Promise.all([this.#realPathOf(handle, this.#disk(path)), handle.stat()]);
      requireFile(found);
      return writableFile(handle, { realPath, sizeBytes: found.size, isNew: false });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Hands over a path for a name that stays in its folder, and the real project path that it stands for. */
  async #inFolder<T>(path: FilePath, use: (target: string, realPath: FilePath) => Promise<T>): Promise<T> {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (name === "") throw new FileFailure("it is the project root");
    return await this.#opened(path.slice(0, slash) || "/", (folder, real) =>
      use(join(folder, name), real === "/" ? `/${name}` : `${real}/${name}`),
    );
  }

  /** Opens a folder, makes sure that it lies in the project, and hands over a path that stays that folder. */
  async #opened<T>(path: FilePath, use: (folder: string, real: FilePath) => Promise<T>): Promise<T> {
    let handle: FileHandle | undefined;
    try {
      const disk = this.#inside(path);
      handle = await open(disk, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      const real = await this.#realPathOf(handle, disk);
      return await use(ON_LINUX ? `/proc/self/fd/${handle.fd}` : this.#disk(real), real);
    } catch (error) {
      throw failure(error);
    } finally {
      await handle?.close();
    }
  }

  async #realPathOf(handle: FileHandle, disk: string): Promise<FilePath> {
    return this.#project(ON_LINUX ? await readlink(`/proc/self/fd/${handle.fd}`) : await realpath(disk));
  }

  /** Where links lead from a path: opening alone can do something to what lies outside, such as a device. */
  #inside(path: FilePath): string {
    return this.#disk(this.#project(realpathSync.native(this.#disk(path))));
  }

  #disk(path: FilePath): string {
    return sep === "/" ? this.#base + path : join(this.#root, path);
  }

  #project(disk: string): FilePath {
    if (disk === this.#root) return "/";
    if (!disk.startsWith(this.#root + sep)) throw new FileFailure("it lies outside the project");
    const path = disk.slice(this.#root.length);
    return sep === "/" ? path : path.replaceAll(sep, "/");
  }
}

function standsIn(folder: string): boolean {
  try {
    return process.cwd() === folder;
  } catch {
    // It was removed.
    return false;
  }
}

function unlessAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw failure(error);
  }
}

function requireFile(found: { isFile(): boolean; isDirectory(): boolean }): void {
  if (found.isDirectory()) throw new FileFailure("it is a folder");
  if (!found.isFile()) throw new FileFailure("it is no regular file");
}

const readAsync = promisify(read);

function readableFile(fd: number, realPath: FilePath, sizeBytes: number): ReadableFile {
  let [isClosed, readings] = [false, 0];
  // A number that is closed under a read is the next file's, whose bytes the read would take.
  const closeIdle = (): void => {
    if (isClosed && readings === 0) closeSync(fd);
  };
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    readings += 1;
    try {
      return await read();
    } finally {
      readings -= 1;
      closeIdle();
    }
  };
  return {
    realPath,
    sizeBytes,
    readNow() {
      const bytes = new Uint8Array(sizeBytes);
      let length = 0;
      while (length < sizeBytes) {
        const count = readSync(fd, bytes, length, sizeBytes - length, length);
        if (count === 0) break;
        length += count;
      }
      return bytes.subarray(0, length);
    },
    async read() {
      const bytes = new Uint8Array(sizeBytes);
      let length = 0;
      while (length < sizeBytes) {
        const { bytesRead } = await reading(() => readAsync(fd, bytes, length, sizeBytes - length, length));
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    },
    async readPiece() {
      const piece = new Uint8Array(PIECE_BYTES);
      const { bytesRead } = await reading(() => readAsync(fd, piece, 0, PIECE_BYTES, null));
      return piece.subarray(0, bytesRead);
    },
    [Symbol.dispose]() {
      isClosed = true;
      closeIdle();
    },
  };
}

function writableFile(
  handle: FileHandle,
  opened: Pick<WritableFile, "realPath" | "sizeBytes" | "isNew">,
): WritableFile {
  return {
    ...opened,
    async write(bytes) {
      await handle.writeFile(bytes);
    },
    async cut(sizeBytes) {
      await handle.truncate(sizeBytes);
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
    },
  };
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
  if (!(error instanceof Error) || error instanceof FileFailure) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Node's own permissions end where the project does.
  if (code === "ERR_ACCESS_DENIED") return new FileFailure("it lies outside the project");
  if (code === undefined || syscall === undefined) return error;
  return new FileFailure(REASONS[code] ?? `the operating system says ${code}`, code);
}
