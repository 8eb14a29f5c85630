/**
 * What browsers brought and other hosts share: `fetch`, sockets, workers.
 */
import { CONTENT, direct, each, need, needOfKind, NET_CONTENT, NOTHING, pure, type Table, value } from "./models.ts";
import type { FunctionModel, ObjectModel, ResultModel } from "./profile.ts";

/** `fetch(input, init)` */
export const FETCH: FunctionModel = {
  kind: "function",
  name: "fetch",
  sync: false,
  needs: [needOfKind("http", { httpMethod: { argument: 1 } }, { form: "url" })],
  result: { kind: "response" },
};

export const WEB_SOCKET: FunctionModel = direct([need("websocket.connect", { form: "websocket-url" })], {
  kind: "object",
  of: "WebSocket",
});

export const WEB_SOCKET_STREAM: FunctionModel = direct(
  [need("websocket.connect", { form: "websocket-url" })],
  NET_CONTENT,
);

export const EVENT_SOURCE: FunctionModel = direct([need("http.read", { form: "url" })], NET_CONTENT);

/** `new Worker(specifier)` */
export const WORKER: FunctionModel = direct(
  [need("module.load", { form: "module" })],
  { kind: "object", of: "Worker" },
  { runs: true },
);

function withListeners(name: string): ObjectModel {
  return {
    kind: "object",
    name,
    members: each("send close postMessage terminate addEventListener removeEventListener on once off", pure()),
    listenerMembers: ["onmessage", "onopen", "onclose", "onerror", "onmessageerror"],
    otherwise: CONTENT,
  };
}

const ARGUMENT: ResultModel = { kind: "argument" };
const DISPOSABLE_STACK: ResultModel = { kind: "object", of: "DisposableStack" };

/** Objects that results refer to. */
export const WEB_OBJECTS: Readonly<Record<string, ObjectModel>> = {
  WebSocket: withListeners("WebSocket"),
  Worker: withListeners("Worker"),
  DisposableStack: {
    kind: "object",
    name: "DisposableStack",
    members: {
      defer: direct([], NOTHING, { calls: undefined, hands: { callee: 0, from: 0, to: 0 } }),
      adopt: direct([], ARGUMENT, { calls: undefined, hands: { callee: 1, from: 0, to: 1 } }),
      use: direct([], ARGUMENT),
      move: direct([], DISPOSABLE_STACK),
      ...each("dispose disposeAsync", pure()),
    },
    otherwise: CONTENT,
  },
};

/** Globals that do nothing but compute. */
export const PURE_GLOBALS: Table = {
  ...each(
    "caches navigator location localStorage sessionStorage Atomics WebAssembly CustomEvent ErrorEvent MessageEvent " +
      "CloseEvent ProgressEvent PromiseRejectionEvent BroadcastChannel MessagePort SharedArrayBuffer Int16Array Uint16Array " +
      "Uint8ClampedArray Float32Array BigInt64Array BigUint64Array Float16Array CompressionStream DecompressionStream " +
      "TextEncoderStream TextDecoderStream ByteLengthQueuingStrategy CountQueuingStrategy URLPattern CryptoKey " +
      "SubtleCrypto Crypto ImageData PerformanceEntry PerformanceObserver Storage HTMLRewriter WebSocketPair " +
      "FixedLengthStream IdentityTransformStream scheduler SuppressedError ReadableStreamDefaultReader " +
      "ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableByteStreamController " +
      "WritableStreamDefaultWriter WritableStreamDefaultController TransformStreamDefaultController Performance " +
      "PerformanceMark PerformanceMeasure PerformanceObserverEntryList PerformanceResourceTiming Cache CacheStorage " +
      "FileReader Navigator Location Temporal Lock LockManager",
    value(CONTENT),
  ),
  ...each("DisposableStack AsyncDisposableStack", direct([], DISPOSABLE_STACK)),
  ...each("alert confirm prompt reportError close addEventListener removeEventListener dispatchEvent", pure()),
};
