/** Imports of modules that only Node has. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import type { ParsedFile, ParsedModule } from "../../1-parse/parsed-module.ts";
import { isNodeSpecifier } from "../../1-parse/resolve-import.ts";

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
  string_decoder: "use `TextDecoder`",
  url: "use the globals `URL` and `URLSearchParams`",
  timers: "use the globals `setTimeout` and `setInterval`",
  perf_hooks: "use the global `performance`",
  sqlite: `keep data in files with "ambit:fs"`,
  assert: "throw an error instead",
  os: "a module knows nothing of the machine; pass what it needs as a parameter",
};

const OTHERWISE = `a module has the language, the web globals and the host modules such as "ambit:fs"`;

/** The findings of one file. */
export function nodeImports(module: ParsedModule, file: ParsedFile): readonly Diagnostic[] {
  return (module.imports.get(file.path) ?? [])
    .filter((one) => one.target === undefined && !one.typeOnly && isNodeSpecifier(one.specifier))
    .map(({ span, specifier }) => {
      const name = specifier.replace(/^node:/, "").split("/", 1)[0] ?? "";
      const instead = Object.hasOwn(INSTEAD, name) ? (INSTEAD[name] ?? OTHERWISE) : OTHERWISE;
      return diagnostic("static-check/node-import", { file: file.path, span }, { specifier, instead });
    });
}
