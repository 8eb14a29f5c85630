/** Codes of the fourth step: rules that need no values. */
import type { CodeTable } from "./code.ts";

export const STATIC_CHECK_CODES = {} as const satisfies CodeTable;
