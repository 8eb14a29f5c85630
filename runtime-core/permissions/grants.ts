/** The grants of one context. */
import type { Permission, Subject } from "./permission.ts";

/** The answer to an ask. */
export type Decision =
  | { readonly verdict: "allowed"; readonly grant: Permission }
  | {
      readonly verdict: "denied";
      /** The grant that comes closest, and what keeps it from covering the ask. */
      readonly nearest?: { readonly grant: Permission; readonly why: string };
      /** A grant would cover it, but this was dropped. */
      readonly dropped?: Permission;
    };

export class Grants {
  readonly grants: readonly Permission[];
  readonly parent: Grants | undefined;
  constructor(grants: readonly Permission[], parent?: Grants) {
    this.grants = grants;
    this.parent = parent;
  }
  check(asked: Permission | Subject): Decision {
    throw new Error(`not built yet: ${asked.domain}`);
  }
  drop(permission: Permission): void {
    throw new Error(`not built yet: ${permission.domain}`);
  }
}
