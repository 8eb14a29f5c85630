/**
 * Changes of a module that take several preparations: every fix that nobody has to decide about, and the whole manifest.
 *
 * The result is one edit from the first character that differs to the last.
 */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath } from "../../base/span.ts";
import { withText, type Workspace } from "../../base/workspace.ts";
import { applyEdits, type FileEdit } from "../file-edit.ts";
import { inferManifest } from "../infer/infer-manifest.ts";
import { prepare } from "../prepare.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { StepCache } from "../step-cache.ts";
import { fixesOf } from "./fixes-of.ts";

/** More rounds than any file needs: each makes one fix. */
const MOST_ROUNDS = 200;

/** The edit after which no finding that is `wanted` has a fix that is sure; none when none has now. */
export async function fixAllEdits(
  prepared: PreparedModule,
  workspace: Workspace,
  wanted: (diagnostic: Diagnostic) => boolean,
): Promise<readonly FileEdit[]> {
  const { path } = prepared;
  const before = textOf(prepared);
  const cache = new StepCache();
  const tried = new Set<string>();
  let text = before;
  let now = prepared;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = nextEdits(now, wanted, tried);
    if (edits === undefined) break;
    text = applyEdits(text, edits);
    now = await prepare(path, withText(workspace, path, text), { cache });
  }
  return difference(path, { before, after: text });
}

/** The edit that writes the manifest a module needs, or makes the one that it has just that. */
export async function manifestEdits(prepared: PreparedModule, workspace: Workspace): Promise<readonly FileEdit[]> {
  const { after, before } = await inferManifest(prepared.path, workspace);
  return difference(prepared.path, { before: before.text, after: after.text });
}

/**
 * The edits of the first sure fix that was not tried before and changes nothing but the entry. What removes one of several like
 * things can be the same change in the same place again, and is another one as long as there are fewer findings each time.
 */
function nextEdits(
  prepared: PreparedModule,
  wanted: (diagnostic: Diagnostic) => boolean,
  tried: Set<string>,
): readonly FileEdit[] | undefined {
  for (const diagnostic of prepared.diagnostics) {
    if (!wanted(diagnostic)) continue;
    for (const fix of fixesOf(prepared, diagnostic)) {
      const key = `${prepared.diagnostics.length} ${diagnostic.span.start} ${fix.title}`;
      if (fix.decision !== "sure" || tried.has(key)) continue;
      tried.add(key);
      const edits = fix.edits();
      if (edits.length > 0 && edits.every(({ file }) => file === prepared.path)) return edits;
    }
  }
  return undefined;
}

function textOf({ files, path }: PreparedModule): string {
  return files.get(path)?.source.text ?? "";
}

function difference(
  file: FilePath,
  { after, before }: { readonly before: string; readonly after: string },
): readonly FileEdit[] {
  if (before === after) return [];
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < least - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [{ file, span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) }];
}
