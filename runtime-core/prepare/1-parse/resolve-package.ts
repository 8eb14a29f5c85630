/**
 * Packages in `node_modules`: Node's resolution with our conditions, for `import` and, in files of packages, for `require`.
 *
 * Source: https://nodejs.org/api/esm.html#resolution-algorithm-specification, https://nodejs.org/api/modules.html#all-together
 */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../base/json-object.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { FilePath, Location } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import { folderOf, isPackageFile, resolvePath } from "../../base/file-path.ts";
import { Memo } from "../memo.ts";
import { exportsBySubpath } from "./package-exports.ts";
import { isModuleStatement } from "./foreign-program.ts";
import type { ParsedFile } from "./parsed-module.ts";
import { languageOf } from "./syntax.ts";

/** How a package is asked for. */
type Kind = "import" | "require";

/** Conditions of `exports` and `imports` that hold in an isolate, beside the kind. */
const CONDITIONS: readonly string[] = ["ambit", "worker", "default"];
/** What `require` puts behind the name of a file, and of a folder. */
const REQUIRED_ENDINGS = ["", ".js", ".json", ".cjs"];
const REQUIRED_INDEXES = ["/index.js", "/index.json", "/index.cjs"];

/** A specifier and where it is written. */
interface Asked {
  readonly specifier: string;
  readonly at: Location;
  readonly kind: Kind;
}

interface PackageJson {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
  readonly browser?: unknown;
}

interface Package {
  readonly folder: FilePath;
  readonly json: PackageJson;
}

type Found = Result<FilePath, Diagnostic>;

/** Resolves "name", "@scope/name" or "name/sub/path". */
export function resolvePackage(workspace: Workspace, { specifier, at, kind }: Asked): Found {
  const parts = specifier.split("/");
  const nameLength = specifier.startsWith("@") ? 2 : 1;
  const name = parts.slice(0, nameLength).join("/");
  const subpath = [".", ...parts.slice(nameLength)].join("/");
  if (!/^(@[^/@\\%]+\/)?[^./@\\%][^/@\\%]*$/.test(name))
    return fail(diagnostic("parse/unsupported-specifier", at, { specifier }));
  const own = packageAround(workspace, at.file);
  if (own?.json.name === name && own.json.exports !== undefined)
    return inPackage(workspace, own, { name, subpath, at, kind });
  for (let folder = folderOf(at.file); ; folder = folderOf(folder)) {
    const home = resolvePath(folder, `node_modules/${name}`);
    const json = home === undefined ? undefined : readPackageJson(workspace, home);
    if (home !== undefined && json !== undefined)
      return inPackage(workspace, { folder: home, json }, { name, subpath, at, kind });
    if (folder === "/") return fail(diagnostic("parse/missing-package", at, { package: name }));
  }
}

/** Resolves "#name" through the `imports` of the package that the file belongs to. */
export function resolvePrivateName(workspace: Workspace, { specifier, at, kind }: Asked): Found {
  const own = packageAround(workspace, at.file);
  const imports = own?.json.imports;
  if (own === undefined || !isJsonObject(imports))
    return fail(diagnostic("parse/unsupported-specifier", at, { specifier }));
  const target = matchSubpath(imports, specifier, kind);
  const name = typeof own.json.name === "string" ? own.json.name : own.folder;
  if (target === undefined)
    return fail(diagnostic("parse/package-path-not-exported", at, { package: name, subpath: specifier }));
  if (!target.startsWith("./")) return resolvePackage(workspace, { specifier: target, at, kind });
  return loadable(workspace, own, { name, at, target });
}

/** The file that `require` of a path means, of a file or a folder of a package; undefined when there is none. */
export function resolveRequiredFile(workspace: Workspace, path: FilePath | undefined): FilePath | undefined {
  if (path === undefined || !isForeign(workspace, path)) return undefined;
  const found = (candidates: readonly FilePath[]): FilePath | undefined =>
    candidates.find((candidate) => languageOf(candidate) !== undefined && isText(workspace, candidate));
  const main = mainOf(readPackageJson(workspace, path) ?? {});
  const entry = main === undefined ? undefined : resolvePath(path, main);
  const endings = [...REQUIRED_ENDINGS, ...REQUIRED_INDEXES];
  return (
    found(REQUIRED_ENDINGS.map((ending) => path + ending)) ??
    (entry === undefined ? undefined : found(endings.map((ending) => entry + ending))) ??
    found(REQUIRED_INDEXES.map((ending) => path + ending))
  );
}

/**
 * What the `browser` field of the package puts in the place of something that one of its files requires: another specifier, or
 * false for a module with nothing in it. It is how packages say what to do where Node's modules are missing.
 *
 * Source: https://github.com/defunctzombie/package-browser-field-spec
 */
export function insteadInPackage(workspace: Workspace, file: FilePath, required: string): string | false | undefined {
  const own = packageAround(workspace, file);
  if (own === undefined || !isJsonObject(own.json.browser)) return undefined;
  const isFile = required.startsWith(`${own.folder}/`);
  const name = isFile ? `.${required.slice(own.folder.length)}` : required;
  const keys = isFile ? [name, name.replace(/\.js$/, ""), name.slice(2)] : [name];
  const found = keys
    .map((key) => (own.json.browser as Record<string, unknown>)[key])
    .find((each) => each !== undefined);
  if (typeof found !== "string") return found === false ? false : undefined;
  return found.startsWith("./") ? resolvePath(own.folder, found) : found;
}

function mainOf({ browser, main }: PackageJson): string | undefined {
  if (typeof browser === "string" && browser !== "") return browser;
  const wanted = typeof main === "string" && main !== "" ? main : undefined;
  if (!isJsonObject(browser)) return wanted;
  const name = (wanted ?? "index.js").replace(/^\.\//, "");
  const instead = [`./${name}`, name, `./${name}.js`]
    .map((key) => browser[key])
    .find((each) => typeof each === "string");
  return typeof instead === "string" ? instead : wanted;
}

interface Place {
  readonly name: string;
  readonly subpath: string;
  readonly at: Location;
  readonly kind: Kind;
}

function inPackage(workspace: Workspace, home: Package, { name, subpath, at, kind }: Place): Found {
  const { exports } = home.json;
  if (exports !== undefined && exports !== null) {
    const target = matchSubpath(exportsBySubpath(exports), subpath, kind);
    if (target === undefined)
      return fail(diagnostic("parse/package-path-not-exported", at, { package: name, subpath }));
    return loadable(workspace, home, { name, at, target });
  }
  if (kind === "require" || subpath !== ".") {
    // Also for `import`: packages without `exports` are imported as bundlers and TypeScript find their files.
    const path = resolveRequiredFile(workspace, resolvePath(home.folder, subpath));
    return path === undefined ? missingIn(name, subpath, at) : ok(path);
  }
  const wanted = mainOf(home.json) ?? "index.js";
  const candidates = [wanted, `${wanted}.js`, `${wanted}/index.js`, "index.js"].map(
    (target) => `./${target.replace(/^\.\//, "")}`,
  );
  const target = candidates.find((candidate) => isText(workspace, resolvePath(home.folder, candidate)));
  return loadable(workspace, home, { name, at, target: target ?? `./${wanted}` });
}

function missingIn(name: string, subpath: string, at: Location): Found {
  return fail(diagnostic("parse/invalid-package", at, { package: name, reason: `"${subpath}" is missing` }));
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
  return ok(path);
}

/** Whether a file of a package is no ECMAScript module: by ending and `type`, and by its text. */
export function isCommonJs(
  workspace: Workspace,
  { path, statements }: Pick<ParsedFile, "path" | "statements">,
): boolean {
  if (!isForeign(workspace, path)) return false;
  if (path.endsWith(".cjs")) return true;
  return (
    path.endsWith(".js") &&
    packageAround(workspace, path)?.json.type !== "module" &&
    !statements.some(isModuleStatement)
  );
}

/** The target of `exports` or `imports` for a key: exact first, then the longest pattern with "*". */
function matchSubpath(table: JsonObject, subpath: string, kind: Kind): string | undefined {
  if (Object.hasOwn(table, subpath) && !subpath.includes("*")) return pickTarget(table[subpath], "", kind);
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
  return pickTarget(table[best], subpath.slice(star, subpath.length - (best.length - star - 1)), kind);
}

function pickTarget(target: unknown, star: string, kind: Kind): string | undefined {
  if (typeof target === "string") return target.replaceAll("*", star);
  if (Array.isArray(target)) {
    for (const one of target as readonly unknown[]) {
      const picked = pickTarget(one, star, kind);
      if (picked !== undefined) return picked;
    }
    return undefined;
  }
  if (!isJsonObject(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    if (condition !== kind && !CONDITIONS.includes(condition)) continue;
    const picked = pickTarget(inner, star, kind);
    if (picked !== undefined || inner === null) return picked;
  }
  return undefined;
}

/** Whether a file belongs to a package, also one that lies in the project and is linked into `node_modules`. */
function isForeign(workspace: Workspace, path: FilePath): boolean {
  return isPackageFile(path) || (packageAround(workspace, path)?.folder ?? "/") !== "/";
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
  return reading.kind === "text" ? PACKAGES.of(reading.text, () => parseJsonObject(reading.text)) : undefined;
}

/** By text; a package is asked for again by each import of it. */
const PACKAGES = new Memo<PackageJson>(1000);

function isText(workspace: Workspace, path: FilePath | undefined): boolean {
  return path !== undefined && workspace.read(path).kind === "text";
}
