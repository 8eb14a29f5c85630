/**
 * What the Node of a runner process may do: its own code, the project's folder, the network. Its permission model is a
 * second wall behind our checks and V8's isolates: no program is started, no thread, no other file is opened.
 *
 * Source: https://nodejs.org/docs/latest-v24.x/api/permissions.html
 */
import { existsSync, lstatSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The flags for a runner that serves the project at `root`, a real path. */
export function runnerPermissions(root: string): readonly string[] {
  const read = outermost([...runnerCode(), ...PLATFORM_READS, root]).map((each) => `--allow-fs-read=${each}`);
  const write = [...OPEN_FILES, root].map((each) => `--allow-fs-write=${each}`);
  // Node warns of `--allow-addons`: native code is not held by this wall. The only addon is isolated-vm.
  return ["--permission", "--allow-addons", "--disable-warning=PERM0001", ...read, ...write];
}

const ON_LINUX = process.platform === "linux";
/**
 * `host/node-files.ts` names what lies in an open folder by the folder's descriptor. Node compares paths as texts, so a
 * grant of all of `/proc/self/fd` would let `/proc/self/fd/20/..` climb to anywhere.
 */
const OPEN_FILES: readonly string[] = ON_LINUX ? Array.from({ length: 9 }, (_, i) => `/proc/self/fd/${i + 1}*`) : [];
/** isolated-vm's loader looks which C library there is. */
const PLATFORM_READS: readonly string[] = ON_LINUX ? [...OPEN_FILES, "/etc/alpine-release"] : [];

/** Folders with the code of a runner: the bundles, and isolated-vm with what loads it. */
function runnerCode(): readonly string[] {
  const folder = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);
  const bundles = path.dirname(fileURLToPath(new URL("runner.cjs", folder)));
  const addon = packageFolders("isolated-vm", bundles);
  return [bundles, ...addon, ...packageFolders("node-gyp-build", addon.at(-1) ?? bundles)];
}

/**
 * The folder of a package as `importer` finds it, the links that it goes through, because Node looks at each, and its
 * real path: some package managers link packages, some people all of `node_modules`.
 */
function packageFolders(name: string, importer: string): readonly string[] {
  const places = createRequire(path.join(importer, "package.json")).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((folder) => existsSync(folder));
  return found === undefined ? [] : [...linksAbove(found), found, realpathSync(found)];
}

function linksAbove(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  if (parent === folder) return [];
  return lstatSync(parent).isSymbolicLink() ? [...linksAbove(parent), parent] : linksAbove(parent);
}

/** Without what lies in another of them: Node loses the outer folder itself when an inner one is granted too. */
function outermost(paths: readonly string[]): readonly string[] {
  return paths.filter((each) => !paths.some((other) => each.startsWith(other + path.sep)));
}
