/** Files that import each other in a circle: legal, but what is read before it is set fails at load. */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath } from "../../base/span.ts";
import { isPackageFile } from "../../base/file-path.ts";
import type { ParsedModule, ResolvedImport } from "./parsed-module.ts";

/** One finding for each import of the project's own files that closes a circle. Cost: linear in the imports. */
export function importCycles(module: ParsedModule): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const done = new Set<FilePath>();
  const trail: FilePath[] = [];
  const stack: { readonly path: FilePath; readonly imports: Iterator<ResolvedImport> }[] = [];
  const enter = (path: FilePath): void => {
    trail.push(path);
    stack.push({ path, imports: (module.imports.get(path) ?? []).values() });
  };
  enter(module.entry);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.imports.next();
    if (next.done === true) {
      done.add(top.path);
      trail.pop();
      stack.pop();
      continue;
    }
    const { form, span, target, typeOnly } = next.value;
    if (typeOnly || form === "dynamic" || target === undefined || isPackageFile(target) || !module.files.has(target))
      continue;
    const start = trail.indexOf(target);
    if (start >= 0) {
      const cycle = [...trail.slice(start), target];
      found.push(diagnostic("parse/import-cycle", { file: top.path, span }, { cycle }));
    } else if (!done.has(target)) enter(target);
  }
  return found;
}
