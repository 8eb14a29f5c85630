/** What the build made for runners and isolates, in `dist/`. */
import { existsSync, readFileSync } from "node:fs";

/** Where the bundles are; the sources find it in the same place. */
const DIST = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);
/** A SHA-256 in hexadecimal, which the build puts at the end of a script and at the beginning of its cache. */
export const MARK_LENGTH = 64;

/** A script of the build. */
export interface BuiltScript {
  readonly code: string;
  /**
   * What V8 made of the code at the build; undefined when that was other code, by their marks: V8 takes it for any code of the same
   * length. Code that somebody changes by hand keeps its mark.
   */
  readonly cachedData: Buffer | undefined;
}

/** A script by its name. */
export function builtScript(name: string): BuiltScript {
  const code = builtText(`${name}.js`);
  const file = new URL(`${name}.cache`, DIST);
  const cache = existsSync(file) ? readFileSync(file) : undefined;
  const isOfCode = cache?.toString("latin1", 0, MARK_LENGTH) === code.slice(-MARK_LENGTH);
  return { code, cachedData: isOfCode ? cache?.subarray(MARK_LENGTH) : undefined };
}

/** The text of a file. */
export function builtText(name: string): string {
  try {
    return readFileSync(new URL(name, DIST), "utf8");
  } catch (cause) {
    throw new Error(`dist/${name} cannot be read; in a checkout, \`npm run build\` makes it`, { cause });
  }
}
