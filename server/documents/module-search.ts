/** The files below a folder that look like modules, found bit by bit so that edits do not wait. */
import fs from "node:fs";
import path from "node:path";
import { isModuleName } from "../../runtime-core/base/module-name.ts";
import { exportsManifest, isSearchedFolder } from "../../runtime-core/workspace/index.ts";

/** Texts that are looked at in one go: a few milliseconds. */
const TEXTS_IN_ONE_GO = 50;

/**
 * Finds files that look like modules, in no order. Each batch may be empty: it is a place to stop.
 *
 * What cannot be read is left out. Links are not followed, as `ambit check` does not.
 */
export async function* searchModules(folder: string): AsyncGenerator<readonly string[]> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    let names: string[] = [];
    for await (const entry of entriesOf(next)) {
      if (entry.isDirectory() && isSearchedFolder(entry.name)) folders.push(path.join(next, entry.name));
      else if (entry.isFile() && isModuleName(entry.name)) names.push(path.join(next, entry.name));
      if (names.length < TEXTS_IN_ONE_GO) continue;
      yield names.filter(looksLikeModule);
      names = [];
    }
    yield names.filter(looksLikeModule);
  }
}

/** Whether the file is there and its text looks like that of a module. */
export function looksLikeModule(file: string): boolean {
  try {
    const bytes = fs.readFileSync(file);
    return bytes.includes("manifest") && exportsManifest(bytes.toString());
  } catch {
    return false; // Gone meanwhile, or not for us to read: nothing can be said of it.
  }
}

/** Whether it is there and is a folder. */
export function isFolder(file: string): boolean {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // Not for us to look at.
  }
}

async function* entriesOf(folder: string): AsyncGenerator<fs.Dirent> {
  try {
    yield* await fs.promises.opendir(folder, { bufferSize: 256 });
  } catch {
    // Gone meanwhile, or not for us to read.
  }
}
