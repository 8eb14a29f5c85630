/**
 * Modules of Deno's standard library that only compute, and those whose effects are their point, told by short programs.
 *
 * Source: https://jsr.io/@std
 */
const PATH = `
export * from "node:path";
export { default } from "node:path";
import { join, normalize } from "host:path";
import { fileURLToPath, pathToFileURL } from "host:url";
import { anything } from "host:calls";
export const fromFileUrl = fileURLToPath;
export const toFileUrl = pathToFileURL;
export const SEPARATOR = "/";
export const SEP = "/";
export const DELIMITER = ":";
export const SEPARATOR_PATTERN = /\\/+/;
export const SEP_PATTERN = /\\/+/;
export const joinGlobs = (parts) => join(...parts);
export const normalizeGlob = normalize;
export const common = anything;
export const globToRegExp = anything;
export const isGlob = anything;
`;

const FS = `
import { join } from "host:path";
import { anything } from "host:calls";
export const exists = async (path) => { await Deno.stat(path); return anything(); };
export const existsSync = (path) => { Deno.statSync(path); return anything(); };
export const ensureDir = async (path) => { await Deno.lstat(path); await Deno.mkdir(path, { recursive: true }); };
export const ensureDirSync = (path) => { Deno.lstatSync(path); Deno.mkdirSync(path, { recursive: true }); };
export const ensureFile = async (path) => { await Deno.lstat(path); await Deno.writeFile(path, anything()); };
export const ensureFileSync = (path) => { Deno.lstatSync(path); Deno.writeFileSync(path, anything()); };
export const ensureLink = async (from, to) => { await Deno.link(from, to); };
export const ensureLinkSync = (from, to) => { Deno.linkSync(from, to); };
export const ensureSymlink = async (from, to) => { await Deno.lstat(to); await Deno.symlink(from, to); };
export const ensureSymlinkSync = (from, to) => { Deno.lstatSync(to); Deno.symlinkSync(from, to); };
export const emptyDir = async (path) => { for await (const each of Deno.readDir(path)); await Deno.remove(path + "/" + anything(), { recursive: true }); await Deno.mkdir(path); };
export const emptyDirSync = (path) => { for (const each of Deno.readDirSync(path)); Deno.removeSync(path + "/" + anything(), { recursive: true }); Deno.mkdirSync(path); };
export const copy = async (from, to) => { await Deno.lstat(from); await Deno.lstat(to); await Deno.copyFile(from, to); await Deno.mkdir(to); };
export const copySync = (from, to) => { Deno.lstatSync(from); Deno.lstatSync(to); Deno.copyFileSync(from, to); Deno.mkdirSync(to); };
export const move = async (from, to) => { await Deno.lstat(to); await Deno.remove(to, { recursive: true }); await Deno.rename(from, to); };
export const moveSync = (from, to) => { Deno.lstatSync(to); Deno.removeSync(to, { recursive: true }); Deno.renameSync(from, to); };
const entryAt = (path, name) => ({ path, name, isFile: anything(), isDirectory: anything(), isSymlink: anything() });
const below = (path, name) => { let inner = path + "/" + name; while (anything()) inner += "/" + name; return inner; };
export async function* walk(root) {
  for await (const { name } of Deno.readDir(root)) {
    const path = below(root, name);
    for await (const each of Deno.readDir(path));
    yield entryAt(path, name);
  }
}
export function* walkSync(root) {
  for (const { name } of Deno.readDirSync(root)) {
    const path = below(root, name);
    for (const each of Deno.readDirSync(path));
    yield entryAt(path, name);
  }
}
const beginning = (glob, options) => join(options?.root ?? Deno.cwd(), String(glob).replace(/[^/]*[*?{[].*$/, ""));
export async function* expandGlob(glob, options) { yield* walk(beginning(glob, options)); }
export function* expandGlobSync(glob, options) { yield* walkSync(beginning(glob, options)); }
export const eol = anything;
export const detect = anything;
export const format = anything;
export const LF = "\\n";
export const CRLF = "\\r\\n";
`;

const DOTENV = `
import { anything } from "host:calls";
export const load = async (options) => { const path = options?.envPath ?? "./.env"; await Deno.readTextFile(path); if (options?.export) Deno.env.set(anything(), anything()); return anything(); };
export const loadSync = (options) => { const path = options?.envPath ?? "./.env"; Deno.readTextFileSync(path); if (options?.export) Deno.env.set(anything(), anything()); return anything(); };
export const parse = anything;
export const stringify = anything;
`;

const FILE_SERVER = `
import { anything } from "host:calls";
export const serveDir = async (request, options) => { const file = (options?.fsRoot ?? ".") + new URL(request.url).pathname; await Deno.stat(file); await Deno.open(file); return anything(); };
export const serveFile = async (request, path) => { await Deno.stat(path); await Deno.open(path); return anything(); };
`;

const HTTP = `
export { serveDir, serveFile } from "std:http/file-server";
import { later } from "host:calls";
export const route = (routes, otherwise) => (request, info) => {
  for (const each of routes) later(each.handler);
  return otherwise(request, info);
};
`;

const HTTP_SERVER = `
const listen = (options) => Deno.serve({ port: options?.port ?? 8000, hostname: options?.hostname ?? options?.host ?? "0.0.0.0" }, () => {});
export const serve = (handler, options) => {
  if (typeof handler !== "function") return listen(handler);
  return Deno.serve({ port: options?.port ?? 8000, hostname: options?.hostname ?? "0.0.0.0" }, handler);
};
export const serveTls = (handler, options) => {
  Deno.readTextFile(options.certFile);
  Deno.readTextFile(options.keyFile);
  return Deno.serve({ port: options?.port ?? 8443, hostname: options?.hostname ?? "0.0.0.0" }, handler);
};
export const listenAndServe = (options, handler) => Deno.serve(options, handler);
export class Server {
  constructor(options) { this.options = options; }
  listenAndServe() { Deno.serve({ port: this.options.port ?? 80, hostname: this.options.hostname ?? "0.0.0.0" }, this.options.handler); }
  close() {}
}
`;

const NET = `
import { anything } from "host:calls";
export const getAvailablePort = (options) => { Deno.listen({ port: options?.preferredPort ?? 0 }); return anything(); };
export const getNetworkAddress = () => { Deno.networkInterfaces(); return anything(); };
`;

const LOG = `
import { anything } from "host:calls";
export class BaseHandler { constructor(level, options) { this.options = options; } setup() {} handle() {} log() {} destroy() {} }
export class ConsoleHandler extends BaseHandler {}
export class FileHandler extends BaseHandler { setup() { Deno.openSync(this.options.filename, { write: true }); } }
export class RotatingFileHandler extends FileHandler { setup() { Deno.openSync(this.options.filename, { write: true }); Deno.statSync(this.options.filename); } }
export const setup = (config) => { for (const each of Object.values(config?.handlers ?? {})) each.setup?.(); };
export const getLogger = anything;
export const handlers = { BaseHandler, ConsoleHandler, FileHandler, RotatingFileHandler };
`;

/** Programs by specifier. */
export const STD_PROGRAMS: Readonly<Record<string, string>> = {
  "std:path": PATH,
  "std:fs": FS,
  "std:dotenv": DOTENV,
  "std:dotenv/load": `import { load } from "std:dotenv";\nawait load({ export: true });\n`,
  "std:http": HTTP,
  "std:http/file-server": FILE_SERVER,
  "std:http/server": HTTP_SERVER,
  "std:net": NET,
  "std:log": LOG,
};

/** Stands for every module of the library that does nothing but compute. */
export const STD_PURE = "std:pure";

const COMPUTING: ReadonlySet<string> = new Set(
  (
    "archive assert async bytes cache cbor cli collections crypto csv data-structures datetime encoding expect flags fmt front-matter " +
    "hash html ini internal io json jsonc math media-types msgpack random regexp semver signal streams tar testing text toml ulid uuid " +
    "webgpu yaml xml"
  ).split(" "),
);

const STD = /^(?:jsr:\/?@std\/|@std\/|https:\/\/(?:jsr\.io\/@std|deno\.land\/std)(?=[@/]))(.*)$/;

/** The program of a module of the standard library: `jsr:@std/path@1/join` is "std:path". */
export function stdSpecifier(specifier: string): string | undefined {
  if (specifier.startsWith("std:")) return specifier;
  const rest = STD.exec(specifier)?.[1];
  if (rest === undefined) return undefined;
  const path = rest
    .replace(/^@[^/]+\//, "")
    .replace(/^([^/@]+)@[^/]+/, "$1")
    .replace(/\.ts$/, "")
    .replace(/\/mod$/, "")
    .replace(/_/g, "-");
  const [name = ""] = path.split("/");
  if (Object.hasOwn(STD_PROGRAMS, `std:${path}`)) return `std:${path}`;
  if (name !== "http" && Object.hasOwn(STD_PROGRAMS, `std:${name}`)) return `std:${name}`;
  return name === "http" || COMPUTING.has(name) ? STD_PURE : undefined;
}
