/**
 * Creation of a context: everything in which a module exceeds its parent, at once, or the context.
 */
import type { Clock } from "../base/clock.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { FilePath } from "../base/span.ts";
import { defaultQuantity, LIMIT_NAMES, type LimitProfile } from "../limits/known-limits.ts";
import type { Limit } from "../limits/limit.ts";
import { checkEnvironment } from "../manifest/check-environment.ts";
import { grantedPermissions } from "../manifest/granted-permissions.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { type Violation, withinParent } from "../manifest/within-parent.ts";
import { grantedNames } from "../permissions/granted-names.ts";
import { Context, type ContextBounds } from "./context.ts";

/** What a context is made from. */
export interface CreateContextOptions {
  readonly id: string;
  readonly module: FilePath;
  readonly manifest: Manifest;
  readonly parent?: Context;
  /** Whose defaults a context without a parent has for limits that its manifest does not name. */
  readonly profile: LimitProfile;
  readonly clock: Clock;
  /** The environment there is, for a context without a parent; a child has of it what its parent may read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cpuTime: "clock" | "charged";
  /** What the runtime allows every module, for a context without a parent. */
  readonly bounds?: ContextBounds;
}

/**
 * Makes a context, or says everything that keeps it from being made.
 *
 * @throws {AmbitError} The cause of the parent's end, if it has ended.
 */
export function createContext(options: CreateContextOptions): Result<Context, readonly Violation[]> {
  const { manifest, parent } = options;
  const surroundings = parent === undefined ? options.env : parent.env;
  const declared = checkEnvironment(manifest, surroundings);
  const violations: Violation[] = declared.problems.map(({ name, message }) => ({
    kind: "env",
    name,
    message,
    path: ["env", name],
  }));
  if (parent !== undefined) {
    const bounds = { permissions: parent.grants, limits: effectiveLimits(parent), hosts: parent.hosts };
    violations.unshift(...withinParent(manifest, bounds, "inherited"));
  }
  if (violations.length > 0) return fail(violations);
  const { id, module, clock, cpuTime, bounds } = options;
  const grants = grantedPermissions(manifest);
  return ok(
    new Context({
      id,
      module,
      manifest,
      ...(parent === undefined ? {} : { parent }),
      grants,
      limits: parent === undefined ? withDefaults(manifest.limits, options.profile) : manifest.limits,
      hosts: { ...parent?.hosts, ...manifest.hosts },
      env: { ...grantedNames("env", grants, surroundings), ...declared.values },
      clock,
      cpuTime,
      ...(bounds === undefined ? {} : { bounds }),
    }),
  );
}

/** The limits that bind a context: for each name its own, or the nearest ancestor's. */
function effectiveLimits(context: Context): readonly Limit[] {
  const limits = new Map<string, Limit>();
  for (let at: Context | undefined = context; at !== undefined; at = at.parent) {
    for (const limit of at.limits) if (!limits.has(limit.name)) limits.set(limit.name, limit);
  }
  return [...limits.values()];
}

function withDefaults(limits: readonly Limit[], profile: LimitProfile): readonly Limit[] {
  const named = new Set(limits.map((limit) => limit.name));
  const defaults = LIMIT_NAMES.filter((name) => !named.has(name)).flatMap((name): readonly Limit[] => {
    const quantity = defaultQuantity(name, profile);
    return quantity === undefined ? [] : [{ name, quantity }];
  });
  return [...limits, ...defaults];
}
