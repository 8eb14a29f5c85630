/**
 * Lists of segments: the paths of patterns and subjects, with inclusion and overlap between them.
 *
 * Inclusion is exact, and follows ONE word of the asked side, the worst one, instead of all of them:
 *
 * - In a path, each segment with a leading dot of the asked side must be taken by such a segment of the granted side,
 *   the first by the first and so on, so the lists fall apart there into independent pieces without dots.
 * - Within a piece, having reached a later "**" of the granted side is never worse than having stayed before it; so
 *   only the last one counts, and the earliest place where the text since then fits.
 * - What "**" of the asked side stands for (a gap) is the adversary's choice. When all that is left before the next
 *   "**" of the granted side are lone stars, which take anything, the worst gap is empty: it leaves the stars hungry.
 *   Otherwise the worst gap is long, or in a URL an empty segment: nothing but "**" can take it.
 *
 * For paths the granted side must be in the normal form "all lone stars of a run, then one globstar", which keeps the
 * language; in URLs the order counts because of empty segments, and there the empty gap is never the worst.
 * The proof is held by a comparison with an automata library over many random pairs.
 */
import { GLOBSTAR, type LeadingDots, type Segment, segmentIncludes, segmentsMeet } from "./segment.ts";

/** A list of segments, compiled. */
export interface SegmentList {
  /** As written, after "." and ".." are taken away. */
  readonly segments: readonly Segment[];
  /** The same language in the normal form of its sort (path or URL). */
  readonly normal: readonly Segment[];
  /** Whether only lone stars stand between here and a globstar, by index in `normal`; all false for URLs. */
  readonly starsLead: readonly boolean[];
  /** Index in `normal` of the last segment with a leading dot, -1 without one. */
  readonly lastHidden: number;
  /** It has no wildcard. */
  readonly literal: boolean;
}

/** What an inclusion that failed has to say, for an explanation and for a witness. */
export interface InclusionTrace {
  /** How many segments of the asked side were passed before the one that failed for good. */
  furthest: number;
  /** By index of a gap in the asked side: the globstar of the granted side that had to take it, -1 for none, or STAY. */
  readonly gaps: number[];
}

/** In a trace: the worst gap is the empty one. */
export const STAY = -2;

const NO_STARS: readonly boolean[] = [];

/** Compiles a list that may have wildcards. */
export function segmentList(segments: readonly Segment[], dots: LeadingDots): SegmentList {
  const normal = dots === "hidden" ? starsFirst(segments) : withoutDoubleGlobstars(segments);
  const starsLead = dots === "hidden" ? findStarsThatLead(normal) : NO_STARS;
  const lastHidden = normal.findLastIndex((segment) => segment.hidden);
  const literal = normal.every((segment) => segment.kind === "literal");
  return { segments, normal, starsLead, lastHidden, literal };
}

/** Compiles a list of literals; cheaper. */
export function literalList(segments: readonly Segment[]): SegmentList {
  let lastHidden = segments.length - 1;
  while (lastHidden >= 0 && segments[lastHidden]?.hidden === false) lastHidden--;
  return { segments, normal: segments, starsLead: NO_STARS, lastHidden, literal: true };
}

/**
 * Whether `granted` matches every path that `asked` matches.
 *
 * Cost: linear in practice; at worst the product of the lengths.
 */
export function listIncludes(granted: SegmentList, asked: SegmentList, trace?: InclusionTrace): boolean {
  const pattern = granted.normal;
  const letters = asked.normal;
  let [i, j] = [0, 0];
  let globstar = -1; // the last one of this piece
  let taken = 0; // it has taken the letters up to here
  while (j < letters.length) {
    const own = pattern[i];
    const letter = letters[j] as Segment;
    if (own !== undefined && own.kind === "globstar") {
      globstar = i;
      taken = j;
      if (++i === pattern.length) return asked.lastHidden < j || failAt(trace, asked.lastHidden);
    } else if (letter.kind === "globstar") {
      const stay = granted.starsLead[i] === true;
      if (trace !== undefined) trace.gaps[j] = stay ? STAY : globstar;
      if (!stay && globstar < 0) return failAt(trace, j);
      j++;
      if (!stay) {
        i = globstar + 1;
        taken = j;
      }
    } else if (own !== undefined && segmentIncludes(own, letter)) {
      if (letter.hidden) globstar = -1;
      i++;
      j++;
    } else {
      failAt(trace, j);
      if (globstar < 0 || granted.starsLead[i] === true || letters[taken]?.hidden === true) return false;
      i = globstar + 1;
      j = ++taken;
    }
  }
  const over = i === pattern.length || (i === pattern.length - 1 && pattern[i]?.kind === "globstar");
  return over || failAt(trace, j);
}

/**
 * Whether some path is matched by both.
 *
 * Cost: when one side has no wildcard, that of inclusion; else linear, or the product of the lengths when segments with
 * leading dots stand behind a "**".
 */
export function listsMeet(a: SegmentList, b: SegmentList): boolean {
  if (b.literal) return listIncludes(a, b);
  if (a.literal) return listIncludes(b, a);
  const [own, other] = [a.normal, b.normal];
  let start = 0;
  while (isPlain(own[start]) && isPlain(other[start])) {
    if (!segmentsMeet(own[start] as Segment, other[start] as Segment)) return false;
    start++;
  }
  let end = 0;
  const most = Math.min(own.length, other.length) - start;
  while (end < most && isPlain(own.at(-1 - end)) && isPlain(other.at(-1 - end))) {
    if (!segmentsMeet(own.at(-1 - end) as Segment, other.at(-1 - end) as Segment)) return false;
    end++;
  }
  return middlesMeet(own.slice(start, own.length - end), other.slice(start, other.length - end));
}

/** With a "**" on each side and no leading dots, each takes all that the other has besides. */
function middlesMeet(a: readonly Segment[], b: readonly Segment[]): boolean {
  const free = (list: readonly Segment[]) => list.includes(GLOBSTAR) && list.every((segment) => !segment.hidden);
  return (free(a) && free(b)) || productMeets(a, b);
}

function isPlain(segment: Segment | undefined): boolean {
  return segment !== undefined && segment.kind !== "globstar";
}

function productMeets(a: readonly Segment[], b: readonly Segment[]): boolean {
  let row: Uint8Array = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    passGlobstars(row, b);
    const own = a[i];
    if (own === undefined) break;
    row = stepRow({ row, own }, b);
    if (!row.includes(1)) return false;
  }
  return row[b.length] === 1;
}

/** Reachable places of `b` after `own`, from those before it. "**" of either side may take nothing. */
function stepRow(from: { readonly row: Uint8Array; readonly own: Segment }, b: readonly Segment[]): Uint8Array {
  const { row, own } = from;
  const next = new Uint8Array(row.length);
  for (let j = 0; j < row.length; j++) {
    const other = b[j];
    if (own.kind === "globstar") {
      if (row[j] === 1) next[j] = 1;
      if (next[j] === 1 && other !== undefined && segmentsMeet(own, other)) next[j + 1] = 1;
    } else if (row[j] === 1 && other !== undefined && segmentsMeet(own, other)) {
      next[other.kind === "globstar" ? j : j + 1] = 1;
    }
  }
  return next;
}

/** "**" of `b` may take nothing. */
function passGlobstars(row: Uint8Array, b: readonly Segment[]): void {
  for (let j = 0; j < b.length; j++) {
    if (row[j] === 1 && b[j]?.kind === "globstar") row[j + 1] = 1;
  }
}

function failAt(trace: InclusionTrace | undefined, j: number): false {
  if (trace !== undefined && j > trace.furthest) trace.furthest = j;
  return false;
}

/** Reorders each run of lone stars and globstars: the stars, then one globstar if there was any. */
function starsFirst(segments: readonly Segment[]): readonly Segment[] {
  const normal: Segment[] = [];
  let globstar = false;
  for (const segment of segments) {
    if (segment.kind === "globstar") {
      globstar = true;
      continue;
    }
    if (globstar && segment.kind !== "star") {
      normal.push(GLOBSTAR);
      globstar = false;
    }
    normal.push(segment);
  }
  if (globstar) normal.push(GLOBSTAR);
  return normal;
}

function withoutDoubleGlobstars(segments: readonly Segment[]): readonly Segment[] {
  return segments.filter((segment, i) => segment.kind !== "globstar" || segments[i - 1]?.kind !== "globstar");
}

function findStarsThatLead(normal: readonly Segment[]): readonly boolean[] {
  const lead = normal.map(() => false);
  for (let i = normal.length - 1; i >= 0; i--) {
    const kind = normal[i]?.kind;
    lead[i] = kind === "globstar" || (kind === "star" && lead[i + 1] === true);
  }
  return lead;
}
