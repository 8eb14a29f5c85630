/** Codes of the first step: reading and parsing a module and what it imports. */
import type { CodeTable } from "./code.ts";

export const PARSE_CODES = {
  "parse/syntax-error": {
    severity: "error",
    message: (data: { readonly detail: string }) => data.detail,
  },
  "parse/too-deeply-nested": {
    severity: "error",
    message: (data: { readonly maxNesting: number }) =>
      `Cannot examine this file: it is nested more than ${data.maxNesting} levels deep here`,
  },
  "parse/unreadable-file": {
    severity: "error",
    message: (data: { readonly path: string; readonly reason: string }) => `Cannot read "${data.path}": ${data.reason}`,
  },
  "parse/missing-file": {
    severity: "error",
    message: (data: { readonly path: string; /** A specifier that would work. */ readonly write?: string }) =>
      `Cannot find "${data.path}"${data.write === undefined ? "" : `; write "${data.write}"`}`,
  },
  "parse/missing-extension": {
    severity: "error",
    message: (data: { readonly specifier: string; readonly write: string }) =>
      `Cannot import "${data.specifier}": a specifier names the file with its ending; write "${data.write}"`,
  },
  "parse/file-too-large": {
    severity: "error",
    message: (data: { readonly path: string; readonly sizeBytes: number; readonly maxBytes: number }) =>
      `Cannot read "${data.path}": it has ${data.sizeBytes} bytes, the most is ${data.maxBytes}`,
  },
  "parse/unsupported-file": {
    severity: "error",
    message: (data: { readonly path: string }) =>
      `Cannot import "${data.path}": a module is a TypeScript, JavaScript or JSON file`,
  },
  "parse/import-cycle": {
    severity: "warning",
    message: (data: { readonly cycle: readonly string[] }) =>
      `The files import each other in a circle: ${data.cycle.map((path) => `"${path}"`).join(" -> ")}; move what they share into a file of its own`,
  },
  "parse/import-too-deep": {
    severity: "error",
    message: (data: { readonly maxDepth: number }) =>
      `Cannot follow this import: it stands behind ${data.maxDepth} others, which is the most`,
  },
  "parse/too-many-files": {
    severity: "error",
    message: (data: { readonly maxFiles: number }) =>
      `Cannot follow this import: the module already has ${data.maxFiles} files, which is the most`,
  },
  "parse/module-too-large": {
    severity: "error",
    message: (data: { readonly what: "characters" | "nodes"; readonly size: number; readonly most: number }) =>
      data.what === "nodes"
        ? `Cannot read this file: with it the module could have ${data.size} names, values and operators, the most is ${data.most}`
        : `Cannot read this file: with it the module has ${data.size} characters, the most is ${data.most}`,
  },
  "parse/outside-project": {
    severity: "error",
    message: (data: { readonly specifier: string }) =>
      `Cannot import "${data.specifier}": it leaves the project, whose root is "/"`,
  },
  "parse/unsupported-specifier": {
    severity: "error",
    message: (data: { readonly specifier: string }) =>
      `Cannot import "${data.specifier}": write a relative path, the name of an npm package or a host module such as "ambit:fs"`,
  },
  "parse/unknown-host-module": {
    severity: "error",
    message: (data: { readonly module: string; readonly nearest?: string }) =>
      `There is no host module "${data.module}"${data.nearest === undefined ? "" : `; did you mean "${data.nearest}"?`}`,
  },
  "parse/unknown-host-export": {
    severity: "error",
    message: (data: { readonly module: string; readonly name: string; readonly nearest?: string }) =>
      `"${data.module}" exports no "${data.name}"${data.nearest === undefined ? "" : `; did you mean "${data.nearest}"?`}`,
  },
  "parse/planned-host-export": {
    severity: "error",
    message: (data: { readonly module: string; readonly name: string }) =>
      `"${data.name}" of "${data.module}" is planned, but no runtime has it yet`,
  },
  "parse/missing-package": {
    severity: "error",
    message: (data: { readonly package: string }) =>
      `Cannot find the package "${data.package}" in "node_modules"; install it, or write "./" in front of a file of the project`,
  },
  "parse/package-path-not-exported": {
    severity: "error",
    message: (data: { readonly package: string; readonly subpath: string }) =>
      `The package "${data.package}" exports no "${data.subpath}" for the conditions ambit, worker, import, default`,
  },
  "parse/invalid-package": {
    severity: "error",
    message: (data: { readonly package: string; readonly reason: string }) =>
      `Cannot use the package "${data.package}": ${data.reason}`,
  },
} as const satisfies CodeTable;
