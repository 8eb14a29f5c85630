/** `import.meta`, `__filename` and `__dirname` in another host. */
import type { FilePath } from "../../../../base/span.ts";
import { folderOf } from "../../../../base/file-path.ts";
import { textsOf } from "../../texts.ts";
import { argument } from "../../closures.ts";
import type { Frame } from "../../frame.ts";
import { objectOf } from "../../objects.ts";
import { concat, type Text } from "../../values/text.ts";
import { BOOLEAN, joinValues, textValue, unknownValue, type Value } from "../../values/value.ts";
import { makeUrl, urlTexts } from "../../builtins/url-parts.ts";
import { rootText } from "./roots.ts";

/** The path of a file of the project: below the root. */
export function pathOf(file: FilePath): Text {
  return concat(rootText("root"), file === "/" ? [] : [file]);
}

/** The value of `import.meta`. */
export function foreignMeta(frame: Frame): Value {
  const { machine, file } = frame;
  const url = concat(["file:///"], pathOf(file));
  const resolve = machine.native(`import.meta.resolve ${file}`, (call) =>
    joinValues(
      ...textsOf(call.frame, argument(call.args, 0), call.site).map((text): Value => {
        const made = typeof text[0] === "string" && text[0].startsWith(".") ? makeUrl(machine, text, url) : undefined;
        return made === undefined ? unknownValue("import") : joinValues(...urlTexts(made).map(textValue));
      }),
    ),
  );
  const members = new Map<string, Value>([
    ["url", textValue(url)],
    ["dirname", textValue(pathOf(folderOf(file)))],
    ["filename", textValue(pathOf(file))],
    ["dir", textValue(pathOf(folderOf(file)))],
    ["main", BOOLEAN],
    ["env", unknownValue("env")],
    ["resolve", [resolve]],
  ]);
  return [objectOf(machine, members)];
}
