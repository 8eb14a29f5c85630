/** What `require` means in a CommonJS file of a package. */
import { folderOf, resolvePath } from "../../base/file-path.ts";
import type { FilePath } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import { HOST_EXPORTS, isHostSpecifier } from "../../capabilities/host-exports.ts";
import type { ImportTarget, WrittenImport } from "./parsed-module.ts";
import { insteadInPackage, resolvePackage, resolvePrivateName, resolveRequiredFile } from "./resolve-package.ts";

/** The module with nothing in it. */
const EMPTY = "ambit:empty";

/**
 * The target of a `require` of the file `importer`; undefined when there is none. That is no finding: packages try modules
 * that may be missing, and what is missing throws when it is asked for.
 */
export function resolveRequire(workspace: Workspace, importer: FilePath, written: WrittenImport): ImportTarget {
  const { specifier } = written;
  if (isHostSpecifier(specifier)) return HOST_EXPORTS.has(specifier) ? (specifier as `ambit:${string}`) : undefined;
  const target = targetOf(workspace, importer, written);
  const instead =
    insteadInPackage(workspace, importer, target ?? specifier) ?? insteadInPackage(workspace, importer, specifier);
  if (instead === undefined || instead === specifier) return target;
  return instead === false ? EMPTY : targetOf(workspace, importer, { ...written, specifier: instead });
}

function targetOf(workspace: Workspace, importer: FilePath, { specifier, span }: WrittenImport): FilePath | undefined {
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier))
    return resolveRequiredFile(workspace, resolvePath(folderOf(importer), specifier));
  const asked = { specifier, at: { file: importer, span }, kind: "require" } as const;
  const found = specifier.startsWith("#") ? resolvePrivateName(workspace, asked) : resolvePackage(workspace, asked);
  return found.ok ? found.value : undefined;
}
