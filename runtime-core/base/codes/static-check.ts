/** Codes of the fourth step: rules that need no values. */
import type { CodeTable } from "./code.ts";

export const STATIC_CHECK_CODES = {
  "static-check/missing-manifest": {
    severity: "information",
    message: () =>
      "This module exports no manifest, so it may touch nothing; write `export const manifest = defineManifest({ … })`",
  },
  "static-check/misplaced-manifest": {
    severity: "error",
    message: (data: { /** What is wrong with the place. */ readonly detail: string }) =>
      `This manifest does not count: ${data.detail}`,
  },
  "static-check/duplicate-manifest": {
    severity: "error",
    message: () => "A module has one manifest; the first one counts, remove this one",
  },
  "static-check/unknown-global": {
    severity: "error",
    message: (data: { readonly name: string; readonly instead: string }) =>
      `\`${data.name}\` does not exist in an isolate; ${data.instead}`,
  },
  "static-check/dynamic-code": {
    severity: "error",
    message: (data: { readonly what: string }) =>
      `Cannot make code from a text: ${data.what} is refused in an isolate; write the code, or \`spawn\` a module`,
  },
  "static-check/computed-import": {
    severity: "error",
    message: () =>
      "Cannot import a computed file: all files of a module are known before it starts; write the path as a text, or `spawn` a module",
  },
  "static-check/floating-host-call": {
    severity: "warning",
    message: (data: { readonly call: string }) =>
      `Nobody waits for \`${data.call}\`: its failure is lost and the run can end before it; write \`await\`, or \`void\` if that is meant`,
  },
  "static-check/node-import": {
    severity: "error",
    message: (data: { readonly specifier: string; readonly instead: string }) =>
      `"${data.specifier}" does not exist in an isolate; ${data.instead}`,
  },
  "static-check/unsupported-syntax": {
    severity: "error",
    message: (data: { readonly what: string; readonly instead: string }) =>
      `${data.what} cannot be run by taking types away; ${data.instead}`,
  },
  "static-check/type-import": {
    severity: "error",
    message: (data: { readonly name: string; readonly specifier: string }) =>
      `\`${data.name}\` of "${data.specifier}" is only a type and does not exist at run time; write \`import type\``,
  },
} as const satisfies CodeTable;
