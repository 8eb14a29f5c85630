/** All codes there are. Nothing else defines one. */
import { printable } from "../printable.ts";
import type { CodeRow } from "./code.ts";
import { MANIFEST_CODES } from "./manifest.ts";
import { PARSE_CODES } from "./parse.ts";
import { PRE_INIT_CODES } from "./pre-init.ts";
import { RUN_CODES } from "./run.ts";
import { STATIC_CHECK_CODES } from "./static-check.ts";
import { SYMBOLIC_CODES } from "./symbolic.ts";
import { VALUES_CODES } from "./values.ts";

/** Every row by its code. */
export const CODES = {
  ...PARSE_CODES,
  ...PRE_INIT_CODES,
  ...MANIFEST_CODES,
  ...STATIC_CHECK_CODES,
  ...SYMBOLIC_CODES,
  ...RUN_CODES,
  ...VALUES_CODES,
} as const;

/** A code, such as "symbolic/missing-permission". */
export type Code = keyof typeof CODES;

/** What the sentence of a code needs. */
export type CodeData<C extends Code> = Parameters<(typeof CODES)[C]["message"]> extends [infer Data] ? Data : undefined;

/** The sentence of one occurrence, on one line; what its data hide or turn around is escaped. */
export function messageOf<C extends Code>(code: C, data: CodeData<C>): string {
  return printable((CODES[code] as CodeRow<CodeData<C>>).message(data));
}
