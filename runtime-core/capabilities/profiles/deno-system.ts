/**
 * Network, processes, environment and machine of Deno's namespace.
 *
 * Source: https://docs.deno.com/api/deno/network, https://docs.deno.com/api/deno/runtime
 */
import {
  CONTENT,
  deferred,
  direct,
  each,
  FILE_CONTENT,
  need,
  NET_CONTENT,
  NOTHING,
  object,
  pure,
  type Table,
  value,
} from "./models.ts";
import type { HostModel, ObjectModel, ResultModel } from "./profile.ts";

const OF_MACHINE: ResultModel = { kind: "content", reason: "env" };
const ALL_INTERFACES = "0.0.0.0";

const LISTEN = need("net.listen", { form: "address", otherwise: ALL_INTERFACES });
const CONNECT = need("net.connect", { form: "address", otherwise: "127.0.0.1" });

/** A socket in the file system is read and written. */
const SOCKET = [need("fs.read", { form: "socket-path" }), need("fs.write", { form: "socket-path" })];

/** Deno.serve(handler), Deno.serve(options, handler), Deno.serve({ handler, … }) */
const SERVE = direct(
  [need("http.serve", { form: "address", otherwise: `${ALL_INTERFACES}:8000` }), ...SOCKET],
  CONTENT,
  {
    gives: "request",
  },
);

/** The part of the namespace that reaches the network. */
export const DENO_NET: Table = {
  serve: SERVE,
  listen: direct([LISTEN, ...SOCKET], NET_CONTENT),
  listenTls: direct([LISTEN], NET_CONTENT),
  listenDatagram: direct([LISTEN, ...SOCKET], { kind: "object", of: "Deno.DatagramConn" }),
  connect: deferred([CONNECT, ...SOCKET], NET_CONTENT),
  connectTls: deferred([CONNECT], NET_CONTENT),
  startTls: deferred([], NET_CONTENT),
  connectQuic: deferred([CONNECT], NET_CONTENT),
  // The name server is one that the system or the options name.
  resolveDns: deferred([need("net.resolve"), need("net.connect", { constant: "*:53" })], NET_CONTENT),
  createHttpClient: pure(CONTENT),
  upgradeWebSocket: pure(NET_CONTENT),
  serveHttp: pure(NET_CONTENT),
  ...each("HttpClient QuicEndpoint QuicConn QuicListener QuicIncoming upgradeWebTransport", pure(CONTENT)),
};

function system(name: string, result: ResultModel = OF_MACHINE): HostModel {
  return direct([need("system.info", { constant: name })], result);
}

const ENV: HostModel = object({
  get: direct([need("env.read")], { kind: "environment" }),
  has: direct([need("env.read")], { kind: "boolean" }),
  toObject: direct([need("env.read", { constant: "*" })], { kind: "content", reason: "env" }),
  set: direct([need("env.write")]),
  delete: direct([need("env.write")]),
});

const RUN = need("process.run");

/** A database in memory, or of the web. */
const NO_FILE = /^:memory:$|^https?:/;

/** The rest of the namespace. */
export const DENO_MACHINE: Table = {
  bundle: deferred(
    [
      need("fs.read", { option: "entrypoints" }),
      // Whatever other options say, what is written lies below.
      need("fs.write", { option: "outputDir", otherwise: "", below: { argument: 0, option: "", otherwise: true } }),
      need("fs.write", { option: "outputPath", otherwise: "" }),
    ],
    FILE_CONTENT,
  ),
  env: ENV,
  Command: direct([], { kind: "object", of: "Deno.Command" }),
  run: direct([need("process.run", { option: "cmd" })], CONTENT),
  spawn: direct([RUN], CONTENT),
  spawnAndWait: deferred([RUN], CONTENT),
  spawnAndWaitSync: direct([RUN], CONTENT),
  kill: direct([need("process.run", { constant: "kill" })]),
  ...each("ChildProcess Process", pure(CONTENT)),
  hostname: system("hostname"),
  osRelease: system("osRelease"),
  osUptime: system("osUptime"),
  loadavg: system("loadavg"),
  networkInterfaces: system("networkInterfaces"),
  systemMemoryInfo: system("systemMemoryInfo"),
  uid: system("uid"),
  gid: system("gid"),
  ...each("memoryUsage cpuUsage", pure(CONTENT)),
  execPath: direct([], { kind: "root", root: "exec" }),
  exit: direct([], { kind: "never" }),
  exitCode: value(CONTENT),
  ...each("args", value({ kind: "content", reason: "parameter" })),
  mainModule: value({ kind: "content", reason: "parameter" }),
  ...each("build version pid ppid", value(OF_MACHINE)),
  ...each(
    "stdin stdout stderr errors permissions noColor customInspect internal telemetry jupyter lint",
    value(CONTENT),
  ),
  SeekMode: value(CONTENT),
  ...each(
    "inspect consoleSize isatty addSignalListener removeSignalListener refTimer unrefTimer test bench gc copy close read readSync " +
      "write writeSync seek seekSync fstat fstatSync ftruncate ftruncateSync fsync fdatasync",
    pure(CONTENT),
  ),
  ...each("Permissions PermissionStatus UnsafePointer UnsafePointerView UnsafeCallback UnsafeFnPointer", pure(CONTENT)),
  dlopen: direct([need("ffi.load", { form: "path" })], CONTENT),
  openKv: deferred(
    [
      need("fs.read", { otherwise: "", except: NO_FILE }),
      need("fs.write", { otherwise: "", except: NO_FILE }),
      need("http.write", { form: "web-url", otherwise: "" }),
    ],
    CONTENT,
  ),
  cron: pure(NOTHING),
  ...each("Kv AtomicOperation KvListIterator KvU64", pure(CONTENT)),
};

/** Objects that results refer to. */
export const DENO_NET_OBJECTS: Readonly<Record<string, ObjectModel>> = {
  "Deno.Command": {
    kind: "object",
    name: "Deno.Command",
    members: {
      ...each("output", {
        ...deferred([{ ...RUN, resource: { form: "name" } }], CONTENT),
        name: "Deno.Command.output",
      }),
      ...each("outputSync spawn", {
        ...direct([{ ...RUN, resource: { form: "name" } }], CONTENT),
        name: "Deno.Command.run",
      }),
    },
    otherwise: CONTENT,
  },
  "Deno.DatagramConn": {
    kind: "object",
    name: "DatagramConn",
    members: { send: { ...deferred([{ ...CONNECT, resource: { form: "address", argument: 1 } }]), name: "send" } },
    otherwise: CONTENT,
  },
};
