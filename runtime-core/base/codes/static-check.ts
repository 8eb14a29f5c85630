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
    message: (data: { readonly what: string; readonly instead: string }) =>
      `Cannot make code from a text: ${data.what} is refused in an isolate; ${data.instead}`,
  },
  "static-check/computed-import": {
    severity: "error",
    message: () =>
      "Cannot import a computed file: all files of a module are known before it starts; write the path as a text, or `spawn` a module",
  },
  "static-check/floating-host-call": {
    severity: "warning",
    message: (data: {
      readonly call: string;
      /** What throws the promise away, when it is no statement. */ readonly by?: "forEach";
    }) => {
      const lost = "its failure is lost and the run can end before it";
      return data.by === undefined
        ? `Nobody waits for \`${data.call}\`: ${lost}; write \`await\`, or \`void\` if that is meant`
        : `\`forEach\` does not wait for \`${data.call}\`: ${lost}; write \`for … of\` with \`await\`, or \`await Promise.all(….map(…))\``;
    },
  },
  "static-check/node-import": {
    severity: "error",
    message: (data: { readonly specifier: string; readonly instead: string }) =>
      `"${data.specifier}" does not exist in an isolate; ${data.instead}`,
  },
  "static-check/package-for-node": {
    severity: "error",
    message: (data: { readonly package: string; readonly specifier: string; readonly file: string }) =>
      `"${data.package}" cannot be loaded: ${data.file} imports "${data.specifier}", which does not exist in an isolate; take a package, or a part of it, that runs in browsers`,
  },
  "static-check/unsupported-syntax": {
    severity: "error",
    message: (data: { /** "an enum". */ readonly what: string; readonly instead: string }) =>
      `An isolate cannot run ${data.what}: types are taken away in place, and nothing is compiled; ${data.instead}`,
  },
  "static-check/shadowed-host-function": {
    severity: "information",
    message: (data: {
      readonly name: string;
      /** Where the host function comes from: "ambit:fs" or "global". */
      readonly module: string;
      /** The call is made before the variable has a value, which fails in every run. */
      readonly early: boolean;
    }) => {
      const host = data.module === "global" ? "the global host function" : `the function of "${data.module}"`;
      return data.early
        ? `\`${data.name}\` is called before it has a value: here it is a variable and not ${host}; give the variable another name`
        : `Calls of \`${data.name}\` below mean this declaration and not ${host}; give it another name if they are meant for the host`;
    },
  },
  "static-check/unknown-parameter": {
    severity: "warning",
    message: (data: { readonly name: string; readonly nearest?: string; readonly known: readonly string[] }) =>
      `The manifest declares no parameter \`${data.name}\`, so it is always undefined; ${data.nearest === undefined ? `declare it under "parameters" beside ${data.known.join(", ")}` : `did you mean \`${data.nearest}\`?`}`,
  },
  "static-check/name-clash": {
    severity: "error",
    message: (data: { readonly name: string; readonly what: "declared" | "exported" }) =>
      `\`${data.name}\` is ${data.what} twice, so the module cannot be loaded; rename or remove one of them`,
  },
  "static-check/missing-export": {
    severity: "error",
    message: (data: { readonly name: string; readonly specifier: string; readonly nearest?: string }) =>
      `"${data.specifier}" exports no "${data.name}"; ${data.nearest === undefined ? "export it there, or import another name" : `did you mean "${data.nearest}"?`}`,
  },
  "static-check/undeclared-export": {
    severity: "error",
    message: (data: { readonly name: string; readonly isType: boolean }) =>
      data.isType
        ? `\`${data.name}\` is only a type and does not exist at run time; write \`export type\``
        : `Cannot export \`${data.name}\`: this file declares no such name; declare it, or remove it from the list`,
  },
  "static-check/type-import": {
    severity: "error",
    message: (data: { readonly name: string; readonly specifier: string; readonly form: "import" | "export" }) =>
      `\`${data.name}\` of "${data.specifier}" is only a type and does not exist at run time; write \`${data.form} type\``,
  },
} as const satisfies CodeTable;
