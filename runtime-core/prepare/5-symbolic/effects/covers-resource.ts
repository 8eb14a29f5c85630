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
  return matches(wide, narrow, {
    isStar: (segment) => segment === "**",
    covers: (segment, other) => other !== "**" && segmentCovers(segment, other),
  });
}

function segmentCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide === "*") return narrow !== "";
  if (!wide.includes("*")) return false;
  return matches(wide, narrow, { isStar: (sign) => sign === "*", covers: (sign, other) => sign === other });
}

/**
 * Whether a list with stars, each of which stands for any number of parts, covers another one.
 *
 * Only the last star is ever tried again, so the cost is at most the product of both lengths.
 */
function matches(
  wide: string | readonly string[],
  narrow: string | readonly string[],
  part: { isStar: (part: string) => boolean; covers: (part: string, other: string) => boolean },
): boolean {
  let [at, other, star, behind] = [0, 0, -1, 0];
  while (other < narrow.length) {
    const here = wide[at];
    if (here !== undefined && part.isStar(here)) [star, behind, at] = [at, other, at + 1];
    else if (here !== undefined && part.covers(here, narrow[other] as string)) [at, other] = [at + 1, other + 1];
    else if (star < 0) return false;
    else [at, other] = [star + 1, (behind += 1)];
  }
  while (at < wide.length && part.isStar(wide[at] as string)) at++;
  return at === wide.length;
}
