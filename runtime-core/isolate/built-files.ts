/** What the build made for isolates, in `dist/`. */
import { existsSync, readFileSync } from "node:fs";

/** Where the bundles are; the sources find it in the same place. */
const DIST = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);

/** The text of a file. */
export function builtText(name: string): string {
  try {
    return readFileSync(new URL(name, DIST), "utf8");
  } catch (cause) {
    throw new Error(`dist/${name} cannot be read; in a checkout, \`npm run build\` makes it`, { cause });
  }
}

/** The bytes of a file that may be absent. */
export function builtBytes(name: string): Buffer | undefined {
  const file = new URL(name, DIST);
  return existsSync(file) ? readFileSync(file) : undefined;
}
