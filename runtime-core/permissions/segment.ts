/**
 * One segment of a pattern: the text between two slashes.
 *
 * Inclusion and overlap of two segments are exact. A star of the asked side is read as one fresh character that no
 * pattern can write: what a star of the granted side takes for it, it takes for every other text in its place.
 */

/** Stands for whatever a star of the asked side takes; a lone surrogate, which every parser here refuses. */
export const FRESH = "\uD800";

/** Whether a wildcard keeps off names that begin with a dot: "hidden" in paths, "ordinary" in URLs. */
export type LeadingDots = "hidden" | "ordinary";

/** A compiled segment. All kinds have one shape, for speed. */
export interface Segment {
  readonly kind: "literal" | "glob" | "star" | "globstar";
  /** The literal texts around the stars: one for a literal, two empty ones for a lone star, none for "**". */
  readonly parts: readonly string[];
  /** The parts with `FRESH` between them. */
  readonly word: string;
  /** All names it matches begin with a dot, and that counts. */
  readonly hidden: boolean;
}

/** "**": any number of whole segments. */
export const GLOBSTAR: Segment = { kind: "globstar", parts: [], word: "", hidden: false };

/** The segment with a star between each two neighbours of `parts`; one part is a literal. */
export function segmentOf(parts: readonly string[], dots: LeadingDots): Segment {
  const word = parts.join(FRESH);
  return { kind: kindOf(parts), parts, word, hidden: dots === "hidden" && word.startsWith(".") };
}

/** Whether `granted` matches all that `asked` matches; neither is "**". */
export function segmentIncludes(granted: Segment, asked: Segment): boolean {
  switch (granted.kind) {
    case "literal":
      return granted.word === asked.word;
    case "star":
      return !asked.hidden && asked.word !== "";
    case "glob":
      return asked.hidden === granted.hidden && globTakes(granted.parts, asked.word);
    case "globstar":
      return !asked.hidden;
    default:
      return granted.kind satisfies never;
  }
}

/**
 * Whether `parts`, with a star (zero or more characters) between each two, take the whole of `word`.
 *
 * Cost: the parts in the middle are found from left to right and never again, so nothing backtracks.
 */
export function globTakes(parts: readonly string[], word: string): boolean {
  const prefix = parts[0] ?? "";
  const last = parts.length - 1;
  if (last === 0) return prefix === word;
  const suffix = parts[last] ?? "";
  const end = word.length - suffix.length;
  if (end < prefix.length || !word.startsWith(prefix) || !word.endsWith(suffix)) return false;
  let position = prefix.length;
  for (let i = 1; i < last; i++) {
    const part = parts[i] ?? "";
    const found = word.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}

/** Whether some text is matched by both; "**" counts as one segment of it. */
export function segmentsMeet(a: Segment, b: Segment): boolean {
  if (a.kind === "globstar" || b.kind === "globstar") {
    return a.kind === b.kind || !(a.kind === "globstar" ? b : a).hidden;
  }
  if (a.kind === "literal") return segmentIncludes(b, a);
  if (b.kind === "literal") return segmentIncludes(a, b);
  return a.hidden === b.hidden && globsMeet(a.parts, b.parts);
}

/**
 * Whether two texts with at least one star each share a word: they do when their beginnings agree and their ends
 * agree, because all else of the one fits into a star of the other.
 */
export function globsMeet(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 1) return globTakes(b, a[0] ?? "");
  if (b.length === 1) return globTakes(a, b[0] ?? "");
  const [prefixA, prefixB] = [a[0] ?? "", b[0] ?? ""];
  const [suffixA, suffixB] = [a.at(-1) ?? "", b.at(-1) ?? ""];
  return (
    (prefixA.startsWith(prefixB) || prefixB.startsWith(prefixA)) &&
    (suffixA.endsWith(suffixB) || suffixB.endsWith(suffixA))
  );
}

function kindOf(parts: readonly string[]): Segment["kind"] {
  if (parts.length === 1) return "literal";
  return parts.length === 2 && parts[0] === "" && parts[1] === "" ? "star" : "glob";
}
