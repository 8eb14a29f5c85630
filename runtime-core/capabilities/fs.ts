/** Files of the project: `ambit:fs`. */
import type { Capability, KindSource, Need, Take } from "./capability.ts";

const READ: Take = { limit: "fs/read", per: "byte" };
const WRITE: Take = { limit: "fs/write", per: "byte" };
const CREATE: readonly Take[] = [
  { limit: "fs/create-file", per: "created" },
  { limit: "fs/total-new-files", per: "created" },
];
const WRITE_OPTIONS = `options?: { mode?: "create" | "update" | "append" }`;

export const FS_CAPABILITIES = {
  "fs/read-text": {
    module: "ambit:fs",
    name: "readText",
    signature: "(path: string | URL): Promise<string>",
    doc: "Reads a file as UTF-8 text.",
    needs: [path("read", 0)],
    takes: [READ],
  },
  "fs/read-bytes": {
    module: "ambit:fs",
    name: "readBytes",
    signature: "(path: string | URL): Promise<Uint8Array>",
    doc: "Reads a file as bytes.",
    needs: [path("read", 0)],
    takes: [READ],
  },
  "fs/read-stream": {
    module: "ambit:fs",
    name: "readStream",
    sync: true,
    signature: "(path: string | URL): ReadableStream<Uint8Array>",
    doc: "Reads a file piece by piece, as fast as the pieces are used.",
    needs: [path("read", 0)],
    takes: [READ],
  },
  "fs/stat": {
    module: "ambit:fs",
    name: "stat",
    signature: `(path: string | URL): Promise<{ kind: "file" | "folder" | "other"; sizeBytes: number; modifiedMs: number }>`,
    doc: "Says what a path is, its size and when it was changed.",
    needs: [path("read", 0)],
    takes: [],
  },
  "fs/exists": {
    module: "ambit:fs",
    name: "exists",
    signature: "(path: string | URL): Promise<boolean>",
    doc: "Says whether a path exists.",
    needs: [path("read", 0)],
    takes: [],
  },
  "fs/list": {
    module: "ambit:fs",
    name: "list",
    signature: `(folder: string | URL, options?: { recursive?: boolean }): Promise<{ name: string; kind: "file" | "folder" | "other"; path: string }[]>`,
    doc: "Lists what is in a folder.",
    needs: [below(path("read", 0), 1)],
    takes: [],
  },
  "fs/watch": {
    module: "ambit:fs",
    name: "watch",
    sync: true,
    signature: "(path: string | URL, options?: { recursive?: boolean }): AsyncIterableIterator<{ path: string }>",
    doc: "Tells which file or which entry of a folder was made, changed or taken away, from the moment on at which watching has begun. A path that changes often before it is taken is told once; the watched path itself stands for changes that are too many.",
    needs: [below(path("read", 0), 1)],
    takes: [],
  },
  "fs/write-text": {
    module: "ambit:fs",
    name: "writeText",
    signature: `(path: string | URL, text: string, ${WRITE_OPTIONS}): Promise<void>`,
    doc: "Writes a text as UTF-8; creates the file or replaces what is in it unless the mode says otherwise.",
    needs: [path(byMode(2), 0)],
    takes: [WRITE, ...CREATE],
  },
  "fs/write-bytes": {
    module: "ambit:fs",
    name: "writeBytes",
    signature: `(path: string | URL, bytes: Uint8Array, ${WRITE_OPTIONS}): Promise<void>`,
    doc: "Writes bytes; creates the file or replaces what is in it unless the mode says otherwise.",
    needs: [path(byMode(2), 0)],
    takes: [WRITE, ...CREATE],
  },
  "fs/write-stream": {
    module: "ambit:fs",
    name: "writeStream",
    sync: true,
    signature: `(path: string | URL, ${WRITE_OPTIONS}): WritableStream<Uint8Array>`,
    doc: "Writes a file piece by piece; like `writeBytes` it replaces what is in it unless the mode says otherwise.",
    needs: [path(byMode(1), 0)],
    takes: [WRITE, ...CREATE],
  },
  "fs/create-dir": {
    module: "ambit:fs",
    name: "createDir",
    signature: "(path: string | URL): Promise<void>",
    doc: "Creates a folder, and the folders above it that are missing.",
    needs: [path("create", 0)],
    takes: CREATE,
  },
  "fs/remove": {
    module: "ambit:fs",
    name: "remove",
    signature: "(path: string | URL, options?: { recursive?: boolean }): Promise<void>",
    doc: "Removes a file or an empty folder; with `recursive` a folder and everything below it.",
    needs: [below(path("delete", 0), 1)],
    takes: [],
  },
  "fs/rename": {
    module: "ambit:fs",
    name: "rename",
    signature: "(from: string | URL, to: string | URL): Promise<void>",
    doc: "Moves a file or a folder.",
    needs: [path("read", 0), path("delete", 0), path("write", 1)],
    takes: CREATE,
  },
  "fs/copy": {
    module: "ambit:fs",
    name: "copy",
    signature: "(from: string | URL, to: string | URL, options?: { recursive?: boolean }): Promise<void>",
    doc: "Copies a file; with `recursive` a folder and everything below it. A file is changed when the limits have let all of it through; what a copy has made is taken away when it is ended before its end.",
    needs: [below(path("read", 0), 2), below(path("write", 1), 2)],
    takes: [READ, WRITE, ...CREATE],
  },
} as const satisfies Record<string, Capability>;

function byMode(argument: number): KindSource {
  return {
    option: { argument, name: "mode" },
    kinds: { create: "create", update: "update", append: "write" },
    otherwise: "write",
  };
}

function path(kind: KindSource, argument: number): Need {
  return { domain: "fs", kind, resource: { argument, as: "path" } };
}

function below(need: Need, argument: number): Need {
  return { ...need, resource: { ...need.resource, below: { argument, option: "recursive" } } };
}
