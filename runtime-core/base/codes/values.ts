/** Codes of values: what cannot be encoded, and what is no encoding. `path` is as printed: ".a[0].b", "" for the whole. */
import type { CodeTable } from "./code.ts";

export const VALUES_CODES = {
  "values/unsupported": {
    severity: "error",
    message: (data: {
      readonly path: string;
      /** What is there: "a Date", "a function". */
      readonly found: string;
      /** What to write instead. */
      readonly hint?: string;
    }) =>
      `Cannot encode ${data.found}${at(data.path)}: ${data.hint ?? "values are null, booleans, numbers, bigints, strings, ArrayBuffers, arrays and plain objects"}`,
  },
  "values/out-of-range": {
    severity: "error",
    message: (data: { readonly path: string; readonly value: string }) =>
      `Cannot encode the bigint ${data.value}${at(data.path)}: it has more than 64 bits`,
  },
  "values/invalid-text": {
    severity: "error",
    message: (data: { readonly path: string }) =>
      `The string${at(data.path)} has half of a surrogate pair, which UTF-8 cannot write; use toWellFormed()`,
  },
  "values/invalid-field-name": {
    severity: "error",
    message: (data: { readonly path: string; readonly name: string; readonly detail: string }) =>
      `"${data.name}" is no field name${at(data.path)}: ${data.detail}`,
  },
  "values/invalid-encoding": {
    severity: "error",
    message: (data: { readonly path: string; readonly detail: string }) =>
      `Cannot decode the value${at(data.path)}: ${data.detail}`,
  },
  "values/too-large": {
    severity: "error",
    message: (data: { readonly path: string; readonly maxBytes: number }) =>
      `The value has more than ${data.maxBytes} bytes; the first that does not fit is${at(data.path) || " the value itself"}`,
  },
  "values/too-nested": {
    severity: "error",
    message: (data: { readonly path: string; readonly maxNesting: number }) =>
      `The value${at(data.path)} is nested more than ${data.maxNesting} deep; arrays and objects that contain themselves are`,
  },
  "values/too-many-fields": {
    severity: "error",
    message: (data: { readonly path: string; readonly fields: number; readonly most: number }) =>
      `The object${at(data.path)} has ${data.fields} fields; it may have ${data.most}`,
  },
  "values/too-many-elements": {
    severity: "error",
    message: (data: { readonly path: string; readonly elements: number; readonly most: number }) =>
      `The array${at(data.path)} has ${data.elements} elements; it may have ${data.most}`,
  },
} as const satisfies CodeTable;

/** A code of this table. */
export type ValuesCode = keyof typeof VALUES_CODES;

function at(path: string): string {
  return path === "" ? "" : ` at ${path}`;
}
