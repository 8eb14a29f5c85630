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
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  read,
  readdir,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  watch,
  write,
  writeSync,
} from "node:fs";
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
const readFolder = promisify(readdir);
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

  openToWrite(path: FilePath, access: "update" | "append"): WritableFile {
    try {
      const disk = this.#inside(path);
      const fd = openSync(disk, FLAGS[access] | O_NONBLOCK | O_NOFOLLOW);
      return writableFile(fd, { ...this.#lookAt(fd, disk), isNew: false });
    } catch (error) {
      throw failure(error);
    }
  }

  create(path: FilePath, allow: (realPath: FilePath) => void): WritableFile {
    return this.#inFolder(path, (target, realPath) => {
      allow(realPath);
      const fd = openSync(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
      return writableFile(fd, { realPath, sizeBytes: 0, isNew: true });
    });
  }

  #openToRead(path: FilePath): ReadableFile {
    const disk = this.#inside(path);
    const fd = openSync(disk, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    return readableFile(fd, this.#lookAt(fd, disk));
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
    try {
      using folder = this.#open(path);
      allow(folder.realPath);
      const entries = await readFolder(folder.disk, { withFileTypes: true });
      const found = entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      throw failure(error);
    }
  }

  watch(path: FilePath, allow: (realPath: FilePath) => void, changed: (name: string | undefined) => void): Disposable {
    try {
      using folder = this.#open(path);
      allow(folder.realPath);
      // What happens to the folder itself is told under the last part of this path: "." is the name of no entry.
      const watcher = watch(`${folder.disk}${sep}.`, (_event, name) =>
        changed(name === "." ? undefined : (name ?? undefined)),
      );
      watcher.on("error", () => changed(undefined));
      return { [Symbol.dispose]: () => watcher.close() };
    } catch (error) {
      throw failure(error);
    }
  }

  createFolder(path: FilePath, allow: (realPath: FilePath) => void): void {
    this.#inFolder(path, (target, realPath) => {
      allow(realPath);
      mkdirSync(target);
    });
  }

  remove(path: FilePath, allow: (realPath: FilePath) => void): void {
    this.#inFolder(path, (target, realPath) => {
      allow(realPath);
      if (lstatSync(target).isDirectory()) rmdirSync(target);
      else unlinkSync(target);
    });
  }

  rename(from: FilePath, to: FilePath, allow: (realFrom: FilePath, realTo: FilePath) => void): void {
    this.#inFolder(from, (source, realFrom) => {
      this.#inFolder(to, (target, realTo) => {
        allow(realFrom, realTo);
        renameSync(source, target);
      });
    });
  }

  /** Hands over a path for a name that stays in its folder, and the real project path that it stands for. */
  #inFolder<T>(path: FilePath, use: (target: string, realPath: FilePath) => T): T {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (name === "") throw new FileFailure("it is the project root");
    try {
      using folder = this.#open(path.slice(0, slash) || "/");
      const { disk, realPath } = folder;
      return use(join(disk, name), realPath === "/" ? `/${name}` : `${realPath}/${name}`);
    } catch (error) {
      throw failure(error);
    }
  }

  /** Opens a folder of the project; `disk` stays that folder until the result is disposed. */
  #open(path: FilePath): Disposable & { readonly disk: string; readonly realPath: FilePath } {
    const disk = this.#inside(path);
    const fd = openSync(disk, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    const close = { [Symbol.dispose]: () => closeSync(fd) };
    try {
      const realPath = this.#realPathOf(fd, disk);
      return { ...close, disk: ON_LINUX ? `/proc/self/fd/${fd}` : this.#disk(realPath), realPath };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** What was opened, which is closed unless it is a regular file of the project. */
  #lookAt(fd: number, disk: string): { readonly realPath: FilePath; readonly sizeBytes: number } {
    try {
      const realPath = this.#realPathOf(fd, disk);
      const found = fstatSync(fd);
      requireFile(found);
      return { realPath, sizeBytes: found.size };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  #realPathOf(fd: number, disk: string): FilePath {
    return this.#project(ON_LINUX ? readlinkSync(`/proc/self/fd/${fd}`) : realpathSync.native(disk));
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
const writeAsync = promisify(write);

/** A descriptor that is closed when nothing is under way: its number is the next file's, whose bytes would be taken. */
class Descriptor implements Disposable {
  readonly #fd: number;
  #isOpen = true;
  #isWanted = true;
  #underWay = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Does something on the spot. */
  now<T>(work: (fd: number) => T): T {
    try {
      return work(this.#fd);
    } catch (error) {
      throw failure(error);
    }
  }

  async during<T>(work: (fd: number) => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work(this.#fd);
    } catch (error) {
      throw failure(error);
    } finally {
      this.#underWay -= 1;
      this.#closeIdle();
    }
  }

  [Symbol.dispose](): void {
    this.#isWanted = false;
    this.#closeIdle();
  }

  #closeIdle(): void {
    if (this.#isWanted || !this.#isOpen || this.#underWay > 0) return;
    this.#isOpen = false;
    this.now(closeSync);
  }
}

function readableFile(fd: number, opened: Pick<ReadableFile, "realPath" | "sizeBytes">): ReadableFile {
  const descriptor = new Descriptor(fd);
  const { sizeBytes } = opened;
  return {
    ...opened,
    readNow: () =>
      descriptor.now((open) => {
        const bytes = new Uint8Array(sizeBytes);
        let length = 0;
        while (length < sizeBytes) {
          const count = readSync(open, bytes, length, sizeBytes - length, length);
          if (count === 0) break;
          length += count;
        }
        return bytes.subarray(0, length);
      }),
    read: () =>
      descriptor.during(async (open) => {
        const bytes = new Uint8Array(sizeBytes);
        let length = 0;
        while (length < sizeBytes) {
          const { bytesRead } = await readAsync(open, bytes, length, sizeBytes - length, length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return bytes.subarray(0, length);
      }),
    readPiece: () =>
      descriptor.during(async (open) => {
        const piece = new Uint8Array(PIECE_BYTES);
        const { bytesRead } = await readAsync(open, piece, 0, PIECE_BYTES, null);
        return piece.subarray(0, bytesRead);
      }),
    [Symbol.dispose]: () => descriptor[Symbol.dispose](),
  };
}

function writableFile(fd: number, opened: Pick<WritableFile, "realPath" | "sizeBytes" | "isNew">): WritableFile {
  const descriptor = new Descriptor(fd);
  return {
    ...opened,
    write: (bytes) =>
      descriptor.during(async (open) => {
        let length = 0;
        while (length < bytes.length)
          length += (await writeAsync(open, bytes, length, bytes.length - length, null)).bytesWritten;
      }),
    writeNow: (bytes) =>
      descriptor.now((open) => {
        let length = 0;
        while (length < bytes.length) length += writeSync(open, bytes, length, bytes.length - length, null);
      }),
    cut: (sizeBytes) => descriptor.now((open) => ftruncateSync(open, sizeBytes)),
    [Symbol.dispose]: () => descriptor[Symbol.dispose](),
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
