/**
 * `textDocument/codeAction` and `codeAction/resolve`: fixes for findings.
 *
 * A fix is named at once and worked out only when it is chosen: then it is looked for again, by its finding and its title.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import { type FileEdit, type Fix, fixesOf, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "./diagnostics.ts";

/** A fix for a finding. */
export interface CodeAction extends Pick<Fix, "title" | "edits"> {
  readonly kind: "quickfix.ambit";
  /** The finding that is gone after it. */
  readonly fixes: Diagnostic;
  /** True for the one that most people want. */
  readonly preferred: boolean;
}

/** What tells a fix from others in a file. */
export interface CodeActionName {
  readonly code: string;
  /** Where its finding begins. */
  readonly start: number;
  readonly title: string;
}

/** The fixes for the findings that touch `at.span`. */
export function codeActions(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span },
): readonly CodeAction[] {
  return diagnostics(prepared, at.file)
    .filter(({ span }) => span.start <= at.span.end && at.span.start <= span.end)
    .flatMap((diagnostic) => actionsOf(prepared, diagnostic));
}

/** The edits of a fix; none when its finding is gone. */
export function codeActionEdits(
  prepared: PreparedModule,
  file: FilePath,
  { code, start, title }: CodeActionName,
): readonly FileEdit[] {
  const named = diagnostics(prepared, file)
    .filter((diagnostic) => diagnostic.code === code)
    .flatMap((diagnostic) => actionsOf(prepared, diagnostic).filter((action) => action.title === title));
  const action = named.find((each) => each.fixes.span.start === start) ?? named[0];
  return action?.edits() ?? [];
}

function actionsOf(prepared: PreparedModule, diagnostic: Diagnostic): readonly CodeAction[] {
  return fixesOf(prepared, diagnostic).map(({ edits, title }, index) => ({
    title,
    kind: "quickfix.ambit",
    fixes: diagnostic,
    preferred: index === 0,
    edits,
  }));
}
