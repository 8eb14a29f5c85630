/** Codes of the second step: folding constants, the environment and files. */
import type { CodeTable } from "./code.ts";

export const PRE_INIT_CODES = {
  "pre-init/not-foldable": {
    severity: "error",
    message: (data: { /** The text of the node, shortened. */ readonly text: string; readonly reason: string }) =>
      `Cannot compute \`${data.text}\` before the start: ${data.reason}`,
  },
  "pre-init/unreadable-file": {
    severity: "error",
    message: (data: { readonly path: string; readonly reason: string }) =>
      `Cannot read "${data.path}" before the start: ${data.reason}`,
  },
  "pre-init/invalid-file": {
    severity: "error",
    message: (data: { readonly path: string; readonly reason: string }) =>
      `"${data.path}" does not fit its declaration: ${data.reason}`,
  },
} as const satisfies CodeTable;
