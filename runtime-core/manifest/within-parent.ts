/**
 * Whether a child stays within its parent, and everything in which it does not.
 */
import { printable } from "../base/printable.ts";
import { isLooser } from "../limits/bounded-limits.ts";
import { defaultQuantity, LIMIT_NAMES, type LimitProfile } from "../limits/known-limits.ts";
import type { Limit, Quantity } from "../limits/limit.ts";
import { printQuantity } from "../limits/parse-limit.ts";
import { Grants } from "../permissions/grants.ts";
import { includes } from "../permissions/includes.ts";
import { printPermission, printResource } from "../permissions/parse-permission.ts";
import type { Permission } from "../permissions/permission.ts";
import { witness } from "../permissions/witness.ts";
import { impliedPermissions } from "./granted-permissions.ts";
import type { ManifestPath } from "./manifest-problem.ts";
import type { Manifest } from "./manifest.ts";

/** One thing in which a child exceeds its parent. The path is that of the child's manifest. */
export type Violation =
  | {
      readonly kind: "permission";
      /** As the child has it; `permission.written` is its text. */
      readonly permission: Permission;
      /** The grant of the parent that comes closest, printed. */
      readonly nearest?: string;
      /** A resource that the child asks for and the nearest grant does not cover. */
      readonly witness?: string;
      readonly message: string;
      readonly path: ManifestPath;
    }
  | {
      readonly kind: "limit";
      readonly name: string;
      /** What the child has. */
      readonly quantity: Quantity;
      /** What its parent has. */
      readonly bound: Quantity;
      readonly message: string;
      readonly path: ManifestPath;
    }
  | {
      /** "env": a variable that the child declares and its parent does not have. */
      readonly kind: "host" | "env";
      readonly name: string;
      readonly message: string;
      readonly path: ManifestPath;
    };

/** What a child must stay within. */
export interface ParentBounds {
  /** All that the parent is granted, also what it need not write; `Grants` know what was dropped. */
  readonly permissions: readonly Permission[] | Grants;
  readonly limits: readonly Limit[];
  readonly hosts: Readonly<Record<string, string>>;
}

/**
 * Everything in which `child` exceeds its parent.
 *
 * @param profile Whose defaults a limit has that the parent does not name; "inherited" when the parent's limits are all
 *   there are, so that a limit it does not name is unbounded.
 */
export function withinParent(
  child: Manifest,
  parent: ParentBounds,
  profile: LimitProfile | "inherited",
): readonly Violation[] {
  const violations = [
    ...permissionViolations(child, parent.permissions),
    ...limitViolations(child, parent.limits, profile),
    ...hostViolations(child, parent.hosts),
  ];
  return violations.map((violation) => ({ ...violation, message: printable(violation.message) }));
}

function permissionViolations(child: Manifest, parent: readonly Permission[] | Grants): readonly Violation[] {
  const grants = parent instanceof Grants ? parent : new Grants(parent);
  const implied = impliedPermissions(child);
  const counts = new Map<string, number>();
  const violations: Violation[] = [];
  for (const permission of child.permissions) {
    const { domain, kind } = permission;
    const index = counts.get(`${domain}.${kind}`) ?? 0;
    counts.set(`${domain}.${kind}`, index + 1);
    if (domain === "database" && implied.some((own) => includes(own, permission))) continue;
    const violation = permissionViolation(permission, grants);
    if (violation !== undefined) violations.push({ ...violation, path: ["permissions", domain, kind, index] });
  }
  return violations;
}

function permissionViolation(permission: Permission, grants: Grants) {
  const decision = grants.checkOwn(permission);
  if (decision.verdict === "allowed") return undefined;
  const asked = `${permission.domain}.${permission.kind} ${permission.written}`;
  const base = { kind: "permission", permission } as const;
  if (decision.dropped !== undefined) {
    return {
      ...base,
      message: `the parent has dropped ${printPermission(decision.dropped)}, so ${asked} cannot be handed on`,
    };
  }
  if (decision.nearest === undefined) return { ...base, message: `the parent has no grant for ${asked}` };
  const { grant, why } = decision.nearest;
  const nearest = printPermission(grant);
  const uncovered = witness(grant, permission);
  const isNamed = uncovered === undefined || uncovered === printResource(permission);
  const example = isNamed ? "" : `, which leaves out ${uncovered}`;
  const message = `the parent has no grant for ${asked}; the nearest is ${nearest} (${why})${example}`;
  return uncovered === undefined ? { ...base, nearest, message } : { ...base, nearest, witness: uncovered, message };
}

function limitViolations(
  child: Manifest,
  parent: readonly Limit[],
  profile: LimitProfile | "inherited",
): readonly Violation[] {
  const bounds = new Map(parent.map((limit) => [limit.name, limit.quantity]));
  return child.limits.flatMap(({ name, quantity }): readonly Violation[] => {
    const bound = bounds.get(name) ?? fallback(name, profile);
    if (bound === undefined || !isLooser(quantity, bound)) return [];
    const message = `the limit "${name}" is ${printQuantity(quantity)}, looser than its parent's ${printQuantity(bound)}`;
    return [{ kind: "limit", name, quantity, bound, message, path: ["limits", name] }];
  });
}

function fallback(name: string, profile: LimitProfile | "inherited"): Quantity | undefined {
  const known = LIMIT_NAMES.find((candidate) => candidate === name);
  return known === undefined || profile === "inherited" ? undefined : defaultQuantity(known, profile);
}

function hostViolations(child: Manifest, parent: Readonly<Record<string, string>>): readonly Violation[] {
  return Object.keys(child.hosts)
    .filter((name) => Object.hasOwn(parent, name))
    .map((name) => ({
      kind: "host",
      name,
      message: `the host "${name}" is defined by the parent and cannot be defined again`,
      path: ["hosts", name],
    }));
}
