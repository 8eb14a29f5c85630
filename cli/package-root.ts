/**
 * Where the package lies on the disk: the same from the sources and from the bundle.
 */
import path from "node:path";

/** The folder with `package.json`, `docs/` and `dist/`. */
export function packageRoot(): string {
  // Sources lie in cli/, bundles in dist/: both one folder below the root.
  return path.dirname(import.meta.dirname);
}
