/**
 * Modules of Node that only pass on what they are given, told by short programs.
 *
 * The evaluation runs them like files of the project; what they call counts where the project called them. They import
 * `host:calls` (`later` calls functions at some time with anything, `anything` gives something unknown), `host:path`
 * and `host:url`, which are built in.
 */

const EVENTS = `
import { later, anything } from "host:calls";
function EventEmitter() {}
const add = function (name, listener) {
  this._handlers = this._handlers || {};
  const known = this._handlers[name] || [];
  this._handlers[name] = [...known, listener];
  if (typeof listener === "function") later(listener.bind(this));
  return this;
};
const remove = function () { return this; };
for (const name of ["on", "once", "addListener", "prependListener", "prependOnceListener"]) EventEmitter.prototype[name] = add;
for (const name of ["off", "removeListener", "removeAllListeners", "setMaxListeners"]) EventEmitter.prototype[name] = remove;
EventEmitter.prototype.emit = function (name, ...args) {
  const list = (this._handlers || {})[name] || [];
  for (const each of list) each.apply(this, args);
  return anything();
};
EventEmitter.prototype.listeners = function (name) { return (this._handlers || {})[name] || []; };
EventEmitter.prototype.rawListeners = EventEmitter.prototype.listeners;
EventEmitter.prototype.listenerCount = function () { return anything(); };
EventEmitter.prototype.eventNames = function () { return anything(); };
EventEmitter.prototype.getMaxListeners = function () { return 10; };
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.defaultMaxListeners = 10;
export async function once() { return [anything(), anything()]; }
export async function* on() { yield [anything(), anything()]; }
export function getEventListeners() { return []; }
export function setMaxListeners() {}
export function listenerCount() { return anything(); }
export function addAbortListener(signal, listener) { later(listener); return { [Symbol.dispose]() {} }; }
export const errorMonitor = Symbol("events.errorMonitor");
export const captureRejectionSymbol = Symbol.for("nodejs.rejection");
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.listenerCount = listenerCount;
EventEmitter.errorMonitor = errorMonitor;
EventEmitter.captureRejectionSymbol = captureRejectionSymbol;
EventEmitter.setMaxListeners = setMaxListeners;
EventEmitter.getEventListeners = getEventListeners;
export { EventEmitter };
export default EventEmitter;
`;

const STREAM = `
import { later, anything } from "host:calls";
import EventEmitter from "node:events";
function Stream(options) {
  if (options)
    for (const name of ["read", "write", "writev", "final", "destroy", "transform", "flush", "construct"])
      if (options[name]) this["_" + name] = options[name];
  for (const name of ["_read", "_write", "_writev", "_final", "_destroy", "_transform", "_flush", "_construct"])
    if (typeof this[name] === "function") later(this[name].bind(this));
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
for (const name of Object.keys(EventEmitter.prototype)) Stream.prototype[name] = EventEmitter.prototype[name];
const self = function (...args) { later(...args); return this; };
const something = function (...args) { later(...args); return anything(); };
for (const name of ["end", "destroy", "resume", "pause", "setEncoding", "unpipe", "wrap", "cork", "uncork", "unshift", "setDefaultEncoding"])
  Stream.prototype[name] = self;
for (const name of ["write", "push", "read", "isPaused"]) Stream.prototype[name] = something;
for (const name of ["map", "filter", "flatMap", "take", "drop", "compose"]) Stream.prototype[name] = self;
for (const name of ["toArray", "forEach", "reduce", "some", "every", "find"])
  Stream.prototype[name] = async function (...args) { later(...args); return anything(); };
Stream.prototype.pipe = function (target) { return target; };
Stream.prototype[Symbol.asyncIterator] = async function* () { while (anything()) yield anything(); };
const make = () => {
  function Kind(options) { Stream.call(this, options); }
  for (const name of Object.keys(Stream.prototype)) Kind.prototype[name] = Stream.prototype[name];
  Kind.prototype[Symbol.asyncIterator] = Stream.prototype[Symbol.asyncIterator];
  Kind.from = (source) => { later(source); return new Kind(); };
  Kind.fromWeb = () => new Kind();
  Kind.toWeb = () => anything();
  Kind.isDisturbed = anything;
  return Kind;
};
export const Readable = make();
export const Writable = make();
export const Duplex = make();
export const Transform = make();
export const PassThrough = make();
export function pipeline(...streams) { later(...streams); return streams.at(-1); }
export function finished(stream, ...rest) { later(...rest); return anything; }
export function compose(...streams) { later(...streams); return new Duplex(); }
export const addAbortSignal = (signal, stream) => stream;
export const getDefaultHighWaterMark = anything;
export const setDefaultHighWaterMark = anything;
export const isReadable = anything;
export const isErrored = anything;
export const promises = {
  pipeline: async (...streams) => { later(...streams); return anything(); },
  finished: async () => anything(),
};
Object.assign(Stream, {
  Readable, Writable, Duplex, Transform, PassThrough, Stream, pipeline, finished, compose, addAbortSignal, promises,
});
export { Stream };
export default Stream;
`;

const STREAM_PROMISES = `
import { promises } from "node:stream";
export const { pipeline, finished } = promises;
export default promises;
`;

const UTIL = `
import { later, anything } from "host:calls";
export function promisify(original) {
  const custom = original && original[promisify.custom];
  if (typeof custom === "function" && custom !== original) return custom;
  return function (...args) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error, value) => { if (error) reject(error); else resolve(value); });
    });
  };
}
promisify.custom = Symbol.for("nodejs.util.promisify.custom");
export function callbackify(original) {
  return function (...args) {
    const done = args.pop();
    original.apply(this, args).then((value) => done(null, value), (error) => done(error));
  };
}
export function inherits(made, parent) {
  made.super_ = parent;
  Object.setPrototypeOf(made.prototype, parent.prototype);
  for (const name of Object.keys(parent.prototype)) if (!(name in made.prototype)) made.prototype[name] = parent.prototype[name];
}
export const deprecate = (original) => original;
export const format = (first, ...rest) => (rest.length === 0 ? String(first) : anything());
export const formatWithOptions = anything;
export function inspect() { return anything(); }
inspect.custom = Symbol.for("nodejs.util.inspect.custom");
for (const name of ["colors", "styles", "defaultOptions", "replDefaults"]) inspect[name] = anything();
export const stripVTControlCharacters = (text) => text;
export const toUSVString = (text) => text;
export const styleText = anything;
export const debuglog = () => anything;
export const debug = debuglog;
export const isDeepStrictEqual = anything;
export const isArray = Array.isArray;
export const types = anything();
export const parseArgs = anything;
export const parseEnv = anything;
export const getSystemErrorName = anything;
export const getSystemErrorMap = anything;
export const getCallSites = anything;
export const MIMEType = anything;
export const MIMEParams = anything;
export const aborted = async () => {};
export const transferableAbortController = () => new AbortController();
export const transferableAbortSignal = (signal) => signal;
export const TextEncoder = globalThis.TextEncoder;
export const TextDecoder = globalThis.TextDecoder;
export default {
  promisify, callbackify, inherits, deprecate, format, formatWithOptions, inspect, stripVTControlCharacters, toUSVString, styleText,
  debuglog, debug, isDeepStrictEqual, isArray, types, parseArgs, parseEnv, getSystemErrorName, getSystemErrorMap, getCallSites,
  MIMEType, MIMEParams, aborted, transferableAbortController, transferableAbortSignal, TextEncoder, TextDecoder,
};
`;

const PATH = `
import { join, resolve, normalize, dirname, basename, extname, relative, isAbsolute } from "host:path";
import { anything } from "host:calls";
export const sep = "/";
export const delimiter = ":";
export const parse = (path) => ({
  root: isAbsolute(path) ? "/" : "", dir: dirname(path), base: basename(path), ext: extname(path), name: basename(path, extname(path)),
});
export const format = (parts) => join(parts.dir || parts.root || "", parts.base || (parts.name || "") + (parts.ext || ""));
export const toNamespacedPath = (path) => path;
export const matchesGlob = anything;
export const posix = {
  join, resolve, normalize, dirname, basename, extname, relative, isAbsolute, sep, delimiter, parse, format, toNamespacedPath, matchesGlob,
};
export const win32 = { ...posix };
posix.posix = posix;
posix.win32 = win32;
export { join, resolve, normalize, dirname, basename, extname, relative, isAbsolute };
export default posix;
`;

const URLS = `
import { fileURLToPath, pathToFileURL } from "host:url";
import { anything } from "host:calls";
import { stringify } from "node:querystring";
const relative = (text) => {
  const url = new URL(text, "http://localhost");
  return {
    href: text, protocol: null, host: null, hostname: null, port: null, auth: null, slashes: null, pathname: url.pathname,
    search: url.search, path: url.pathname + url.search, query: anything(), hash: url.hash,
    format() { return format(this); },
  };
};
export const parse = (text, isParsed) => {
  if (String(text).startsWith("/")) return relative(text);
  const url = new URL(text);
  return {
    href: url.href, protocol: url.protocol, host: url.host, hostname: url.hostname, port: url.port, pathname: url.pathname,
    search: url.search, path: url.pathname + url.search, query: isParsed && url.search ? anything() : url.search.slice(1), hash: url.hash,
    auth: anything(), slashes: true,
    format() { return format(this); },
  };
};
const ended = (text, end) => !text || text.endsWith(end) ? text : text + end;
const begun = (text, begin) => !text || text.startsWith(begin) ? text : begin + text;
const textOf = (part) => [part].join("");
const searchOf = ({ search, query }) => textOf(search || (query && typeof query === "object" ? stringify(query) : ""));
export const format = (url) => {
  if (typeof url === "string") return url;
  if (url instanceof globalThis.URL) return url.href;
  const protocol = ended(textOf(url.protocol), ":");
  const host = url.host || textOf(url.hostname) + (url.port ? ":" + url.port : "");
  const path = textOf(url.pathname);
  const place = url.slashes || (protocol && host) ? "//" + host + begun(path, "/") : host + path;
  return protocol + place + begun(searchOf(url), "?") + begun(textOf(url.hash), "#");
};
export const resolve = (from, to) => new URL(to, from).href;
export const urlToHttpOptions = (url) => ({
  protocol: url.protocol, hostname: url.hostname, port: url.port, path: url.pathname + url.search, href: url.href,
});
export const domainToASCII = (text) => text;
export const domainToUnicode = (text) => text;
export const URL = globalThis.URL;
export const URLSearchParams = globalThis.URLSearchParams;
export const Url = anything;
export { fileURLToPath, pathToFileURL };
export default {
  parse, format, resolve, urlToHttpOptions, domainToASCII, domainToUnicode, URL, URLSearchParams, Url, fileURLToPath, pathToFileURL,
};
`;

const QUERYSTRING = `
import { anything } from "host:calls";
export const stringify = (query) =>
  new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => [name, each]))).toString();
export const encode = stringify;
export const parse = anything;
export const decode = anything;
export const escape = encodeURIComponent;
export const unescape = decodeURIComponent;
export default { stringify, encode, parse, decode, escape, unescape };
`;

const TIMERS = `
export const setTimeout = globalThis.setTimeout;
export const setInterval = globalThis.setInterval;
export const setImmediate = globalThis.setImmediate;
export const clearTimeout = globalThis.clearTimeout;
export const clearInterval = globalThis.clearInterval;
export const clearImmediate = globalThis.clearTimeout;
export const promises = {
  setTimeout: async (ms, value) => value,
  setImmediate: async (value) => value,
  setInterval: async function* (ms, value) { while (true) yield value; },
  scheduler: { wait: async () => {}, yield: async () => {} },
};
export default { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises };
`;

const TIMERS_PROMISES = `
import { promises } from "node:timers";
export const { setTimeout, setImmediate, setInterval, scheduler } = promises;
export default promises;
`;

const ASSERT = `
import { anything } from "host:calls";
function assert() {}
const names = ["ok", "equal", "strictEqual", "deepEqual", "deepStrictEqual", "notEqual", "notStrictEqual", "notDeepEqual",
  "notDeepStrictEqual", "match", "doesNotMatch", "ifError", "fail", "partialDeepStrictEqual"];
for (const name of names) assert[name] = () => {};
for (const name of ["throws", "doesNotThrow"]) assert[name] = (run) => { try { run(); } catch {} };
for (const name of ["rejects", "doesNotReject"])
  assert[name] = async (run) => { try { await (typeof run === "function" ? run() : run); } catch {} };
assert.strict = assert;
assert.AssertionError = class AssertionError extends Error {};
export const { ok, equal, strictEqual, deepEqual, deepStrictEqual, notEqual, notStrictEqual, notDeepEqual, notDeepStrictEqual,
  match, doesNotMatch, ifError, fail, throws, doesNotThrow, rejects, doesNotReject, strict, AssertionError } = assert;
export const CallTracker = anything;
export default assert;
`;

const ASYNC_HOOKS = `
import { later, anything } from "host:calls";
export class AsyncLocalStorage {
  run(store, callback, ...args) { this._store = store; return callback(...args); }
  exit(callback, ...args) { return callback(...args); }
  enterWith(store) { this._store = store; }
  getStore() { return this._store; }
  disable() {}
  static bind(callback) { return callback; }
  static snapshot() { return (callback, ...args) => callback(...args); }
}
export class AsyncResource {
  runInAsyncScope(callback, self, ...args) { return callback.apply(self, args); }
  bind(callback) { return callback; }
  emitDestroy() { return this; }
  asyncId() { return 1; }
  triggerAsyncId() { return 1; }
  static bind(callback) { return callback; }
}
export const createHook = (options) => { later(options); return anything(); };
export const executionAsyncId = anything;
export const triggerAsyncId = anything;
export const executionAsyncResource = anything;
export default { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId, triggerAsyncId, executionAsyncResource };
`;

const BUFFER = `
import { anything } from "host:calls";
export const Buffer = globalThis.Buffer;
export const Blob = globalThis.Blob;
export const File = globalThis.File;
export const atob = globalThis.atob;
export const btoa = globalThis.btoa;
export const constants = anything();
export const kMaxLength = anything();
export const SlowBuffer = anything;
export const isUtf8 = anything;
export const isAscii = anything;
export const transcode = anything;
export const resolveObjectURL = anything;
export default { Buffer, Blob, File, atob, btoa, constants, kMaxLength, SlowBuffer, isUtf8, isAscii, transcode, resolveObjectURL };
`;

/** Programs by specifier. */
export const NODE_PROGRAMS: Readonly<Record<string, string>> = {
  "node:events": EVENTS,
  "node:stream": STREAM,
  "node:stream/promises": STREAM_PROMISES,
  "node:util": UTIL,
  "node:path": PATH,
  "node:path/posix": PATH,
  "node:path/win32": PATH,
  "node:url": URLS,
  "node:querystring": QUERYSTRING,
  "node:timers": TIMERS,
  "node:timers/promises": TIMERS_PROMISES,
  "node:assert": ASSERT,
  "node:assert/strict": ASSERT,
  "node:async_hooks": ASYNC_HOOKS,
  "node:buffer": BUFFER,
};
