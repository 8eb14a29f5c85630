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
  return segmentsCover(a.path.split("/"), b.path.split("/"));
}

function splitQuery(text: string): { path: string; query: string | undefined } {
  const at = text.indexOf("?");
  return at < 0 ? { path: text, query: undefined } : { path: text.slice(0, at), query: text.slice(at) };
}

function segmentsCover(wide: readonly string[], narrow: readonly string[]): boolean {
  const [first, ...rest] = wide;
  if (first === undefined) return narrow.length === 0;
  if (first === "**") return narrow.some((_, i) => segmentsCover(rest, narrow.slice(i))) || segmentsCover(rest, []);
  const [head, ...tail] = narrow;
  if (head === undefined || head === "**") return false;
  return segmentCovers(first, head) && segmentsCover(rest, tail);
}

function segmentCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide === "*") return narrow !== "";
  if (!wide.includes("*")) return false;
  const pieces = wide.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join("[^/]*")}$`, "su").test(narrow);
}
