/**
 * What Node offers of the machine: `process`, `child_process`, `os`, `worker_threads`, `cluster`, `v8`, `module`.
 *
 * Source: https://nodejs.org/api/
 */
import {
  calledBack,
  CONTENT,
  deferred,
  direct,
  each,
  need,
  NOTHING,
  object,
  pure,
  type Table,
  value,
} from "./models.ts";
import type { HostModel, ObjectModel, ResultModel } from "./profile.ts";

const RUN = need("process.run");
const OUTPUT: ResultModel = { kind: "content", reason: "callee" };
const FROM_OUTSIDE: ResultModel = { kind: "content", reason: "parameter" };
const OF_MACHINE: ResultModel = { kind: "content", reason: "env" };
const ENVIRONMENT: ResultModel = { kind: "environment-object" };

function system(name: string, result: ResultModel = OF_MACHINE): HostModel {
  return direct([need("system.info", { constant: name })], result);
}

const STREAMS = each("stdin stdout stderr", value(CONTENT));

const LISTENERS = each(
  "on once off addListener removeListener removeAllListeners prependListener emit listeners listenerCount " +
    "setUncaughtExceptionCaptureCallback",
  pure(),
);

/** `process` and `node:process`. */
export const PROCESS: Table = {
  ...LISTENERS,
  ...STREAMS,
  env: value(ENVIRONMENT),
  ...each("argv execArgv argv0 title", value(FROM_OUTSIDE)),
  ...each(
    "platform arch version versions release pid ppid config features debugPort exitCode connected",
    value(OF_MACHINE),
  ),
  ...each("channel permission allowedNodeEnvironmentFlags noDeprecation throwDeprecation finalization", value(CONTENT)),
  execPath: value({ kind: "root", root: "exec" }),
  cwd: direct([], { kind: "root", root: "cwd" }),
  chdir: direct([need("fs.read")], NOTHING, { moves: true }),
  nextTick: direct([], NOTHING, { calls: undefined, hands: { callee: 0, from: 1 } }),
  report: {
    kind: "object",
    name: "",
    members: {
      writeReport: direct([need("fs.write", { otherwise: "{cwd}/*.json" })], OUTPUT),
      getReport: pure(OF_MACHINE),
    },
    otherwise: CONTENT,
  },
  exit: direct([], { kind: "never" }),
  reallyExit: direct([], { kind: "never" }),
  abort: direct([], { kind: "never" }),
  kill: direct([need("process.run", { constant: "kill" })]),
  ...each("getuid geteuid", system("uid")),
  getegid: system("getegid"),
  ...each("getgid getgroups", system("gid")),
  ...each("setuid seteuid setgid setegid setgroups initgroups", system("uid")),
  loadEnvFile: direct([need("fs.read", { otherwise: "{cwd}/.env" }), need("env.write", { constant: "*" })]),
  dlopen: direct([need("ffi.load", { form: "path", argument: 1 })]),
  hrtime: { ...pure(), members: { bigint: pure() } },
  ...each("uptime cpuUsage resourceUsage threadCpuUsage memoryUsage", pure()),
  ...each("constrainedMemory availableMemory", system("systemMemoryInfo")),
  umask: system("umask"),
  ...each("emitWarning emit send disconnect getActiveResourcesInfo", pure()),
  getBuiltinModule: direct([], { kind: "module" }),
  ...each("setSourceMapsEnabled ref unref stdoutWrite openStdin hasUncaughtExceptionCaptureCallback binding", pure()),
  execve: direct([need("process.run")], { kind: "never" }),
};

const OS: Table = {
  ...each("arch platform type machine availableParallelism endianness", pure(OF_MACHINE)),
  ...each("release version", system("osRelease")),
  hostname: system("hostname"),
  homedir: system("homedir", { kind: "root", root: "home" }),
  tmpdir: direct(
    ["TMPDIR", "TMP", "TEMP"].map((name) => need("env.read", { constant: name })),
    { kind: "root", root: "tmp" },
  ),
  userInfo: direct(
    ["userInfo", "uid", "gid"].map((name) => need("system.info", { constant: name })),
    OF_MACHINE,
  ),
  networkInterfaces: system("networkInterfaces"),
  cpus: system("cpus"),
  loadavg: system("loadavg"),
  uptime: system("osUptime"),
  ...each("freemem totalmem", system("systemMemoryInfo")),
  getPriority: system("getPriority"),
  setPriority: system("setPriority", NOTHING),
  ...each("EOL constants devNull", value(CONTENT)),
};

const CHILD_PROCESS: Table = {
  ...each("spawn spawnSync execSync execFileSync fork", direct([RUN], OUTPUT)),
  ...each("exec execFile", calledBack([RUN], OUTPUT)),
  ChildProcess: pure(),
};

const LOAD = need("module.load", { form: "module" });

const WORKER_THREADS: Table = {
  Worker: direct([LOAD], CONTENT, { runs: true }),
  ...each("workerData parentPort threadId resourceLimits", value(FROM_OUTSIDE)),
  isMainThread: value({ kind: "boolean" }),
  SHARE_ENV: value(CONTENT),
  ...each("MessageChannel MessagePort BroadcastChannel receiveMessageOnPort markAsUntransferable", pure()),
  ...each("postMessageToThread markAsUncloneable", pure()),
  ...each("locks threadName isInternalThread", value(CONTENT)),
  ...each("moveMessagePortToContext getEnvironmentData setEnvironmentData isMarkedAsUntransferable", pure()),
};

const CLUSTER: Table = {
  fork: direct([need("process.run", { constant: "{exec}" })], CONTENT),
  ...each("setupPrimary setupMaster disconnect on once Worker", pure()),
  ...each("isPrimary isMaster isWorker", value({ kind: "boolean" })),
  ...each("workers worker settings schedulingPolicy SCHED_RR SCHED_NONE", value(CONTENT)),
};

const V8: Table = {
  writeHeapSnapshot: direct([need("fs.write", { otherwise: "{cwd}/*.heapsnapshot" })], CONTENT),
  setHeapSnapshotNearHeapLimit: direct([need("fs.write", { constant: "{cwd}/*.heapsnapshot" })]),
  ...each(
    "serialize deserialize getHeapStatistics getHeapSpaceStatistics getHeapCodeStatistics getCppHeapStatistics " +
      "cachedDataVersionTag queryObjects isStringOneByteRepresentation",
    pure(),
  ),
  ...each(
    "startCpuProfile getHeapSnapshot setFlagsFromString takeCoverage stopCoverage Serializer Deserializer DefaultSerializer DefaultDeserializer GCProfiler",
    pure(),
  ),
  startupSnapshot: value(CONTENT),
};

const MODULE: Table = {
  ...each(
    "isBuiltin findSourceMap enableCompileCache getCompileCacheDir flushCompileCache syncBuiltinESMExports",
    pure(),
  ),
  ...each(
    "stripTypeScriptTypes findPackageJSON registerHooks getSourceMapsSupport setSourceMapsSupport SourceMap",
    pure(),
  ),
  ...each("_nodeModulePaths _resolveFilename _initPaths _findPath runMain", pure()),
  ...each("_extensions _cache _pathCache globalPaths constants", value(CONTENT)),
  register: direct([LOAD]),
  builtinModules: value(CONTENT),
};

const IN_MEMORY = /^:memory:$/;

const SQLITE: Table = {
  DatabaseSync: direct([need("fs.read", { except: IN_MEMORY }), need("fs.write", { except: IN_MEMORY })], {
    kind: "object",
    of: "sqlite.DatabaseSync",
  }),
  ...each("StatementSync Session", pure()),
  backup: deferred([need("fs.write", { argument: 1 })], CONTENT),
  constants: value(CONTENT),
};

/** Modules by name, without "node:". */
export const MACHINE_MODULES: Readonly<Record<string, Table>> = {
  process: PROCESS,
  os: OS,
  child_process: CHILD_PROCESS,
  worker_threads: WORKER_THREADS,
  cluster: CLUSTER,
  v8: V8,
  module: MODULE,
  sqlite: SQLITE,
};

/** Objects that results refer to. */
export const MACHINE_OBJECTS: Readonly<Record<string, ObjectModel>> = {
  "sqlite.DatabaseSync": {
    kind: "object",
    name: "DatabaseSync",
    members: { loadExtension: direct([need("ffi.load", { form: "path" })]) },
    otherwise: CONTENT,
  },
};

/** The global `process`. */
export const PROCESS_GLOBAL = object(PROCESS) as ObjectModel;
