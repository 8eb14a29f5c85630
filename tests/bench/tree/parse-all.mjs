/**
 * The peer of `ambit check`: a process that reads the same files and parses each with the same TypeScript, and that is all.
 *
 * `node parse-all.mjs TYPESCRIPT CACHE FOLDER`.
 */
import { globSync, readFileSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import path from "node:path";

const [, , typescript, cache, folder] = process.argv;
enableCompileCache(cache);
const ts = createRequire(import.meta.url)(typescript);
for (const file of globSync("**/*.ts", { cwd: folder }))
  ts.createSourceFile(file, readFileSync(path.join(folder, file), "utf8"), ts.ScriptTarget.ESNext, true);
