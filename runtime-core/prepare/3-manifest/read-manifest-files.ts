/**
 * The files that a manifest declares: read and checked before the start, so that a broken one is seen while typing.
 *
 * A file that did not change is not checked again.
 */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import { ok, fail, type Result } from "../../base/result.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { JsonSchema, ManifestFile } from "../../manifest/manifest.ts";
import { checkValue } from "../../manifest/schema-check.ts";
import type { PreparedManifest } from "../prepared-module.ts";
import type { StepCache } from "../step-cache.ts";

/** The most that a declared file may have. */
export const MAX_FILE_BYTES = 1_000_000;

/** Problems of one file that are said at most; the rest of a wrong file is seldom news. */
const MAX_PROBLEMS = 3;

/** The declared files, and what is wrong with them. */
export interface ManifestFiles {
  /** JSON by the name in the manifest, of those with which nothing is wrong. */
  readonly texts: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function readManifestFiles(prepared: PreparedManifest, workspace: Workspace, cache: StepCache): ManifestFiles {
  const texts: [string, string][] = [];
  const diagnostics = Object.entries(prepared.manifest.files).flatMap(([name, file]) => {
    const at = prepared.locate(["files", name, "path"]);
    const text = readText(file, workspace);
    if (!text.ok) return [diagnostic("pre-init/unreadable-file", at, { path: file.path, reason: text.error })];
    const problems = checkCached(file, text.value, cache);
    if (problems.length === 0) texts.push([name, text.value]);
    return problems.map((reason) => diagnostic("pre-init/invalid-file", at, { path: file.path, reason }));
  });
  return { texts: Object.fromEntries(texts), diagnostics };
}

function readText(file: ManifestFile, workspace: Workspace): Result<string, string> {
  const reading = workspace.read(file.path);
  switch (reading.kind) {
    case "missing":
      return fail("it does not exist");
    case "directory":
      return fail("it is a folder");
    case "binary":
      return fail("it is a binary file");
    case "unreadable":
      return fail(reading.reason);
    case "too-large":
      return fail(tooLarge(reading.sizeBytes));
    case "text": {
      const sizeBytes = reading.text.length * 3 <= MAX_FILE_BYTES ? 0 : new TextEncoder().encode(reading.text).length;
      return sizeBytes > MAX_FILE_BYTES ? fail(tooLarge(sizeBytes)) : ok(reading.text);
    }
    default:
      return reading satisfies never;
  }
}

function tooLarge(sizeBytes: number): string {
  return `it has ${sizeBytes} bytes, the most is ${MAX_FILE_BYTES}`;
}

function checkCached(file: ManifestFile, text: string, cache: StepCache): readonly string[] {
  const schema = JSON.stringify(file.schema);
  const known = cache.fileChecks.get(file.path);
  if (known?.text === text && known.schema === schema) return known.problems;
  const problems = checkText(file.schema, text);
  cache.fileChecks.set(file.path, { text, schema, problems });
  return problems;
}

function checkText(schema: JsonSchema, text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [`it is no JSON (${error instanceof Error ? error.message : String(error)})`];
  }
  const problems = checkValue(schema, value);
  return problems
    .slice(0, MAX_PROBLEMS)
    .map(({ message, pointer }) => (pointer === "" ? message : `${pointer}: ${message}`));
}
