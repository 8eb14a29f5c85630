/** What a fix for a finding is. */
import type { FileEdit } from "../file-edit.ts";

/** A change that answers a finding: named at once, worked out when it is asked for. */
export interface Fix {
  /** What it does: "Grant \"fs.read ./a.json\"". */
  readonly title: string;
  /**
   * Who decides that it is made. "sure": nobody has to, for it changes nothing but what the finding is about. "grant": who may
   * give permissions. "choice": the author, since there are other answers or it changes what the module does.
   */
  readonly decision: "sure" | "grant" | "choice";
  /** None when the text cannot be changed so any more. */
  edits(): readonly FileEdit[];
}

/** A fix with its edits; nothing when there are none, since the text cannot be changed so. */
export function fixWith(
  { decision, title }: Pick<Fix, "decision" | "title">,
  edits: readonly FileEdit[],
): readonly Fix[] {
  return edits.length === 0 ? [] : [{ title, decision, edits: () => edits }];
}

/** The title of the fix for a manifest that is there and does not count. */
export const EXPORT_MANIFEST = "Export the manifest";
