/**
 * Whether one printed resource includes another: only to leave out what is said twice at one call.
 *
 * Not the inclusion of grants (`permissions/includes.ts`): resources here may hold symbols such as `{env:HOST}`.
 */

/** Whether the pattern `wide` includes `narrow`, both of the same kind. */
export function covers(kind: string, wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "**") return true;
  if (kind === "env.read" || kind === "secrets.use" || kind.startsWith("store.")) return segmentCovers(wide, narrow);
  const [a, b] = [splitQuery(wide), splitQuery(narrow)];
  if (a.query !== undefined && a.query !== b.query) return false;
  return segmentsCover({ wide: a.path.split("/"), narrow: b.path.split("/") }, 0, 0);
}

function splitQuery(text: string): { path: string; query: string | undefined } {
  const at = text.indexOf("?");
  return at < 0 ? { path: text, query: undefined } : { path: text.slice(0, at), query: text.slice(at) };
}

interface Segments {
  readonly wide: readonly string[];
  readonly narrow: readonly string[];
}

/** Whether the segments of the wide pattern from `i` on cover those of the narrow one from `j` on. */
function segmentsCover(segments: Segments, i: number, j: number): boolean {
  const [first, head] = [segments.wide[i], segments.narrow[j]];
  if (first === undefined) return head === undefined;
  if (first === "**") {
    for (let from = j; from <= segments.narrow.length; from++) if (segmentsCover(segments, i + 1, from)) return true;
    return false;
  }
  if (head === undefined || head === "**") return false;
  return segmentCovers(first, head) && segmentsCover(segments, i + 1, j + 1);
}

function segmentCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide === "*") return narrow !== "";
  if (!wide.includes("*")) return false;
  const pieces = wide.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join("[^/]*")}$`, "su").test(narrow);
}
