/** Modules that only Node has, and what an isolate has instead. */

/** Modules that Node has built in, without those that only exist behind "node:". */
const NODE_MODULES: ReadonlySet<string> = new Set(
  (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs " +
    "http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream " +
    "string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib"
  ).split(" "),
);

const INSTEAD: Readonly<Record<string, string>> = {
  fs: `import \`readText\`, \`writeText\` and others from "ambit:fs"`,
  path: `import from "ambit:path"`,
  http: "use the global `fetch`",
  https: "use the global `fetch`",
  http2: "use the global `fetch`",
  net: "use the global `fetch`",
  tls: "use the global `fetch`",
  child_process: `\`spawn\` another module from "ambit:modules"`,
  cluster: `\`spawn\` another module from "ambit:modules"`,
  worker_threads: `\`spawn\` another module from "ambit:modules"`,
  process: `declare variables in \`env\` and read them with \`env\` of "ambit:env"`,
  buffer: "use `Uint8Array` and `TextEncoder`",
  crypto: "use the global `crypto`",
  stream: "use the globals `ReadableStream`, `WritableStream` and `TransformStream`",
  string_decoder: "use `TextDecoder`",
  url: "use the globals `URL` and `URLSearchParams`",
  timers: "use the globals `setTimeout` and `setInterval`",
  perf_hooks: "use the global `performance`",
  sqlite: `keep data in files with "ambit:fs"`,
  assert: "throw an error instead",
  os: "a module knows nothing of the machine; pass what it needs as a parameter",
};

const OTHERWISE = `a module has the language, the web globals and the host modules such as "ambit:fs"`;

/** Whether a specifier names a module that only Node has: "node:fs", "fs/promises". */
export function isNodeSpecifier(specifier: string): boolean {
  return specifier.startsWith("node:") || NODE_MODULES.has(specifier.split("/", 1)[0] ?? "");
}

/** What to write in the place of a module of Node. */
export function insteadOfNode(specifier: string): string {
  const name = specifier.replace(/^node:/, "").split("/", 1)[0] ?? "";
  return (Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined) ?? OTHERWISE;
}
