/**
 * A call needs what no grant covers.
 *
 * An error when the call must happen and must be refused; a warning when it may happen, or when a grant covers a part
 * of what it can ask for.
 */
import type { CodeData } from "../../../base/codes/table.ts";
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { folderOf } from "../../../base/file-path.ts";
import type { FilePath } from "../../../base/span.ts";
import { grantedPermissions } from "../../../manifest/granted-permissions.ts";
import type { Manifest } from "../../../manifest/manifest.ts";
import { type Decision, Grants } from "../../../permissions/grants.ts";
import { overlaps } from "../../../permissions/includes.ts";
import { parseSubject } from "../../../permissions/parse-permission.ts";
import type { Permission, Subject } from "../../../permissions/permission.ts";
import type { Effect, EffectReport, Fault } from "../../effect.ts";
import type { EffectCheck } from "../check-effects.ts";
import { askedBy, canFit, grantFor, grantText, writtenPermission } from "./asked-permission.ts";
import { byCall, manyResources } from "./many-resources.ts";
import { reasonOf } from "./unknown-resource.ts";

type Data = CodeData<"symbolic/missing-permission">;
type Finding = Diagnostic & { readonly data: Data };

/** One finding for each resource of each call, whatever the phases it is called in; one for all that a pattern can say. */
export function missingPermissions({ entry, report, manifest }: EffectCheck): readonly Diagnostic[] {
  const answers = answersOf(manifest.manifest);
  const found = new Map<string, Finding>();
  for (const effect of report.effects) {
    if (isInvalid(effect, report) || isDeclared(effect, manifest.data)) continue;
    const finding = check(effect, { answers, entry });
    if (finding === undefined) continue;
    const key = `${effect.file}:${effect.span.start}:${effect.span.end} ${effect.kind} ${effect.resource}`;
    const other = found.get(key);
    if (other === undefined || (other.severity === "warning" && finding.severity === "error")) found.set(key, finding);
  }
  return byCall(found.values(), ({ data: { kind }, file, span }) => ({ file, kind, span })).flatMap(asOne);
}

/** The findings about one call: a single one when it reaches many things that one grant would be for. */
function asOne(findings: readonly Finding[]): readonly Diagnostic[] {
  const [first] = findings;
  const many = manyResources(findings.flatMap(({ data }) => data.permission ?? []));
  if (first === undefined || many === undefined) return findings;
  const { call, kind } = first.data;
  const must = findings.some(({ data }) => data.must);
  const severity = findings.some((each) => each.severity === "error") ? "error" : "warning";
  const { file, related, span } = first;
  return [
    diagnostic("symbolic/missing-permission", { file, span }, { call, kind, must, ...many }, { severity, related }),
  ];
}

/** Whether a variable stands in the section `env`, which grants it once its schema is right. */
function isDeclared({ kind, resource }: Effect, data: unknown): boolean {
  const { env } = (data ?? {}) as { readonly env?: unknown };
  return (
    kind === "env.read" && resource !== null && typeof env === "object" && env !== null && Object.hasOwn(env, resource)
  );
}

const INVALID: ReadonlySet<Fault["kind"]> = new Set(["invalid", "refused"]);

/** Whether the host refuses a call whatever is granted, which is another finding; to grant it would be wrong. */
export function isInvalid({ file, span }: Effect, { faults }: EffectReport): boolean {
  return faults.some((each) => INVALID.has(each.fault.kind) && each.file === file && each.span.start === span.start);
}

/** What a manifest grants, and what was asked of it: after a keystroke nearly all of it is asked again. */
class Answers {
  readonly #grants: Grants;
  readonly #known = new WeakMap<Permission, Decision>();

  constructor(manifest: Manifest) {
    this.#grants = new Grants(grantedPermissions(manifest));
  }

  get granted(): readonly Permission[] {
    return this.#grants.grants;
  }

  /** What is decided of a permission, or of one resource in the place of it. */
  check(asked: Permission, subject?: Subject): Decision {
    if (subject !== undefined) return this.#grants.check(subject);
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
  { answers, entry }: { readonly answers: Answers; readonly entry: FilePath },
): Finding | undefined {
  const grant = grantFor(effect, entry);
  if (grant === undefined) {
    if (canFit(effect, { entry, granted: answers.granted })) return undefined;
    return finding(effect, { refused: true, reason: reasonOf(effect) });
  }
  const decision = answers.check(grant, subjectOf(effect, entry));
  if (decision.verdict === "allowed") return undefined;
  const nearest = decision.nearest && { grant: writtenPermission(decision.nearest.grant), why: decision.nearest.why };
  return finding(effect, {
    refused: answers.refuses(grant),
    permission: grantText(grant, entry),
    ...(nearest === undefined ? {} : { nearest }),
  });
}

/** One resource that no pattern says exactly, as the host sees it; undefined when a pattern does. */
function subjectOf(effect: Effect, entry: FilePath): Subject | undefined {
  const { kind, resolution, resource } = effect;
  if (resolution !== "exact" || resource === null || askedBy(effect, entry) !== undefined) return undefined;
  const [domain = "", minor = ""] = kind.split(".");
  const literal = resource.replace(/\\([*{}\\])/g, "$1");
  const result = parseSubject({ domain, kind: minor, resource: literal }, folderOf(entry));
  return result.ok ? result.value : undefined;
}

function finding(
  { call, explanation, file, kind, multiplicity, span }: Effect,
  { refused, ...known }: Pick<Data, "permission" | "reason" | "nearest"> & { readonly refused: boolean },
): Finding {
  const must = multiplicity.min > 0;
  const data = { call, kind, must, ...known };
  const severity = must && refused ? "error" : "warning";
  const about = { severity, related: explanation } as const;
  return { ...diagnostic("symbolic/missing-permission", { file, span }, data, about), data };
}
