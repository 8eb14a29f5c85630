/**
 * `textDocument/publishDiagnostics` and `textDocument/diagnostic`: the findings in one file.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";

/**
 * The findings of one module in one of its files.
 *
 * The map is made once per module, so that asking for each of many files stays cheap.
 */
export function diagnostics(prepared: PreparedModule, file: FilePath): readonly Diagnostic[] {
  let byFile = BY_FILE.get(prepared);
  if (byFile === undefined) {
    byFile = Map.groupBy(prepared.diagnostics, (diagnostic) => diagnostic.file);
    BY_FILE.set(prepared, byFile);
  }
  return byFile.get(file) ?? [];
}

/** Files in which a module has findings. */
export function filesWithDiagnostics(prepared: PreparedModule): ReadonlySet<FilePath> {
  return new Set(prepared.diagnostics.map((diagnostic) => diagnostic.file));
}

const BY_FILE = new WeakMap<PreparedModule, ReadonlyMap<FilePath, readonly Diagnostic[]>>();
