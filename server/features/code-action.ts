/**
 * `textDocument/codeAction` and `codeAction/resolve`: fixes for findings.
 *
 * A fix is named at once and worked out only when it is chosen.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import type { PermissionText } from "../../runtime-core/permissions/parse-permission.ts";
import { type FileEdit, grantEdits, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "./diagnostics.ts";

/** A fix, not yet worked out. */
export interface Fix {
  readonly title: string;
  readonly kind: "quickfix.ambit";
  /** The finding that is gone after it. */
  readonly fixes: Diagnostic;
  /** True for the one that most people want. */
  readonly preferred: boolean;
  /** The grant that it adds. */
  readonly permission: PermissionText;
}

/** The fixes for the findings that touch `at.span`. */
export function codeActions(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span },
): readonly Fix[] {
  if (prepared.manifest === undefined) return [];
  return diagnostics(prepared, at.file)
    .filter((diagnostic) => diagnostic.span.start <= at.span.end && at.span.start <= diagnostic.span.end)
    .flatMap(fixesOf);
}

/** The edits of a fix; none when the manifest cannot be edited any more. */
export function codeActionEdits(prepared: PreparedModule, permission: PermissionText): readonly FileEdit[] {
  return grantEdits(prepared, permission);
}

function fixesOf(diagnostic: Diagnostic): readonly Fix[] {
  switch (diagnostic.code) {
    case "symbolic/missing-permission": {
      const { permission } = diagnostic.data as { readonly permission: PermissionText };
      const title = `Grant "${permission.domain}.${permission.kind} ${permission.resource}"`;
      return [{ title, kind: "quickfix.ambit", fixes: diagnostic, preferred: true, permission }];
    }
    default:
      return [];
  }
}
