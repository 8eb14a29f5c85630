/** `import(specifier)` in another host: loading a file or a URL is an effect; naming a module or a package is not. */
import { direct, need } from "../../../../capabilities/profiles/models.ts";
import type { ts } from "../../../1-parse/syntax.ts";
import { makeUrl, urlTexts } from "../../builtins/url-parts.ts";
import type { Frame } from "../../frame.ts";
import { textsOf } from "../../texts.ts";
import { concat, isHole, type Text } from "../../values/text.ts";
import { textValue, UNDEFINED, type Value } from "../../values/value.ts";
import { hostObject } from "../host-values.ts";
import { pathOf } from "./meta.ts";

const IMPORT = { ...direct([need("module.load", { form: "module" })]), name: "import" };

/** Records what an `import()` loads. */
export function recordImport(frame: Frame, node: ts.CallExpression, specifier: Value): void {
  const { machine } = frame;
  if (machine.profile.foreign === undefined) return;
  const loaded = textsOf(frame, specifier, node).flatMap((text) => loadedBy(frame, text) ?? []);
  if (loaded.length === 0) return;
  const args = { values: [loaded.flatMap((text) => textValue(text))] };
  machine.operations.call([hostObject({ model: IMPORT })], { frame, self: UNDEFINED, args, site: node });
}

/** The path or URL of what is loaded; undefined for names. */
function loadedBy(frame: Frame, text: Text): readonly Text[] | undefined {
  const [first] = text;
  if (isHole(first) || /^(?:file|https?):|^\//.test(first ?? "")) return [text];
  if (first?.startsWith(".") !== true) return undefined;
  const url = makeUrl(frame.machine, text, concat(["file:///"], pathOf(frame.file)));
  return url === undefined ? undefined : urlTexts(url);
}
