/**
 * `textDocument/codeAction` and `codeAction/resolve`: fixes for findings.
 *
 * A fix is named at once and worked out only when it is chosen.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import type { PermissionText } from "../../runtime-core/permissions/parse-permission.ts";
import { type FileEdit, grantEdits, type PreparedModule, replaceGrantEdits } from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "./diagnostics.ts";

/** A fix, not yet worked out. */
export interface Fix {
  readonly title: string;
  readonly kind: "quickfix.ambit";
  /** The finding that is gone after it. */
  readonly fixes: Diagnostic;
  /** True for the one that most people want. */
  readonly preferred: boolean;
  readonly change: GrantChange;
}

/** What a fix does to the manifest. */
export interface GrantChange {
  /** The grant that is added; with `instead`, the one that is there, as it is written. */
  readonly permission: PermissionText;
  /** The resources that take its place; none: it is taken out. */
  readonly instead?: readonly string[];
}

/** The fixes for the findings that touch `at.span`. */
export function codeActions(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span },
): readonly Fix[] {
  if (prepared.manifest === undefined) return [];
  return diagnostics(prepared, at.file)
    .filter((diagnostic) => diagnostic.span.start <= at.span.end && at.span.start <= diagnostic.span.end)
    .flatMap((diagnostic) => fixesOf(prepared, diagnostic));
}

/** The edits of a fix; none when the manifest cannot be edited any more. */
export function codeActionEdits(prepared: PreparedModule, { instead, permission }: GrantChange): readonly FileEdit[] {
  if (instead === undefined) return grantEdits(prepared, permission);
  const grant = prepared.manifest?.grants.find(
    ({ permission: each, text }) =>
      each.domain === permission.domain && each.kind === permission.kind && text === permission.resource,
  );
  return grant === undefined ? [] : replaceGrantEdits(prepared, grant, instead);
}

function fixesOf(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { data } = diagnostic;
  switch (diagnostic.code) {
    case "symbolic/missing-permission":
      return [grantFix(diagnostic, (data as { readonly permission: PermissionText }).permission)];
    case "symbolic/child-exceeds-parent": {
      const { permission } = data as { readonly permission?: PermissionText };
      return permission === undefined ? [] : [grantFix(diagnostic, permission)];
    }
    case "symbolic/wide-grant":
      return replaceFixes(prepared, diagnostic, (data as { readonly narrow: readonly string[] }).narrow);
    case "symbolic/unused-grant":
      return replaceFixes(prepared, diagnostic, []);
    default:
      return [];
  }
}

function grantFix(diagnostic: Diagnostic, permission: PermissionText): Fix {
  const title = `Grant "${permission.domain}.${permission.kind} ${permission.resource}"`;
  return { title, kind: "quickfix.ambit", fixes: diagnostic, preferred: true, change: { permission } };
}

/** Narrows or takes out the grant that a finding is about; nothing when it is written somewhere else. */
function replaceFixes(prepared: PreparedModule, diagnostic: Diagnostic, instead: readonly string[]): readonly Fix[] {
  const { file, span } = diagnostic;
  const grant = prepared.manifest?.grants.find((each) => each.file === file && each.span.start === span.start);
  if (grant === undefined) return [];
  const { domain, kind } = grant.permission;
  const change = { permission: { domain, kind, resource: grant.text }, instead };
  if (codeActionEdits(prepared, change).length === 0) return [];
  const shown = instead.map((resource) => `"${resource}"`).join(", ");
  const title = instead.length === 0 ? `Remove the grant "${domain}.${kind} ${grant.text}"` : `Grant only ${shown}`;
  return [{ title, kind: "quickfix.ambit", fixes: diagnostic, preferred: true, change }];
}
