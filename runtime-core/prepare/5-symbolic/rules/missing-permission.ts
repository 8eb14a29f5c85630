/**
 * A call needs what no grant covers.
 *
 * An error when the call must happen and must be refused; a warning when it may happen, or when a grant covers a part
 * of what it can ask for.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import { grantedPermissions } from "../../../manifest/granted-permissions.ts";
import type { Manifest } from "../../../manifest/manifest.ts";
import { type Decision, Grants } from "../../../permissions/grants.ts";
import { overlaps } from "../../../permissions/includes.ts";
import type { Permission } from "../../../permissions/permission.ts";
import type { Effect, EffectReport, Fault } from "../../effect.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, permissionTextOf, writtenPermission } from "./asked-permission.ts";

/** One finding for each resource of each call, whatever the phases it is called in. */
export function missingPermissions({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const answers = answersOf(manifest.manifest);
  const found = new Map<string, Diagnostic>();
  for (const effect of report.effects) {
    const asked = askedBy(effect, entry);
    if (asked === undefined || isInvalid(effect, report)) continue;
    const finding = check(effect, { asked, answers, entry });
    if (finding === undefined) continue;
    const key = `${effect.file}:${effect.span.start}:${effect.span.end} ${effect.kind} ${effect.resource}`;
    const other = found.get(key);
    if (other === undefined || (other.severity === "warning" && finding.severity === "error")) found.set(key, finding);
  }
  return [...found.values()];
}

const INVALID: ReadonlySet<Fault["kind"]> = new Set(["invalid", "refused"]);

/** What is no path or URL at all is another finding; to grant it would be wrong. */
function isInvalid({ file, span }: Effect, { faults }: EffectReport): boolean {
  return faults.some((each) => INVALID.has(each.fault.kind) && each.file === file && each.span.start === span.start);
}

/** What a manifest grants, and what was asked of it: after a keystroke nearly all of it is asked again. */
class Answers {
  readonly #grants: Grants;
  readonly #known = new WeakMap<Permission, Decision>();

  constructor(manifest: Manifest) {
    this.#grants = new Grants(grantedPermissions(manifest));
  }

  check(asked: Permission): Decision {
    let decision = this.#known.get(asked);
    if (decision === undefined) this.#known.set(asked, (decision = this.#grants.check(asked)));
    return decision;
  }

  /** Whether no grant covers any part of it. */
  refuses(asked: Permission): boolean {
    return !this.#grants.grants.some((grant) => overlaps(grant, asked));
  }
}

const known = new WeakMap<Manifest, Answers>();

function answersOf(manifest: Manifest): Answers {
  let answers = known.get(manifest);
  if (answers === undefined) known.set(manifest, (answers = new Answers(manifest)));
  return answers;
}

function check(
  effect: Effect,
  of: { readonly asked: Permission; readonly answers: Answers; readonly entry: FilePath },
): Diagnostic | undefined {
  const { answers, asked, entry } = of;
  const decision = answers.check(asked);
  if (decision.verdict === "allowed") return undefined;
  const must = effect.multiplicity.min > 0;
  const refused = answers.refuses(asked);
  const nearest = decision.nearest && { grant: writtenPermission(decision.nearest.grant), why: decision.nearest.why };
  const data = {
    permission: permissionTextOf(effect, entry),
    must,
    call: effect.call,
    ...(nearest === undefined ? {} : { nearest }),
  };
  return diagnostic("symbolic/missing-permission", effect, data, {
    severity: must && refused ? "error" : "warning",
    related: effect.explanation,
  });
}
