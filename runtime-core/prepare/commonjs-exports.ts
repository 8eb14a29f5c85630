/** Names that `import` finds in a CommonJS file: those that Node would find, with the lexer that Node has. */
import { initSync, parse } from "cjs-module-lexer";
import type { FilePath } from "../base/span.ts";
import type { ParsedModule } from "./1-parse/parsed-module.ts";

let isReady = false;

/** All names but "default"; a file that cannot be read has none. */
export function commonJsExports(module: ParsedModule, path: FilePath, seen: Set<FilePath> = new Set()): Set<string> {
  const file = module.files.get(path);
  if (file === undefined || seen.has(path) || file.language === "json") return new Set();
  seen.add(path);
  if (!module.commonJs.has(path)) return new Set(file.bindings.exports.keys());
  const { exports, reexports } = lexed(file.source.text);
  const names = new Set(exports);
  for (const specifier of reexports) {
    const target = module.imports.get(path)?.find((each) => each.specifier === specifier)?.target;
    if (target !== undefined) for (const name of commonJsExports(module, target, seen)) names.add(name);
  }
  names.delete("default");
  return names;
}

function lexed(text: string): ReturnType<typeof parse> {
  if (!isReady) initSync();
  isReady = true;
  try {
    return parse(text);
  } catch {
    // The file does not parse; loading it says why.
    return { exports: [], reexports: [] };
  }
}
