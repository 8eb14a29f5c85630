/** Step 4: rules that need no values. */
import type { ParsedTrees } from "../1-parse/parse-module.ts";
import type { PreInit } from "../2-pre-init/pre-init.ts";
import type { StepCache } from "../step-cache.ts";
import type { StepResult } from "../step.ts";

/** What the rules read. */
export interface StaticCheckInput {
  readonly module: ParsedTrees;
  readonly preInit: PreInit;
  readonly cache: StepCache;
}

/** Runs the rules over the project's own files; files of packages are not the author's to change. */
export function staticCheck(_input: StaticCheckInput): StepResult<undefined> {
  return { value: undefined, diagnostics: [] };
}
