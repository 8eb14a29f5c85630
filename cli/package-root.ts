/**
 * Where the package lies on the disk: the same from the sources and from the bundle.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

/** The folder with `package.json`, `docs/` and `dist/`. */
export function packageRoot(): string {
  // Sources lie in cli/, bundles in dist/: both one folder below the root.
  return path.dirname(import.meta.dirname);
}

/** "0.1.0" */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as { version: string };
  return version;
}
