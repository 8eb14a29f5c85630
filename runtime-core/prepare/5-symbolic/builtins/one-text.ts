/** One text for all that a value can be. */
import type { ts } from "../../1-parse/syntax.ts";
import type { Frame } from "../frame.ts";
import { textsOf } from "../texts.ts";
import { hole, joinTexts, type Text } from "../values/text.ts";
import type { Value } from "../values/value.ts";

/** One text for all that a value can be. */
export function oneTextOf(frame: Frame, value: Value, site: ts.Node): Text {
  const texts = textsOf(frame, value, site);
  const [only = [hole("callee")]] = texts;
  return texts.length > 1 ? joinTexts(texts, "context-merged") : only;
}
