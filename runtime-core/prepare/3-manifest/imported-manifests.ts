/**
 * Files with a manifest of their own that a module imports: they run with the grants of the importer, so what they declare
 * must be within them.
 */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath } from "../../base/span.ts";
import { grantedPermissions } from "../../manifest/granted-permissions.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { parseManifest } from "../../manifest/parse-manifest.ts";
import { type ParentBounds, type Violation, withinParent } from "../../manifest/within-parent.ts";
import { type PermissionText, printResource } from "../../permissions/parse-permission.ts";
import type { SourceFileTree } from "../1-parse/parse-file.ts";
import type { ParsedTrees } from "../1-parse/parse-module.ts";
import { dataOf } from "../2-pre-init/folded.ts";
import { foldManifest } from "../2-pre-init/pre-init.ts";
import { folderOf, isPackageFile } from "../../base/file-path.ts";
import type { StepCache } from "../step-cache.ts";

/** One finding for each thing that an imported manifest has beyond the entry's, at the first import of its file. */
export function importedManifests(
  module: ParsedTrees,
  manifest: Manifest | undefined,
  cache: StepCache,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const bounds = boundsOf(manifest);
  const seen = new Set<FilePath>([module.entry]);
  for (const [path, imports] of module.imports) {
    for (const { span, target, typeOnly } of imports) {
      const file = target === undefined || typeOnly || seen.has(target) ? undefined : module.files.get(target);
      if (file === undefined || isPackageFile(file.path)) continue;
      seen.add(file.path);
      const child = manifestOf(module, file, cache);
      for (const violation of child === undefined ? [] : withinParent(child, bounds, "script")) {
        const message = violation.message.replaceAll("the parent", "the importer");
        const data = { module: file.path, violation: message, ...permissionOf(violation) };
        found.push(diagnostic("manifest/exceeds-importer", { file: path, span }, data));
      }
    }
  }
  return found;
}

/** What a module that a manifest belongs to can hand on. */
export function boundsOf(manifest: Manifest | undefined): ParentBounds {
  if (manifest === undefined) return { permissions: [], limits: [], hosts: {} };
  return { permissions: grantedPermissions(manifest), limits: manifest.limits, hosts: manifest.hosts };
}

/** The manifest of an imported file; kept as long as the file stays as it is, if it says all of it. */
function manifestOf(module: ParsedTrees, file: SourceFileTree, cache: StepCache): Manifest | undefined {
  if (!file.source.text.includes("manifest")) return undefined;
  const known = cache.manifests.get(file);
  if (known !== undefined) return known.manifest;
  const { isAlone, manifest: written } = foldManifest(module, file).value;
  const manifest = written && parseManifest(dataOf(written.folded), folderOf(file.path)).manifest;
  if (isAlone) cache.manifests.set(file, { manifest });
  return manifest;
}

/** The grant that is missing, its paths from the project root. */
function permissionOf(violation: Violation): { readonly permission?: PermissionText } {
  if (violation.kind !== "permission") return {};
  const { domain, kind } = violation.permission;
  return { permission: { domain, kind, resource: printResource(violation.permission) } };
}
