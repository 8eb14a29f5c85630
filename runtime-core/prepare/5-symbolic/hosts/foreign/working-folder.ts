/**
 * The folder in which relative paths start: `{cwd}`, until a program changes it.
 */
import { withoutFileScheme } from "../../effects/path-resource.ts";
import type { Call, Machine } from "../../machine.ts";
import { Cell } from "../../scope.ts";
import { argument } from "../../closures.ts";
import { textsOf } from "../../texts.ts";
import { SLASH } from "../../values/chars.ts";
import { concat, hole, isHole, type Text } from "../../values/text.ts";
import { textValue, unknownValue, type Value } from "../../values/value.ts";
import { rootText, withoutUrlSlash } from "./roots.ts";

const START: Value = textValue(rootText("cwd"));
const folders = new WeakMap<Machine, Cell>();

/** The folder as a value. */
export function workingFolder(machine: Machine): Value {
  return folders.get(machine)?.state ?? START;
}

/** `process.chdir(folder)` */
export function changeFolder(call: Call): void {
  const { machine } = call.frame;
  let cell = folders.get(machine);
  if (cell === undefined) folders.set(machine, (cell = new Cell("cwd", 0, { value: START })));
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  const next = texts.flatMap((text) => inFolder(machine, text)).flatMap((text) => textValue(text));
  machine.journal.write(cell, next.length === 0 ? unknownValue("callee") : next);
}

/** A path from each folder in which it can start; an absolute one, and one that starts in `{cwd}`, as it is. */
export function inFolder(machine: Machine, text: Text): readonly Text[] {
  const folder = workingFolder(machine);
  if (folder === START || !isRelative(withoutUrlSlash(withoutFileScheme(text)))) return [text];
  return folder.map((atom) => concat(atom.kind === "string" ? atom.text : [hole("callee")], ["/"], text));
}

function isRelative([first]: Text): boolean {
  if (isHole(first)) return first.symbol === undefined && (first.chars & SLASH) === 0;
  return first?.startsWith("/") !== true;
}
