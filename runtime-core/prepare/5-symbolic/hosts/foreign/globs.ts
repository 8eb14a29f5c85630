/** Patterns of paths, as `glob(pattern, { cwd })` takes them. */
import { argument } from "../../closures.ts";
import type { Call } from "../../machine.ts";
import { listOf } from "../../objects.ts";
import { textsOf } from "../../texts.ts";
import { concat, hole, type Text } from "../../values/text.ts";
import { isNullish, joinValues, NEVER, type Value } from "../../values/value.ts";
import { isOptions, optionOf } from "./options.ts";

/** A pattern: the folder below which it is looked for, and what is found. */
interface Pattern {
  readonly folder: Text;
  readonly found: Text;
}

const BELOW = hole("file-content", { deep: true, dotless: true });

/** The patterns that a call can mean. */
export function patternsOf(call: Call): readonly Pattern[] {
  const given = joinValues(...argument(call.args, 0).map((atom) => elementsOf(call, atom)));
  const options = argument(call.args, 1).filter(isOptions);
  const cwd = options.length === 0 ? NEVER : optionOf(call, options, "cwd").filter((atom) => !isNullish(atom));
  const folders = cwd.length === 0 ? [[]] : textsOf(call.frame, cwd, call.site).map((text) => concat(text, ["/"]));
  return textsOf(call.frame, given, call.site).flatMap((pattern) =>
    folders.map((folder) => ({ folder: concat(folder, beginning(pattern)), found: foundBy(pattern) })),
  );
}

/** The elements of a list, or what stands for one. */
export function elementsOf(call: Call, atom: Value[number]): Value {
  if (atom.kind !== "object" || atom.type !== "array") return [atom];
  const { items, more } = listOf(call.frame, [atom], call.site);
  return joinValues(...items, more ?? NEVER);
}

/** The folders before the first wildcard. */
function beginning([first]: Text): Text {
  const [known = ""] = typeof first === "string" ? first.split(/[*?{[]/) : [];
  const folder = known.slice(0, known.lastIndexOf("/") + 1);
  return folder === "" ? [] : [folder];
}

function foundBy(pattern: Text): Text {
  const last = pattern.at(-1);
  const end = typeof last === "string" ? (/[^*?}\]/]*$/.exec(last)?.[0] ?? "") : "";
  const folder = beginning(pattern);
  return concat(folder.length === 0 ? ["./"] : folder, [BELOW], end === "" ? [] : [end]);
}
