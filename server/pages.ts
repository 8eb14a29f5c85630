/** The pages of the codes, as the client can open them. */
import { existsSync } from "node:fs";

/** From the sources and from the bundle. */
const PAGE_FOLDERS = ["../docs/diagnostics/", "../../docs/diagnostics/"];

/** Gives the URL of a code's page; undefined when there is none here. */
export function findPages(): (code: string) => string | undefined {
  const folder = PAGE_FOLDERS.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  const known = new Map<string, string | undefined>();
  return (code) => {
    if (folder === undefined) return undefined;
    if (!known.has(code)) {
      const page = new URL(`${code}.md`, folder);
      known.set(code, existsSync(page) ? page.href : undefined);
    }
    return known.get(code);
  };
}
