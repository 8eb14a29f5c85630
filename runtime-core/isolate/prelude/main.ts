/**
 * The first code in every isolate: the globals, the `ambit:*` modules and the doors for the host.
 *
 * Bundled into one script whose value is `prepare`. The host calls it once and keeps what it returns.
 */
import { AbortController, AbortSignal } from "./abort.ts";
import { Blob, File } from "./blob.ts";
import { console, written } from "./console.ts";
import { define, loadCommonJs, openCommonJs, provide } from "./commonjs.ts";
import * as context from "./context.ts";
import { Crypto, crypto } from "./crypto.ts";
import { CryptoKey } from "./crypto-key.ts";
import { DOMException } from "./dom-exception.ts";
import { atob, btoa, TextDecoder, TextEncoder } from "./encoding.ts";
import { env } from "./env.ts";
import { describeError } from "./errors.ts";
import { CloseEvent, CustomEvent, ErrorEvent, Event, EventTarget, MessageEvent, reportError } from "./events.ts";
import { files, readFiles } from "./files.ts";
import { finalizationRegistry } from "./finalization.ts";
import { FormData } from "./form-data.ts";
import * as fs from "./fs.ts";
import { harden } from "./harden.ts";
import { fetch, Headers, Request, Response, USER_AGENT } from "./http.ts";
import { keepLibraries } from "./libraries.ts";
import { MessageChannel, MessagePort } from "./message-channel.ts";
import { basic, bearer, secret } from "./secrets.ts";
import { serve, served } from "./serve.ts";
import { spawn } from "./modules.ts";
import { parent, sent } from "./ports.ts";
import { basename, dirname, extname, isAbsolute, join, normalize, relative, resolve, setModuleDir } from "./path.ts";
import { abort, callEnded, ENTRY, inCall, signal } from "./signals.ts";
import { LAZY_COMPRESSION } from "./compression.ts";
import { LAZY_GLOBALS } from "./streams.ts";
import { structuredClone } from "./structured-clone.ts";
import { SubtleCrypto } from "./subtle-crypto.ts";
import {
  clearInterval,
  clearTimeout,
  fire,
  openTimers,
  Performance,
  performance,
  queueMicrotask,
  runDue,
  setInterval,
  setTimeout,
  type TimerEntrance,
} from "./timers.ts";
import { URL, URLSearchParams } from "./url.ts";
import { urlPattern } from "./url-pattern.ts";
import { WebSocket } from "./web-socket.ts";
import { call, type HostEntrance, openWall, settle, standAtCall } from "./wall.ts";

type Namespace = Readonly<Record<string, unknown>>;

const GLOBALS = {
  AbortController,
  AbortSignal,
  Blob,
  CloseEvent,
  Crypto,
  CryptoKey,
  CustomEvent,
  DOMException,
  ErrorEvent,
  Event,
  EventTarget,
  File,
  FinalizationRegistry: finalizationRegistry(),
  FormData,
  Headers,
  MessageChannel,
  MessageEvent,
  MessagePort,
  Performance,
  Request,
  Response,
  SubtleCrypto,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  WebSocket,
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  console,
  crypto,
  fetch,
  navigator: Object.freeze({ userAgent: USER_AGENT }),
  performance,
  queueMicrotask,
  reportError,
  self: globalThis,
  setInterval,
  setTimeout,
  structuredClone,
};

const { toPath: _toPath, ...fsExports } = fs;

const HOST_MODULES: Readonly<Record<string, Namespace>> = {
  "ambit:module": { defineManifest: (manifest: unknown) => manifest, files },
  "ambit:fs": fsExports,
  "ambit:path": { basename, dirname, extname, isAbsolute, join, normalize, relative, resolve },
  "ambit:http": { serve },
  "ambit:env": { env },
  "ambit:secrets": { basic, bearer, secret },
  "ambit:modules": { parent, spawn },
  "ambit:context": { ...context, signal },
};

/** A namespace as promises can hold it: one with an export `then` would be taken for a promise itself. */
interface Loaded {
  readonly namespace: Namespace;
}

/** Loaded modules; the entry is under "entry". A waiting place is made by whoever comes first. */
const loaded = new Map<string, PromiseWithResolvers<Loaded>>();

/** What the host keeps of the prelude. */
export interface PreludeDoors {
  readonly start: typeof start;
  readonly settle: typeof settle;
  readonly fire: typeof fire;
  readonly runDue: typeof runDue;
  readonly abort: typeof abort;
  readonly invoke: (...invocation: Invocation) => void;
  readonly define: typeof define;
  readonly standAtCall: (...at: Parameters<typeof standAtCall>) => void;
}

/** The number of a call, the name of the export, the arguments as JSON. */
type Invocation = readonly [invocation: number, name: string, argsJson: string];

let loaderHookName: string;
let tellEnd: HostEntrance["end"];

/**
 * Sets up the globals, and leaves the hooks that the module loader needs under `globalThis[hook]`. Nothing of it needs to
 * know the module.
 *
 * @param libraries Names and texts by turns.
 */
function prepare(hook: string, ...libraries: readonly string[]): PreludeDoors {
  keepLibraries(libraries);
  for (const [name, value] of Object.entries(GLOBALS)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    if (typeof value !== "function") continue;
    giveName(value, name);
    nameInstances(value, name);
  }
  for (const exports of Object.values(HOST_MODULES))
    for (const [name, value] of Object.entries(exports)) if (typeof value === "function") giveName(value, name);
  for (const [name, make] of Object.entries({ ...LAZY_GLOBALS, ...LAZY_COMPRESSION })) defineLazily(name, make);
  defineLazily("URLPattern", urlPattern);
  harden();
  loaderHookName = hook;
  Object.defineProperty(globalThis, hook, { value: loaderHook, configurable: true });
  openCommonJs(HOST_MODULES, load);
  return { start, settle, fire, runDue, abort, define, invoke: (...invocation) => void run(invocation), standAtCall };
}

/** Opens the wall for a module, and takes the hooks away. `texts` is JSON by the names of `files`. */
function start(
  entrance: HostEntrance & TimerEntrance,
  moduleDir: string,
  texts: Readonly<Record<string, string>>,
): void {
  openWall(entrance);
  openTimers(entrance);
  tellEnd = entrance.end;
  setModuleDir(moduleDir);
  readFiles(texts);
  Reflect.deleteProperty(globalThis, loaderHookName);
}

/** Some have another name in the bundle. */
function giveName(type: object, name: string): void {
  if ((type as { readonly name?: unknown }).name !== name)
    Object.defineProperty(type, "name", { value: name, configurable: true });
}

/** `[object Headers]`: Web IDL §3.7.3. */
function nameInstances(type: object, name: string): void {
  const { prototype } = type as { readonly prototype?: unknown };
  if (typeof prototype !== "object" || prototype === null || Object.hasOwn(prototype, Symbol.toStringTag)) return;
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** A global that is made when it is first read. */
function defineLazily(name: string, make: () => unknown): void {
  const define = (value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  };
  const get = (): unknown => {
    const value = make();
    if (typeof value === "function") nameInstances(value, name);
    define(value);
    return value;
  };
  Object.defineProperty(globalThis, name, { get, set: define, configurable: true, enumerable: false });
}

/** What the sources of host modules take hold of while they are evaluated, before any module code. */
const loaderHook = {
  hostModule: (name: string): Namespace => HOST_MODULES[name] as Namespace,
  self: (path: string): Namespace => ({
    meta: Object.freeze({ url: `file://${encodePath(path)}`, dirname: dirname(path), filename: path }),
    load: (specifier: unknown): Promise<Namespace> => load(path, specifier),
  }),
  keep: (path: string, namespace: Namespace): void => place(path).resolve({ namespace }),
  loadCommonJs,
  provide,
};

async function load(referrer: string, specifier: unknown): Promise<Namespace> {
  const path = (await call("module/load", [referrer, String(specifier)])) as string;
  return (await place(path).promise).namespace;
}

function resultText(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    const { name, message } = describeError(error);
    throw new TypeError(`The result cannot be returned as JSON: ${name}: ${message}`);
  }
  return json ?? "null";
}

function place(path: string): PromiseWithResolvers<Loaded> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const fresh = Promise.withResolvers<Loaded>();
  loaded.set(path, fresh);
  return fresh;
}

/** Calls an export and tells its end when everything that was written is out. */
async function run([invocation, name, argsJson]: Invocation): Promise<void> {
  let kind = "value";
  let json = "null";
  try {
    const { namespace: entry } = await place("entry").promise;
    const target = name === "default" ? (entry["default"] ?? entry["main"]) : entry[name];
    if (typeof target === "function") {
      const args = JSON.parse(argsJson) as unknown[];
      json = resultText(await inCall(invocation, () => Reflect.apply(target, undefined, args)));
    } else kind = "no-entry";
    if (invocation === ENTRY) await Promise.all([served(), sent()]);
  } catch (error) {
    kind = "error";
    json = JSON.stringify(describeError(error));
  }
  callEnded(invocation);
  await written();
  tellEnd(invocation, kind, json);
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

export default prepare;
