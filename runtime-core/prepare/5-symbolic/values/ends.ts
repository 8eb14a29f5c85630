/** What a text is when it is known to begin or to end with another. */
import { NO_CHARS } from "./chars.ts";
import {
  areDotless,
  concat,
  type Hole,
  isHole,
  isNormalised,
  joinedHole,
  literalOf,
  type Text,
  textKey,
} from "./text.ts";

/** A text that begins with a prefix, as far as it can; undefined when it cannot. */
export function withPrefix(text: Text, prefix: string): Text | undefined {
  const [first, ...rest] = text;
  if (isNormalised(text)) return normalisedBehind(text, prefix);
  if (typeof first === "string") {
    const length = Math.min(first.length, prefix.length);
    if (first.slice(0, length) !== prefix.slice(0, length)) return undefined;
    const [second, ...behind] = rest;
    if (first.length >= prefix.length) return text;
    return isHole(second) ? concat([prefix], [{ ...second, deep: true, below: undefined }], behind) : undefined;
  }
  return isHole(first)
    ? concat([prefix], [{ ...first, symbol: undefined, deep: true, below: undefined }], rest)
    : undefined;
}

/** Stands for the name that both texts begin with. */
const NAME = "\u0002";

/** Like `withPrefix`, of a prefix that can begin with a name: "{cwd}/public/". What says nothing leaves the text as it is. */
export function withNamedPrefix(text: Text, prefix: Text, narrowing = withPrefix): Text | undefined {
  const [name, ...rest] = prefix;
  const literal = literalOf(isHole(name) ? rest : prefix);
  if (literal === undefined) return text;
  if (!isHole(name)) return narrowing(text, literal);
  const [head, ...behind] = text;
  const isNamed = isHole(head) && textKey([head]) === textKey([name]);
  // How a folder that has a name lies to others is not known.
  if (!isNamed && (!isHole(head) || name.symbol === undefined || isFolder(head))) return text;
  const [first, ...others] = narrowing(isNamed ? concat([NAME], behind) : text, NAME + literal) ?? [];
  if (first === undefined) return undefined;
  const isBack = typeof first === "string" && first.startsWith(NAME);
  return isBack ? concat([name, first.slice(NAME.length)], others) : [first, ...others];
}

/** Whether a hole stands for a folder, which holds no characters of its own. */
function isFolder({ chars, symbol }: Hole): boolean {
  return symbol !== undefined && chars === NO_CHARS;
}

/** The path of what lies in a folder, given with "/" behind it, whatever its text does on the way there. */
export function withinFolder(text: Text, folder: string): Text {
  const [head] = text;
  const isAbsolute = typeof head === "string" && /^[/\u0002]/.test(head);
  return isAbsolute && text.some(isHole) ? normalisedBehind(text.map(asNormalised), folder) : text;
}

function asNormalised(part: Text[number]): Text[number] {
  return isHole(part) ? { ...part, normalised: true } : part;
}

/** A normalised text that begins with a prefix: no piece of it removes anything of that. */
function normalisedBehind(text: Text, prefix: string): Text {
  const [first] = text;
  if (typeof first === "string" && first.length > prefix.length && first.startsWith(prefix)) return text;
  const dotless =
    /[^./]/.test(prefix) &&
    areDotless(
      text.map((part) =>
        isHole(part) ? { ...part, normalised: undefined, dotless: part.dotless || part.normalised === true } : part,
      ),
    );
  const rest: Hole = { ...joinedHole(text, "context-merged"), deep: true, dotless };
  const last = text.at(-1);
  const isApart = typeof last === "string" && !last.includes("/") && prefix.endsWith("/");
  return isApart ? concat([prefix], [rest], [last]) : [prefix, rest];
}

/** A text that ends with a suffix, as far as it can; undefined when it cannot. */
export function withSuffix(text: Text, suffix: string): Text | undefined {
  const last = text.at(-1);
  if (typeof last === "string") {
    const length = Math.min(last.length, suffix.length);
    return last.slice(last.length - length) === suffix.slice(suffix.length - length) ? text : undefined;
  }
  return isHole(last) ? concat(text.slice(0, -1), [{ ...last, symbol: undefined }], [suffix]) : [suffix];
}
