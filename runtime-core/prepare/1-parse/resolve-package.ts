/**
 * Packages in `node_modules`: the part of Node's resolution that ECMAScript modules need, with our conditions.
 *
 * Source: https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { FilePath, Location } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import { folderOf, resolvePath } from "../../base/file-path.ts";
import { Memo } from "../memo.ts";

/** Conditions of `exports` and `imports` that hold in an isolate. */
const CONDITIONS: ReadonlySet<string> = new Set(["ambit", "worker", "import", "default"]);

/** A specifier and where it is written. */
interface Asked {
  readonly specifier: string;
  readonly at: Location;
}

interface PackageJson {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

interface Package {
  readonly folder: FilePath;
  readonly json: PackageJson;
}

type Found = Result<FilePath, Diagnostic>;

/** Resolves "name", "@scope/name" or "name/sub/path". */
export function resolvePackage(workspace: Workspace, { specifier, at }: Asked): Found {
  const parts = specifier.split("/");
  const nameLength = specifier.startsWith("@") ? 2 : 1;
  const name = parts.slice(0, nameLength).join("/");
  const subpath = [".", ...parts.slice(nameLength)].join("/");
  if (!/^(@[^/@\\%]+\/)?[^./@\\%][^/@\\%]*$/.test(name))
    return fail(diagnostic("parse/unsupported-specifier", at, { specifier }));
  const own = packageAround(workspace, at.file);
  if (own?.json.name === name && own.json.exports !== undefined)
    return inPackage(workspace, own, { name, subpath, at });
  for (let folder = folderOf(at.file); ; folder = folderOf(folder)) {
    const home = resolvePath(folder, `node_modules/${name}`);
    const json = home === undefined ? undefined : readPackageJson(workspace, home);
    if (home !== undefined && json !== undefined)
      return inPackage(workspace, { folder: home, json }, { name, subpath, at });
    if (folder === "/") return fail(diagnostic("parse/missing-package", at, { package: name }));
  }
}

/** Resolves "#name" through the `imports` of the package that the file belongs to. */
export function resolvePrivateName(workspace: Workspace, { specifier, at }: Asked): Found {
  const own = packageAround(workspace, at.file);
  const imports = own?.json.imports;
  if (own === undefined || !isRecord(imports))
    return fail(diagnostic("parse/unsupported-specifier", at, { specifier }));
  const target = matchSubpath(imports, specifier);
  const name = typeof own.json.name === "string" ? own.json.name : own.folder;
  if (target === undefined)
    return fail(diagnostic("parse/package-path-not-exported", at, { package: name, subpath: specifier }));
  if (!target.startsWith("./")) return resolvePackage(workspace, { specifier: target, at });
  return loadable(workspace, own, { name, at, target });
}

interface Place {
  readonly name: string;
  readonly subpath: string;
  readonly at: Location;
}

function inPackage(workspace: Workspace, home: Package, { name, subpath, at }: Place): Found {
  const { exports, main } = home.json;
  if (exports !== undefined && exports !== null) {
    const table =
      isRecord(exports) && Object.keys(exports).some((key) => key.startsWith(".")) ? exports : { ".": exports };
    const target = matchSubpath(table, subpath);
    if (target === undefined)
      return fail(diagnostic("parse/package-path-not-exported", at, { package: name, subpath }));
    return loadable(workspace, home, { name, at, target });
  }
  if (subpath !== ".") return loadable(workspace, home, { name, at, target: subpath });
  const wanted = typeof main === "string" && main !== "" ? main : "index.js";
  const candidates = [wanted, `${wanted}.js`, `${wanted}/index.js`, "index.js"].map(
    (target) => `./${target.replace(/^\.\//, "")}`,
  );
  const target = candidates.find((candidate) => isText(workspace, resolvePath(home.folder, candidate)));
  return loadable(workspace, home, { name, at, target: target ?? `./${wanted}` });
}

function loadable(workspace: Workspace, home: Package, place: { name: string; at: Location; target: string }): Found {
  const { at, name, target } = place;
  const path = resolvePath(home.folder, target);
  if (path === undefined || !path.startsWith(`${home.folder === "/" ? "" : home.folder}/`)) {
    return fail(diagnostic("parse/invalid-package", at, { package: name, reason: `"${target}" leaves its folder` }));
  }
  const reading = workspace.read(path);
  if (reading.kind !== "text") {
    return fail(diagnostic("parse/invalid-package", at, { package: name, reason: `"${path}" is ${reading.kind}` }));
  }
  if (isCommonJs(workspace, path, reading.text))
    return fail(diagnostic("parse/commonjs-package", at, { package: name, path }));
  return ok(path);
}

/** By ending and `type` as in Node, and by its text where a package says nothing. */
function isCommonJs(workspace: Workspace, path: FilePath, text: string): boolean {
  if (/\.c[jt]s$/.test(path)) return true;
  if (!/\.jsx?$/.test(path) || packageAround(workspace, path)?.json.type === "module") return false;
  return !/^[ \t]*(import|export)\b/m.test(text) && !/[;}]\s*(import|export)\s*[{*"']/.test(text);
}

/** The target of `exports` or `imports` for a key: exact first, then the longest pattern with "*". */
function matchSubpath(table: Readonly<Record<string, unknown>>, subpath: string): string | undefined {
  if (Object.hasOwn(table, subpath) && !subpath.includes("*")) return pickTarget(table[subpath], "");
  let best: string | undefined;
  for (const key of Object.keys(table)) {
    const star = key.indexOf("*");
    if (star < 0 || !subpath.startsWith(key.slice(0, star)) || !subpath.endsWith(key.slice(star + 1))) continue;
    if (subpath.length < key.length) continue;
    if (best === undefined || star > best.indexOf("*") || (star === best.indexOf("*") && key.length > best.length))
      best = key;
  }
  if (best === undefined) return undefined;
  const star = best.indexOf("*");
  return pickTarget(table[best], subpath.slice(star, subpath.length - (best.length - star - 1)));
}

function pickTarget(target: unknown, star: string): string | undefined {
  if (typeof target === "string") return target.replaceAll("*", star);
  if (Array.isArray(target)) {
    for (const one of target as readonly unknown[]) {
      const picked = pickTarget(one, star);
      if (picked !== undefined) return picked;
    }
    return undefined;
  }
  if (!isRecord(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    if (!CONDITIONS.has(condition)) continue;
    const picked = pickTarget(inner, star);
    if (picked !== undefined || inner === null) return picked;
  }
  return undefined;
}

function packageAround(workspace: Workspace, file: FilePath): Package | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const json = readPackageJson(workspace, folder);
    if (json !== undefined) return { folder, json };
    if (folder === "/" || folder.endsWith("/node_modules")) return undefined;
  }
}

function readPackageJson(workspace: Workspace, folder: FilePath): PackageJson | undefined {
  const reading = workspace.read(`${folder === "/" ? "" : folder}/package.json`);
  return reading.kind === "text" ? PACKAGES.of(reading.text, () => parsePackageJson(reading.text)) : undefined;
}

/** By text; a package is asked for again by each import of it. */
const PACKAGES = new Memo<PackageJson>(1000);

function parsePackageJson(text: string): PackageJson {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json : {};
  } catch {
    // A broken package.json is one without fields: Node goes on alike, and the file is not the author's module.
    return {};
  }
}

function isText(workspace: Workspace, path: FilePath | undefined): boolean {
  return path !== undefined && workspace.read(path).kind === "text";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
