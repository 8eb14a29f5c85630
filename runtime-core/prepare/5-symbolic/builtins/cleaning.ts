/** What regular expressions leave of texts that are known in part, when their matches are replaced. */
import { ANY_CHARS, charsOf, isWholeClass } from "../values/chars.ts";
import { charsOfPattern, classChars } from "../values/guards.ts";
import { concat, type Hole, hole, isHole, literalOf, literalText, type Part, type Text } from "../values/text.ts";
import { type Place, type Replacing, spansLiteral } from "./replacing.ts";
import type { RegExpSource } from "./regexps.ts";

/** Replaces the matches of an expression; `expressionFor` gives it when running it on a text of a length is cheap. */
export function replacingByRegExp(
  pattern: RegExpSource,
  replacement: Text,
  expressionFor: (length: number) => RegExp | undefined,
): Replacing {
  const plain = literalOf(replacement);
  return {
    all: pattern.flags.includes("g"),
    literal: (part, at) => {
      const expression = expressionFor(part.length + 2);
      return expression === undefined
        ? [hole("regexp")]
        : replacedLiteral(part, { at, pattern, expression, replacement });
    },
    hole: (part, at) => (canMatchAt(pattern, at) ? cleaned(part, pattern, plain) : undefined),
    spans: (before, after, at) => canMatchAt(pattern, at) && spans(pattern, { before, after }),
  };
}

/** Stand for what is around a piece, so that no anchor matches there, and for a replacement. */
const NEIGHBOUR = "\uf8ff";
const REPLACED = "\uf8fe";

function replacedLiteral(
  part: string,
  how: { at: Place; pattern: RegExpSource; expression: RegExp; replacement: Text },
): Text | undefined {
  const { at, expression, pattern, replacement } = how;
  const isOpen = !matchesOne(pattern);
  const [before, after] = [isOpen && !at.isFirst ? NEIGHBOUR : "", isOpen && !at.isLast ? NEIGHBOUR : ""];
  const whole = before + part + after;
  if (whole.search(expression) < 0) return undefined;
  const plain = literalOf(replacement);
  const replaced = whole.replace(expression, plain?.includes("$") === true ? plain : REPLACED);
  if (!replaced.startsWith(before) || !replaced.endsWith(after)) return [hole("regexp")];
  const [first = "", ...others] = replaced.slice(before.length, replaced.length - after.length).split(REPLACED);
  return concat(literalText(first), ...others.flatMap((piece) => [replacement, literalText(piece)]));
}

/** Whether each match is one character, or a run of them. */
function matchesOne({ source }: RegExpSource): boolean {
  return /^(?:\[(?:[^\]\\]|\\.)*\]|\\[^b]|[^\\[\](){}.*+?^$|])\+?$/i.test(source);
}

/** Whether an expression with an anchor can match in a piece. */
function canMatchAt({ flags, source }: RegExpSource, { isFirst, isLast }: Place): boolean {
  if (source.includes("|") || flags.includes("m")) return true;
  return (isFirst || !source.startsWith("^")) && (isLast || !/(?<!\\)\$$/.test(source));
}

/** Whether a match can begin in one piece and end in the next or behind it. */
function spans({ flags, source }: RegExpSource, pair: { before: Part; after: Part }): boolean {
  const { after, before } = pair;
  if (matchesOne({ flags, source })) return false;
  const body = source.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  const literal = /^(?:[\w/ :@#%&=,;~-]|\\[^\w])+$/.test(body) ? body.replaceAll("\\", "") : undefined;
  if (literal !== undefined && !flags.includes("i")) return spansLiteral(literal, before, after);
  const chars = charsOfPattern(body, flags) ?? ANY_CHARS;
  const isAnchored = !source.includes("|");
  // With an anchor the match reaches to the end of the text.
  const holds = (part: Part, { edge, isWhole }: { edge: number; isWhole: boolean }): boolean => {
    if (isHole(part)) return (part.chars & chars) !== 0;
    return isWhole ? (charsOf(part) & ~chars) === 0 : (charsOf(part.at(edge) ?? "") & chars) !== 0;
  };
  return (
    holds(before, { edge: -1, isWhole: isAnchored && source.startsWith("^") }) &&
    holds(after, { edge: 0, isWhole: isAnchored && /(?<!\\)\$$/.test(source) })
  );
}

/** `x.replace(/[^a-z]/g, "")` leaves only what the class names. */
function cleaned(part: Hole, pattern: RegExpSource, replacement: string | undefined): Hole {
  // "$`" stands for what is before the match.
  const added = replacement === undefined || replacement.includes("$") ? ANY_CHARS : charsOf(replacement);
  const chars = part.chars & charsLeft(pattern);
  const dots = charsOf(".");
  const lone = leavesNoDots(pattern) || undefined;
  const dotless = (added & dots) === 0 && (lone === true || (chars & dots) === 0);
  return { ...part, symbol: undefined, chars: chars | added, dotless, lone };
}

/** The characters that can be left when all that an expression matches is taken out. */
function charsLeft({ flags, source }: RegExpSource): number {
  if (!flags.includes("g") || /[vy]/.test(flags)) return ANY_CHARS;
  const kept = /^\[\^((?:[^\]\\]|\\.)*)\]\+?$/.exec(source)?.[1];
  if (kept !== undefined) return classChars(kept, flags) ?? ANY_CHARS;
  const dropped = /^(?:\[((?:[^\]\\^]|\\.)(?:[^\]\\]|\\.)*)\]|(\\\W|[/:@#%-]))\+?$/.exec(source);
  const drops = dropped === null ? undefined : classChars(dropped[1] ?? dropped[2] ?? "", "");
  return drops !== undefined && isWholeClass(drops) ? ANY_CHARS & ~drops : ANY_CHARS;
}

/** Whether no ".." is left when all that an expression matches is taken out. */
function leavesNoDots({ flags, source }: RegExpSource): boolean {
  return flags.includes("g") && !flags.includes("y") && /^\\\.(?:\\\.\+?|\{2,?\})$/.test(source);
}
