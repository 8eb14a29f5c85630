/** Codes of the second step: folding constants, the environment and files. */
import type { CodeTable } from "./code.ts";

export const PRE_INIT_CODES = {} as const satisfies CodeTable;
