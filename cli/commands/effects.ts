/**
 * `ambit effects`: prints what a module can touch, found without running it.
 */
import type { FilePath } from "../../runtime-core/base/span.ts";
import { SourceText } from "../../runtime-core/base/source-text.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { effectsOf, type EffectReport, type ForeignProfileName, prepare } from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { openForeignProgram, openModule } from "../project.ts";
import { effectsText } from "../render/effects-text.ts";
import { effectsJson, type SourceOf, sourcesOf } from "../render/json.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface EffectsOptions {
  readonly json?: true;
  readonly root?: string;
  readonly profile: "ambit" | ForeignProfileName;
}

/** Runs the command. @returns 0 whenever the effects could be printed, also those of a module with errors. */
export async function effects(file: string, options: EffectsOptions, terminal: Terminal): Promise<number> {
  const open = options.profile === "ambit" ? openModule : openForeignProgram;
  const { project, module } = open(file, options.root);
  const startedAt = performance.now();
  const { report, sourceOf } = await found(module, project.workspace, options.profile);
  const ms = Math.round((performance.now() - startedAt) * 1000) / 1000;
  if (options.json === true) {
    const object = effectsJson(report, { module, profile: options.profile, ms, sourceOf });
    terminal.out(`${JSON.stringify(object, undefined, 2)}\n`);
  } else {
    const context = {
      colors: terminal.colors,
      columns: terminal.columns,
      sourceOf,
      shownPath: (path: FilePath) => project.shownPath(path),
    };
    terminal.out(effectsText(module, report, context));
  }
  return EXIT.ok;
}

/** Our own modules are prepared; programs of other hosts are only looked at. */
async function found(
  module: FilePath,
  workspace: Workspace,
  profile: EffectsOptions["profile"],
): Promise<{ readonly report: EffectReport; readonly sourceOf: SourceOf }> {
  if (profile === "ambit") {
    const prepared = await prepare(module, workspace);
    return { report: prepared.effects, sourceOf: sourcesOf([prepared], workspace) };
  }
  const { report, sources } = effectsOf(module, workspace, { profile });
  const empty = new SourceText("");
  return { report, sourceOf: (file) => sources.get(file) ?? empty };
}
