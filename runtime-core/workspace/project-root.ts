/**
 * Which folder is the root of a project: what its modules see as their whole file system, and where packages are looked up.
 *
 * A package of a workspace of npm, Yarn, Bun or pnpm has the root of the workspace: there its dependencies lie, and the other packages
 * are linked from there.
 */
import fs from "node:fs";
import path from "node:path";
import { isJsonObject, parseJsonObject } from "../base/json-object.ts";
import { parsePath, parsePathPattern } from "../permissions/path-pattern.ts";
import { listIncludes } from "../permissions/segment-list.ts";

/** Files that can make their folder a root, also of what lies below it. */
export const ROOT_MARKERS: ReadonlySet<string> = new Set(["package.json", "pnpm-workspace.yaml"]);

/**
 * The root of the project that a file of the disk belongs to: the nearest folder upwards with a `package.json`, or the workspace
 * that has this package; without one the file's own folder.
 */
export function findProjectRoot(file: string): string {
  const own = findPackage(file);
  if (own === undefined) return path.dirname(path.resolve(file));
  return upwards(path.dirname(own)).find((folder) => hasPackage(folder, own)) ?? own;
}

/** The nearest folder upwards of a file of the disk with a `package.json`. */
export function findPackage(file: string): string | undefined {
  const own = path.dirname(path.resolve(file));
  return upwards(own).find((folder) => fs.existsSync(path.join(folder, "package.json")));
}

/** A folder, and those around it, the nearest first. */
export function* upwards(folder: string): Generator<string> {
  yield folder;
  if (path.dirname(folder) !== folder) yield* upwards(path.dirname(folder));
}

/** Whether a folder is the root of a workspace with this package. */
function hasPackage(folder: string, packageFolder: string): boolean {
  const name = path.relative(folder, packageFolder).split(path.sep).join("/");
  const patterns = workspacePatterns(folder);
  const isLeftOut = patterns.some((pattern) => pattern.startsWith("!") && hasPath(pattern.slice(1), name));
  return !isLeftOut && patterns.some((pattern) => hasPath(pattern, name));
}

/** Names, "*", "**", and one list of alternatives, in time that grows with the texts: whoever wrote them may be anybody. */
function hasPath(pattern: string, name: string): boolean {
  const [, before = "", list = pattern, behind = ""] = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(pattern) ?? [];
  const asked = parsePath(`/${name}`, "/");
  return list.split(",").some((each) => {
    const text = path.posix.normalize(before + each + behind).replace(/\/$/, "");
    const given = parsePathPattern(`/${text}`, "/");
    return given.ok && asked.ok && listIncludes(given.value.list, asked.value.list);
  });
}

/** Sources: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#workspaces, https://pnpm.io/pnpm-workspace_yaml */
function workspacePatterns(folder: string): readonly string[] {
  const yaml = textOf(path.join(folder, "pnpm-workspace.yaml"));
  if (yaml !== undefined) return packagesInYaml(yaml);
  const { workspaces } = parseJsonObject(textOf(path.join(folder, "package.json")) ?? "{}");
  const patterns = isJsonObject(workspaces) ? workspaces["packages"] : workspaces;
  return Array.isArray(patterns) ? patterns.filter((each) => typeof each === "string") : [];
}

/** The list under "packages", with an item in each line as pnpm writes it. */
function packagesInYaml(yaml: string): readonly string[] {
  const [, list = ""] = /^packages:[^\S\n]*(?:#.*)?\n((?:[^\S\n]*(?:-.*|#.*)?\n)*)/m.exec(`${yaml}\n`) ?? [];
  const items = list.matchAll(/^\s*-\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<plain>[^\s#]+))/gm);
  return [...items].flatMap(({ groups: { double, single, plain } = {} }) => double ?? single ?? plain ?? []);
}

function textOf(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    // Not for us to read: then no workspace is known here.
    return undefined;
  }
}
