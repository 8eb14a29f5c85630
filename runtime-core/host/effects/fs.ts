/**
 * Files. The path that was asked for is checked before (`perform`); here the place where it really lies is checked,
 * on what was opened.
 */
import { AmbitError } from "../../base/ambit-error.ts";
import type { FilePath } from "../../base/span.ts";
import type { Context } from "../../context/context.ts";
import { parseSubject, printResource } from "../../permissions/parse-permission.ts";
import type { Subject } from "../../permissions/permission.ts";
import type { EffectCall } from "../effect.ts";
import { type EntryKind, FileFailure, type OpenFile } from "../powers.ts";

type Mode = "create" | "update" | "append" | undefined;
const MAX_TREE_ENTRIES = 100_000;

export async function readText(call: EffectCall): Promise<string> {
  return new TextDecoder().decode(await readAll(call, pathArgument(call, 0)));
}

export async function readBytes(call: EffectCall): Promise<Uint8Array> {
  return await readAll(call, pathArgument(call, 0));
}

export async function stat(call: EffectCall): Promise<object> {
  const found = await statGranted(call);
  if (found === undefined) throw new FileFailure("there is no such file or folder");
  return { kind: found.kind, sizeBytes: found.sizeBytes, modifiedMs: found.modifiedMs };
}

export async function exists(call: EffectCall): Promise<boolean> {
  return (await statGranted(call)) !== undefined;
}

export async function list(call: EffectCall): Promise<object[]> {
  const folder = pathArgument(call, 0);
  const found = await call.powers.files.stat(folder);
  if (found !== undefined) requireAt(call, "read", found.realPath);
  if (!isRecursive(call, 1)) {
    const entries = await call.powers.files.list(folder);
    return entries.map((entry) => ({ ...entry, path: below(folder, entry.name) }));
  }
  return await tree(call, folder, (path) => call.context.grants.check(subject("read", path)).verdict === "allowed");
}

export async function writeText(call: EffectCall): Promise<void> {
  await write(call, new TextEncoder().encode(String(call.args[1])));
}

export async function writeBytes(call: EffectCall): Promise<void> {
  await write(call, call.args[1] as Uint8Array);
}

export async function createDir(call: EffectCall): Promise<void> {
  const path = pathArgument(call, 0);
  const parts = path.split("/").filter(Boolean);
  for (let i = 1; i <= parts.length; i++) {
    const folder = `/${parts.slice(0, i).join("/")}`;
    const found = await call.powers.files.stat(folder);
    if (found?.kind === "folder") continue;
    requireAt(call, "create", folder);
    requireAt(call, "create", await call.powers.files.realTarget(folder));
    await takeNew(call);
    await call.powers.files.createFolder(folder);
  }
}

export async function remove(call: EffectCall): Promise<void> {
  const path = pathArgument(call, 0);
  await removeTree(call, path, isRecursive(call, 1));
}

export async function rename(call: EffectCall): Promise<void> {
  const { files } = call.powers;
  const [from, to] = [pathArgument(call, 0), pathArgument(call, 1)];
  const [realFrom, realTo] = [await files.realTarget(from), await files.realTarget(to)];
  requireAt(call, "read", realFrom);
  requireAt(call, "delete", realFrom);
  requireAt(call, "write", realTo);
  if ((await files.stat(to)) === undefined) await takeNew(call);
  await files.rename(from, to);
}

export async function copy(call: EffectCall): Promise<void> {
  const [from, to] = [pathArgument(call, 0), pathArgument(call, 1)];
  const found = await call.powers.files.stat(from);
  if (found?.kind !== "folder") return await copyFile(call, from, to);
  if (!isRecursive(call, 2)) throw new FileFailure("it is a folder; { recursive: true } copies it with what is in it");
  if (`${to}/`.startsWith(`${from}/`)) throw new FileFailure("a folder cannot be copied into itself");
  const entries = await tree(
    call,
    from,
    (path) => call.context.grants.check(subject("read", path)).verdict === "allowed",
  );
  await makeFolder(call, to);
  for (const entry of entries) {
    const target = to + entry.path.slice(from.length);
    if (entry.kind === "folder") await makeFolder(call, target);
    if (entry.kind === "file") await copyFile(call, entry.path, target);
  }
}

/** The project path that an argument means, from the folder of the context's module. */
export function projectPath(argument: unknown, context: Context): FilePath {
  const moduleDir = context.module.slice(0, context.module.lastIndexOf("/")) || "/";
  return printResource(subject("read", String(argument), moduleDir));
}

async function readAll(call: EffectCall, path: FilePath): Promise<Uint8Array> {
  await using file = await call.powers.files.open(path, "read");
  requireAt(call, "read", file.realPath);
  await call.take("fs/read", file.sizeBytes);
  return await file.read();
}

async function write(call: EffectCall, bytes: Uint8Array): Promise<void> {
  const path = pathArgument(call, 0);
  const mode = (call.args[2] as { mode?: Mode } | undefined)?.mode;
  const kind = mode === "create" || mode === "update" ? mode : "write";
  await using file = await openForWriting(call, path, kind);
  await call.take("fs/write", bytes.length);
  if (mode === "append") await file.append(bytes);
  else await file.replace(bytes);
}

/** Opens, with the real place granted; a new file is paid for before it is made. */
async function openForWriting(
  call: EffectCall,
  path: FilePath,
  kind: "create" | "update" | "write",
): Promise<OpenFile> {
  const { files } = call.powers;
  const isNew = kind === "create" || (kind === "write" && (await files.stat(path)) === undefined);
  if (isNew) {
    requireAt(call, kind, await files.realTarget(path));
    await takeNew(call);
    return await files.open(path, "create");
  }
  const file = await files.open(path, "update");
  try {
    requireAt(call, kind, file.realPath);
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
  return file;
}

async function copyFile(call: EffectCall, from: FilePath, to: FilePath): Promise<void> {
  requireAt(call, "read", from);
  requireAt(call, "write", to);
  const bytes = await readAll(call, from);
  await using file = await openForWriting(call, to, "write");
  await call.take("fs/write", bytes.length);
  await file.replace(bytes);
}

async function makeFolder(call: EffectCall, path: FilePath): Promise<void> {
  if ((await call.powers.files.stat(path))?.kind === "folder") return;
  requireAt(call, "write", path);
  requireAt(call, "write", await call.powers.files.realTarget(path));
  await takeNew(call);
  await call.powers.files.createFolder(path);
}

async function removeTree(call: EffectCall, path: FilePath, recursive: boolean): Promise<void> {
  const { files } = call.powers;
  const found = recursive ? await files.stat(path) : undefined;
  const real = await files.realTarget(path);
  requireAt(call, "delete", real);
  if (found?.kind === "folder" && found.realPath === real) {
    const entries = await tree(call, path, (each) => (requireAt(call, "delete", each), true));
    for (const entry of entries.reverse()) await files.remove(entry.path);
  }
  await files.remove(path);
}

interface TreeEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly path: FilePath;
}

/** Everything below a folder that `wanted` says yes to, folders before what is in them; links are not followed. */
async function tree(call: EffectCall, folder: FilePath, wanted: (path: FilePath) => boolean): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    call.signal.throwIfAborted();
    for (const entry of await call.powers.files.list(next)) {
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

async function statGranted(call: EffectCall): ReturnType<EffectCall["powers"]["files"]["stat"]> {
  const path = pathArgument(call, 0);
  const found = await call.powers.files.stat(path);
  if (found !== undefined) requireAt(call, "read", found.realPath);
  return found;
}

async function takeNew(call: EffectCall): Promise<void> {
  await call.take("fs/total-new-files", 1);
  await call.take("fs/create-file", 1);
}

function requireAt(call: EffectCall, kind: string, path: FilePath): void {
  const asked = subject(kind, path);
  if (call.context.grants.check(asked).verdict === "denied") call.context.require(asked);
}

function subject(kind: string, path: string, moduleDir: FilePath = "/"): Subject {
  const result = parseSubject({ domain: "fs", kind, resource: path }, moduleDir);
  if (result.ok) return result.value;
  throw new AmbitError("host/invalid-argument", { call: "a file function", detail: result.error.message });
}

function pathArgument(call: EffectCall, index: number): FilePath {
  return projectPath(call.args[index], call.context);
}

function isRecursive(call: EffectCall, index: number): boolean {
  return (call.args[index] as { recursive?: boolean } | undefined)?.recursive === true;
}

function below(folder: FilePath, name: string): FilePath {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}
