/** Semantic tokens of the language server, decoded. */

/** Each has a colour `ambit.…Foreground` in package.json. */
export const WORD_KINDS = ["hostCall", "refusedCall", "secret"] as const;

/** A word of one line, from zero. */
export interface ColoredWord {
  readonly kind: (typeof WORD_KINDS)[number];
  readonly line: number;
  readonly character: number;
  readonly length: number;
}

/** Modifiers in the order of the server's legend. */
const REFUSED = 0b010;
const SECRET = 0b100;

/** Reads tokens as LSP writes them: five numbers each, places relative to the one before. */
export function coloredWords(data: readonly number[]): readonly ColoredWord[] {
  const words: ColoredWord[] = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i + 4 < data.length; i += 5) {
    const [lines = 0, characters = 0, length = 0, , modifiers = 0] = data.slice(i, i + 5);
    line += lines;
    character = lines === 0 ? character + characters : characters;
    words.push({ kind: kindOf(modifiers), line, character, length });
  }
  return words;
}

function kindOf(modifiers: number): ColoredWord["kind"] {
  if ((modifiers & SECRET) !== 0) return "secret";
  return (modifiers & REFUSED) === 0 ? "hostCall" : "refusedCall";
}
