/** What a text is when it is known to begin or to end with another. */
import { areDotless, concat, type Hole, isHole, isNormalised, joinedHole, type Text } from "./text.ts";

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
