/** Globals that Node, Deno or a browser have and an isolate has not. */

const PAGE = "a module has no page";
const ENVIRONMENT = `declare variables in \`env\` and read them with \`env\` of "ambit:env"`;
const FILES = `import from "ambit:fs"`;
const SPAWN = `\`spawn\` a module from "ambit:modules"`;
const STORE = `keep it in a file with "ambit:fs"`;

/** What to use instead, by name. */
export const FOREIGN_GLOBALS: ReadonlyMap<string, string> = new Map([
  ["process", ENVIRONMENT],
  ["import.meta.env", ENVIRONMENT],
  ["require", "write `import`"],
  ["module", "write `export`"],
  ["exports", "write `export`"],
  ["Buffer", "use `Uint8Array` and `TextEncoder`"],
  ["__dirname", "write `import.meta.dirname`"],
  ["__filename", "write `import.meta.filename`"],
  ["global", "write `globalThis`"],
  ["setImmediate", "use `setTimeout` or `queueMicrotask`"],
  ["clearImmediate", "use `clearTimeout`"],
  ["Deno", `${FILES}, "ambit:env" and others`],
  ["Bun", `${FILES}, "ambit:env" and others`],
  ["window", `write \`globalThis\`; ${PAGE}`],
  ["document", PAGE],
  ["location", PAGE],
  ["alert", "use `console.log`"],
  ["localStorage", STORE],
  ["sessionStorage", STORE],
  ["indexedDB", STORE],
  ["XMLHttpRequest", "use `fetch`"],
  ["EventSource", "use `fetch`"],
  ["importScripts", "write `import`"],
  ["Worker", SPAWN],
  ["SharedWorker", SPAWN],
  ["WebAssembly", "an isolate runs no machine code that was made at run time"],
]);
