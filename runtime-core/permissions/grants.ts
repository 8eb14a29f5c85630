/**
 * The grants of one context and what was dropped from them.
 *
 * Default deny: one grant must cover an ask wholly. Dropping subtracts: an ask that shares a resource with anything
 * dropped here or in an ancestor fails, whenever it was dropped, so a drop reaches living and future children, and
 * never goes up or sideways.
 */
import { GrantIndex } from "./grant-index.ts";
import { overlaps } from "./includes.ts";
import { nearestGrant, type NearestGrant } from "./nearest-grant.ts";
import type { Permission, Subject } from "./permission.ts";

/** The answer to an ask. */
export type Decision =
  | { readonly verdict: "allowed"; readonly grant: Permission }
  | {
      readonly verdict: "denied";
      /** The grant that comes closest, and what keeps it from covering the ask. */
      readonly nearest?: NearestGrant;
      /** A grant would cover it, but this was dropped. */
      readonly dropped?: Permission;
    };

/** What one context may do; lives as long as the context. */
export class Grants {
  readonly #index = new GrantIndex();
  readonly #grants: Permission[] = [];
  readonly #dropped: Permission[] = [];
  readonly #parent: Grants | undefined;

  /** @param parent Of the parent's context; its drops count here too, its grants do not. */
  constructor(grants: readonly Permission[], parent?: Grants) {
    this.#parent = parent;
    for (const grant of grants) this.add(grant);
  }

  /** In the order in which they were given, dropped or not. */
  get grants(): readonly Permission[] {
    return this.#grants;
  }

  /** What was dropped here; not what an ancestor dropped. */
  get dropped(): readonly Permission[] {
    return this.#dropped;
  }

  /** Grants more: what a person allows while a run is paused. What was dropped stays dropped. */
  add(grant: Permission): void {
    this.#grants.push(grant);
    this.#index.add(grant);
  }

  /**
   * Whether `asked` is allowed, and by which grant; else what comes nearest.
   *
   * Cost: about 1 µs when allowed; linear in the grants of the domain when denied.
   */
  check(asked: Permission | Subject): Decision {
    const grant = this.#index.find(asked);
    if (grant === undefined) {
      const nearest = nearestGrant(this.#grants, asked);
      return nearest === undefined ? { verdict: "denied" } : { verdict: "denied", nearest };
    }
    const dropped = this.#findDropped(asked);
    return dropped === undefined ? { verdict: "allowed", grant } : { verdict: "denied", dropped };
  }

  /** Takes away all that `permission` matches, for good, here and in all descendants. What was not granted is no error. */
  drop(permission: Permission): void {
    this.#dropped.push(permission);
  }

  #findDropped(asked: Permission | Subject): Permission | undefined {
    const own = this.#dropped.find((dropped) => overlaps(dropped, asked));
    if (own !== undefined || this.#parent === undefined) return own;
    return this.#parent.#findDropped(asked);
  }
}
