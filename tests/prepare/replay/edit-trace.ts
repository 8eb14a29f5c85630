/**
 * A trace of edits of the files of a project: always the same for the same files and the same seed.
 *
 * Many edits are taken back, at once or step by step, so that most of what is edited is sound.
 */
import { languageOf, parseText, syntaxProblems } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import { Chance } from "./chance.ts";
import { EDITS } from "./edits.ts";
import { TREE_EDITS } from "./tree-edits.ts";

/** Afterwards the file has this text; undefined: it is gone. */
export interface Edit {
  readonly what: string;
  readonly path: string;
  readonly text: string | undefined;
}

/** The first `count` edits of a trace. */
export function* editTrace(
  files: ReadonlyMap<string, string>,
  { count, seed }: { readonly count: number; readonly seed: string },
): Generator<Edit, void> {
  const chance = new Chance(seed);
  const paths = [...files.keys()];
  const now = new Map(files);
  for (let made = 0; made < count;) {
    const path = chance.percent(50) ? (paths[0] as string) : chance.pick(paths);
    for (const edit of burst(path, { chance, first: files.get(path) ?? "", text: now.get(path) ?? "" })) {
      if (edit.text === now.get(path)) continue;
      if (made++ >= count) return;
      now.set(path, edit.text ?? "");
      yield edit;
    }
  }
}

/** Some edits of one file that belong together, and often back. */
function* burst(
  path: string,
  { chance, first, text }: { readonly chance: Chance; readonly first: string; readonly text: string },
): Generator<Edit> {
  const isFar = Math.abs(text.length - first.length) > 200 + first.length / 4 || chance.percent(5);
  if (isFar) return yield { what: "back to the first text", path, text: first };
  if (chance.percent(2)) {
    yield { what: "gone", path, text: undefined };
    return yield { what: "there again", path, text };
  }
  const [what, make] = chance.pick(isCode(path) && chance.percent(70) ? TREE_EDITS : EDITS);
  const texts = [text];
  for (const next of make(text, chance)) {
    texts.push(next);
    yield { what, path, text: next };
  }
  const last = texts.pop() ?? text;
  if (chance.percent(faults(path, last) <= faults(path, text) ? 60 : 5)) return;
  for (const before of chance.percent(30) ? texts.reverse() : [text])
    yield { what: `undo of ${what}`, path, text: before };
}

function isCode(path: string): boolean {
  return !path.endsWith(".json");
}

function faults(path: string, text: string): number {
  return syntaxProblems(parseText(path, text, languageOf(path) ?? "ts")).length;
}
