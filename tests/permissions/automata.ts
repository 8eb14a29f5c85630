/**
 * Paths of patterns as finite automata over characters: an independent judge of inclusion and overlap.
 *
 * Written from the meaning of a pattern, not from its implementation. "a", "b" and "." are what patterns write, "c" is
 * what they do not.
 */
import { DFA, isDisjointWith, JS, NFA } from "refa";

/** A language with its complement. */
export interface Language {
  readonly words: NFA;
  readonly others: DFA;
}

/** The paths that a path pattern with these segments matches. */
export function pathLanguage(segments: readonly string[]): Language {
  return language(segments.map((segment) => (segment === "**" ? "(?:/[abc][abc.]*)*" : `/${pathSegment(segment)}`)));
}

/** The paths that a URL pattern with these segments matches: leading dots are ordinary, "**" takes empty segments. */
export function urlLanguage(segments: readonly string[]): Language {
  return language(segments.map((segment) => (segment === "**" ? "(?:/[abc.]*)*" : `/${urlSegment(segment)}`)));
}

/** Whether all words of `asked` are words of `granted`. */
export function languageIncludes(granted: Language, asked: Language): boolean {
  return isDisjointWith(asked.words, granted.others);
}

/** Whether two languages share a word. */
export function languagesMeet(a: Language, b: Language): boolean {
  return !isDisjointWith(a.words, b.words);
}

function language(sources: readonly string[]): Language {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source: sources.join(""), flags: "u" }).parse();
  const words = NFA.fromRegex(expression, { maxCharacter });
  const others = DFA.fromFA(words);
  others.complement();
  return { words, others };
}

function pathSegment(segment: string): string {
  if (!segment.startsWith("*")) return anyRuns(segment);
  if (segment === "*") return "[abc][abc.]*";
  const rest = segment.slice(1);
  const visible = `[abc][abc.]*${anyRuns(rest)}`;
  return rest.startsWith(".") ? visible : `(?:${visible}|${anyRuns(rest)})`;
}

function urlSegment(segment: string): string {
  return segment === "*" ? "[abc.]+" : anyRuns(segment);
}

function anyRuns(segment: string): string {
  return segment.replaceAll(".", "\\.").replaceAll("*", "[abc.]*");
}
