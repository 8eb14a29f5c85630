/**
 * Each child that is spawned with a known path: whether it is there, may start within its parent, and gets what it needs.
 *
 * What `spawn` gives in `permissions` and `limits` are bounds for the child within those of its parent. What of the options
 * cannot be computed is not judged.
 */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import type { Workspace } from "../../../base/workspace.ts";
import { parseModule } from "../../1-parse/parse-module.ts";
import type { EffectReport } from "../../effect.ts";
import type { ParsedModule } from "../../1-parse/parsed-module.ts";
import type { PreparedManifest } from "../../prepared-module.ts";
import type { StepCache } from "../../step-cache.ts";
import type { StepResult } from "../../step.ts";
import { childBeyondParent, readChild } from "./child-exceeds-parent.ts";
import { argumentFaults, refusedFile } from "./child-refused.ts";
import { optionFaults, spawnOptions } from "./spawn-options.ts";

/** What the rules read besides the children themselves. */
export interface Parent {
  readonly module: ParsedModule;
  readonly report: EffectReport;
  readonly manifest: PreparedManifest;
}

/** The findings about all children; the value is which files were looked at. */
export function spawnedChildren(
  parent: Parent,
  from: { readonly workspace: Workspace; readonly cache: StepCache },
): StepResult<ReadonlySet<FilePath>> {
  const seen = new Set<string>();
  const read = new Set<FilePath>();
  const diagnostics = parent.report.effects.flatMap((effect): readonly Diagnostic[] => {
    const key = `${effect.file}:${effect.span.start} ${effect.resource}`;
    const isKnown = effect.resolution === "exact" || effect.resolution === "finite";
    if (effect.kind !== "modules.spawn" || effect.resource === null || !isKnown || seen.has(key)) return [];
    seen.add(key);
    const path = effect.resource.replace(/\\(.)/g, "$1");
    const module = parseModule(path, from.workspace, from.cache).value;
    for (const each of [path, ...module.files.keys()]) read.add(each);
    const refused = refusedFile(effect, { path, module });
    if (refused !== undefined) return [refused];
    const options = spawnOptions(parent.module, effect);
    const child = readChild(path, module);
    const beyond = childBeyondParent(parent, effect, { child, options });
    if (options === undefined) return beyond;
    return [...optionFaults(options, parent.module.entry), ...beyond, ...argumentFaults(effect, { child, options })];
  });
  const unique = new Map(diagnostics.map((each) => [JSON.stringify([each.file, each.span, each.message]), each]));
  return { value: read, diagnostics: [...unique.values()] };
}
