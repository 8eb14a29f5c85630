/** `textDocument/definition`: from a host call to the grants that allow it, and to where a variable is declared. */
import type { Location } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { allowedBy, effectsAt, type FilePlace } from "./grant-uses.ts";

/** What allows the host call at a place; undefined when there is no call, or nothing allows it. */
export function definition(prepared: PreparedModule, at: FilePlace): readonly Location[] | undefined {
  const found = effectsAt(prepared, at).flatMap((effect) => allowedBy(prepared, effect));
  return found.length === 0 ? undefined : [...new Set(found)];
}
