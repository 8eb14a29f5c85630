/**
 * The data of a manifest to a `Manifest`, with every problem and its place.
 *
 * As much is read as can be: a section, a grant or a limit with a problem is left out, the others stand. The data is
 * folded from the syntax tree, in the editor as in a run, so both see the same problems.
 */
import { nearestName } from "../base/nearest-name.ts";
import type { FilePath } from "../base/span.ts";
import type { Manifest } from "./manifest.ts";
import { describeValue, entriesOf, type ManifestProblem, ProblemList } from "./manifest-problem.ts";
import { parseDatabases, parseFiles, parseHosts, parseSecrets } from "./parse-declarations.ts";
import { parseLimits } from "./parse-limits.ts";
import { parsePermissions } from "./parse-permissions.ts";
import { parseEnv, parseParameters } from "./parse-schemas.ts";
import { SECTION_NAMES } from "./sections.ts";

/** What reading a manifest gave: as much as could be read, and what was wrong. */
export interface ParsedManifest {
  readonly manifest: Manifest;
  readonly problems: readonly ManifestProblem[];
}

/** A manifest that declares nothing. */
export const EMPTY_MANIFEST: Manifest = {
  description: undefined,
  parameters: {},
  env: {},
  files: {},
  permissions: [],
  limits: [],
  hosts: {},
  databases: {},
  secrets: [],
  serve: undefined,
  schedule: undefined,
};

/**
 * Reads a manifest. Never throws for what an author can write.
 *
 * @param data JSON-like; keys with the value `undefined` count as not written.
 * @param moduleDir The folder that relative paths are relative to: that of the module.
 */
export function parseManifest(data: unknown, moduleDir: FilePath): ParsedManifest {
  const list = new ProblemList();
  const entries = entriesOf(data);
  if (entries === undefined) {
    list.add("manifest/not-an-object", { path: [] }, { found: describeValue(data) });
    return { manifest: EMPTY_MANIFEST, problems: list.problems };
  }
  reportUnknownSections(entries, list);
  const sections = new Map(entries);
  const permissions = parsePermissions(sections.get("permissions"), moduleDir, list);
  const manifest: Manifest = {
    description: parseDescription(sections.get("description"), list),
    parameters: parseParameters(sections.get("parameters"), list),
    env: parseEnv(sections.get("env"), list),
    files: parseFiles(sections.get("files"), { moduleDir, permissions }, list),
    permissions,
    limits: parseLimits(sections.get("limits"), list),
    hosts: parseHosts(sections.get("hosts"), list),
    databases: parseDatabases(sections.get("databases"), list),
    secrets: parseSecrets(sections.get("secrets"), permissions, list),
    serve: sections.get("serve"),
    schedule: sections.get("schedule"),
  };
  return { manifest, problems: list.problems };
}

function reportUnknownSections(entries: readonly (readonly [string, unknown])[], list: ProblemList): void {
  for (const [section] of entries) {
    if (SECTION_NAMES.some((known) => known === section)) continue;
    const nearest = nearestName(section, SECTION_NAMES);
    const data = nearest === undefined ? { section, known: SECTION_NAMES } : { section, known: SECTION_NAMES, nearest };
    list.add("manifest/unknown-section", { path: [section], on: "key" }, data);
  }
}

function parseDescription(value: unknown, list: ProblemList): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  const data = { what: "the description", expected: "a string", found: describeValue(value) };
  list.add("manifest/wrong-shape", { path: ["description"] }, data);
  return undefined;
}
