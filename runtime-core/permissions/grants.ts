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
import { kindsWithin, type Permission, PERMISSION_KINDS, type Subject } from "./permission.ts";

/** Most grants that are looked at for the nearest one; when there are more, those that are most alike. */
const MOST_COMPARED = 64;

/** The answer to an ask. */
export type Decision =
  | { readonly verdict: "allowed"; readonly grant: Permission }
  | {
      readonly verdict: "denied";
      /** The grant that comes closest, and what keeps it from covering the ask. */
      readonly nearest?: NearestGrant;
      /** A grant would cover it, but this was dropped. */
      readonly dropped?: Permission;
      /** The module has a grant for it, but the runtime that runs the module has none. */
      readonly by?: "runtime";
    };

/** What one context may do; lives as long as the context. */
export class Grants {
  readonly #index = new GrantIndex();
  readonly #grants: Permission[] = [];
  readonly #dropped: Permission[] = [];
  readonly #droppedIndex = new GrantIndex();
  readonly #parent: Grants | undefined;
  readonly #bound: Grants | undefined;

  /**
   * @param parent Of the parent's context; its drops count here too, its grants do not.
   * @param bound What the runtime allows; that of the parent when there is one. What it does not cover is refused.
   */
  constructor(grants: readonly Permission[], parent?: Grants, bound?: Grants) {
    this.#parent = parent;
    this.#bound = parent === undefined ? bound : parent.#bound;
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
   * Cost: about 1 µs when allowed, some tens when denied, however many grants there are.
   */
  check(asked: Permission | Subject): Decision {
    const own = this.checkOwn(asked);
    if (own.verdict === "denied" || this.#bound === undefined) return own;
    const bound = this.#bound.checkOwn(asked);
    return bound.verdict === "allowed" ? own : { ...bound, by: "runtime" };
  }

  /** The same without the bound of the runtime: what may be handed on to a child, which has the same bound. */
  checkOwn(asked: Permission | Subject): Decision {
    const grant = this.#index.find(asked);
    if (grant === undefined) {
      const nearest = nearestGrant(this.#candidates(asked), asked);
      return nearest === undefined ? { verdict: "denied" } : { verdict: "denied", nearest };
    }
    const dropped = this.#findDropped(asked);
    return dropped === undefined ? { verdict: "allowed", grant } : { verdict: "denied", dropped };
  }

  /** Takes away all that `permission` matches, for good, here and in all descendants. What was not granted is no error. */
  drop(permission: Permission): void {
    if (this.#droppedIndex.find(permission) !== undefined) return;
    this.#dropped.push(permission);
    this.#droppedIndex.add(permission);
  }

  /** Grants that may be nearest to what no grant covers: those that are like it, and those of another kind that would. */
  #candidates(asked: Permission | Subject): readonly Permission[] {
    if (this.#grants.length <= MOST_COMPARED) return this.#grants;
    const others = PERMISSION_KINDS[asked.domain].map((kind) => this.#index.find({ ...asked, kind }));
    return [...this.#index.alike(asked, MOST_COMPARED), ...others.filter((grant) => grant !== undefined)];
  }

  #findDropped(asked: Permission | Subject): Permission | undefined {
    const own = this.#dropped.length === 0 ? undefined : this.#findOwnDropped(asked);
    if (own !== undefined || this.#parent === undefined) return own;
    return this.#parent.#findDropped(asked);
  }

  #findOwnDropped(asked: Permission | Subject): Permission | undefined {
    if (!isOneResource(asked)) return this.#dropped.find((dropped) => overlaps(dropped, asked));
    for (const kind of kindsWithin(asked.domain, asked.kind)) {
      const dropped = this.#droppedIndex.find({ ...asked, kind });
      if (dropped !== undefined) return dropped;
    }
    return undefined;
  }
}

/** Whether to overlap with `asked` is to include it: it is one resource, and no server reads it as another one. */
function isOneResource(asked: Permission | Subject): boolean {
  if ("written" in asked || asked.resource.kind === "table") return false;
  return asked.resource.kind !== "url" || asked.resource.decodedPath === undefined;
}
