/** Named folders as texts: `{root}`, `{cwd}`, `{tmp}`, `{home}`, `{exec}`. */
import type { RootName } from "../../../../capabilities/profiles/profile.ts";
import { type Hole, hole, isHole, type Part, type Text } from "../../values/text.ts";
import { NO_CHARS } from "../../values/chars.ts";

const ROOTS: ReadonlySet<string> = new Set<RootName>(["root", "cwd", "tmp", "home", "exec"]);

/** The text of a named folder. */
export function rootText(root: RootName): Text {
  return [hole("env", { symbol: root, chars: NO_CHARS, dotless: true })];
}

/** Whether a piece of a text stands for a named folder. */
export function isRoot(part: Part | undefined): part is Hole {
  return isHole(part) && part.symbol !== undefined && ROOTS.has(part.symbol);
}

/** A path as a text: "/" before a named folder, which a URL puts there, goes. */
export function withoutUrlSlash(text: Text): Text {
  const [first, second] = text;
  return first === "/" && isRoot(second) ? text.slice(1) : text;
}
