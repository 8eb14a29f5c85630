/**
 * A call of which it is not known what it does: said, because the check at run time decides it alone.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { EffectReport, UnknownReason } from "../../effect.ts";
import { REASONS } from "./unknown-resource.ts";

/** That a module cannot be imported is said where it is, and `cut-off` says that one was too much work. */
const SAID_ELSEWHERE: ReadonlySet<UnknownReason> = new Set(["budget", "import"]);

/** One finding for each call. */
export function unknownCalls({ unknowns }: EffectReport): readonly Diagnostic[] {
  const seen = new Set<string>();
  return unknowns.flatMap(({ file, span, kinds, reason, detail }) => {
    const key = `${file}:${span.start}`;
    if (kinds?.length === 0 || SAID_ELSEWHERE.has(reason) || seen.has(key)) return [];
    seen.add(key);
    const data = { kinds: kinds ?? [], reason: detail === "" ? REASONS[reason] : detail };
    return [diagnostic("symbolic/unknown-call", { file, span }, data)];
  });
}
