/**
 * Counts the decisions of one context, for reports and for the debugger.
 */
import type { Decision, Grants } from "../permissions/grants.ts";
import { printPermission } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import type { GrantUse, PermissionUse } from "./protocol.ts";

/** Beyond this many different permissions, further ones are counted under the grant that allowed them. */
const MAX_DIFFERENT = 1000;

const MAX_CHARACTERS = 2000;

type Use = { -readonly [Key in keyof PermissionUse]: PermissionUse[Key] };

/** The counts of one context. */
export class PermissionUses {
  readonly #uses = new Map<string, Use>();
  /** How what was asked was counted the last time. */
  readonly #last = new WeakMap<Permission | Subject, { readonly grant: Permission; readonly use: Use }>();
  readonly #grants = new Map<Permission, number>();
  readonly #granted: Pick<Grants, "grants">;

  /** @param granted What the module has. */
  constructor(granted: Pick<Grants, "grants">) {
    this.#granted = granted;
  }

  /** Counts one decision. */
  add(asked: Permission | Subject, decision: Decision): void {
    if (decision.verdict === "allowed" && this.#countAgain(asked, decision.grant)) return;
    const grant = decision.verdict === "allowed" ? decision.grant : decision.nearest?.grant;
    if (decision.verdict === "allowed") this.#grants.set(decision.grant, (this.#grants.get(decision.grant) ?? 0) + 1);
    const printed = grant === undefined ? undefined : printPermission(grant);
    const full = this.#uses.size >= MAX_DIFFERENT;
    const permission = cut(full ? (printed ?? `${asked.domain}.${asked.kind} (others)`) : printPermission(asked));
    const key = `${decision.verdict} ${permission}`;
    const use = this.#uses.get(key) ?? {
      permission,
      verdict: decision.verdict,
      ...(printed === undefined ? {} : { grant: printed }),
      count: 0,
    };
    use.count += 1;
    this.#uses.set(key, use);
    if (decision.verdict === "allowed") this.#last.set(asked, { grant: decision.grant, use });
  }

  /** What was asked as the same object was printed before. */
  #countAgain(asked: Permission | Subject, grant: Permission): boolean {
    const last = this.#last.get(asked);
    if (last?.grant !== grant) return false;
    last.use.count += 1;
    this.#grants.set(grant, (this.#grants.get(grant) ?? 0) + 1);
    return true;
  }

  /** What was asked, in order of the first time. */
  permissions(): readonly PermissionUse[] {
    return [...this.#uses.values()].map((use) => ({ ...use }));
  }

  /** What was refused. */
  refusals(): readonly PermissionUse[] {
    return this.permissions().filter((use) => use.verdict === "denied");
  }

  /** The grants, those that a debugger gave too, with how often each allowed something. */
  grants(): readonly GrantUse[] {
    return this.#granted.grants.map((grant) => ({
      grant: printPermission(grant),
      count: this.#grants.get(grant) ?? 0,
    }));
  }
}

function cut(permission: string): string {
  return permission.length <= MAX_CHARACTERS ? permission : `${permission.slice(0, MAX_CHARACTERS)}…`;
}
