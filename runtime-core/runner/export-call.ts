/** Calls of exports of a module that runs. */
import { AmbitError } from "../base/ambit-error.ts";
import type { Context } from "../context/context.ts";
import { validateArguments, withDefaultArguments } from "../manifest/validate-arguments.ts";
import type { ModuleRun } from "./module-run.ts";
import { outcomeOfContext } from "./outcome-of.ts";
import type { ModuleEnd } from "./protocol.ts";

/** Exports whose argument has a schema. */
const ENTRY_NAMES: readonly string[] = ["default", "main"];

/** A call of an export; the arguments are an array as JSON. */
export interface ExportCall {
  readonly name: string;
  readonly argsJson: string;
}

/** Calls an export; the argument of the entry is checked and completed before. The promise never settles when the module ends before the call. */
export async function callExport(
  run: ModuleRun,
  { name, argsJson }: ExportCall,
  signal: AbortSignal,
): Promise<ModuleEnd> {
  const { manifest, module } = run.context;
  const checked = ENTRY_NAMES.includes(name) && Object.keys(manifest.parameters).length > 0;
  if (!checked) return await run.call(name, argsJson, signal);
  const [given = {}] = JSON.parse(argsJson) as unknown[];
  const problems = validateArguments(manifest, given);
  if (problems.length === 0)
    return await run.call(name, `[${completeArguments(run.context, JSON.stringify(given))}]`, signal);
  const outcome = outcomeOfContext(new AmbitError("run/invalid-arguments", { module, problems }));
  return { outcome, resultJson: "null" };
}

/** The argument as JSON with the defaults of declared parameters; a module that declares none gets it as it is. */
export function completeArguments({ manifest }: Context, argsJson: string): string {
  if (Object.keys(manifest.parameters).length === 0) return argsJson;
  return JSON.stringify(withDefaultArguments(manifest, JSON.parse(argsJson) as Record<string, unknown>));
}
