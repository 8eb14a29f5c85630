/** What a module starts with: its manifest and its arguments, checked, as a context. */
import { AmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import { CODES, messageOf } from "../base/codes/table.ts";
import { folderOf } from "../base/file-path.ts";
import type { Context } from "../context/context.ts";
import { createContext } from "../context/create-context.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { validateArguments } from "../manifest/validate-arguments.ts";
import type { RunBounds } from "./run-bounds.ts";
import type { ModuleStart } from "./run.ts";

/** What all modules of a run have around them. */
interface ModuleSurroundings {
  readonly bounds: RunBounds;
  readonly clock: Clock;
  /** Values by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The context of a module, or why it cannot have one. */
export function createModuleContext(
  start: ModuleStart,
  { bounds, clock, secrets }: ModuleSurroundings,
): Context | AmbitError {
  const module = start.image.program.entry;
  const moduleDir = folderOf(module);
  const { manifest, problems: found } = parseManifest(start.image.manifest ?? {}, moduleDir);
  // A limit that cannot be read would be none at all; a permission that cannot be read grants nothing.
  const lost = found.find(({ path, code }) => path[0] === "limits" && CODES[code].severity === "error");
  if (lost !== undefined) {
    return new AmbitError("run/invalid-limit", {
      module,
      path: lost.path.join("."),
      detail: messageOf(lost.code, lost.data as never),
    });
  }
  const problems = start.args === undefined ? [] : validateArguments(manifest, JSON.parse(start.args));
  if (problems.length > 0) return new AmbitError("run/invalid-arguments", { module, problems });
  const missing = manifest.secrets.filter((name) => !Object.hasOwn(secrets, name));
  if (missing.length > 0) {
    const said = missing.map((name) => ({ name, message: messageOf("manifest/missing-secret", { name }) }));
    return new AmbitError("run/missing-secrets", { module, problems: said });
  }
  const parent = start.parent === undefined ? {} : { parent: start.parent };
  const { id, env } = start;
  const made = createContext({
    id,
    module,
    manifest,
    ...parent,
    profile: "script",
    clock,
    env,
    cpuTime: "charged",
    bounds,
  });
  if (made.ok) return made.value;
  return new AmbitError("context/exceeds-parent", { violations: made.error.map((violation) => violation.message) });
}
