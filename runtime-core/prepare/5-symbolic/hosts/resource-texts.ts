/** The argument of a host function that names what it reaches, as texts. */
import type { Call } from "../machine.ts";
import { textsOf } from "../texts.ts";
import type { Text } from "../values/text.ts";
import { NEVER, type Value } from "../values/value.ts";

/** The texts of a resource argument: a string, a URL or a request. */
export function resourceTexts(call: Call, value: Value): readonly Text[] {
  const [only] = value;
  if (value.length === 1 && only?.kind === "string") return [only.text];
  return value.flatMap((atom) => {
    if (atom.kind === "undefined" || atom.kind === "null") return [];
    if (atom.kind === "object" && atom.type === "request")
      return resourceTexts(call, atom.state.slots.get("url") ?? NEVER);
    return textsOf(call.frame, [atom], call.site);
  });
}
