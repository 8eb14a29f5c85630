/** `textDocument/definition`: from a host call to the grants that allow it. */
import type { Location } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { effectsAt, type FilePlace, grantsFor } from "./grant-uses.ts";

/** The grants that allow the host call at a place; undefined when there is no call, or nothing allows it. */
export function definition(prepared: PreparedModule, at: FilePlace): readonly Location[] | undefined {
  const grants = new Set(effectsAt(prepared, at).flatMap((effect) => grantsFor(prepared, effect)));
  return grants.size === 0 ? undefined : [...grants];
}
