/**
 * A call whose resource is not known: said, because the check at run time decides it alone.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { grantedPermissions } from "../../../manifest/granted-permissions.ts";
import type { Effect, UnknownReason } from "../../effect.ts";
import type { EffectCheck } from "../check-effects.ts";
import { canFit, grantFor } from "./asked-permission.ts";
import { choiceOfCaller } from "./caller-controlled.ts";

/** Why something is not known, and what helps, for people. */
export const REASONS: Readonly<Record<UnknownReason, string>> = {
  parameter: "it is a parameter; test it with `startsWith`, or take a name and look the resource up in a table",
  env: 'it comes from the environment; list the values that are allowed, `env: { NAME: { type: "string", enum: [...] } }`',
  secret: "it comes from a secret",
  "file-content": "it comes out of a file",
  "net-content": "it comes out of a response",
  "data-content": "it comes out of stored data",
  random: "it is random",
  clock: "it comes from the clock",
  callee: "it is the result of a function that is not known",
  import: "it comes from a module that is not known",
  reflection: "it comes from code made at run time",
  "loop-widened": "it changes in a loop",
  "context-merged": "it is one of too many values that come together here",
  budget: "the module is too much work to examine wholly",
  regexp: "it comes out of a regular expression",
  model: "it comes from a function that Ambit does not know",
};

/** Why no grant can be named for an effect. */
export function reasonOf({ reason }: Effect): string {
  return reason === null ? "it takes all that is granted; grant what it needs of that" : REASONS[reason];
}

const TEST = "test it with `startsWith`, or take a name out of it and look the resource up in a table";

/** What makes a resource known that comes from outside, beyond what its reason says. */
const HELP: Readonly<Partial<Record<UnknownReason, string>>> = {
  "file-content": TEST,
  "net-content": TEST,
  "data-content": TEST,
};

/** One finding for each call and kind. What a caller chooses is another finding, which says more. */
export function unknownResources({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const granted = grantedPermissions(manifest.manifest);
  const seen = new Set<string>();
  return report.effects.flatMap((effect) => {
    if (effect.reason === null || grantFor(effect, entry) !== undefined || !canFit(effect, { entry, granted }))
      return [];
    const key = `${effect.file}:${effect.span.start} ${effect.kind}`;
    if (seen.has(key) || choiceOfCaller(effect, manifest).length > 0) return [];
    seen.add(key);
    const help = HELP[effect.reason];
    const known = { call: effect.call, kind: effect.kind, reason: REASONS[effect.reason] };
    const data = help === undefined ? known : { ...known, help };
    return [diagnostic("symbolic/unknown-resource", effect, data, { related: effect.explanation })];
  });
}
