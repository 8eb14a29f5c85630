/**
 * Files that steps pass by, as the client names them: globs of paths, such as "lib/**" or "./vendor/*.ts".
 *
 * V8 takes them as regular expressions on URLs.
 */
import path from "node:path";
import type { ProjectPaths } from "./convert.ts";

/** The host's own code in an isolate, which is passed by anyway. */
const PRELUDE_PATTERN = "^ambit:";

/** The files of one project. */
export class SkippedFiles {
  /** Regular expressions on URLs of scripts. */
  readonly patterns: readonly string[];
  readonly #expressions: readonly RegExp[];

  /** @param globs Relative ones are meant from the project's folder; those that no path of it can meet are left out. */
  constructor(globs: readonly string[], paths: ProjectPaths) {
    this.patterns = globs.flatMap((glob) => patternOf(glob, paths.root) ?? []);
    this.#expressions = this.patterns.map((pattern) => new RegExp(pattern, "u"));
  }

  /** The same, and the host's own code. */
  get withPrelude(): readonly string[] {
    return [PRELUDE_PATTERN, ...this.patterns];
  }

  /** Whether a script is of such a file. */
  has(url: string): boolean {
    return this.#expressions.some((expression) => expression.test(url));
  }
}

function patternOf(glob: string, root: string): string | undefined {
  const isFree = glob.startsWith("**/");
  const relative = path.isAbsolute(glob) ? path.relative(root, glob) : glob.replace(/^\.\//, "");
  if (relative.startsWith("..") || glob.startsWith("<")) return undefined;
  return `^\\./${isFree ? "(?:.*/)?" : ""}${expressionOf(isFree ? relative.slice("**/".length) : relative)}$`;
}

/** What `**`, `*`, `?` and `{a,b}` stand for; the rest stands for itself, as URLs write it. */
function expressionOf(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|[*?{},]|[^*?{},]+/g, (part, at: number) => {
    if (part === "{" && closesBehind(glob, at)) depth += 1;
    else if (part === "}" && depth > 0) depth -= 1;
    else if (/[{}]/.test(part) || (part === "," && depth === 0)) return literal(encodeURI(part));
    return EXPRESSIONS[part] ?? literal(encodeURI(part));
  });
}

/** Whether a brace is closed. */
function closesBehind(glob: string, open: number): boolean {
  let depth = 0;
  for (const character of glob.slice(open)) {
    if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    if (depth === 0) return true;
  }
  return false;
}

function literal(text: string): string {
  return text.replace(/[\\^$.+()[\]|]/g, "\\$&");
}

const EXPRESSIONS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};
