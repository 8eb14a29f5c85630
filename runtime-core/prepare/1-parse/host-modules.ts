/**
 * The host modules and the names that they export, derived from the table of capabilities.
 *
 * What needs no permission and takes from no limit has no row there and is named here.
 */
import { CAPABILITIES } from "../../capabilities/table.ts";
import { PLANNED_CAPABILITIES } from "../../capabilities/planned.ts";
import type { Capability, HostModule } from "../../capabilities/capability.ts";

const PURE_EXPORTS = {
  "ambit:module": ["defineManifest", "files"],
  "ambit:path": ["join", "resolve", "normalize", "dirname", "basename", "extname", "relative", "isAbsolute"],
  "ambit:http": ["serve"],
  "ambit:secrets": ["bearer", "basic"],
  "ambit:database": ["database"],
  "ambit:store": ["store"],
  "ambit:context": ["drop"],
} as const satisfies Partial<Record<HostModule, readonly string[]>>;

/** Names by module: "ambit:fs" -> "readText", … */
export const HOST_EXPORTS: ReadonlyMap<string, ReadonlySet<string>> = collectExports();

/** Whether a specifier names a host module, known or not. */
export function isHostSpecifier(specifier: string): specifier is `ambit:${string}` {
  return specifier.startsWith("ambit:");
}

function collectExports(): ReadonlyMap<string, ReadonlySet<string>> {
  const byModule = new Map<string, Set<string>>();
  const rows: readonly Capability[] = [...Object.values(CAPABILITIES), ...Object.values(PLANNED_CAPABILITIES)];
  for (const row of rows) if (row.module !== "global") addName(byModule, row.module, row.object ?? row.name);
  for (const [module, names] of Object.entries(PURE_EXPORTS)) for (const name of names) addName(byModule, module, name);
  return byModule;
}

function addName(byModule: Map<string, Set<string>>, module: string, name: string): void {
  const names = byModule.get(module);
  if (names === undefined) byModule.set(module, new Set([name]));
  else names.add(name);
}
