/**
 * What a specifier means, and what to say when it means nothing.
 *
 * A specifier names its file wholly, as in every ECMAScript host; where only the ending is wrong the analysis goes on
 * with the file that was meant.
 */
import type { Workspace } from "../../base/workspace.ts";
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import { nearestName } from "../../base/nearest-name.ts";
import type { FilePath, Location } from "../../base/span.ts";
import { folderOf, isPackageFile, relativePath, resolvePath } from "../../base/file-path.ts";
import { HOST_EXPORTS, isHostSpecifier, PLANNED_EXPORTS } from "../../capabilities/host-exports.ts";
import { isNodeSpecifier } from "./node-modules.ts";
import type { ImportTarget, WrittenImport } from "./parsed-module.ts";
import { resolvePackage, resolvePrivateName } from "./resolve-package.ts";
import { languageOf } from "./syntax.ts";

/** What an import means. */
export interface Resolution {
  readonly target: ImportTarget;
  readonly diagnostics: readonly Diagnostic[];
}

const ENDINGS = [".ts", ".tsx", ".js", ".jsx", ".json", "/index.ts", "/index.js"];
const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

/** Resolves one import of the file `importer`. Names of Node's own modules resolve to nothing and are left to the static check. */
export function resolveImport(workspace: Workspace, importer: FilePath, written: WrittenImport): Resolution {
  const { specifier } = written;
  const at: Location = { file: importer, span: written.span };
  if (isHostSpecifier(specifier)) return resolveHost(written, at);
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return resolveFile(workspace, specifier, at);
  if (specifier.startsWith("node:")) return { target: undefined, diagnostics: [] };
  if (SCHEME.test(specifier) || specifier === "") {
    return refused(diagnostic("parse/unsupported-specifier", at, { specifier }));
  }
  const found = specifier.startsWith("#")
    ? resolvePrivateName(workspace, { specifier, at, kind: "import" })
    : resolvePackage(workspace, { specifier, at, kind: "import" });
  if (found.ok) return { target: found.value, diagnostics: [] };
  return isNodeSpecifier(specifier) ? { target: undefined, diagnostics: [] } : refused(found.error);
}

function refused(...diagnostics: Diagnostic[]): Resolution {
  return { target: undefined, diagnostics };
}

function resolveHost(written: WrittenImport, at: Location): Resolution {
  const { specifier } = written;
  const exports = HOST_EXPORTS.get(specifier) ?? new Set();
  const planned = PLANNED_EXPORTS.get(specifier) ?? new Set();
  if (exports.size + planned.size === 0) {
    const nearest = nearestName(specifier, [...HOST_EXPORTS.keys(), ...PLANNED_EXPORTS.keys()]);
    return refused(
      diagnostic("parse/unknown-host-module", at, { module: specifier, ...(nearest === undefined ? {} : { nearest }) }),
    );
  }
  const diagnostics: Diagnostic[] = [];
  for (const { name, span } of written.typeOnly ? [] : written.names) {
    if (name === "*" || exports.has(name)) continue;
    if (planned.has(name)) {
      diagnostics.push(diagnostic("parse/planned-host-export", { file: at.file, span }, { module: specifier, name }));
      continue;
    }
    const nearest = nearestName(name, exports);
    const data = { module: specifier, name, ...(nearest === undefined ? {} : { nearest }) };
    diagnostics.push(diagnostic("parse/unknown-host-export", { file: at.file, span }, data));
  }
  return { target: specifier as `ambit:${string}`, diagnostics };
}

function resolveFile(workspace: Workspace, specifier: string, at: Location): Resolution {
  const folder = folderOf(at.file);
  const path = resolvePath(folder, specifier);
  if (path === undefined) return refused(diagnostic("parse/outside-project", at, { specifier }));
  const reading = workspace.read(path);
  switch (reading.kind) {
    case "text":
      if (isLoadable(path)) return { target: path, diagnostics: [] };
      return refused(diagnostic("parse/unsupported-file", at, { path }));
    case "missing":
    case "directory":
      return otherEnding(workspace, { specifier, path, at, isFolder: reading.kind === "directory" });
    case "too-large":
      return refused(
        diagnostic("parse/file-too-large", at, { path, sizeBytes: reading.sizeBytes, maxBytes: reading.maxBytes }),
      );
    case "binary":
      return refused(diagnostic("parse/unreadable-file", at, { path, reason: "it is a binary file" }));
    case "unreadable":
      return refused(diagnostic("parse/unreadable-file", at, { path, reason: reading.reason }));
    default:
      return reading satisfies never;
  }
}

/** CommonJS is for packages; a project's own files are ECMAScript modules. */
function isLoadable(path: FilePath): boolean {
  return languageOf(path) !== undefined && (isPackageFile(path) || !path.endsWith(".cjs"));
}

interface Absent {
  readonly specifier: string;
  readonly path: FilePath;
  readonly at: Location;
  readonly isFolder: boolean;
}

function otherEnding(workspace: Workspace, absent: Absent): Resolution {
  const { at, path, specifier } = absent;
  const meant = findOtherEnding(workspace, path);
  if (meant !== undefined) {
    if (isPackageFile(at.file)) return { target: meant, diagnostics: [] };
    const write = relativePath(folderOf(at.file), meant);
    return { target: meant, diagnostics: [diagnostic("parse/missing-extension", at, { specifier, write })] };
  }
  if (absent.isFolder) return refused(diagnostic("parse/unreadable-file", at, { path, reason: "it is a folder" }));
  const near = nearestName(path.slice(path.lastIndexOf("/") + 1), modulesIn(workspace, folderOf(path)));
  const write =
    near === undefined ? {} : { write: relativePath(folderOf(at.file), resolvePath(folderOf(path), near) ?? near) };
  return refused(diagnostic("parse/missing-file", at, { path, ...write }));
}

/** "./x" and "./x.js" where only "x.ts" exists. */
function findOtherEnding(workspace: Workspace, path: FilePath): FilePath | undefined {
  const stem = path.replace(/\.(js|jsx|mjs|ts|tsx)$/, "");
  const candidates = ENDINGS.flatMap((ending) => (stem === path ? [path + ending] : [path + ending, stem + ending]));
  return candidates.find((candidate) => candidate !== path && workspace.read(candidate).kind === "text");
}

function modulesIn(workspace: Workspace, folder: FilePath): readonly string[] {
  return workspace.list(folder).filter((name) => languageOf(name) !== undefined);
}
