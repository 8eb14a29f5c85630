/** One row of the matrix for each host function: how module code calls it, and what a call that is allowed gives. */
import type { CapabilityName } from "../../../runtime-core/capabilities/table.ts";
import type { LimitName } from "../../../runtime-core/limits/known-limits.ts";

/** How a host function is called. In code, `i` is another number for each call and PORT that of a server. */
export interface Row {
  /** What covers the call; nothing when it needs no grant. */
  readonly permissions?: object;
  /** An expression; what it gives has JSON. */
  readonly call: string;
  readonly gives: unknown;
  /** The function alone, as it is called with arguments that do not fit. */
  readonly name: string;
  /** Arguments that fit, as expressions: each in its turn is replaced by something else. */
  readonly args: readonly string[];
  /** Calls that take from a limit, where `call` does not. */
  readonly takes?: Readonly<Partial<Record<LimitName, string>>>;
  /** An expression that holds its place in a limit; `call` when absent. */
  readonly holds?: string;
  /** A call with the abort signal `signal` that would wait. */
  readonly abortable?: string;
}

const READ = { fs: { read: ["/m/**"] } };
const WRITE = { fs: { write: ["/m/**"] } };
const URL = '"http://localhost:PORT/text"';
const HTTP = { http: { read: ["http://localhost:PORT/**"], write: ["http://localhost:PORT/**"] } };

/** Imports for all of them. */
export const IMPORTS = [
  'import * as fs from "ambit:fs";',
  'import { serve } from "ambit:http";',
  'import { env } from "ambit:env";',
  'import { secret } from "ambit:secrets";',
  'import { spawn } from "ambit:modules";',
].join("\n");

/** A row for every name; the type says so. */
export const ROWS: Readonly<Record<CapabilityName, Row>> = {
  "fs/read-text": {
    permissions: READ,
    call: 'fs.readText("/m/a.txt")',
    gives: "hello",
    name: "fs.readText",
    args: ['"/m/a.txt"'],
  },
  "fs/read-bytes": {
    permissions: READ,
    call: 'fs.readBytes("/m/a.txt").then((bytes) => [...bytes])',
    gives: [104, 101, 108, 108, 111],
    name: "fs.readBytes",
    args: ['"/m/a.txt"'],
  },
  "fs/read-stream": {
    permissions: READ,
    call: 'new Response(fs.readStream("/m/a.txt")).text()',
    gives: "hello",
    name: "readAll",
    args: ['"/m/a.txt"'],
  },
  "fs/stat": {
    permissions: READ,
    call: 'fs.stat("/m/a.txt").then(({ kind, sizeBytes }) => [kind, sizeBytes])',
    gives: ["file", 5],
    name: "fs.stat",
    args: ['"/m/a.txt"'],
  },
  "fs/exists": {
    permissions: READ,
    call: 'fs.exists("/m/a.txt")',
    gives: true,
    name: "fs.exists",
    args: ['"/m/a.txt"'],
  },
  "fs/list": {
    permissions: READ,
    call: 'fs.list("/m/sub").then((entries) => entries.map((each) => each.path))',
    gives: ["/m/sub/b.txt"],
    name: "fs.list",
    args: ['"/m/sub"', "{ recursive: true }"],
  },
  "fs/watch": {
    permissions: { fs: { read: ["/m/**"] } },
    call: 'fs.watch("/m/sub", { recursive: true }).return!().then(({ done }) => done)',
    gives: true,
    name: "watchOnce",
    args: ['"/m/sub"', "{ recursive: true }"],
  },
  "fs/write-text": {
    permissions: WRITE,
    call: "fs.writeText(`/m/text-${i}`, 'hello')",
    gives: null,
    name: "fs.writeText",
    args: ['"/m/text"', '"hello"', '{ mode: "append" }'],
  },
  "fs/write-bytes": {
    permissions: WRITE,
    call: "fs.writeBytes(`/m/bytes-${i}`, new Uint8Array(5))",
    gives: null,
    name: "fs.writeBytes",
    args: ['"/m/bytes"', "new Uint8Array(5)", '{ mode: "append" }'],
  },
  "fs/write-stream": {
    permissions: WRITE,
    call: "writeAll(`/m/stream-${i}`)",
    gives: null,
    name: "writeAll",
    args: ['"/m/stream"', '{ mode: "append" }'],
  },
  "fs/create-dir": {
    permissions: { fs: { create: ["/m/**"] } },
    call: "fs.createDir(`/m/folder-${i}`)",
    gives: null,
    name: "fs.createDir",
    args: ['"/m/folder"'],
  },
  "fs/remove": {
    permissions: { fs: { delete: ["/m/**"] } },
    call: "fs.remove(`/m/old-${i}`)",
    gives: null,
    name: "fs.remove",
    args: ['"/m/none"', "{ recursive: true }"],
  },
  "fs/rename": {
    permissions: { fs: { read: ["/m/**"], delete: ["/m/**"], write: ["/m/**"] } },
    call: "fs.rename(`/m/from-${i}`, `/m/to-${i}`)",
    gives: null,
    name: "fs.rename",
    args: ['"/m/none"', '"/m/other"'],
  },
  "fs/copy": {
    permissions: { fs: { read: ["/m/**"], write: ["/m/**"] } },
    call: "fs.copy('/m/a.txt', `/m/copy-${i}`)",
    gives: null,
    name: "fs.copy",
    args: ['"/m/a.txt"', '"/m/copy"', "{ recursive: true }"],
  },
  "http/fetch": {
    permissions: HTTP,
    call: `fetch(${URL}).then((response) => response.text())`,
    gives: "hello",
    name: "fetch",
    args: [URL, "{ method: 'POST', body: 'hello' }"],
    takes: { "http/upload": `fetch(${URL}, { method: "POST", body: "hello" }).then((response) => response.text())` },
    holds: 'fetch("http://localhost:PORT/hang")',
    abortable: 'fetch("http://localhost:PORT/hang", { signal })',
  },
  "http/serve": {
    permissions: {
      http: { serve: ["localhost:*"], read: ["http://localhost:*/**"], write: ["http://localhost:*/**"] },
    },
    call: "serve({ port: 0 }, () => new Response()).then((server) => server.close())",
    gives: null,
    name: "serveOnce",
    args: ["{ port: 0 }", "() => new Response()"],
    takes: {
      "http/upload": `serve({ port: 0 }, () => new Response("hello"))
        .then((server) => fetch("http://localhost:" + server.port).then((response) => response.text()))`,
      "http/download": `serve({ port: 0 }, (request) => request.text().then(() => new Response()))
        .then((server) => fetch("http://localhost:" + server.port, { method: "POST", body: "hello" }))`,
    },
  },
  "websocket/connect": {
    permissions: { websocket: { connect: ["ws://localhost:PORT/**"] } },
    call: 'echo("ws://localhost:PORT/echo")',
    gives: "hello",
    name: "openOnce",
    args: ['"ws://localhost:PORT/echo"', '["a"]'],
    holds: 'new WebSocket("ws://localhost:PORT/echo").url',
  },
  "env/get": {
    permissions: { env: { read: ["NAME"] } },
    call: 'env.get("NAME")',
    gives: "value",
    name: "env.get",
    args: ['"NAME"'],
  },
  "secrets/use": {
    permissions: { secrets: { use: ["key"] } },
    call: 'String(Object.keys(secret("key")))',
    gives: "value",
    name: "secret",
    args: ['"key"'],
  },
  "env/has": {
    permissions: { env: { read: ["NAME"] } },
    call: 'env.has("NAME")',
    gives: true,
    name: "env.has",
    args: ['"NAME"'],
  },
  "env/to-object": {
    permissions: { env: { read: ["NAME"] } },
    call: "env.toObject()",
    gives: { NAME: "value" },
    name: "env.toObject",
    args: [],
  },
  "modules/spawn": {
    permissions: { modules: { spawn: ["/m/*.ts"] } },
    call: 'spawn("/m/child.ts").then((child) => child.result)',
    gives: "child",
    name: "spawn",
    args: ['"/m/child.ts"', "{ args: {}, permissions: {}, limits: {} }"],
    holds: 'spawn("/m/waits.ts")',
  },
  "console/write": { call: 'console.log("hello")', gives: null, name: "console.log", args: ['"hello"'] },
  "timers/set": {
    call: "new Promise<number>((resolve) => setTimeout(resolve, 1, 5))",
    gives: 5,
    name: "armOnce",
    args: ["() => {}", "1"],
    holds: "setTimeout(() => {}, 60_000)",
  },
};
