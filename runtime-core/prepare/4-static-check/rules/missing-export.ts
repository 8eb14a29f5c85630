/** Imports of names that a file of the project does not export: linking the module fails. ECMA-262 §16.2.1.6. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import { nearestNames } from "../../../base/nearest-name.ts";
import type { FilePath } from "../../../base/span.ts";
import { isPackaged, type ParsedFile, type ParsedModule } from "../../1-parse/parsed-module.ts";
import { isOnlyType } from "./type-import.ts";

/** The findings of one file; none about a file whose exports cannot be known. */
export function missingExports(module: ParsedModule, file: ParsedFile): readonly Diagnostic[] {
  return (module.imports.get(file.path) ?? []).flatMap(({ form, names, specifier, target, typeOnly }) => {
    const from = target === undefined || isPackaged(module, target) ? undefined : module.files.get(target);
    if (from === undefined || typeOnly || form === "dynamic" || names.length === 0) return [];
    const exported = exportsOf(module, from, new Set());
    if (exported === undefined) return [];
    const nearestTo = nearestNames([...exported.keys()]);
    return names
      .filter(({ name }) => name !== "*" && !exported.has(name) && !isOnlyType(from, name))
      .map(({ name, span }) => {
        const nearest = nearestTo(name);
        const data = { name, specifier, ...(nearest === undefined ? {} : { nearest }) };
        return diagnostic("static-check/missing-export", { file: file.path, span }, data);
      });
  });
}

type Names = Pick<ReadonlyMap<string, unknown>, "has" | "keys">;

/** All that a file exports; undefined when that is not known. */
function exportsOf(module: ParsedModule, file: ParsedFile, seen: Set<FilePath>): Names | undefined {
  if (file.language === "json") return new Set(["default"]);
  if (file.hasSyntaxErrors) return undefined;
  const { exports, stars } = file.bindings;
  if (stars.length === 0) return exports;
  seen.add(file.path);
  const names = new Set(exports.keys());
  for (const specifier of stars) {
    const target = module.imports.get(file.path)?.find((each) => each.specifier === specifier)?.target;
    const from = target === undefined ? undefined : module.files.get(target);
    if (from !== undefined && seen.has(from.path)) continue;
    const inner = from === undefined || isPackaged(module, from.path) ? undefined : exportsOf(module, from, seen);
    if (inner === undefined) return undefined;
    for (const name of inner.keys()) if (name !== "default") names.add(name);
  }
  return names;
}
