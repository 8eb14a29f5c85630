/** `ambit:fs`. Arguments are checked here for their shape; the host decides. */
import { quoted } from "./errors.ts";
import type { ReadableStream, WritableStream } from "web-streams-polyfill";
import { TextDecoder, toBytes } from "./encoding.ts";
import { nextPiece, openFor, readableFrom, writableTo } from "./streams.ts";
import { URL } from "./url.ts";
import { call } from "./wall.ts";

type Path = string | URL;
type Kind = "file" | "folder" | "other";

interface WriteOptions {
  readonly mode?: "create" | "update" | "append";
}

interface DeepOptions {
  readonly recursive?: boolean;
}

export async function readText(path: Path): Promise<string> {
  return (await call("fs/read-text", [toPath(path)])) as string;
}

export async function readBytes(path: Path): Promise<Uint8Array> {
  return (await call("fs/read-bytes", [toPath(path)])) as Uint8Array;
}

export async function stat(path: Path): Promise<{ kind: Kind; sizeBytes: number; modifiedMs: number }> {
  return (await call("fs/stat", [toPath(path)])) as { kind: Kind; sizeBytes: number; modifiedMs: number };
}

export async function exists(path: Path): Promise<boolean> {
  return (await call("fs/exists", [toPath(path)])) as boolean;
}

export async function list(folder: Path, options?: DeepOptions): Promise<{ name: string; kind: Kind; path: string }[]> {
  return (await call("fs/list", [toPath(folder), deep(options)])) as { name: string; kind: Kind; path: string }[];
}

/** Watching begins at once; a refusal fails the first `next`. Leaving the loop ends it. */
export function watch(path: Path, options?: DeepOptions): AsyncIterableIterator<{ path: string }> {
  const opening = call("fs/watch", [toPath(path), deep(options)]);
  const reading = {};
  opening.then(
    (source) => openFor(reading, source),
    () => {},
  );
  let changed: readonly string[] = [];
  let taken = 0;
  let left = false;
  const end = { done: true, value: undefined } as const;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (taken === changed.length) {
        const piece = left
          ? null
          : await nextPiece(await opening, reading).catch((error) => (left ? null : Promise.reject(error)));
        if (piece === null) return end;
        changed = JSON.parse(new TextDecoder().decode(piece)) as string[];
        taken = 0;
      }
      const value = { path: changed[taken] as string };
      taken += 1;
      return { done: false, value };
    },
    async return() {
      left = true;
      taken = changed.length;
      await call("stream/cancel", [await opening]);
      return end;
    },
  };
}

export async function writeText(path: Path, text: string, options?: WriteOptions): Promise<void> {
  if (typeof text !== "string") throw new TypeError("writeText needs a string as its second argument");
  await call("fs/write-text", [toPath(path), text, writeMode(options)]);
}

export async function writeBytes(
  path: Path,
  bytes: ArrayBuffer | ArrayBufferView,
  options?: WriteOptions,
): Promise<void> {
  await call("fs/write-bytes", [toPath(path), toBytes(bytes), writeMode(options)]);
}

/** The file is opened at once; a refusal fails the stream. */
export function readStream(path: Path): ReadableStream<Uint8Array> {
  return readableFrom(call("fs/read-stream", [toPath(path)]));
}

/** The file is opened at once; a refusal fails the stream. */
export function writeStream(path: Path, options?: WriteOptions): WritableStream<Uint8Array> {
  return writableTo(call("fs/write-stream", [toPath(path), writeMode(options)]));
}

export async function createDir(path: Path): Promise<void> {
  await call("fs/create-dir", [toPath(path)]);
}

export async function remove(path: Path, options?: DeepOptions): Promise<void> {
  await call("fs/remove", [toPath(path), deep(options)]);
}

export async function rename(from: Path, to: Path): Promise<void> {
  await call("fs/rename", [toPath(from), toPath(to)]);
}

export async function copy(from: Path, to: Path, options?: DeepOptions): Promise<void> {
  await call("fs/copy", [toPath(from), toPath(to), deep(options)]);
}

/** A path as text: a string as it is, a `file:` URL decoded. Encoded slashes are refused, as Node does. */
export function toPath(path: unknown): string {
  if (typeof path === "string") return path;
  if (!(path instanceof URL)) throw new TypeError("A path is a string or a file: URL");
  if (path.protocol !== "file:" || path.host !== "")
    throw new TypeError(`${quoted(path.href)} is not a file: URL of this project`);
  if (/%2f|%5c|%00/i.test(path.pathname)) throw new TypeError(`${quoted(path.href)} has an encoded slash or NUL`);
  return decodeURIComponent(path.pathname);
}

function writeMode(options: WriteOptions | undefined): WriteOptions {
  const mode = options?.mode;
  if (mode === undefined) return {};
  if (mode !== "create" && mode !== "update" && mode !== "append") {
    throw new TypeError(`The mode is "create", "update" or "append", not ${quoted(mode)}`);
  }
  return { mode };
}

function deep(options: DeepOptions | undefined): DeepOptions {
  return { recursive: options?.recursive === true };
}
