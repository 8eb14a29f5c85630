/** Replacing in texts that are known in part. */
import { charClass } from "../values/chars.ts";
import { concat, type Hole, isHole, type Part, type Text } from "../values/text.ts";

/** How matches are found and replaced. */
export interface Replacing {
  /** Every match is replaced, not only the first one. */
  readonly all: boolean;
  /** A known piece with its matches replaced; undefined when it has none. */
  literal(part: string, at: Place): Text | undefined;
  /** An unknown piece in which matches may have been replaced; undefined when it has none. */
  hole(part: Hole, at: Place): Hole | undefined;
  /** Whether a match can begin in one piece and end in the next or behind it. */
  spans(before: Part, after: Part, at: Place): boolean;
}

/** Where a piece stands in its text; of two pieces, where the first one stands. */
export interface Place {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/**
 * What a text is after replacing.
 *
 * As it is meant, the first match is the one in a known piece; where an unknown one before it can hold a match, it counts
 * as what can take away what stands around it.
 */
export function replacedIn(text: Text, how: Replacing): Text {
  const marked = text.map((part, i) => (isHole(part) && isSpanned(text, i, how) ? spanned(part) : part));
  const pieces: Text[] = [];
  for (const [i, part] of marked.entries()) {
    const at = { isFirst: i === 0, isLast: i === marked.length - 1 };
    if (isHole(part)) {
      pieces.push([how.hole(part, at) ?? part]);
      continue;
    }
    const replaced = how.literal(part, at);
    if (replaced !== undefined && !how.all) {
      const before = pieces.map((piece, j) => (piece[0] === marked[j] ? piece : piece.map(spannedPart)));
      return concat(...before, replaced, marked.slice(i + 1));
    }
    pieces.push(replaced ?? [part]);
  }
  return concat(...pieces);
}

function spannedPart(part: Part): Part {
  return isHole(part) ? spanned(part) : part;
}

function isSpanned(text: Text, index: number, how: Replacing): boolean {
  return [index - 1, index].some((i) => {
    const [before, after] = [text[i], text[i + 1]];
    const at = { isFirst: i === 0, isLast: i === text.length - 2 };
    return before !== undefined && after !== undefined && how.spans(before, after, at);
  });
}

/** A piece of which the match may take away what stands around it. */
function spanned(part: Hole): Hole {
  return { ...part, symbol: undefined, dotless: false, lone: undefined, normalised: true };
}

/** Whether a match of a literal can begin in one piece and end in the next or behind it. */
export function spansLiteral(wanted: string, before: Part, after: Part): boolean {
  for (let at = 1; at < wanted.length; at++)
    if (canEnd(before, wanted.slice(0, at)) && canBegin(after, wanted.slice(at))) return true;
  return false;
}

function canEnd(part: Part, wanted: string): boolean {
  if (isHole(part)) return (part.chars & charClass(wanted.at(-1) ?? "")) !== 0;
  return part.endsWith(wanted) || wanted.endsWith(part);
}

function canBegin(part: Part, wanted: string): boolean {
  if (isHole(part)) return (part.chars & charClass(wanted[0] ?? "")) !== 0;
  return part.startsWith(wanted) || wanted.startsWith(part);
}
