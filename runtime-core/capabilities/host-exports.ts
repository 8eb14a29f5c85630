/**
 * The host modules and the names that they export, derived from the table of capabilities.
 *
 * What needs no permission and takes from no limit has no row there and is named here.
 */
import { CAPABILITIES } from "./table.ts";
import type { Capability, HostModule } from "./capability.ts";

type Names = Partial<Record<HostModule, readonly string[]>>;

const PURE_EXPORTS: Names = {
  "ambit:module": ["defineManifest", "files"],
  "ambit:path": ["join", "resolve", "normalize", "dirname", "basename", "extname", "relative", "isAbsolute"],
  "ambit:secrets": ["bearer", "basic"],
  "ambit:modules": ["parent"],
  "ambit:context": ["has", "drop", "remaining", "signal"],
  "ambit:schema": ["SchemaError", "problemsOf", "validate"],
};

const PLANNED: Names = {
  "ambit:database": ["database"],
  "ambit:store": ["store"],
};

/** Names that a module can import, by host module: "ambit:fs" -> "readText", … */
export const HOST_EXPORTS = collectExports(Object.values(CAPABILITIES), PURE_EXPORTS);

/** Names that are settled but that no runtime has yet; a name that is in `HOST_EXPORTS` too is there. */
export const PLANNED_EXPORTS = collectExports([], PLANNED);

/** Whether a specifier names a host module, known or not. */
export function isHostSpecifier(specifier: string): specifier is `ambit:${string}` {
  return specifier.startsWith("ambit:");
}

function collectExports(rows: readonly Capability[], pure: Names): ReadonlyMap<string, ReadonlySet<string>> {
  const byModule = new Map<string, Set<string>>();
  for (const row of rows) if (row.module !== "global") addName(byModule, row.module, row.object ?? row.name);
  for (const [module, names] of Object.entries(pure)) for (const name of names) addName(byModule, module, name);
  return byModule;
}

function addName(byModule: Map<string, Set<string>>, module: string, name: string): void {
  const names = byModule.get(module);
  if (names === undefined) byModule.set(module, new Set([name]));
  else names.add(name);
}
