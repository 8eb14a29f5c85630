/**
 * The effects of a program of any host: what `ambit effects --profile` prints.
 *
 * Our own modules go through `prepare`; here nothing is checked, only found.
 */
import type { SourceText } from "../base/source-text.ts";
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import { DENO_PROFILE } from "../capabilities/profiles/deno.ts";
import { NODE_PROFILE } from "../capabilities/profiles/node.ts";
import type { ForeignHost, Profile } from "../capabilities/profiles/profile.ts";
import { WORKERS_PROFILE } from "../capabilities/profiles/workers.ts";
import { parseForeignProgram } from "./1-parse/foreign-program.ts";
import { evaluateEffects } from "./5-symbolic/evaluate.ts";
import type { EffectReport } from "./effect.ts";
import { SteadyWorkspace } from "./steady-workspace.ts";

/** Hosts besides our own. */
export type ForeignProfileName = "deno" | "node" | "workers";

/** What was found, and the texts that its places refer to. */
export interface ForeignEffects {
  readonly report: EffectReport;
  readonly sources: ReadonlyMap<FilePath, SourceText>;
}

const PROFILES: Readonly<Record<ForeignProfileName, Profile>> = {
  deno: DENO_PROFILE,
  node: NODE_PROFILE,
  workers: WORKERS_PROFILE,
};

/** Steps that a program with its packages may take; about a second of work for 200,000. */
const STEPS = 3_000_000;

/**
 * Finds the effects of the program at `path`, packages in `node_modules` included.
 *
 * Never throws for what an author wrote. Cost: linear in the texts, bounded by a number of steps.
 */
export function effectsOf(
  path: FilePath,
  workspace: Workspace,
  options: { readonly profile: ForeignProfileName; readonly steps?: number },
): ForeignEffects {
  const profile = PROFILES[options.profile];
  const program = parseForeignProgram(path, new SteadyWorkspace(workspace), profile.foreign as ForeignHost);
  const report = evaluateEffects({
    entry: path,
    files: program.files,
    imports: program.imports,
    manifest: undefined,
    profile,
    steps: options.steps ?? STEPS,
  });
  return { report: program.cutOff ? { ...report, degraded: true } : report, sources: program.sources };
}
