/**
 * `textDocument/publishDiagnostics` and `textDocument/diagnostic`: the findings in one file.
 */
import type { Code } from "../../runtime-core/base/codes/table.ts";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";

/**
 * The findings of one module in one of its files.
 *
 * A text without a manifest is mostly a part of a module that is not open: which grants it lacks is for that one to say.
 *
 * The map is made once per module, so that asking for each of many files stays cheap.
 */
export function diagnostics(prepared: PreparedModule, file: FilePath): readonly Diagnostic[] {
  let byFile = BY_FILE.get(prepared);
  if (byFile === undefined) {
    const said = prepared.diagnostics.filter((one) => prepared.manifest !== undefined || one.code !== LACKS_GRANT);
    byFile = Map.groupBy(said, (diagnostic) => diagnostic.file);
    BY_FILE.set(prepared, byFile);
  }
  return byFile.get(file) ?? [];
}

/** Files in which a module has findings. */
export function filesWithDiagnostics(prepared: PreparedModule): ReadonlySet<FilePath> {
  return new Set(prepared.diagnostics.map((diagnostic) => diagnostic.file));
}

const LACKS_GRANT: Code = "symbolic/missing-permission";

const BY_FILE = new WeakMap<PreparedModule, ReadonlyMap<FilePath, readonly Diagnostic[]>>();
