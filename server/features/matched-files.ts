/** The files of a workspace that a path pattern matches now. */
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { resourceIncludes } from "../../runtime-core/permissions/includes.ts";
import { parsePath, type PathPattern } from "../../runtime-core/permissions/path-pattern.ts";

/** Some of the files, and whether there may be more. */
export interface MatchedFiles {
  readonly files: readonly FilePath[];
  readonly isAll: boolean;
}

/** Entries that are looked at, so that the answer is there at once in a workspace of any size. */
const MOST_ENTRIES = 2000;
const MOST_FILES = 100;

/** Looks from the folder before the first wildcard on. */
export function matchedFiles(pattern: PathPattern, workspace: Workspace): MatchedFiles {
  const { segments } = pattern.list;
  const wild = segments.findIndex((segment) => segment.kind !== "literal");
  const before = (wild < 0 ? segments.slice(0, -1) : segments.slice(0, wild)).map(({ word }) => `/${word}`).join("");
  const folders = [before];
  const files: FilePath[] = [];
  let left = MOST_ENTRIES;
  for (const folder of folders) {
    for (const name of workspace.list(folder === "" ? "/" : folder)) {
      if (left-- <= 0 || files.length >= MOST_FILES) return { files, isAll: false };
      const path = `${folder}/${name}`;
      if (!name.endsWith("/")) {
        if (isMatched(pattern, path)) files.push(path);
      } else if (canHold(pattern, path)) folders.push(path.slice(0, -1));
    }
  }
  return { files, isAll: true };
}

function isMatched(pattern: PathPattern, path: FilePath): boolean {
  const asked = parsePath(path, "/");
  return asked.ok && resourceIncludes(pattern, asked.value);
}

/** Whether files below a folder can be long enough for the pattern; folders of packages are not gone through. */
function canHold({ list: { segments } }: PathPattern, folder: FilePath): boolean {
  if (folder.endsWith("/node_modules/")) return false;
  return segments.some(({ kind }) => kind === "globstar") || folder.split("/").length - 2 < segments.length;
}
