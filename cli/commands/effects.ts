/**
 * `ambit effects`: prints what a module can touch, found without running it.
 */
import type { FilePath } from "../../runtime-core/base/span.ts";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { EXIT } from "../exit-codes.ts";
import { openModule } from "../project.ts";
import { effectsText } from "../render/effects-text.ts";
import { effectsJson, sourcesOf } from "../render/json.ts";
import type { Terminal } from "../terminal.ts";

/** What was typed. */
export interface EffectsOptions {
  readonly json?: true;
  readonly root?: string;
  readonly profile: "ambit";
}

/** Runs the command. @returns 0 whenever the effects could be printed, also those of a module with errors. */
export async function effects(file: string, options: EffectsOptions, terminal: Terminal): Promise<number> {
  const { project, module } = openModule(file, options.root);
  const startedAt = performance.now();
  const prepared = await prepare(module, project.workspace);
  const ms = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const sourceOf = sourcesOf([prepared]);
  if (options.json === true) {
    const object = effectsJson(prepared.effects, { module, profile: options.profile, ms, sourceOf });
    terminal.out(`${JSON.stringify(object, undefined, 2)}\n`);
  } else {
    const context = {
      colors: terminal.colors,
      columns: terminal.columns,
      sourceOf,
      shownPath: (path: FilePath) => project.shownPath(path),
    };
    terminal.out(effectsText(module, prepared.effects, context));
  }
  return EXIT.ok;
}
