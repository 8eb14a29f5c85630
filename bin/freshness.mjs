/**
 * Whether a built file is still that of the sources beside it.
 *
 * Read by the launcher and by `tools/setup.mjs`. An installed package has no sources: what is built is then fresh.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Everything that ends up in `dist/`. */
const SOURCES = [
  "runtime-core",
  "cli",
  "server",
  "debug-adapter",
  "client",
  "typescript-plugin",
  "tools",
  "esbuild.mjs",
  "package-lock.json",
];

/** Whether the file exists and no source under `root` is newer. Cost: a `stat` per source file. */
export function isFresh(built, root) {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  if (builtAt === undefined) return false;
  if (!existsSync(path.join(root, "cli", "main.ts"))) return true;
  return SOURCES.every((source) => newestIn(path.join(root, source)) <= builtAt);
}

function newestIn(source) {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) return stats?.mtimeMs ?? 0;
  // The folder's own time tells that a file went away.
  let newest = stats.mtimeMs;
  for (const name of readdirSync(source))
    if (!name.endsWith(".test.ts")) newest = Math.max(newest, newestIn(`${source}/${name}`));
  return newest;
}
