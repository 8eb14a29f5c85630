/** Codes of the fifth step: what the symbolic evaluation finds. */
import type { CodeTable } from "./code.ts";

export const SYMBOLIC_CODES = {} as const satisfies CodeTable;
