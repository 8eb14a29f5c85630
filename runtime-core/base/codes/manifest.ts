/** Codes of the third step: the sections of the manifest. */
import type { CodeTable } from "./code.ts";

export const MANIFEST_CODES = {} as const satisfies CodeTable;
