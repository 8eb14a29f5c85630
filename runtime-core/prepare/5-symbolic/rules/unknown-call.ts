/**
 * A call of which it is not known what it does: said, because the check at run time decides it alone.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { EffectReport } from "../../effect.ts";
import { REASONS } from "./unknown-resource.ts";

/** One finding for each call. That the module was too much work is said by `cut-off`. */
export function unknownCalls({ unknowns }: EffectReport): readonly Diagnostic[] {
  const seen = new Set<string>();
  return unknowns.flatMap(({ file, span, kinds, reason, detail }) => {
    const key = `${file}:${span.start}`;
    if (kinds?.length === 0 || reason === "budget" || seen.has(key)) return [];
    seen.add(key);
    const data = { kinds: kinds ?? [], reason: detail === "" ? REASONS[reason] : detail };
    return [diagnostic("symbolic/unknown-call", { file, span }, data)];
  });
}
