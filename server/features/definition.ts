/** `textDocument/definition`: from a host call to the grants that allow it, and to where a variable is declared. */
import type { Location } from "../../runtime-core/base/span.ts";
import { type Effect, manifestOutline, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { effectsAt, type FilePlace, grantsFor } from "./grant-uses.ts";

/** What allows the host call at a place; undefined when there is no call, or nothing allows it. */
export function definition(prepared: PreparedModule, at: FilePlace): readonly Location[] | undefined {
  const found = effectsAt(prepared, at).flatMap((effect): readonly Location[] => [
    ...declarationsOf(prepared, effect),
    ...grantsFor(prepared, effect),
  ]);
  return found.length === 0 ? undefined : [...new Set(found)];
}

/** A variable in `env` may be read without a grant. */
function declarationsOf(prepared: PreparedModule, { kind, resource }: Effect): readonly Location[] {
  const outline = kind === "env.read" ? manifestOutline(prepared) : undefined;
  const declared = outline?.sections.find(({ name }) => name === "env")?.children ?? [];
  return declared
    .filter(({ name }) => name === resource)
    .map(({ nameSpan }) => ({ file: outline?.file ?? "", span: nameSpan }));
}
