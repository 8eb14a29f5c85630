/** What looks like the syntax of another pattern language and is plain text in ours. */
import type { Span } from "../base/span.ts";

/** A piece of a valid pattern that its author may have meant otherwise. */
export interface LiteralSyntax {
  /** Offsets in the pattern. */
  readonly span: Span;
  /** What to write for what was probably meant: a clause. */
  readonly instead: string;
}

/** Ranges and negations only: `[id]` and `[...slug]` are names of files in several frameworks. */
const CHARACTER_CLASS = /\[(?:[!^][^\]/]+|(?:[^\]/]-[^\]/])+)\]/g;
const ANY_ONE = /(?<=[^/])\?|\?(?=[^/])/g;
const PLACEHOLDER = /(?<=\/):[A-Za-z_]\w*(?=[/?]|$)/g;
const REGULAR_EXPRESSION = /(?<=\/)\.[*+](?=[/?]|$)/g;
const ADDRESS_RANGE = /(?<=:\/\/\d+\.\d+\.\d+\.\d+)\/\d{1,2}$/g;

const INSTEAD = {
  anyName: `"*" stands for any characters of one name`,
  anySegment: `"*" stands for any segment`,
  anyRest: `"**" stands for any segments`,
  addresses: `"/" begins a path here; a range of addresses stands in brackets: "[10.0.0.0/8]"`,
} as const;

/** @param pattern A valid pattern of this domain. */
export function literalSyntaxIn(pattern: string, domain: string): readonly LiteralSyntax[] {
  const found = (syntax: RegExp, instead: string): LiteralSyntax[] =>
    Array.from(pattern.matchAll(syntax), ({ index, 0: text }) => ({
      span: { start: index, end: index + text.length },
      instead,
    }));
  switch (domain) {
    case "fs":
    case "modules":
      return [...found(CHARACTER_CLASS, INSTEAD.anyName), ...found(ANY_ONE, INSTEAD.anyName)];
    case "http":
    case "websocket":
      return [
        ...found(PLACEHOLDER, INSTEAD.anySegment),
        ...found(REGULAR_EXPRESSION, INSTEAD.anyRest),
        ...found(ADDRESS_RANGE, INSTEAD.addresses),
      ];
    default:
      return [];
  }
}
