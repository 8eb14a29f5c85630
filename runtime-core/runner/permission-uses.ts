/**
 * Counts the decisions of one context, for reports and for the debugger.
 */
import type { Decision } from "../permissions/grants.ts";
import { printPermission } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import type { GrantUse, PermissionUse } from "./protocol.ts";

/** Beyond this many different permissions, further ones are counted under the grant that allowed them. */
const MAX_DIFFERENT = 1000;

const MAX_CHARACTERS = 2000;

/** The counts of one context. */
export class PermissionUses {
  readonly #uses = new Map<string, { -readonly [Key in keyof PermissionUse]: PermissionUse[Key] }>();
  readonly #grants = new Map<Permission, number>();
  readonly #declared: readonly Permission[];
  #refused = 0;

  /** @param declared The grants of the manifest, counted from 0. */
  constructor(declared: readonly Permission[]) {
    this.#declared = declared;
  }

  /** How often something was refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Counts one decision. */
  add(asked: Permission | Subject, decision: Decision): void {
    if (decision.verdict === "denied") this.#refused += 1;
    const grant = decision.verdict === "allowed" ? decision.grant : decision.nearest?.grant;
    if (decision.verdict === "allowed") this.#grants.set(decision.grant, (this.#grants.get(decision.grant) ?? 0) + 1);
    const printed = grant === undefined ? undefined : printPermission(grant);
    const full = this.#uses.size >= MAX_DIFFERENT;
    const permission = cut(full ? (printed ?? `${asked.domain}.${asked.kind} (others)`) : printPermission(asked));
    const key = `${decision.verdict} ${permission}`;
    const known = this.#uses.get(key);
    if (known !== undefined) known.count += 1;
    else
      this.#uses.set(key, {
        permission,
        verdict: decision.verdict,
        ...(printed === undefined ? {} : { grant: printed }),
        count: 1,
      });
  }

  /** What was asked, in order of the first time. */
  permissions(): readonly PermissionUse[] {
    return [...this.#uses.values()].map((use) => ({ ...use }));
  }

  /** What was refused. */
  refusals(): readonly PermissionUse[] {
    return this.permissions().filter((use) => use.verdict === "denied");
  }

  /** The declared grants with how often each allowed something. */
  grants(): readonly GrantUse[] {
    return this.#declared.map((grant) => ({ grant: printPermission(grant), count: this.#grants.get(grant) ?? 0 }));
  }
}

function cut(permission: string): string {
  return permission.length <= MAX_CHARACTERS ? permission : `${permission.slice(0, MAX_CHARACTERS)}…`;
}
