/** Step 3: the folded data as a manifest, every problem at the key or the value that it is about. */
import { CODES, messageOf } from "../../base/codes/table.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { folderOf } from "../../base/file-path.ts";
import type { FilePath, Location } from "../../base/span.ts";
import { parseLimit } from "../../limits/parse-limit.ts";
import type { ManifestProblem } from "../../manifest/manifest-problem.ts";
import { type ParsedManifest, parseManifest } from "../../manifest/parse-manifest.ts";
import type { Permission } from "../../permissions/permission.ts";
import { dataOf, type Folded, locateInside, partAt } from "../2-pre-init/folded.ts";
import type { FoldedManifest } from "../2-pre-init/pre-init.ts";
import type { PreparedManifest, WrittenGrant, WrittenLimit } from "../prepared-module.ts";
import type { StepCache } from "../step-cache.ts";
import type { StepResult } from "../step.ts";

/** What reading a manifest gave, and what it was read from. */
export interface ManifestReading extends ParsedManifest {
  readonly data: unknown;
}

/** Reads the folded manifest of an entry. While its data stay the same the result has the same manifest. */
export function readManifest(written: FoldedManifest, entry: FilePath, cache: StepCache): StepResult<PreparedManifest> {
  const { folded } = written;
  const { data, manifest, problems } = readingOf(dataOf(folded), entry, cache);
  const value: PreparedManifest = {
    manifest,
    data,
    location: folded.at,
    grants: writtenGrants(folded, manifest.permissions),
    limits: writtenLimits(folded),
    locate: (path) => partAt(folded, path).value.at,
  };
  return { value, diagnostics: problems.map((problem) => problemDiagnostic(problem, written)) };
}

function readingOf(data: unknown, entry: FilePath, cache: StepCache): ManifestReading {
  const known = cache.readings.get(entry);
  if (known !== undefined && isSameData(known.data, data)) return known;
  const reading = { ...parseManifest(data, folderOf(entry)), data };
  cache.readings.set(entry, reading);
  return reading;
}

/** Whether two pieces of folded data are the same, the order of properties included. */
function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [before, now] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    before.length === now.length &&
    before.every(([name, value], i) => name === now[i]?.[0] && isSameData(value, now[i]?.[1]))
  );
}

/** Where the permissions are written, which stand in the order of the text; what has a problem is not among them. */
function writtenGrants(folded: Folded, permissions: readonly Permission[]): readonly WrittenGrant[] {
  const grants: WrittenGrant[] = [];
  for (const [domain, kinds] of propertiesOf(partAt(folded, ["permissions"]), 1)) {
    for (const [kind, resources] of propertiesOf({ value: kinds, depth: 0 }, 0)) {
      for (const item of resources.kind === "array" ? resources.items : []) {
        const permission = permissions[grants.length];
        if (item.kind !== "string" || permission?.written !== item.value) continue;
        if (permission.domain === domain && permission.kind === kind)
          grants.push({ permission, text: item.value, ...item.at });
      }
    }
  }
  return grants;
}

function writtenLimits(folded: Folded): readonly WrittenLimit[] {
  const limits: WrittenLimit[] = [];
  for (const [name, quantity] of propertiesOf(partAt(folded, ["limits"]), 1)) {
    const limit = parseLimit(name, dataOf(quantity));
    if (limit.ok) limits.push({ limit: limit.value, ...quantity.at });
  }
  return limits;
}

function propertiesOf(part: { value: Folded; depth: number }, depth: number): readonly (readonly [string, Folded])[] {
  if (part.depth !== depth || part.value.kind !== "object") return [];
  return [...part.value.properties].map(([name, { value }]) => [name, value] as const);
}

/** A problem of folded data as a finding at its place. */
export function problemDiagnostic(problem: ManifestProblem, written: FoldedManifest): Diagnostic {
  return {
    code: problem.code,
    severity: CODES[problem.code].severity,
    message: messageOf(problem.code, problem.data as never),
    ...placeOf(problem, written),
    related: [],
    tags: [],
    data: problem.data,
  };
}

/** The key or the value; for what is not written, the key of the nearest part around it, never the whole manifest. */
function placeOf(problem: ManifestProblem, written: FoldedManifest): Location {
  const { depth, key, value } = partAt(written.folded, problem.path);
  const fallback = key ?? written.name;
  if (depth < problem.path.length || problem.path.length === 0) return fallback;
  if (problem.on === "key") return key ?? value.at;
  return problem.span !== undefined && value.kind === "string" ? locateInside(value, problem.span) : value.at;
}
