/** Codes of the first step: reading and parsing a module and what it imports. */
import type { CodeTable } from "./code.ts";

export const PARSE_CODES = {
  "parse/syntax-error": {
    severity: "error",
    message: (data: { readonly detail: string }) => data.detail,
  },
  "parse/unreadable-file": {
    severity: "error",
    message: (data: { readonly path: string; readonly reason: string }) =>
      `Cannot read "${data.path}": ${data.reason}`,
  },
} as const satisfies CodeTable;
