/** A child that cannot start whatever it is granted: it is no module, or its argument does not fit. */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { CodeData } from "../../../base/codes/table.ts";
import type { FilePath, Location } from "../../../base/span.ts";
import { validateArguments } from "../../../manifest/validate-arguments.ts";
import type { ParsedModule } from "../../1-parse/parsed-module.ts";
import { dataOf } from "../../2-pre-init/folded.ts";
import type { Effect } from "../../effect.ts";
import type { Child } from "./child-exceeds-parent.ts";
import { hasUnknown, type SpawnOptions } from "./spawn-options.ts";

/** A finding where the file is not there or is no module. */
export function refusedFile(
  effect: Effect,
  { module, path }: { readonly path: FilePath; readonly module: ParsedModule },
): Diagnostic | undefined {
  const file = module.files.get(path);
  if (file === undefined) return refusal(effect, { child: path, isModule: false, detail: "there is no such file" });
  if (file.language === "json")
    return refusal(effect, {
      child: path,
      isModule: false,
      detail: "it is no module but data; a module is TypeScript or JavaScript",
    });
  return undefined;
}

/** One finding for each thing that is wrong with the argument, as far as it is known; a child that stays gets none. */
export function argumentFaults(
  effect: Effect,
  { child, options }: { readonly child: Child; readonly options: SpawnOptions },
): readonly Diagnostic[] {
  const { manifest, path } = child;
  const { args, written } = options;
  const stay = written.properties.get("stay")?.value;
  const mayStay = stay !== undefined && (hasUnknown(stay) || dataOf(stay) === true);
  if (args === undefined || mayStay) return [];
  const unknown = new Set([...args.properties].filter(([, { value }]) => hasUnknown(value)).map(([name]) => name));
  const known = Object.entries(manifest.parameters).map(([name, schema]) => [name, unknown.has(name) ? {} : schema]);
  const data = { ...(dataOf(args) as object), ...Object.fromEntries([...unknown].map((name) => [name, null])) };
  const problems = validateArguments({ ...manifest, parameters: Object.fromEntries(known) }, data);
  return problems.map((problem) =>
    refusal(effect, { child: path, isModule: true, detail: `its arguments do not fit: ${problem}` }),
  );
}

/** Whether a finding says that there is no module to spawn at a place: to grant it would be wrong. */
export function refusesFile({ code, data, file, span }: Diagnostic, at: Location): boolean {
  if (code !== "symbolic/child-refused" || (data as CodeData<typeof code>).isModule) return false;
  return file === at.file && span.start === at.span.start && span.end === at.span.end;
}

function refusal(effect: Effect, data: CodeData<"symbolic/child-refused">): Diagnostic {
  const severity = effect.multiplicity.min > 0 ? "error" : "warning";
  return diagnostic("symbolic/child-refused", effect, data, { severity });
}
