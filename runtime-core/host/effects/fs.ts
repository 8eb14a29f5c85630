/**
 * Files. The path that was asked for is checked before (`perform`); here the place where it really lies is checked,
 * on what was opened.
 */
import { AmbitError } from "../../base/ambit-error.ts";
import { folderOf } from "../../base/file-path.ts";
import type { FilePath } from "../../base/span.ts";
import type { Context } from "../../context/context.ts";
import { parseSubject, printResource } from "../../permissions/parse-permission.ts";
import type { Subject } from "../../permissions/permission.ts";
import { bytesOf, type EffectCall, textOf } from "../effect.ts";
import { type EntryKind, type EntryStat, FileFailure, type ReadableFile, type WritableFile } from "../powers.ts";

const MAX_TREE_ENTRIES = 100_000;
const MAX_READ_BYTES = 256 * 2 ** 20;
const SURELY_FITS_BYTES = 2 ** 20;
/** What is not larger is read and written on the spot: a way through the thread pool takes as long as reading this much three times. */
const SMALL_BYTES = 64 * 2 ** 10;
/** What is not larger is read on the spot a few times in a turn of the event loop. */
const MEDIUM_BYTES = 2 ** 20;
const PIECE_BYTES = 64 * 2 ** 10;
/** What a change takes of a turn of the event loop, as bytes that are read: it is made on the spot. */
const CHANGE_BYTES = 128 * 2 ** 10;

export function readText(call: EffectCall): string | Promise<string> {
  const bytes = readReply(call);
  return bytes instanceof Promise ? bytes.then(decode) : decode(bytes);
}

export function readBytes(call: EffectCall): Uint8Array | Promise<Uint8Array> {
  return readReply(call);
}

export function stat(call: EffectCall): object {
  const found = statGranted(call);
  if (found === undefined) throw new FileFailure("there is no such file or folder");
  return { kind: found.kind, sizeBytes: found.sizeBytes, modifiedMs: found.modifiedMs };
}

export function exists(call: EffectCall): boolean {
  const realPath = call.powers.files.realPath(pathArgument(call, 0));
  if (realPath !== undefined) requireRead(call, { realPath });
  return realPath !== undefined;
}

export async function list(call: EffectCall): Promise<object[]> {
  const folder = pathArgument(call, 0);
  if (isRecursive(call, 1))
    return await tree(call, folder, { kind: "read", wanted: (path) => isGranted(call, "read", path) });
  const entries = await call.powers.files.list(folder, granted(call, "read"));
  return entries.map((entry) => ({ ...entry, path: below(folder, entry.name) }));
}

export function writeText(call: EffectCall): undefined | Promise<void> {
  return write(call, new TextEncoder().encode(textOf(call.args[1], call.call)));
}

export function writeBytes(call: EffectCall): undefined | Promise<void> {
  return write(call, bytesOf(call.args[1], call.call));
}

/** Gives the number of a source; each piece takes from the limit before the module gets it. */
export async function readStream(call: EffectCall): Promise<number> {
  const file = openToRead(call, pathArgument(call, 0));
  return call.streams.addSource({
    async next() {
      const piece = await file.readPiece();
      await call.take("fs/read", piece.length);
      return piece.length === 0 ? undefined : piece;
    },
    close: async () => file[Symbol.dispose](),
  });
}

/** Gives the number of a sink; each piece takes from the limit before it is written. */
export async function writeStream(call: EffectCall): Promise<number> {
  const opening = openingOf(call, call.args[1]);
  using opened = new DisposableStack();
  const file = opened.use(await openOrMake(call, opening));
  if (opening.access === "update") file.cut(0);
  const held = opened.move();
  return call.streams.addSink({
    async write(bytes) {
      await call.take("fs/write", bytes.length);
      if (bytes.length <= SMALL_BYTES) file.writeNow(bytes);
      else await file.write(bytes);
    },
    close: async () => held.dispose(),
  });
}

export async function createDir(call: EffectCall): Promise<void> {
  const parts = pathArgument(call, 0).split("/").filter(Boolean);
  for (let i = 1; i <= parts.length; i++) {
    await makeFolder(call, `/${parts.slice(0, i).join("/")}`, "create");
  }
}

export async function remove(call: EffectCall): Promise<void> {
  const path = pathArgument(call, 0);
  const { files } = call.powers;
  const found = isRecursive(call, 1) ? files.stat(path) : undefined;
  // A link to a folder is removed itself, never what it leads to.
  if (found?.kind === "folder" && found.realPath === path) {
    for (const entry of (await tree(call, path, { kind: "delete", wanted: requiring(call, "delete") })).reverse()) {
      await ownTurn(call);
      call.signal.throwIfAborted();
      files.remove(entry.path, granted(call, "delete"));
    }
  }
  await ownTurn(call);
  files.remove(path, granted(call, "delete"));
}

/** Moving a folder moves all that is in it, so each entry must be granted at its old and at its new place, and where links lead from there. */
export async function rename(call: EffectCall): Promise<void> {
  const { files } = call.powers;
  const [from, to] = [pathArgument(call, 0), pathArgument(call, 1)];
  if (files.stat(from)?.kind === "folder") {
    const [olds, news] = [placesOf(call, from), placesOf(call, to)];
    const wanted = (path: FilePath): boolean => {
      const rest = path.slice(from.length);
      for (const old of olds) {
        requireAt(call, "read", old + rest);
        requireAt(call, "delete", old + rest);
      }
      for (const place of news) requireAt(call, "write", place + rest);
      return true;
    };
    await tree(call, from, { kind: "read", wanted });
  }
  const move = (): void =>
    files.rename(from, to, (realFrom, realTo) => {
      requireAt(call, "read", realFrom);
      requireAt(call, "delete", realFrom);
      requireAt(call, "write", realTo);
    });
  await ownTurn(call);
  if (files.stat(to) === undefined) await creating(call, move);
  else move();
}

/** A path as it is written, and as it is when the links on the way to its folder are followed. */
function placesOf(call: EffectCall, path: FilePath): readonly FilePath[] {
  const folder = folderOf(path);
  const name = path.slice(folder === "/" ? 1 : folder.length + 1);
  const real = call.powers.files.stat(folder)?.realPath ?? folder;
  return [path, below(real, name)];
}

export async function copy(call: EffectCall): Promise<void> {
  const [from, to] = [pathArgument(call, 0), pathArgument(call, 1)];
  const found = call.powers.files.stat(from);
  if (found?.kind !== "folder") return await copyFile(call, from, to);
  if (!isRecursive(call, 2)) throw new FileFailure("it is a folder; { recursive: true } copies it with what is in it");
  if (`${to}/`.startsWith(`${from}/`)) throw new FileFailure("a folder cannot be copied into itself");
  const entries = await tree(call, from, { kind: "read", wanted: (path) => isGranted(call, "read", path) });
  await makeFolder(call, to, "write");
  for (const entry of entries) {
    call.signal.throwIfAborted();
    const target = to + entry.path.slice(from.length);
    if (entry.kind === "folder") await makeFolder(call, target, "write");
    if (entry.kind === "file") await copyFile(call, entry.path, target);
  }
}

/** The project path that an argument means, from the folder of the context's module. */
export function projectPath(argument: unknown, context: Context): FilePath {
  const moduleDir = folderOf(context.module);
  return printResource(subject("read", String(argument), moduleDir));
}

/** Reads for the module itself: on the spot what is not large, when the limit has it; else as far as there is room on the way to it. */
function readReply(call: EffectCall): Uint8Array | Promise<Uint8Array> {
  const file = openToRead(call, pathArgument(call, 0));
  if (!isReadNow(call, file) || !call.tryTake("fs/read", file.sizeBytes)) return readLarge(call, file);
  using _ = file;
  return file.readNow();
}

function isReadNow(call: EffectCall, { sizeBytes }: ReadableFile): boolean {
  return sizeBytes <= SMALL_BYTES || (sizeBytes <= MEDIUM_BYTES && call.mayAnswerNow(sizeBytes));
}

async function readLarge(call: EffectCall, file: ReadableFile): Promise<Uint8Array> {
  using _ = file;
  requireFits(call, file);
  await call.reserve(file.sizeBytes);
  await call.take("fs/read", file.sizeBytes);
  return await file.read();
}

function requireFits(call: EffectCall, { sizeBytes }: ReadableFile): void {
  if (sizeBytes > SURELY_FITS_BYTES && sizeBytes > mostBytes(call))
    throw new FileFailure(`it has ${sizeBytes} bytes, and the module can hold ${mostBytes(call)}`);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** What a module can hold at all; what it holds now may be garbage. */
function mostBytes({ context }: EffectCall): number {
  return Math.min(MAX_READ_BYTES, context.limiters.snapshotOf("memory/heap")?.capacity ?? MAX_READ_BYTES);
}

/** Takes for the bytes before anything is made or changed. On the spot when it is little, for a file that is there. */
function write(call: EffectCall, bytes: Uint8Array): undefined | Promise<void> {
  const opening = openingOf(call, call.args[2]);
  const isThere = opening.kind !== "create" && call.powers.files.stat(opening.path) !== undefined;
  const isNow = isThere && bytes.length <= SMALL_BYTES && call.mayAnswerNow(CHANGE_BYTES);
  if (!isNow || !call.tryTake("fs/write", bytes.length)) return writeLater(call, bytes, opening);
  using file = openThere(call, opening);
  writeLittle(file, bytes, opening);
  return undefined;
}

async function writeLater(call: EffectCall, bytes: Uint8Array, opening: Opening): Promise<void> {
  await call.take("fs/write", bytes.length);
  using file = await openOrMake(call, opening);
  if (bytes.length <= SMALL_BYTES) return writeLittle(file, bytes, opening);
  if (opening.access === "update") file.cut(0);
  await file.write(bytes);
}

/** Cut afterwards: ext4 sends a file that was cut before it was written to the disk when it is closed, which takes 50 times as long. */
function writeLittle(file: WritableFile, bytes: Uint8Array, { access }: Opening): void {
  file.writeNow(bytes);
  if (access === "update") file.cut(bytes.length);
}

function openingOf(call: EffectCall, options: unknown): Opening {
  const { mode } = (options ?? {}) as { mode?: "create" | "update" | "append" };
  const kind = mode === "create" || mode === "update" ? mode : "write";
  return { path: pathArgument(call, 0), kind, access: mode === "append" ? "append" : "update" };
}

interface Opening {
  readonly path: FilePath;
  readonly kind: "create" | "update" | "write";
  readonly access: "update" | "append";
}

/** Opens or makes a file with its real place granted. Another call may make the file in between. */
async function openOrMake(call: EffectCall, { path, kind, access }: Opening): Promise<WritableFile> {
  const { files } = call.powers;
  await ownTurn(call);
  if (kind === "update" || (kind === "write" && files.stat(path) !== undefined)) {
    return openThere(call, { path, kind, access });
  }
  if (kind === "create" && files.stat(path) !== undefined) throw new FileFailure("it exists already");
  try {
    return await creating(call, () => files.create(path, granted(call, kind)));
  } catch (error) {
    if (kind === "write" && error instanceof FileFailure && error.code === "EEXIST") {
      return openThere(call, { path, kind, access });
    }
    throw error;
  }
}

function openThere(call: EffectCall, { path, kind, access }: Opening): WritableFile {
  const file = call.powers.files.openToWrite(path, access);
  try {
    requireAt(call, kind, file.realPath);
    return file;
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

function openToRead(call: EffectCall, path: FilePath): ReadableFile {
  const file = call.powers.files.openToRead(path);
  try {
    requireRead(call, file);
    return file;
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

/**
 * Takes for all of it before the target is touched, piece by piece so that others have their turn: a copy that is ended
 * while it waits has changed nothing. What was made is removed when not all of it comes.
 */
async function copyFile(call: EffectCall, from: FilePath, to: FilePath): Promise<void> {
  requireAt(call, "read", from);
  requireAt(call, "write", to);
  using source = openToRead(call, from);
  for (let left = source.sizeBytes; left > 0; left -= PIECE_BYTES) {
    await call.take("fs/read", Math.min(left, PIECE_BYTES));
    await call.take("fs/write", Math.min(left, PIECE_BYTES));
  }
  const target = await openOrMake(call, { path: to, kind: "write", access: "update" });
  try {
    using open = target;
    await copyPieces(call, source, open);
  } catch (error) {
    if (target.isNew) removeCopy(call, target);
    throw error;
  }
}

/** What went wrong before is what is told. */
function removeCopy(call: EffectCall, { realPath }: WritableFile): void {
  try {
    call.powers.files.remove(realPath, granted(call, "write"));
  } catch {
    // It is not there any more, or nothing can be done about it.
  }
}

/** The end is cut off afterwards: a file that is copied onto itself, under whatever name, stays what it is. */
async function copyPieces(call: EffectCall, source: ReadableFile, target: WritableFile): Promise<void> {
  let copied = 0;
  while (copied < source.sizeBytes) {
    // What was there before is gone anyway.
    if (target.isNew) call.signal.throwIfAborted();
    const piece = (await source.readPiece()).subarray(0, source.sizeBytes - copied);
    if (piece.length === 0) break;
    await target.write(piece);
    copied += piece.length;
  }
  target.cut(copied);
}

/** Makes a folder unless it is there. */
async function makeFolder(call: EffectCall, path: FilePath, kind: "create" | "write"): Promise<void> {
  const { files } = call.powers;
  if (files.stat(path)?.kind === "folder") return;
  requireAt(call, kind, path);
  await ownTurn(call);
  try {
    await creating(call, () => files.createFolder(path, granted(call, kind)));
  } catch (error) {
    const isThere = error instanceof FileFailure && error.code === "EEXIST";
    if (!isThere || files.stat(path)?.kind !== "folder") throw error;
  }
}

interface TreeEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly path: FilePath;
}

interface TreeWalk {
  /** Kind of permission that each folder must have. */
  readonly kind: string;
  readonly wanted: (path: FilePath) => boolean;
}

/** Everything below a folder that `wanted` says yes to, folders before what is in them; links are not followed. */
async function tree(call: EffectCall, folder: FilePath, { kind, wanted }: TreeWalk): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    call.signal.throwIfAborted();
    for (const entry of await call.powers.files.list(next, granted(call, kind))) {
      const path = below(next, entry.name);
      if (!wanted(path)) continue;
      found.push({ ...entry, path });
      if (found.length > MAX_TREE_ENTRIES)
        throw new FileFailure(`there are more than ${MAX_TREE_ENTRIES} entries below it`);
      if (entry.kind === "folder") folders.push(path);
    }
  }
  return found;
}

export function statGranted(call: EffectCall): EntryStat | undefined {
  const found = call.powers.files.stat(pathArgument(call, 0));
  if (found !== undefined) requireRead(call, found);
  return found;
}

/** What lies where the call said was checked already. */
function requireRead(call: EffectCall, { realPath }: { readonly realPath: FilePath }): void {
  if (realPath !== call.checkedPath) requireAt(call, "read", realPath);
}

/** Waits for a turn of the event loop that has room for a change. */
async function ownTurn(call: EffectCall): Promise<void> {
  while (!call.mayAnswerNow(CHANGE_BYTES)) await new Promise(setImmediate);
}

/** Takes for what is about to be made. What is not made does not count to the total. */
async function creating<Made>(call: EffectCall, make: () => Made): Promise<Made> {
  await call.take("fs/total-new-files", 1);
  try {
    await call.take("fs/create-file", 1);
    return make();
  } catch (error) {
    call.context.limiters.putBack("fs/total-new-files", 1);
    throw error;
  }
}

export function granted(call: EffectCall, kind: string): (realPath: FilePath) => void {
  return (realPath) => requireAt(call, kind, realPath);
}

function requiring(call: EffectCall, kind: string): (path: FilePath) => boolean {
  return (path) => {
    requireAt(call, kind, path);
    return true;
  };
}

/** Refuses a place that no grant covers. Only refusals are recorded: the ask itself was recorded before. */
export function requireAt(call: EffectCall, kind: string, path: FilePath): void {
  if (!isGranted(call, kind, path)) call.context.require(subject(kind, path));
}

export function isGranted(call: EffectCall, kind: string, path: FilePath): boolean {
  return call.context.grants.check(subject(kind, path)).verdict === "allowed";
}

function subject(kind: string, path: string, moduleDir: FilePath = "/"): Subject {
  const result = parseSubject({ domain: "fs", kind, resource: path }, moduleDir);
  if (result.ok) return result.value;
  throw new AmbitError("host/invalid-argument", { call: "a file function", detail: result.error.message });
}

export function pathArgument(call: EffectCall, index: number): FilePath {
  return (index === 0 ? call.checkedPath : undefined) ?? projectPath(call.args[index], call.context);
}

export function isRecursive(call: EffectCall, index: number): boolean {
  return (call.args[index] as { recursive?: boolean } | undefined)?.recursive === true;
}

export function below(folder: FilePath, name: string): FilePath {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}
