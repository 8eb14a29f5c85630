/** Where modules are searched: one answer for the command line and for the editor. */

/** Folders whose files are made or fetched, not written. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(["node_modules", "dist", "coverage"]);

/** A declaration or a list that exports something named manifest; enough to tell which files of a folder are modules. */
const EXPORTS_MANIFEST =
  /^[^\S\n]*export\s+(?:(?:declare\s+)?(?:const|let|var|class|(?:async\s+)?function)\s+manifest\b|\{[^}]*\bmanifest\b)/m;

/** Whether the folders of this name are gone through in search of modules. */
export function isSearchedFolder(name: string): boolean {
  return !name.startsWith(".") && !FOREIGN_FOLDERS.has(name);
}

/** Whether a text looks like that of a module. Cheap; only its preparation knows. */
export function exportsManifest(text: string): boolean {
  return text.includes("manifest") && EXPORTS_MANIFEST.test(text);
}
